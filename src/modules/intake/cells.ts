import { daysBetween, isDate } from '../../kernel/calendar.ts'
import type { Cell } from '../../kernel/spreadsheet/cell.ts'
import { unescapeFormula } from '../../kernel/spreadsheet/formula.ts'
import { serialToDate } from '../../kernel/spreadsheet/number-format.ts'

/** What a cell shows, as it is quoted in refusals and reports. */
export function shownCell(cell: Cell): string {
  return cell.value === null ? '' : String(cell.value)
}

/**
 * The text of a cell as the ledger keeps it: without the apostrophe of our own exports, controls and invisible
 * characters, blanks around and doubled blanks within; line breaks stay. Errors like `#N/A` are no text.
 */
export function readText(cell: Cell): string {
  if (cell.kind === 'error' || cell.kind === 'empty') return ''
  return unescapeFormula(String(cell.value))
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\n\t]|\p{Cf}/gu, '')
    .replaceAll(/[\p{Zs}\t]+/gu, ' ')
    .replaceAll(/ ?\n ?/g, '\n')
    .trim()
}

/** As `readText`, with the usual signs for nothing (无, /, —, 暂无) read as nothing. */
export function readOptionalText(cell: Cell): string | null {
  const text = readText(cell)
  return isNothing(text) ? null : text
}

/** Whether the text only says that there is nothing to say. */
export function isNothing(text: string): boolean {
  return /^(?:[\/\\\-‐‑–—－_.。、]*|无|暂无|没有|空|n\/?a|null)$/i.test(text)
}

/** The text as it is compared: full-width as half-width, without blanks, in lower case. */
export function normalForm(text: string): string {
  return text
    .normalize('NFKC')
    .replaceAll(/[\s\p{C}]/gu, '')
    .toLowerCase()
}

/** What is known when a date is read. */
export interface DateContext {
  /** The year that a date without one lies in. */
  readonly year: number | undefined
  /** The date of the step before; a date without a year lies near it. */
  readonly after?: string | undefined
  readonly date1904: boolean
}

/** Why a text is no date. */
export type DateFault =
  | 'no_such_date'
  | 'unreadable_date'
  | 'date_without_day'
  | 'date_out_of_range'
  | 'ambiguous_date'
  | 'year_missing'

/** What a cell says of a date. `rolled`: it named no year and was put into the year after. */
export type DateReading =
  | { readonly kind: 'none' }
  | { readonly kind: 'date'; readonly date: string; readonly rolled?: true }
  | { readonly kind: 'fault'; readonly fault: DateFault; readonly accepted: readonly string[] }

/** Dates outside are slips of the pen: no ledger of this kind is older, and none plans further. */
const FIRST_YEAR = 2000
const LAST_YEAR = 2049

/** From 1927 on: smaller numbers are counts, not days. */
const FIRST_SERIAL = 10_000
const DAYS_1904 = 1462
const HALF_A_YEAR = 183

/**
 * Reads a date in any of the spellings that offices use. A date without a year lies in that of the ledger, or of the
 * step before when there is none; when that would put it more than half a year before that step it lies in the year
 * after: what was collected in December is answered in January.
 */
export function readDate(cell: Cell, context: DateContext): DateReading {
  switch (cell.kind) {
    case 'empty':
      return { kind: 'none' }
    case 'date':
      return inRange(cell.value.slice(0, 10))
    case 'number':
      return readNumber(cell.value, context)
    case 'text': {
      const text = readText(cell)
      return isNothing(text) || NOT_YET.test(text) ? { kind: 'none' } : readDateText(text, context)
    }
    case 'boolean':
    case 'error':
      return fault('unreadable_date')
  }
}

/** What stands where a date will stand one day. */
const NOT_YET =
  /^(?:(?:正在|尚|还|暂)?(?:未|待|没有?)(?:办理|答复|回复|反馈|办结|完成|销号|交办|定)?|正在(?:办理|协调|推进|跟进)(?:之?中)?|(?:办理|协调|推进|进行|跟进)之?中)$/

/** No spelling of a date is longer; whole sentences are not searched for one. */
const LONGEST_DATE = 40

const DASH = /[‐‑‒–—−]/g
const WEEKDAY = /\s*\(?(?:周|星期|礼拜)[一二三四五六日天]\)?/
const TIME =
  /(?:\s*[上下中]午\s*|\s+|T|(?<=[日号]))\d{1,2}[:时点](?:\d{1,2}(?:[:分](?:\d{1,2}(?:\.\d+)?秒?)?)?)?(?:\s*[ap]\.?m\.?)?(?:Z|\+08:?00)?$/i

const PART_OF_DAY = /\s*(?:上午|中午|下午|早上|晚上|凌晨|傍晚)$/

const FULL = /^(\d{4})[-./年、,。](\d{1,2})[-./月、,。](\d{1,2})[日号.]?$/
const SHORT_YEAR = /^(\d{2})[-./年](\d{1,2})[-./月](\d{1,2})[日号.]?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const MONTH_DAY = /^(\d{1,2})[-./月](\d{1,2})[日号.]?$/
const YEAR_MONTH = /^\d{4}[-./年]\d{1,2}月?份?$/
const SERIAL = /^\d{5}(?:\.\d+)?$/

