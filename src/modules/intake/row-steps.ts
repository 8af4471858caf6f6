import { daysBetween } from '../../kernel/calendar.ts'
import type { Cell } from '../../kernel/spreadsheet/cell.ts'
import { readDate, readOptionalText } from './cells.ts'
import { cellOf, type MappedColumn } from './columns.ts'
import { readDeadline, type Deadline, type DeadlineUnit } from './deadlines.ts'
import { dateInMark, readStrikeOffMark, STRIKE_OFF_WORDS } from './judgements.ts'
import type { RowInHand } from './row-in-hand.ts'

/** When a matter took its steps; null when a step was not taken or could not be read. */
export interface Steps {
  readonly collected: string | null
  readonly dispatched: string | null
  readonly deadline: Deadline | null
  readonly replied: string | null
  readonly struckOff: string | null
  readonly isStruckOff: boolean
}

/** What else of the row decides which steps it took. */
export interface StepHints {
  readonly isOnSpot: boolean
  readonly department: string | null
  readonly isSolved: boolean
  readonly isBegun: boolean
  /** What 是否办结 says of striking off. */
  readonly done: 'struck_off' | 'not_done' | null
}

type DateField = 'struck_off_mark' | 'collected' | 'dispatched' | 'replied' | 'completed' | 'struck_off'

/** A date as written: `bad` when something stands there that is none, so that nothing more is concluded from it. */
interface WrittenDate {
  readonly date: string | null
  readonly isBad: boolean
}

/** Reads the dates of a row in the order of the loop, fills in what an office leaves out, and refuses contradictions. */
export function readSteps(hand: RowInHand, hints: StepHints): Steps {
  const collectedWritten = readStep(hand, { field: 'collected', after: null })
  const dispatchedWritten = readStep(hand, { field: 'dispatched', after: collectedWritten.date })
  const asked = settleCollected(hand, { written: collectedWritten, dispatched: dispatchedWritten })
  const dispatched = settleDispatched(hand, { written: dispatchedWritten, collected: asked, hints })
  const begun = dispatched ?? asked
  const deadline = begun === null ? null : readDeadlineOf(hand, begun)
  const completed = readStep(hand, { field: 'completed', after: begun })
  const repliedWritten = settleReply(hand, {
    written: readStep(hand, { field: 'replied', after: begun }),
    completed,
  })
  const struckOffWritten = readStrikeOff(hand, repliedWritten.date ?? begun)
  const isStruckOff = readMark(hand, { struckOff: struckOffWritten, done: hints.done })
  const { replied, struckOff } = settleEnd(hand, {
    repliedWritten,
    struckOffWritten,
    isStruckOff,
    completed: completed.date,
    collected: asked,
    hints,
  })
  // A day of collection that nobody wrote down cannot lie after the reply.
  const isAssumed = collectedWritten.date === null
  const collected = isAssumed && asked !== null && replied !== null && replied < asked ? replied : asked
  const steps = { collected, dispatched, deadline, replied, struckOff, isStruckOff }
  noteContradictions(hand, steps)
  return steps
}

function readStep(
  { context, notes, row }: RowInHand,
  { field, after, cell }: { field: DateField; after: string | null; cell?: Cell },
): WrittenDate {
  const { mapping, year, date1904, today } = context
  const reading = readDate(cell ?? cellOf(row, mapping.columns.get(field)), {
    year,
    after: after ?? undefined,
    date1904,
  })
  if (reading.kind === 'none') return { date: null, isBad: false }
  if (reading.kind === 'fault') {
    notes.refuse(field, reading.fault, { accepted: reading.accepted })
    return { date: null, isBad: true }
  }
  const { date } = reading
  if (today !== undefined && date > today) {
    notes.refuse(field, 'in_the_future', { detail: { today, date } })
    return { date: null, isBad: true }
  }
  if (reading.rolled === true) notes.warn(field, 'year_rolled', { detail: { date } })
  if (field === 'collected' && year !== undefined && Number(date.slice(0, 4)) !== year) {
    notes.warn(field, 'year_differs', { detail: { date, year } })
  }
  return { date, isBad: false }
}

