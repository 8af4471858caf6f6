import { addDays, isDate, type Calendar, type Day } from './calendar.ts'
import { Failure } from './failure.ts'

/** Local moments are `YYYY-MM-DDTHH:MM` on the wall of the park; seconds, where given, are dropped. */

/**
 * When the offices of a park are open on a working day, by season: `from` and `to` are `MM-DD`, both included, and
 * may wrap the end of the year; `spans` are `[opens, closes]` as `HH:MM`, in order. The seasons together cover every
 * day of a leap year once.
 */
export type OfficeHours = {
  readonly seasons: readonly {
    readonly from: string
    readonly to: string
    readonly spans: readonly (readonly [opens: string, closes: string])[]
  }[]
}

/** What holds until a park sets its own. */
export const DEFAULT_OFFICE_HOURS: OfficeHours = {
  seasons: [
    {
      from: '01-01',
      to: '12-31',
      spans: [
        ['08:30', '12:00'],
        ['13:30', '17:30'],
      ],
    },
  ],
}

/** One stretch of office time that a clock used up. */
export type WorkedSpan = {
  readonly date: string
  /** `HH:MM` */
  readonly from: string
  /** `HH:MM` */
  readonly to: string
  readonly minutes: number
}

/** A short deadline that explains itself: the `counted` minutes sum up to `minutes`. */
export type WorkingMinuteCount = {
  readonly from: string
  readonly minutes: number
  /** Local moment. */
  readonly due: string
  readonly counted: readonly WorkedSpan[]
  /** The days of rest on the way, each with its reason; that of `from` included. */
  readonly skipped: readonly Day[]
  /** See `Calendar.isProvisional`. */
  readonly provisional: boolean
}

/** A running deadline: given in working days (or as a date) it ends with a day, in working hours at a moment. */
export type RunningClock = {
  readonly kind: 'days' | 'hours'
  /** Local moment of dispatch, or from which the clock runs. */
  readonly start: string
  /** Local moment. */
  readonly due: string
}

/**
 * Working time of one park, in minutes. Besides what the calendar refuses, every function refuses a text that is no
 * local moment (`office_hours.moment_invalid`, detail `{moment}`).
 */
export type WorkingTime = {
  /** The local moment at which the offices open on the date, or would open were it a working day. */
  readonly opening: (date: string) => string
  /** The local moment at which they close: when a due day ends (docs/loop.md, Clocks), also one that is a day of rest. */
  readonly closing: (date: string) => string
  /**
   * The deadline so many working minutes after a local moment, the earliest one: what is used up at closing time is
   * due then, not at the next opening. Refuses anything but a positive whole number
   * (`office_hours.minutes_out_of_range`, detail `{minutes, min}`).
   */
  readonly addWorkingMinutes: (from: string, minutes: number) => WorkingMinuteCount
  /** The working minutes between two local moments; 0 when `to` is not after `from`. */
  readonly workingMinutesBetween: (from: string, to: string) => number
  /**
   * The local moment from which the lamp is yellow (docs/loop.md, Lamps): the opening of the working day before the due
   * day, or when 80 % of the working time is used, whichever is earlier; with a clock in hours the 80 % only. It may
   * lie before `start`: then the lamp is never green. A clock without any working time is yellow from its start at the
   * latest. A due date in a year without official data is refused like any other day there.
   */
  readonly yellowFrom: (clock: RunningClock) => string
}

