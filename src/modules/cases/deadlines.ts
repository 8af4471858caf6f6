import { ifPublished, makeCalendar, type Calendar, type Day, type DayOff } from '../../kernel/calendar.ts'
import { addedYears, edition } from '../../kernel/official-years.ts'
import { localDate, localDateTime, toInstant } from '../../kernel/zone.ts'
import type { ParkTime } from '../parks/index.ts'
import type { DeadlineRun, ExplainedRun } from './contract.ts'

/** The columns that a deadline fills. */
export interface Due {
  readonly deadline: readonly DeadlineRun[]
  readonly due_at: string
  readonly due_on: string
  readonly yellow_at: string | null
  readonly provisional: boolean
}

type Start = Pick<DeadlineRun, 'why' | 'from' | 'rule' | 'given'> & {
  /** The runs before this one. */
  readonly before?: readonly DeadlineRun[]
}

/** A deadline of so many working days; counting starts on the working day after `from`. */
export function dueAfter(time: ParkTime, workingDays: number, start: Start): Due {
  const { due } = time.calendar.addWorkingDays(start.from, workingDays)
  return dueOn(time, due, start, workingDays)
}

/** A deadline given as a date: kept as written, also on a rest day, also in a year without a calendar yet. */
export function dueOn(time: ParkTime, due: string, start: Start, workingDays: number | null = null): Due {
  const { before = [], why, from, rule, given } = start
  const days_off = workingDays === null ? [] : daysOffIn(time.calendar, from, workingDays)
  return {
    deadline: [...before, { why, from, working_days: workingDays, rule, given, due_on: due, days_off }],
    due_at: toInstant(time.working.closing(due), time.zone),
    due_on: due,
    yellow_at: yellowAt(time, from, due),
    provisional: time.calendar.isProvisional(due),
  }
}

/**
 * A deadline that runs on. Where its days reach into a year without official days, it ends with the last year that has
 * them and is counted again when the notice is there; one that lies in such a year already stays as promised. An asker
 * who sends an answer back, and a department that goes on, do not wait for the notice.
 */
export function runsOnOrStays(
  time: ParkTime,
  { days, dueOnDay }: { readonly days: () => number; readonly dueOnDay: string | null },
  start: Start,
): Due {
  const left = dueOnDay !== null && dueOnDay > lastDay(time) ? null : days()
  if (left === null) return dueOn(time, dueOnDay ?? lastDay(time), start)
  return ifPublished(() => dueAfter(time, left, start)) ?? dueOn(time, lastDay(time), start, left)
}

/** As the offices close so many working days later; the moment itself where it is none. */
export function workingDaysAfter(
  { calendar, working, zone }: ParkTime,
  instant: string,
  days: number,
): string {
  if (days === 0) return instant
  const day = calendar.addWorkingDays(localDate(instant, zone), days).due
  return toInstant(working.closing(day), zone)
}

/** The same, and where the days cannot be counted yet, the last day that can: as `runsOnOrStays`. */
export function later(time: ParkTime, instant: string, workingDays: number): string {
  if (localDate(instant, time.zone) > lastDay(time)) return instant
  return (
    ifPublished(() => workingDaysAfter(time, instant, workingDays)) ??
    toInstant(time.working.closing(lastDay(time)), time.zone)
  )
}

const lastDay = ({ calendar }: ParkTime): string => `${calendar.publishedTo}-12-31`

/** Working days that were still left when somebody replied; a rejected reply gets them again, at least one. */
export const leftAfterReply = (time: ParkTime, repliedOn: string, dueOnDay: string): number =>
  Math.max(1, repliedOn < dueOnDay ? time.calendar.workingDaysBetween(repliedOn, dueOnDay) : 0)

/** A leader may give a date in a year whose calendar is not out: the lamp then stays green until it is late. */
export function yellowAt({ working, zone }: ParkTime, from: string, due: string): string | null {
  const [start, end] = [working.closing(from), working.closing(due)]
  const local = ifPublished(() => working.yellowFrom({ kind: 'days', start, due: end }))
  if (local === undefined) return null
  return toInstant(local < `${from}T00:00` ? `${from}T00:00` : local, zone)
}

/**
 * A provisional deadline counted again by official days that have been published since: undefined where there is
 * nothing to count. The park's days off stay those of the day of the promise.
 */
export function recountedDeadline(
  time: ParkTime,
  {
    provisional,
    due_on,
    runs,
  }: { provisional: boolean; due_on: string | null; runs: readonly DeadlineRun[] },
): Due | Pick<Due, 'provisional' | 'yellow_at'> | undefined {
  const last = runs.at(-1)
  if (!provisional || due_on === null || !last || time.calendar.isProvisional(due_on)) return undefined
  const due =
    last.working_days === null
      ? due_on
      : calendarWith(last.days_off).addWorkingDays(last.from, last.working_days).due
  if (due === due_on) return { provisional: false, yellow_at: yellowAt(time, last.from, due) }
  const { from, rule, given, working_days } = last
  return dueOn(time, due, { why: 'recounted', from, rule, given, before: runs }, working_days)
}

/** A deadline day by day, and the sentence that says it. */
export function explain(time: ParkTime, runs: readonly DeadlineRun[]): ExplainedRun[] {
  return runs.map((run) => {
    const days = run.working_days === null ? undefined : recount(run, run.working_days)
    const counted = (days?.counted ?? []).map(shownDay)
    const skipped = (days?.skipped ?? []).map(shownDay)
    const closes = time.working.closing(run.due_on).slice(11, 16)
    return {
      ...run,
      counted,
      skipped,
      sentence: sentenceOf(run, days ?? { counted: [], skipped: [] }, closes),
    }
  })
}