/** What was dispatched on a day had been collected by then. */
function settleCollected(
  { notes, has }: RowInHand,
  { written, dispatched }: { written: WrittenDate; dispatched: WrittenDate },
): string | null {
  if (written.date !== null || written.isBad) return written.date
  if (dispatched.date === null) {
    if (!dispatched.isBad) notes.refuse('collected', 'collected_missing')
    return null
  }
  if (has('collected')) notes.warn('collected', 'collected_assumed', { detail: { date: dispatched.date } })
  return dispatched.date
}

interface Dispatch {
  readonly written: WrittenDate
  readonly collected: string | null
  readonly hints: StepHints
}

/** A department in charge was put there: on the day of collection, when no other is written. */
function settleDispatched({ notes, has }: RowInHand, { written, collected, hints }: Dispatch): string | null {
  if (written.date !== null || written.isBad || collected === null) return written.date
  if (hints.department === null || hints.isOnSpot) return null
  if (has('dispatched')) notes.warn('dispatched', 'dispatch_assumed', { detail: { date: collected } })
  return collected
}

function readDeadlineOf({ context, notes, row }: RowInHand, from: string): Deadline | null {
  const { mapping, year, date1904, calendar } = context
  const place = mapping.columns.get('deadline')
  const reading = readDeadline(cellOf(row, place), { from, year, date1904, unit: unitOf(place), calendar })
  if (reading.kind === 'none') return null
  if (reading.kind === 'open') {
    notes.warn('deadline', 'deadline_open')
    return null
  }
  if (reading.kind === 'fault') {
    const detail = reading.year === undefined ? {} : { year: reading.year }
    notes.refuse('deadline', reading.fault, { accepted: reading.accepted, detail })
    return null
  }
  const { deadline, warning } = reading
  if (warning !== undefined) notes.warn('deadline', warning, { detail: { date: deadline.due } })
  return deadline
}

/** What bare numbers count under a header such as 办理时限（工作日）. */
function unitOf(place: MappedColumn | undefined): DeadlineUnit | undefined {
  if (place === undefined) return undefined
  if (place.header.includes('工作日')) return 'working_days'
  if (/自然日|日历[日天]/.test(place.header)) return 'natural_days'
  return /^[天日]数?$/.test(place.hint) || place.header.includes('天数') ? 'calendar_days' : undefined
}

/** The day of striking off, which may stand in the cell of the mark. */
function readStrikeOff(hand: RowInHand, after: string | null): WrittenDate {
  const written = readStep(hand, { field: 'struck_off', after })
  const mark = hand.text('struck_off_mark') ?? ''
  const judged = readStrikeOffMark(mark)
  const isStruckOff = judged.kind === 'said' && judged.value === 'struck_off'
  const value = written.date === null && !written.isBad && isStruckOff ? dateInMark(mark) : undefined
  return value === undefined
    ? written
    : readStep(hand, { field: 'struck_off_mark', after, cell: { kind: 'text', value } })
}

/** What was completed was answered by then, when no day of the reply is written. */
function settleReply(
  hand: RowInHand,
  { written, completed }: { written: WrittenDate; completed: WrittenDate },
): WrittenDate {
  if (written.date !== null || written.isBad) return written
  if (completed.date !== null) assume(hand, 'replied', completed.date)
  return completed
}

/** Whether the matter is struck off: the mark says so, or without a mark the date does. */
function readMark(
  { context, notes, row, has }: RowInHand,
  { struckOff, done }: { struckOff: WrittenDate; done: StepHints['done'] },
): boolean {
  const mark = readStrikeOffMark(
    readOptionalText(cellOf(row, context.mapping.columns.get('struck_off_mark'))) ?? '',
  )
  const isDated = struckOff.date !== null
  if (mark.kind === 'none') {
    if (isDated && done === 'not_done')
      notes.refuse('done', 'strike_off_contradicts', { detail: { date: struckOff.date ?? '' } })
    return isDated || done === 'struck_off'
  }
  if (mark.kind === 'unknown') {
    notes.refuse('struck_off_mark', 'unknown_mark', { accepted: [...STRIKE_OFF_WORDS, '是', '否'] })
    return false
  }
  switch (mark.value) {
    case 'struck_off':
      return true
    case 'done':
      if (!isDated && has('struck_off')) notes.warn('struck_off_mark', 'done_not_struck_off')
      return isDated
    case 'not_struck_off':
      if (isDated)
        notes.refuse('struck_off_mark', 'strike_off_contradicts', { detail: { date: struckOff.date ?? '' } })
      return false
  }
}