/** The working time of a calendar and office hours; refuses the hours that `checkOfficeHours` refuses. */
export function makeWorkingTime(calendar: Calendar, officeHours: OfficeHours): WorkingTime {
  const hoursByDay = readOfficeHours(officeHours)
  const hoursOn = (date: string) => {
    const hours = hoursByDay.get(date.slice(5))
    if (hours === undefined || !isDate(date)) throw new Failure('invalid', 'calendar.date_invalid', { date })
    return hours
  }
  const opening = (date: string) => `${date}T${hoursOn(date).opens}`
  const closing = (date: string) => `${date}T${hoursOn(date).closes}`

  const workingMinutesBetween = (from: string, to: string) => {
    const start = readMoment(from)
    const end = readMoment(to)
    let minutes = 0
    for (let date = start.date; date <= end.date; date = addDays(date, 1)) {
      if (!calendar.day(date).working) continue
      const earliest = date === start.date ? start.minute : 0
      const latest = date === end.date ? end.minute : DAY_MINUTES
      for (const { opens, closes } of hoursOn(date).spans) {
        minutes += Math.max(0, Math.min(closes, latest) - Math.max(opens, earliest))
      }
    }
    return minutes
  }

  const addWorkingMinutes = (from: string, minutes: number): WorkingMinuteCount => {
    if (!Number.isSafeInteger(minutes) || minutes < 1) {
      throw new Failure('invalid', 'office_hours.minutes_out_of_range', { minutes, min: 1 })
    }
    const start = readMoment(from)
    const counted: WorkedSpan[] = []
    const skipped: Day[] = []
    let left = minutes
    // Every year has office hours, so the walk ends: with the minutes, or with the last published year.
    for (let date = start.date; ; date = addDays(date, 1)) {
      const day = calendar.day(date)
      if (!day.working) {
        skipped.push(day)
        continue
      }
      for (const { opens, closes } of hoursOn(date).spans) {
        const begin = Math.max(opens, date === start.date ? start.minute : 0)
        const end = Math.min(closes, begin + left)
        if (end <= begin) continue
        counted.push({ date, from: timeOf(begin), to: timeOf(end), minutes: end - begin })
        left -= end - begin
        if (left > 0) continue
        const due = `${date}T${timeOf(end)}`
        return { from, minutes, due, counted, skipped, provisional: calendar.isProvisional(date) }
      }
    }
  }

  const yellowFrom = ({ kind, start, due }: RunningClock) => {
    const total = workingMinutesBetween(start, due)
    const mostlyUsed =
      total === 0
        ? start.slice(0, 'YYYY-MM-DDTHH:MM'.length)
        : addWorkingMinutes(start, Math.ceil((total * 4) / 5)).due
    if (kind === 'hours') return mostlyUsed
    const dayBefore = opening(calendar.previousWorkingDay(readMoment(due).date))
    return dayBefore < mostlyUsed ? dayBefore : mostlyUsed
  }

  return { opening, closing, addWorkingMinutes, workingMinutesBetween, yellowFrom }
}

/**
 * Refuses hours that leave a day without an answer or give it two: a season bound that is no day
 * (`office_hours.season_invalid`, detail `{from, to}`), a day in no season (`office_hours.season_gap`, `{day}` as
 * `MM-DD`) or in two (`office_hours.season_overlap`, `{day}`), and spans that are missing, misspelt or not one after
 * the other (`office_hours.spans_invalid`, `{from, to, spans}`).
 */
export function checkOfficeHours(officeHours: OfficeHours): void {
  readOfficeHours(officeHours)
}

/** The office hours of one day; in `spans` minutes since midnight. */
type DayHours = {
  readonly opens: string
  readonly closes: string
  readonly spans: readonly { readonly opens: number; readonly closes: number }[]
}

type Season = OfficeHours['seasons'][number]

const DAY_MINUTES = 24 * 60

const DAYS_OF_LEAP_YEAR = Array.from({ length: 366 }, (_, index) => addDays('2024-01-01', index).slice(5))

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/

const MOMENT = /^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d(:[0-5]\d)?$/

function readOfficeHours({ seasons }: OfficeHours): ReadonlyMap<string, DayHours> {
  const hoursByDay = new Map<string, DayHours>()
  for (const season of seasons) {
    const hours = readSpans(season)
    for (const day of daysOf(season)) {
      if (hoursByDay.has(day)) throw new Failure('invalid', 'office_hours.season_overlap', { day })
      hoursByDay.set(day, hours)
    }
  }
  const day = DAYS_OF_LEAP_YEAR.find((each) => !hoursByDay.has(each))
  if (day !== undefined) throw new Failure('invalid', 'office_hours.season_gap', { day })
  return hoursByDay
}

function readSpans({ from, to, spans }: Season): DayHours {
  const times = spans.flat()
  const [opens] = times
  const closes = times.at(-1)
  const areInOrder = times.every(
    (time, index) => TIME.test(time) && (index === 0 || (times[index - 1] ?? '') < time),
  )
  if (opens === undefined || closes === undefined || !areInOrder) {
    throw new Failure('invalid', 'office_hours.spans_invalid', { from, to, spans })
  }
  return {
    opens,
    closes,
    spans: spans.map(([begin, end]) => ({ opens: minuteOf(begin), closes: minuteOf(end) })),
  }
}

function daysOf({ from, to }: Season): string[] {
  const days = DAYS_OF_LEAP_YEAR
  if (!days.includes(from) || !days.includes(to)) {
    throw new Failure('invalid', 'office_hours.season_invalid', { from, to })
  }
  return days.filter((day) => (from <= to ? from <= day && day <= to : from <= day || day <= to))
}

function readMoment(moment: string): { date: string; minute: number } {
  const date = moment.slice(0, 10)
  if (!MOMENT.test(moment) || !isDate(date)) {
    throw new Failure('invalid', 'office_hours.moment_invalid', { moment })
  }
  return { date, minute: minuteOf(moment.slice(11, 16)) }
}

/** Minutes since midnight of `HH:MM`. */
function minuteOf(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3))
}

function timeOf(minute: number): string {
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function two(number: number): string {
  return String(number).padStart(2, '0')
}
