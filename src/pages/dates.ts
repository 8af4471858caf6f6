import { weekday } from '../kernel/calendar.ts'
import type { Language } from '../kernel/words.ts'
import { localDateTime } from '../kernel/zone.ts'
import { html, type Html } from './html.ts'

/** What is needed to say when: a year is said only where it is another than today's. */
export interface Wall {
  readonly language: Language
  /** The date on the park's wall. */
  readonly today: string
  readonly zone: string
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const
const WEEKDAYS = {
  zh: ['一', '二', '三', '四', '五', '六', '日'],
  en: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'],
} as const

const split = (date: string) =>
  [date.slice(0, 4), Number(date.slice(5, 7)), Number(date.slice(8, 10))] as const

/** 10月9日, 2025年10月9日; 9 Oct, 9 Oct 2025. */
export function sayDay(date: string, { language, today }: Pick<Wall, 'language' | 'today'>): string {
  const [year, month, day] = split(date)
  const other = year !== today.slice(0, 4)
  if (language === 'zh') return `${other ? `${year}年` : ''}${month}月${day}日`
  return `${day} ${MONTHS[month - 1] ?? ''}${other ? ` ${year}` : ''}`
}

/** 2026年10月9日, 9 October 2026 as documents have it: with its year always. */
export const sayFullDay = (date: string, language: Language): string => sayDay(date, { language, today: '' })

/** 9:12 on the park's wall. */
export function sayTime(instant: string, zone: string): string {
  const local = localDateTime(instant, zone)
  return `${Number(local.slice(11, 13))}:${local.slice(14, 16)}`
}

/** 10月9日 9:12 */
export const sayMoment = (instant: string, wall: Wall): string =>
  `${sayDay(localDateTime(instant, wall.zone).slice(0, 10), wall)} ${sayTime(instant, wall.zone)}`

/** 10-09, in a column; 2025-10-09 in another year; a dash where there is no date. */
export function dateCell(date: string | null, { today }: Pick<Wall, 'today'>): Html {
  if (date === null) return html`—`
  return html`<time datetime="${date}">${date.startsWith(today.slice(0, 5)) ? date.slice(5) : date}</time>`
}

/** 四, Thu */
export const sayWeekday = (date: string, language: Language): string =>
  WEEKDAYS[language][weekday(date) - 1] ?? ''

/** 24, and 10/1 where a month begins. */
export function dayNumber(date: string, isFirst: boolean): string {
  const [, month, day] = split(date)
  return isFirst || day === 1 ? `${month}/${day}` : String(day)
}
