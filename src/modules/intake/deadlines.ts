import { addDays, isUnpublished, lastDayOfMonth, type Calendar } from '../../kernel/calendar.ts'
import type { Cell } from '../../kernel/spreadsheet/cell.ts'
import {
  isNothing,
  nearDate,
  readDate,
  readDateText,
  readNumeral,
  readText,
  shownCell,
  type DateFault,
  type DateReading,
} from './cells.ts'

/**
 * A deadline as given and as it falls. `days` are those of `working_days` (0: the same day) and `calendar_days`, the
 * months of `calendar_months`. `provisional`: counted into days that next year's notice may still move.
 */
export interface Deadline {
  readonly given: string
  readonly kind: 'date' | 'working_days' | 'calendar_days' | 'calendar_months' | 'month_end' | 'year_end'
  readonly days?: number
  readonly due: string
  readonly provisional?: true
}

/**
 * `assumed_calendar_days`: 3日内 could mean either kind of days. `year_rolled`: see `DateReading`.
 * `deadline_disagrees`: the days counted and the date beside them.
 */
export type DeadlineWarning = 'assumed_calendar_days' | 'year_rolled' | 'deadline_disagrees'

/** What a cell says of a deadline. */
export type DeadlineReading =
  | { readonly kind: 'none' }
  /** 长期坚持, 待定: words that set no day. */
  | { readonly kind: 'open' }
  | { readonly kind: 'deadline'; readonly deadline: Deadline; readonly warning?: DeadlineWarning }
  | {
      readonly kind: 'fault'
      readonly fault: DateFault | 'unreadable_deadline' | 'calendar_unpublished'
      readonly accepted: readonly string[]
      /** The year without official days, of `calendar_unpublished`. */
      readonly year?: number
    }

/** What a bare number counts; `calendar_days` are assumed, `natural_days` are said. */
export type DeadlineUnit = 'working_days' | 'natural_days' | 'calendar_days'

/** What is known when a deadline is read. */
export interface DeadlineContext {
  /** The day of dispatch, from which days are counted. */
  readonly from: string
  readonly year: number | undefined
  readonly date1904: boolean
  /** What a bare number or 5天 counts, when the header says so: 办理时限（工作日）. */
  readonly unit: DeadlineUnit | undefined
  readonly calendar: Pick<Calendar, 'addWorkingDays'>
}

const ACCEPTED = ['2026-04-27', '4月27日', '5个工作日', '7个自然日', '月底前', '年底前'] as const

const NUMBER = '(\\d{1,3}|[一二两三四五六七八九十百零]{1,5})'
const START =
  '(?:限时|限期|限|请于|请|须于|应于|须|应)?(?:自|从|在)?(?:交办|收到|接到|派单|接单|下达|转办|受理)?(?:任务|通知|之日|后|之后|当日|日)*起?'
const END =
  '(?:下班)?(?:之?内|以内|之?前|以前)?(?:须|要|应|予以)?(?:办结|办理完毕|办理|完成|答复|回复|反馈|解决|销号)?'

const WORKING_DAYS = new RegExp(`^${START}${NUMBER}个?工作日${END}$`)
const DAYS = new RegExp(`^${START}${NUMBER}个?(自然日|日历日|日历天|天|日)${END}$`)
const WEEKS = new RegExp(`^${START}${NUMBER}个?(?:周|星期|礼拜)${END}$`)
const MONTHS = new RegExp(`^${START}${NUMBER}个月${END}$`)
const HALF_MONTH = new RegExp(`^${START}半个?月${END}$`)
const HALF_YEAR = new RegExp(`^${START}半年${END}$`)
const YEARS = new RegExp(`^${START}([一二两三1-3])年${END}$`)
const HOURS = new RegExp(`^${START}${NUMBER}个?小时${END}$`)
const SAME_DAY = new RegExp(`^(?:当日|当天|即日)${END}$`)
const MONTH_END = new RegExp(`^(本|当|这个?|下个?)?月(?:底|末|内)${END}$`)
const DAY_OF_MONTH = new RegExp(`^(本|当|这个?|下个?|次)月${NUMBER}[日号]${END}$`)
const NAMED_MONTH_END = new RegExp(`^(?:(\\d{4})年)?${NUMBER}月份?(?:底|末)${END}$`)
const YEAR_END = new RegExp(`^(?:(\\d{4})年|本年度?|今年|当年|年)(?:底|末|内)?${END}$`)
const UNTIL_DATE = new RegExp(`^(.*?[日号\\d])${END}$`)

