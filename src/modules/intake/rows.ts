import type { Row } from '../../kernel/spreadsheet/cell.ts'
import { checkCreditCode, nameKey } from '../enterprises/index.ts'
import { normalForm, readOptionalText } from './cells.ts'
import { cellOf, keptColumns } from './columns.ts'
import { isOnSpotSource, readRating, readRung, RATING_WORDS, RUNG_WORDS } from './judgements.ts'
import { completed, type LedgerRow } from './ledger-row.ts'
import type { Note } from './notes.ts'
import { takeInHand, type RowContext, type RowInHand } from './row-in-hand.ts'
import { judgeState } from './row-state.ts'
import { readResult } from './row-outcome.ts'
import { readSteps } from './row-steps.ts'

/** A row understood, or why not. */
export type RowReading =
  | { readonly kind: 'row'; readonly row: LedgerRow; readonly warnings: readonly Note[] }
  | { readonly kind: 'refused'; readonly refusals: readonly Note[]; readonly warnings: readonly Note[] }

/**
 * Reads one row of a ledger: all of it, or every reason why not. What contradicts the loop so that figures would be
 * wrong is refused; what an office may well have done is taken, with a warning.
 */
export function readRow(row: Row, context: RowContext): RowReading {
  const hand = takeInHand(row, context)
  const { notes } = hand
  const asker = readAsker(hand)
  const { text, ...texts } = readTexts(hand)
  if (text === null) notes.refuse('text', 'text_missing')
  const rung = readRungOf(hand)
  const { department, coDepartments } = readDepartments(hand)
  const result = readResult(hand)
  const hints = {
    isOnSpot: rung === 'on_spot',
    department,
    isSolved: result.solvedBy !== null,
    isBegun: result.isBegun,
    done: result.done,
  }
  const steps = readSteps(hand, hints)
  const rating = readRatingOf(hand)
  const year = context.year ?? Number(steps.collected?.slice(0, 4))
  const serial = readSerial(hand, year)
  const state = judgeState(hand, { ...steps, ...hints })
  if (steps.replied === null && notes.refusals.length === 0) {
    if (rating !== null) notes.warn('rating', 'rating_without_reply')
    if (result.solvedBy !== null) notes.warn(result.solvedBy, 'done_without_reply')
  }

  const { refusals, warnings } = notes
  if (
    refusals.length > 0 ||
    asker.enterprise === null ||
    text === null ||
    steps.collected === null ||
    serial === null
  ) {
    return { kind: 'refused', refusals, warnings }
  }
  // A row that is refused has not taken its serial: another may be the true one.
  context.serials.set(`${year}/${serial}`, { sheet: context.sheet, row: row.number })
  const { collected, dispatched, deadline, replied, struckOff } = steps
  const understood = completed({
    ...asker,
    enterprise: asker.enterprise,
    year,
    serial,
    collected,
    text,
    rung,
    department,
    coDepartments,
    dispatched,
    deadline,
    due: deadline?.due ?? null,
    replied,
    struckOff,
    state,
    rating: replied === null ? null : rating,
    outcome: replied === null ? null : result.outcome,
    progress: result.progressOf({ isReplied: replied !== null }),
    ...readPlainCells(hand),
    remark: texts.remark,
  })
  return { kind: 'row', row: understood, warnings }
}

/**
 * The text of the matter and the remark. Where two columns hold the text, such as the problem and what the enterprise
 * asks for, the other goes into the remark under its header: it has no place of its own, and must not be lost.
 */
function readTexts({ text, row, context }: RowInHand) {
  const beside = keptColumns(context.mapping).flatMap((place) => {
    const value = readOptionalText(cellOf(row, place))
    return value === null ? [] : [{ header: place.header.replaceAll('\n', ''), value }]
  })
  const main = text('text')
  const kept = main === null ? beside.slice(1) : beside
  const remarks = [text('remark'), ...kept.map(({ header, value }) => `${header}：${value}`)]
  const remark = remarks.filter((part) => part !== null).join('\n')
  return { text: main ?? beside[0]?.value ?? null, remark: remark === '' ? null : remark }
}

/** The cells that are taken as they are. */
function readPlainCells(hand: RowInHand) {
  return {
    source: hand.text('source'),
    category: hand.text('category'),
    leadLeader: hand.text('lead_leader'),
    demand: hand.text('demand'),
    number: hand.text('number'),
    returned: readCount(hand, 'returned'),
    reopened: readCount(hand, 'reopened'),
  }
}

/**
 * 序号 with the year is the row's identity; without the column 工单编号 and the like is, which stays when rows are
 * sorted or left out; a ledger with neither is numbered by its rows.
 */