/** The park's days off among the days that are skipped on the way. */
export const daysOffIn = (calendar: Calendar, from: string, workingDays: number): DayOff[] =>
  (count(calendar, from, workingDays)?.skipped ?? []).flatMap(({ kind, date, name = '' }) =>
    kind === 'park_day_off' ? [{ date, name }] : [],
  )

/** Counts again as it was counted then: by the official days and those of the park that were off at that time. */
const recount = ({ from, days_off }: DeadlineRun, workingDays: number) =>
  count(calendarWith(days_off), from, workingDays)

/** An imported ledger may be older than the official calendar: then there are no days to show. */
export const count = (calendar: Calendar, from: string, workingDays: number) =>
  ifPublished(() => {
    const { counted, skipped } = calendar.addWorkingDays(from, workingDays)
    return { counted, skipped }
  })

/** Calendars are costly to lay out, and those that deadlines were counted by are few: most parks add no day. */
export function calendarWith(daysOff: readonly DayOff[]): Calendar {
  const key = JSON.stringify([edition(), daysOff])
  const known = calendars.get(key)
  if (known) return known
  const calendar = makeCalendar({ daysOff, official: addedYears() })
  if (calendars.size >= MOST_CALENDARS) calendars.clear()
  calendars.set(key, calendar)
  return calendar
}

const calendars = new Map<string, Calendar>()
const MOST_CALENDARS = 200

const shownDay = ({ date, kind, name }: Day) => ({ date, kind, ...(name !== undefined && { name }) })

const STARTS = {
  dispatched: { zh: '交办', en: 'Dispatched' },
  imported: { zh: '交办', en: 'Dispatched' },
  rejected: { zh: '退回重办', en: 'Sent back' },
  reopened: { zh: '重办', en: 'Reopened' },
  extended: { zh: '延期', en: 'Extended' },
  resumed: { zh: '恢复办理', en: 'Resumed' },
  redispatched: { zh: '改派', en: 'Redispatched' },
  answered: { zh: '当场答复', en: 'Answered on the spot' },
  recounted: {
    zh: '新一年放假安排公布后重新计算，',
    en: 'Counted again by the official days published since:',
  },
} as const

function sentenceOf(
  run: DeadlineRun,
  { counted, skipped }: { counted: readonly Day[]; skipped: readonly Day[] },
  closes: string,
): ExplainedRun['sentence'] {
  const start = STARTS[run.why]
  if (run.working_days === null) {
    const given = run.given === null ? '' : `（原文“${run.given}”）`
    return {
      zh: `${sayDay(run.from)}${start.zh}，期限按给定的日期，${sayDay(run.due_on)} ${closes} 前答复${given}。`,
      en: `${start.en} on ${run.from}; due on the date given, ${run.due_on} ${closes}.`,
    }
  }
  const made = counted.filter(({ kind }) => kind === 'make_up')
  const rests = groupRests(skipped)
  const rule = run.rule ? `${run.rule.name} ` : ''
  return {
    zh:
      `${sayDay(run.from)}${start.zh}，从下一个工作日数起，${rule}${run.working_days} 个工作日。` +
      (rests.length > 0 ? `${rests.map(({ zh, days }) => `${zh} ${days} 天`).join('、')}不计；` : '') +
      (made.length > 0 ? `${made.map(({ date }) => sayDay(date)).join('、')}调休上班，计入；` : '') +
      `应于 ${sayDay(run.due_on)} ${closes} 前答复。`,
    en:
      `${start.en} on ${run.from}; counted from the next working day, ${run.working_days} working days. ` +
      (rests.length > 0 ? `Not counted: ${rests.map(({ en, days }) => `${en} ${days}`).join(', ')}. ` : '') +
      (made.length > 0
        ? `Counted as make-up working days: ${made.map(({ date }) => date).join(', ')}. `
        : '') +
      `Due ${run.due_on} ${closes}.`,
  }
}

/** Days of rest by their holiday, in the order in which they come. */
export function groupRests(skipped: readonly Day[]): { zh: string; en: string; days: number }[] {
  const groups = new Map<string, { zh: string; en: string; days: number }>()
  for (const { kind, name } of skipped) {
    const zh = kind === 'weekend' ? '周末' : (name ?? '园区休息日')
    const group = groups.get(zh) ?? {
      zh,
      en: kind === 'weekend' ? 'weekends' : holidayName(zh, 'en'),
      days: 0,
    }
    groups.set(zh, { ...group, days: group.days + 1 })
  }
  return [...groups.values()]
}

const HOLIDAYS: readonly (readonly [string, string])[] = [
  ['元旦', 'New Year'],
  ['春节', 'Spring Festival'],
  ['清明节', 'Qingming'],
  ['劳动节', 'Labour Day'],
  ['五一', 'Labour Day'],
  ['端午节', 'Dragon Boat Festival'],
  ['中秋节', 'Mid-Autumn Festival'],
  ['国庆节', 'National Day'],
  ['十一', 'National Day'],
  ['胜利70周年', 'Victory Day'],
]

/** A holiday's name; those of the calendar are Chinese, and what a park names itself stays as it is. */
export const holidayName = (name: string, language: 'zh' | 'en'): string =>
  language === 'zh'
    ? name
    : HOLIDAYS.filter(([zh]) => name.includes(zh))
        .map(([, en]) => en)
        .join(' and ') || name

/** 2026-10-09 → 10月9日; the year is said where it matters, in the date columns. */
export const sayDay = (date: string) => `${Number(date.slice(5, 7))}月${Number(date.slice(8, 10))}日`

/** The local date and time on the park's wall, for columns that hold a day. */
export const dayOf = (instant: string, zone: string): string => localDateTime(instant, zone).slice(0, 10)