interface End {
  readonly repliedWritten: WrittenDate
  readonly struckOffWritten: WrittenDate
  readonly isStruckOff: boolean
  readonly completed: string | null
  readonly collected: string | null
  readonly hints: StepHints
}

/** The last two steps. One of them stands for the other where an office writes only one; struck off needs a date. */
function settleEnd(
  hand: RowInHand,
  { repliedWritten, struckOffWritten, isStruckOff, completed, collected, hints }: End,
) {
  const none = { replied: repliedWritten.date, struckOff: null }
  if (repliedWritten.isBad || struckOffWritten.isBad) return none
  const isSpoken = repliedWritten.date !== null || struckOffWritten.date !== null
  // What is answered on the spot is answered on the day it is asked.
  const onSpot = hints.isOnSpot && (isStruckOff || hints.isSolved) && !isSpoken ? collected : null
  if (onSpot !== null) assume(hand, 'replied', onSpot)
  const replied = repliedWritten.date ?? onSpot
  if (!isStruckOff) return { replied, struckOff: null }
  const known = struckOffWritten.date ?? later(completed, replied)
  if (known === null) {
    hand.notes.refuse(hints.done === 'struck_off' ? 'done' : 'struck_off_mark', 'struck_off_without_dates')
    return none
  }
  if (replied === null) assume(hand, 'replied', known)
  if (struckOffWritten.date === null) assume(hand, 'struck_off', known)
  return { replied: replied ?? known, struckOff: known }
}

const later = (a: string | null, b: string | null) => (a !== null && b !== null && a > b ? a : (b ?? a))

function assume({ notes, has }: RowInHand, field: 'replied' | 'struck_off', date: string): void {
  if (!has(field)) return
  notes.warn(field, field === 'replied' ? 'reply_assumed' : 'strike_off_assumed', { detail: { date } })
}

const HALF_A_YEAR = 183

/**
 * A due day before the dispatch, a reply before the asking and a strike-off before the reply cannot be, and would make
 * figures wrong: refused. Dispatching before it was written down, or answering before the formal dispatch, happens in
 * every office: a warning, unless the gap shows a wrong year.
 */
function noteContradictions(
  { notes }: RowInHand,
  { collected, dispatched, deadline, replied, struckOff }: Steps,
): void {
  const begun = dispatched ?? collected
  const tell = (before: string, after: string): { detail: Record<string, string> } => ({
    detail: { date: before, other: after },
  })
  if (deadline !== null && begun !== null && deadline.due < begun) {
    notes.refuse('deadline', 'due_before_dispatch', tell(deadline.due, begun))
  }
  if (collected !== null && dispatched !== null && dispatched < collected) {
    const isWrongYear = daysBetween(dispatched, collected) > HALF_A_YEAR
    if (isWrongYear) notes.refuse('dispatched', 'dispatched_before_collected', tell(dispatched, collected))
    else notes.warn('dispatched', 'dispatched_before_collected', tell(dispatched, collected))
  }
  if (collected !== null && replied !== null && replied < collected) {
    notes.refuse('replied', 'reply_before_collected', tell(replied, collected))
  } else if (dispatched !== null && replied !== null && replied < dispatched) {
    notes.warn('replied', 'reply_before_dispatch', tell(replied, dispatched))
  }
  if (replied !== null && struckOff !== null && struckOff < replied) {
    notes.refuse('struck_off', 'strike_off_before_reply', tell(struckOff, replied))
  }
}