const OPEN =
  /^(?:(?:长期|持续|常态化?|不断)(?:坚持|推进|跟进|落实|办理|整改|开展|关注|协调|解决|进行)*|(?:时间|时限)?(?:待定|未定|不限|另行通知|另行确定))$/
/** 5个工作日（5月10日）, 5月10日（5个工作日）. */
const WITH_BRACKETS = /^([^()]{1,40})\(([^()]{1,40})\)[。.]?$/

/**
 * Reads a deadline. Working days count by the official calendar from the day after dispatch; a date stays as written,
 * also on a rest day; 月底前 is the last calendar day of the month of dispatch.
 */
export function readDeadline(cell: Cell, context: DeadlineContext): DeadlineReading {
  const given = shownCell(cell).trim()
  if (cell.kind === 'empty') return { kind: 'none' }
  if (cell.kind === 'number' && Number.isInteger(cell.value) && cell.value >= 0 && cell.value <= MOST_DAYS) {
    return readBareNumber(cell.value, context)
  }
  if (cell.kind !== 'text') return ofDate(readDate(cell, nearby(context)), { given })
  const text = readText(cell)
  if (isNothing(text)) return { kind: 'none' }
  if (text.length > LONGEST_DEADLINE)
    return { kind: 'fault', fault: 'unreadable_deadline', accepted: ACCEPTED }
  const reading = readWords({ text, given, context })
  const [, outside, inside] = WITH_BRACKETS.exec(text.normalize('NFKC')) ?? []
  if (reading.kind !== 'fault' || outside === undefined || inside === undefined) return reading
  return (
    readBoth(readWords({ text: outside, given, context }), readWords({ text: inside, given, context })) ??
    reading
  )
}

/** Reads a deadline that is given as text. */
function readWords({ text, given, context }: Words): DeadlineReading {
  const compact = text.normalize('NFKC').replaceAll(/[\s。;；,，、]+/g, '')
  if (OPEN.test(compact)) return { kind: 'open' }
  const bare = readNumeral(compact)
  if (bare !== undefined) return readBareNumber(bare, context)
  return (
    readCount({ text: compact, given, context }) ??
    readEnd({ text: compact, given, context }) ??
    ofDate(readDateText(withoutEnd(text), nearby(context)), { given })
  )
}

/** Of a count of days and the date that it comes to the date holds. */
function readBoth(outside: DeadlineReading, inside: DeadlineReading): DeadlineReading | undefined {
  if (outside.kind !== 'deadline' || inside.kind !== 'deadline') return undefined
  const isDate = ({ deadline }: typeof outside) => deadline.kind === 'date'
  if (isDate(outside) === isDate(inside)) return undefined
  const [date, days] = isDate(outside) ? [outside, inside] : [inside, outside]
  return date.deadline.due === days.deadline.due ? date : { ...date, warning: 'deadline_disagrees' }
}

/** `9月30日前办结` → `9月30日`. */
function withoutEnd(text: string): string {
  return UNTIL_DATE.exec(text.normalize('NFKC').replaceAll(/\s+/g, ' '))?.[1] ?? text
}

const HOURS_OF_DAY = 24
const MOST_DAYS = 999
const LONGEST_DEADLINE = 60

const nearby = ({ year, date1904, from }: DeadlineContext) => ({ year, date1904, after: from })

function readBareNumber(days: number, context: DeadlineContext): DeadlineReading {
  const given = String(days)
  switch (context.unit) {
    case 'working_days':
      return workingDays({ days, given, context })
    case 'calendar_days':
      return calendarDays({ days, given, from: context.from, isSure: false })
    case 'natural_days':
      return calendarDays({ days, given, from: context.from, isSure: true })
    case undefined:
      return { kind: 'fault', fault: 'unreadable_deadline', accepted: [`${days}个工作日`, `${days}个自然日`] }
  }
}

/** A deadline in words, as given, and where it stands. */
interface Words {
  readonly text: string
  readonly given: string
  readonly context: DeadlineContext
}