/** Reads a date written as text. */
export function readDateText(given: string, context: DateContext): DateReading {
  if (given.length > LONGEST_DATE) return fault('unreadable_date')
  const text = withArabicNumerals(given.normalize('NFKC'))
    .replaceAll(DASH, '-')
    .replace(/^['‘’`]+/, '')
    .replace(WEEKDAY, '')
    .replace(TIME, '')
    .replace(PART_OF_DAY, '')
    .replaceAll(/\s/g, '')
  const full = FULL.exec(text) ?? COMPACT.exec(text)
  if (full !== null) return checked(Number(full[1]), full)
  const short = SHORT_YEAR.exec(text)
  if (short !== null) return checked(2000 + Number(short[1]), short)
  const monthDay = MONTH_DAY.exec(text)
  if (monthDay !== null) return nearDate({ month: Number(monthDay[1]), day: Number(monthDay[2]), ...context })
  if (YEAR_MONTH.test(text)) return fault('date_without_day')
  if (SERIAL.test(text)) return readNumber(Number(text), context)
  return fault('unreadable_date')
}

/** The date of a month and day, put into a year as `readDate` says. */
export function nearDate({
  month,
  day,
  year,
  after,
}: { month: number; day: number } & DateContext): DateReading {
  const nearest = year ?? (after === undefined ? undefined : Number(after.slice(0, 4)))
  if (nearest === undefined) return fault('year_missing')
  const date = iso(nearest, month, day)
  const next = iso(nearest + 1, month, day)
  if (after !== undefined && isDate(date) && isDate(next) && daysBetween(date, after) > HALF_A_YEAR) {
    const reading = inRange(next)
    return reading.kind === 'date' ? { ...reading, rolled: true } : reading
  }
  return inRange(date)
}

/** A bare number: a day of the spreadsheet's own count, `20220427`, or 4.27 for 27 April. */
function readNumber(number: number, context: DateContext): DateReading {
  const text = String(number)
  if (COMPACT.test(text) || YEAR_MONTH.test(text)) return readDateText(text, context)
  const monthDay = /^(\d{1,2})\.(\d{1,2})$/.exec(text)
  if (monthDay !== null) {
    const [month, day] = [Number(monthDay[1]), Number(monthDay[2])]
    // A number loses its last zero: 4.3 may have been the 3rd or the 30th.
    if (monthDay[2]?.length === 1 && day <= 3) {
      return {
        kind: 'fault',
        fault: 'ambiguous_date',
        accepted: [`${month}月${day}日`, `${month}月${day}0日`],
      }
    }
    return nearDate({ month, day, ...context })
  }
  if (number < FIRST_SERIAL) return fault('unreadable_date')
  const date = serialToDate(context.date1904 ? number + DAYS_1904 : number, { date1904: false })
  return date === undefined ? fault('date_out_of_range') : inRange(date.slice(0, 10))
}

function checked(year: number, [, , month, day]: RegExpExecArray): DateReading {
  return inRange(iso(year, Number(month), Number(day)))
}

function inRange(date: string): DateReading {
  if (!isDate(date)) return fault('no_such_date')
  const year = Number(date.slice(0, 4))
  return year < FIRST_YEAR || year > LAST_YEAR ? fault('date_out_of_range') : { kind: 'date', date }
}

const EXAMPLES = ['2026-04-27', '2026年4月27日', '2026/4/27', '2026.4.27', '4月27日']

function fault(kind: DateFault): DateReading {
  return { kind: 'fault', fault: kind, accepted: kind === 'year_missing' ? EXAMPLES.slice(0, 4) : EXAMPLES }
}

function iso(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
}

const NUMERALS = '〇一二三四五六七八九'

/** `二〇二六年` → `2026年`; other texts as they are. */
export function withArabicYear(text: string): string {
  return text.replaceAll(/[零○〇0oO一二三四五六七八九]{4}(?=年)/g, (year) =>
    year.replaceAll(/./g, (digit) => String(Math.max(0, NUMERALS.indexOf(digit)))),
  )
}

/** `二〇二六年四月二十七日` → `2026年4月27日`; other texts as they are. */
function withArabicNumerals(text: string): string {
  return withArabicYear(text).replaceAll(/[一二三四五六七八九十]{1,3}(?=[月日号])/g, (number) =>
    String(readNumeral(number) ?? number),
  )
}

/** A whole number below 1000, in digits or Chinese numerals: `十五`, `二十`, `两`, `一百`. */
export function readNumeral(text: string): number | undefined {
  if (/^\d{1,3}$/.test(text)) return Number(text)
  const parts =
    /^(?:([一二两三四五六七八九])百)?(?:零)?(?:([一二三四五六七八九])?(十))?([一二两三四五六七八九])?$/.exec(
      text,
    )
  if (parts === null || text === '') return undefined
  const [, hundreds, tens, ten, ones] = parts
  const digit = (numeral: string | undefined) =>
    numeral === undefined ? 0 : NUMERALS.indexOf(numeral.replace('两', '二'))
  return digit(hundreds) * 100 + (ten === undefined ? 0 : (digit(tens) || 1) * 10) + digit(ones)
}
