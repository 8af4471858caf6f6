import { addDays, daysBetween } from '../calendar.ts'

/**
 * What a style makes of a number. `date` shows a day; `month` shows a year and month but no day; `time` shows only a
 * time of day; `number` is everything else, elapsed hours (`[h]:mm`) included.
 */
export type Showing = 'number' | 'date' | 'month' | 'time'

/**
 * The built-in formats that show dates or times, among them those of Chinese editions (ECMA-376 part 1, 18.8.30).
 * They carry no format code in the file.
 */
const BUILT_IN: ReadonlyMap<number, Showing> = new Map([
  ...ids(14, 16).map((id) => [id, 'date'] as const),
  [17, 'month'],
  ...ids(18, 21).map((id) => [id, 'time'] as const),
  [22, 'date'],
  [27, 'month'],
  ...ids(28, 31).map((id) => [id, 'date'] as const),
  ...ids(32, 35).map((id) => [id, 'time'] as const),
  [36, 'month'],
  [45, 'time'],
  [47, 'time'],
  [50, 'month'],
  [51, 'date'],
  [52, 'month'],
  [53, 'date'],
  [54, 'date'],
  [55, 'time'],
  [56, 'time'],
  [57, 'month'],
  [58, 'date'],
])

/** What the number format of the given id shows; `code` is its text for a format of the file's own. */
export function showingOf(id: number, code: string | undefined): Showing {
  return code === undefined ? (BUILT_IN.get(id) ?? 'number') : showingOfCode(code)
}

/**
 * What a format code such as `yyyy"年"m"月"d"日";@` shows. Only the first section counts, the one for positive numbers.
 * Quoted and escaped letters, colours, locales and conditions in brackets are not part of the pattern.
 */
export function showingOfCode(code: string): Showing {
  if (code.length > LONGEST_CODE) return 'number'
  const section = firstSection(code)
  if (/\[[hms]+\]/i.test(section)) return 'number'
  const pattern = section
    .replaceAll(/\[[^\]]*\]/g, '')
    .toLowerCase()
    .replaceAll(/general|g\/通用格式|am\/pm|a\/p/g, '')
  if (/[0#?]e[+-]/.test(pattern)) return 'number'
  // d is a day, aaa and aaaa a weekday; e is the year of the era.
  if (/d|aaa/.test(pattern)) return 'date'
  if (/[ye]/.test(pattern)) return 'month'
  if (/[hs]/.test(pattern)) return 'time'
  return pattern.includes('m') ? 'month' : 'number'
}

/** Excel's own limit. */
const LONGEST_CODE = 255

/** The section for positive numbers, without quoted texts, escaped characters, fillers and paddings. */
function firstSection(code: string): string {
  let section = ''
  let inQuotes = false
  for (let i = 0; i < code.length; i++) {
    const character = code.charAt(i)
    if (character === '"') inQuotes = !inQuotes
    else if (inQuotes) continue
    else if (character === ';') break
    else if (character === '\\' || character === '_' || character === '*') i++
    else section += character
  }
  return section
}

/** The last serial of the format: 9999-12-31. */
const LAST_SERIAL = 2_958_465
const SECONDS_A_DAY = 86_400

/**
 * The local moment that a serial number stands for, `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM`; undefined when it stands for
 * none (negative, below day 1, beyond 9999). In the 1900 system day 60 is `1900-02-29`, which never was: Excel copied
 * the error from Lotus 1-2-3, so it is given as shown, and who reads dates refuses it.
 */
export function serialToDate(
  serial: number,
  { date1904 }: { readonly date1904: boolean },
): string | undefined {
  // To whole seconds first, or 08:00 stored as 0.33333333 would become 07:59.
  const seconds = Math.round(serial * SECONDS_A_DAY)
  const day = Math.floor(seconds / SECONDS_A_DAY)
  if (!Number.isFinite(serial) || day < (date1904 ? 0 : 1) || day > LAST_SERIAL - (date1904 ? 1462 : 0))
    return undefined
  const date = dayToDate(day, date1904)
  const minutes = Math.floor((seconds - day * SECONDS_A_DAY) / 60)
  return minutes === 0 ? date : `${date}T${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`
}

/** The serial number of a date in the 1900 system; right from 1900-03-01 on. */
export function dateToSerial(date: string): number {
  return daysBetween('1899-12-30', date)
}

function dayToDate(day: number, date1904: boolean): string {
  if (date1904) return addDays('1904-01-01', day)
  if (day === 60) return '1900-02-29'
  return addDays(day < 60 ? '1899-12-31' : '1899-12-30', day)
}

const two = (number: number) => String(number).padStart(2, '0')

function ids(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index)
}