function readSerial({ text, has, context, notes }: RowInHand, year: number): string | null {
  const field = has('serial') || !has('number') ? 'serial' : 'number'
  const written = has(field) ? text(field) : String(context.position)
  if (written === null) {
    notes.refuse(field, field === 'serial' ? 'serial_missing' : 'number_missing')
    return null
  }
  const form = normalForm(written)
  // Our own numbers are made of year and serial: 2022-0017.
  const own = field === 'number' && form.startsWith(`${year}-`) ? form.slice(`${year}-`.length) : form
  const serial = /^第?0*([1-9]\d*|0)[号.、。]?$/.exec(own)?.[1] ?? form
  if (serial.length > LONGEST_SERIAL) notes.refuse(field, 'serial_too_long')
  if (Number.isNaN(year)) return serial
  const first = context.serials.get(`${year}/${serial}`)
  if (context.isSerialMerged === true) notes.refuse(field, 'serial_merged')
  else if (first !== undefined) {
    const here = first.sheet === context.sheet ? {} : { here: context.sheet }
    notes.refuse(field, 'serial_duplicate', { detail: { first: first.row, sheet: first.sheet, ...here } })
  }
  return serial
}

const LONGEST_SERIAL = 40
const LONGEST_NAME = 200

function readAsker({ text, has, context, notes }: RowInHand) {
  const enterprise = text('enterprise')
  const written = text('credit_code')
  const checked = written === null ? undefined : checkCreditCode(written)
  if (checked?.valid === false) {
    const { fault, position = 0, expected = '' } = checked
    notes.warn('credit_code', 'credit_code_invalid', { detail: { fault, position, expected } })
  }
  const creditCode = checked?.code ?? null
  // 待补 stands in many rows and tells nobody's name.
  const right = checked?.valid === true ? checked.code : null
  if (enterprise === null) {
    const known = right === null ? undefined : context.namesByCode.get(right)
    notes.refuse('enterprise', 'enterprise_missing', known === undefined ? {} : { accepted: [known] })
  } else if ([...nameKey(enterprise)].length > LONGEST_NAME) notes.refuse('enterprise', 'enterprise_too_long')
  else if (right !== null && !context.namesByCode.has(right)) context.namesByCode.set(right, enterprise)
  return {
    enterprise,
    creditCode,
    ...readContact({ contact: text('contact'), phone: text('phone'), isJoined: !has('phone') }),
  }
}

/** No name with a telephone number is longer; whole sentences are not searched. */
const LONGEST_CONTACT = 60

/** 联系人及电话 may stand in one column: "陈经理 10001533375". */
function readContact({
  contact,
  phone,
  isJoined,
}: {
  contact: string | null
  phone: string | null
  isJoined: boolean
}) {
  const [, name = '', number] =
    isJoined && contact !== null && contact.length <= LONGEST_CONTACT
      ? (/^(.*?)[\s:：,，(（]*(\d[\d-]{6,15})[)）]?$/s.exec(contact) ?? [])
      : []
  if (number === undefined) return { contact, phone: phone?.normalize('NFKC') ?? null }
  return { contact: name === '' ? null : name, phone: number }
}

function readRungOf({ text, notes }: RowInHand) {
  const said = text('rung')
  const rung = said === null ? { kind: 'none' as const } : readRung(said)
  if (rung.kind === 'said') return rung.value
  if (said !== null && isOnSpotSource(said)) return 'on_spot' as const
  if (rung.kind === 'unknown') notes.warn('rung', 'unknown_rung', { accepted: RUNG_WORDS })
  const source = text('source')
  return source !== null && isOnSpotSource(source) ? ('on_spot' as const) : null
}

function readDepartments({ text, context, notes }: RowInHand) {
  const { departments } = context
  const refuse = (field: 'department' | 'co_departments', unknown: readonly string[]) => {
    const accepted = [...new Set(unknown.flatMap((name) => departments.nearest(name)))]
    notes.refuse(field, 'unknown_department', { accepted, detail: { department: unknown.join('、') } })
  }
  const lead = departments.readList(text('department') ?? '')
  const [department = null, ...others] = lead.known
  if (lead.unknown.length > 0) refuse('department', lead.unknown)
  else if (others.length > 0)
    notes.warn('department', 'several_departments', { detail: { lead: department ?? '' } })
  const co = departments.readList(text('co_departments') ?? '')
  if (co.unknown.length > 0) refuse('co_departments', co.unknown)
  return {
    department,
    coDepartments: [...new Set([...others, ...co.known])].filter((name) => name !== department),
  }
}

function readRatingOf({ text, notes, context }: RowInHand) {
  const isAsked = context.mapping.columns.get('rating')?.header.includes('是否') === true
  const rating = readRating(text('rating') ?? '', { isAsked })
  if (rating.kind === 'said') return rating.value
  if (rating.kind === 'unknown') notes.refuse('rating', 'unknown_rating', { accepted: RATING_WORDS })
  return null
}

function readCount({ text, notes }: RowInHand, field: 'returned' | 'reopened'): number | null {
  const said = text(field)
  if (said === null) return null
  const count = /^(\d{1,3})次?$/.exec(normalForm(said))?.[1]
  if (count === undefined) notes.warn(field, 'unknown_count')
  return count === undefined ? null : Number(count)
}