/** A number of days, weeks or months. */
function readCount({ text, given, context }: Words): DeadlineReading | undefined {
  const { from } = context
  const inWorkingDays = count(WORKING_DAYS, text)
  if (inWorkingDays !== undefined) return workingDays({ days: inWorkingDays, given, context })
  // "5日前" means the 5th as well as five days.
  const inDays = /日之?前/.test(text) ? undefined : count(DAYS, text)
  const isSure = /自然日|日历[日天]/.test(text) || context.unit === 'natural_days'
  if (inDays !== undefined && !isSure && context.unit === 'working_days')
    return workingDays({ days: inDays, given, context })
  if (inDays !== undefined) return calendarDays({ days: inDays, given, from, isSure })
  const hours = count(HOURS, text)
  if (hours !== undefined && hours > 0 && hours % HOURS_OF_DAY === 0)
    return calendarDays({ days: hours / HOURS_OF_DAY, given, from, isSure: true })
  const inWeeks = count(WEEKS, text)
  if (inWeeks !== undefined) return calendarDays({ days: inWeeks * 7, given, from, isSure: true })
  if (HALF_MONTH.test(text)) return calendarDays({ days: 15, given, from, isSure: false })
  if (SAME_DAY.test(text)) return calendarDays({ days: 0, given, from, isSure: true })
  const years = count(YEARS, text)
  const months = HALF_YEAR.test(text) ? 6 : years === undefined ? count(MONTHS, text) : years * 12
  return months === undefined
    ? undefined
    : found({ given, kind: 'calendar_months', days: months, due: addMonths(from, months) })
}

/** The end of a month or year. */
function readEnd({ text, given, context }: Words): DeadlineReading | undefined {
  const { from } = context
  const month = MONTH_END.exec(text)
  if (month !== null) {
    const isNext = month[1]?.startsWith('下') === true
    return found({ given, kind: 'month_end', due: lastDayOfMonth(isNext ? addMonths(from, 1) : from) })
  }
  const dayOfMonth = DAY_OF_MONTH.exec(text)
  if (dayOfMonth !== null) {
    const isNext = /^[下次]/.test(dayOfMonth[1] ?? '')
    const month = isNext ? addMonths(`${from.slice(0, 8)}01`, 1) : from
    const day = readNumeral(dayOfMonth[2] ?? '') ?? 0
    return ofDate(readDateText(`${month.slice(0, 8)}${day}`, nearby(context)), { given })
  }
  const namedMonth = NAMED_MONTH_END.exec(text)
  if (namedMonth !== null) {
    const year = namedMonth[1] === undefined ? context.year : Number(namedMonth[1])
    const first = nearDate({ ...nearby(context), year, month: readNumeral(namedMonth[2] ?? '') ?? 0, day: 1 })
    const end = first.kind === 'date' ? { ...first, date: lastDayOfMonth(first.date) } : first
    return ofDate(end, { given, kind: 'month_end' })
  }
  const year = YEAR_END.exec(text)
  // "2026年" alone is no deadline; "2026年内", "年底前" are.
  if (year === null || !/[底末内]/.test(text)) return undefined
  return found({ given, kind: 'year_end', due: `${year[1] ?? from.slice(0, 4)}-12-31` })
}

function workingDays({
  days,
  given,
  context,
}: {
  days: number
  given: string
  context: DeadlineContext
}): DeadlineReading {
  const { from, calendar } = context
  if (days === 0) return found({ given, kind: 'working_days', days, due: from })
  try {
    const { due, provisional } = calendar.addWorkingDays(from, days)
    return found({ given, kind: 'working_days', days, due, ...(provisional ? { provisional } : {}) })
  } catch (error) {
    if (!isUnpublished(error)) throw error
    return {
      kind: 'fault',
      fault: 'calendar_unpublished',
      accepted: ['2026-04-27'],
      year: Number(error.detail['year']),
    }
  }
}

function calendarDays({
  days,
  given,
  from,
  isSure,
}: {
  days: number
  given: string
  from: string
  isSure: boolean
}): DeadlineReading {
  const reading = found({ given, kind: 'calendar_days', days, due: addDays(from, days) })
  return isSure ? reading : { ...reading, warning: 'assumed_calendar_days' }
}

function ofDate(
  reading: DateReading,
  { given, kind = 'date' }: { given: string; kind?: 'date' | 'month_end' },
): DeadlineReading {
  if (reading.kind === 'none') return reading
  if (reading.kind === 'fault') {
    return reading.fault === 'unreadable_date' || reading.fault === 'date_without_day'
      ? { kind: 'fault', fault: 'unreadable_deadline', accepted: ACCEPTED }
      : reading
  }
  const deadline = found({ given, kind, due: reading.date })
  return reading.rolled === true ? { ...deadline, warning: 'year_rolled' } : deadline
}

function found(deadline: Deadline) {
  return { kind: 'deadline' as const, deadline }
}

function count(pattern: RegExp, text: string): number | undefined {
  const number = pattern.exec(text)?.[1]
  return number === undefined ? undefined : readNumeral(number)
}

/** The same day so many months later, or the last of the month when it has no such day. */
function addMonths(date: string, months: number): string {
  const index = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 + months
  const month = `${Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, '0')}`
  const last = lastDayOfMonth(`${month}-01`)
  const same = `${month}-${date.slice(8)}`
  return same > last ? last : same
}
