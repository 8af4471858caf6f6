import { OFFICIAL_YEARS, type OfficialYear } from './calendar-days.ts'
import { Failure } from './failure.ts'

/** Dates are `YYYY-MM-DD` strings of the civil calendar, years 1000-9999, without any time zone. */

/** Why a day is worked or not. `make_up` is a Saturday or Sunday worked in exchange for a holiday. */
export type DayKind = 'workday' | 'weekend' | 'holiday' | 'make_up' | 'park_day_off'

/** One day as a calendar sees it. */
export type Day = {
  readonly date: string
  readonly working: boolean
  readonly kind: DayKind
  /** The holiday, for a make-up day the holiday it pays for, or the park's own words; none on ordinary days. */
  readonly name?: string
}

/** A day on which a park rests beyond the official days. */
export type DayOff = { readonly date: string; readonly name: string }

/** A counted deadline that explains itself: `counted` and `skipped` together are every day of (from, due]. */
export type WorkingDayCount = {
  readonly from: string
  readonly workingDays: number
  readonly due: string
  /** The working days that were counted, `due` the last of them. */
  readonly counted: readonly Day[]
  /** The days of rest on the way, each with its reason. */
  readonly skipped: readonly Day[]
  /** See `Calendar.isProvisional`. */
  readonly provisional: boolean
}

/**
 * The working days of one park. Every function refuses a text that is no date (`calendar.date_invalid`, detail
 * `{date}`) and a day in a year without official data (`calendar.year_unpublished`, detail `{year, date, published}`,
 * where `date` is the first day that was needed and not known): a guessed deadline would be a wrong promise.
 */
export type Calendar = {
  readonly day: (date: string) => Day
  /**
   * The deadline `workingDays` (1-1000) after `from`. Counting starts on the working day after `from`, also when
   * `from` is a day of rest: the day of receipt is not counted (docs/loop.md, Clocks). Refuses other
   * numbers with `calendar.working_days_out_of_range`, detail `{workingDays, min, max}`.
   */
  readonly addWorkingDays: (from: string, workingDays: number) => WorkingDayCount
  /** How many working days lie in (from, to]; 0 when `to` is not after `from`. */
  readonly workingDaysBetween: (from: string, to: string) => number
  /** The first working day after `date`. */
  readonly nextWorkingDay: (date: string) => string
  /** The last working day before `date`. */
  readonly previousWorkingDay: (date: string) => string
  /**
   * Whether a deadline counted to `date` may still move: the notice of next year, which settles New Year and with it
   * the last days of December, is not published yet.
   */
  readonly isProvisional: (date: string) => boolean
  /** The last year whose official days are known. */
  readonly publishedTo: number
}

/** The earliest December day that a next year's notice moved since 2007 is the 29th (2007, 2018); four days to spare. */
const PROVISIONAL_FROM = '12-25'

const MAX_WORKING_DAYS = 1000

const SATURDAY = 6

const DAY_MS = 86_400_000

const DATE = /^[1-9]\d{3}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/

/**
 * The calendar of the official days and of a park's own `daysOff`. `official` adds years to the built-in ones or
 * replaces those of the same number, so that an administrator can load the next notice or an amendment. A park's day
 * off matters only where the park would work; those beyond the published years wait for their notice.
 *
 * Refuses official years that leave a gap (`calendar.official_year_gap`, `{year}` the missing one), a listed day that
 * is no date of that year or of the December before (`calendar.official_day_invalid`, `{year, name, day}`), a day
 * listed twice (`calendar.official_day_twice`, `{year, name, date}`), a make-up day that is worked anyway
 * (`calendar.make_up_on_weekday`, `{year, name, date}`), and a park's day that is no date (`calendar.date_invalid`).
 *
 * Making one visits every published day (milliseconds): make it once per park and keep it.
 */
export function makeCalendar({
  daysOff = [],
  official = [],
}: { readonly daysOff?: readonly DayOff[]; readonly official?: readonly OfficialYear[] } = {}): Calendar {
  const { years, first, last } = publishedYears(official)
  const { places, workingDays, restDays } = layOut({ years, first, last, daysOff })

  const unpublished = (date: string) =>
    new Failure('invalid', 'calendar.year_unpublished', {
      year: Number(date.slice(0, 4)),
      date,
      published: `${first}-${last}`,
    })
  const placeOf = (date: string) => {
    const place = places.get(date)
    if (place === undefined) throw unpublished(checked(date))
    return place
  }
  const isProvisional = (date: string) => date >= `${last}-${PROVISIONAL_FROM}`

  return {
    day: (date) => placeOf(date).day,
    addWorkingDays: (from, count) => {
      checkWorkingDays(count)
      const { worked, rested } = placeOf(from)
      const due = workingDays[worked + count - 1]?.date
      if (due === undefined) throw unpublished(`${last + 1}-01-01`)
      return {
        from,
        workingDays: count,
        due,
        counted: workingDays.slice(worked, worked + count),
        skipped: restDays.slice(rested, placeOf(due).rested),
        provisional: isProvisional(due),
      }
    },
    workingDaysBetween: (from, to) => Math.max(0, placeOf(to).worked - placeOf(from).worked),
    nextWorkingDay: (date) => {
      const next = workingDays[placeOf(date).worked]
      if (next === undefined) throw unpublished(`${last + 1}-01-01`)
      return next.date
    },
    previousWorkingDay: (date) => {
      const { day, worked } = placeOf(date)
      const previous = workingDays[worked - (day.working ? 2 : 1)]
      if (previous === undefined) throw unpublished(`${first - 1}-12-31`)
      return previous.date
    },
    isProvisional,
    publishedTo: last,
  }
}

/** Whether something could not be counted because it reaches into a year without official days. */
export const isUnpublished = (error: unknown): error is Failure =>
  error instanceof Failure && error.code === 'calendar.year_unpublished'

/** What is counted by official days; undefined where it reaches into a year without them. */
export function ifPublished<T>(count: () => T): T | undefined {
  try {
    return count()
  } catch (error) {
    if (isUnpublished(error)) return undefined
    throw error
  }
}

/** Whether the text is a real date, written `YYYY-MM-DD`. */
export function isDate(text: string): boolean {
  return findDayNumber(text) !== undefined
}

/** The date so many days later, or earlier when negative. Refuses `calendar.date_invalid`. */
export function addDays(date: string, days: number): string {
  return dateOf(dayNumber(date) + days)
}

/** Calendar days from one date to the other, negative when `to` is earlier. Refuses `calendar.date_invalid`. */
export function daysBetween(from: string, to: string): number {
  return dayNumber(to) - dayNumber(from)
}

/** 1 Monday to 7 Sunday, as in ISO 8601. Refuses `calendar.date_invalid`. */
export function weekday(date: string): number {
  return weekdayOf(dayNumber(date))
}

/** The last calendar day of the date's month: what 月底前 means (docs/loop.md, Clocks). Refuses `calendar.date_invalid`. */
export function lastDayOfMonth(date: string): string {
  const inNextMonth = addDays(`${checked(date).slice(0, 7)}-28`, 4)
  return addDays(inNextMonth, -Number(inNextMonth.slice(8)))
}

/** All known years in order; gaps are refused because counting runs from day to day without looking at the year. */
function publishedYears(official: readonly OfficialYear[]) {
  const byNumber = new Map([...OFFICIAL_YEARS, ...official].map((year) => [year.year, year]))
  const first = Math.min(...byNumber.keys())
  const last = Math.max(...byNumber.keys())
  const years = Array.from({ length: last - first + 1 }, (_, index) => {
    const year = byNumber.get(first + index)
    if (year === undefined)
      throw new Failure('invalid', 'calendar.official_year_gap', { year: first + index })
    return year
  })
  return { years, first, last }
}

/** With each day stands how many days were worked and rested up to its end, so that counting is slicing. */
function layOut({
  years,
  first,
  last,
  daysOff,
}: {
  years: readonly OfficialYear[]
  first: number
  last: number
  daysOff: readonly DayOff[]
}) {
  const listed = listedDays(years)
  const parkNames = new Map(daysOff.map(({ date, name }) => [checked(date), name]))
  const places = new Map<string, { readonly day: Day; readonly worked: number; readonly rested: number }>()
  const workingDays: Day[] = []
  const restDays: Day[] = []
  for (let number = dayNumber(`${first}-01-01`); number <= dayNumber(`${last}-12-31`); number++) {
    const date = dateOf(number)
    const officialDay = listed.get(date) ?? ordinaryDay(date, number)
    const parkName = parkNames.get(date)
    // A day that rests anyway keeps its official reason.
    const day: Day =
      parkName !== undefined && officialDay.working
        ? { date, working: false, kind: 'park_day_off', name: parkName }
        : officialDay
    const sameSort = day.working ? workingDays : restDays
    sameSort.push(day)
    places.set(date, { day, worked: workingDays.length, rested: restDays.length })
  }
  return { places, workingDays, restDays }
}

/** All years merged, because a notice also speaks of the end of the year before its own. */
function listedDays(years: readonly OfficialYear[]): ReadonlyMap<string, Day> {
  const listed = new Map<string, Day>()
  for (const { year, holidays } of years) {
    for (const { name, off, work = [] } of holidays) {
      const list = (day: Day) => {
        if (listed.has(day.date)) {
          throw new Failure('invalid', 'calendar.official_day_twice', { year, name, date: day.date })
        }
        listed.set(day.date, day)
      }
      for (const date of off.flatMap((day) => datesNamed({ year, name, day }))) {
        list({ date, working: false, kind: 'holiday', name })
      }
      for (const date of work.flatMap((day) => datesNamed({ year, name, day }))) {
        if (weekday(date) < SATURDAY) {
          throw new Failure('invalid', 'calendar.make_up_on_weekday', { year, name, date })
        }
        list({ date, working: true, kind: 'make_up', name })
      }
    }
  }
  return listed
}

/** The dates behind `10-08`, `2007-12-29` or `10-01/10-07` in the notice of a year. */
function datesNamed({ year, name, day }: { year: number; name: string; day: string }): string[] {
  const [from = '', to = from, ...more] = day
    .split('/')
    .map((end) => (end.length === 5 ? `${year}-${end}` : end))
  const isRange = isDate(from) && isDate(to) && from <= to && more.length === 0
  if (!isRange || from < `${year - 1}-12-01` || to > `${year}-12-31`) {
    throw new Failure('invalid', 'calendar.official_day_invalid', { year, name, day })
  }
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index))
}

function ordinaryDay(date: string, number: number): Day {
  return weekdayOf(number) < SATURDAY
    ? { date, working: true, kind: 'workday' }
    : { date, working: false, kind: 'weekend' }
}

function checkWorkingDays(workingDays: number): void {
  if (Number.isInteger(workingDays) && workingDays >= 1 && workingDays <= MAX_WORKING_DAYS) return
  throw new Failure('invalid', 'calendar.working_days_out_of_range', {
    workingDays,
    min: 1,
    max: MAX_WORKING_DAYS,
  })
}

function checked(date: string): string {
  dayNumber(date)
  return date
}

/** Days since 1970-01-01. Only the UTC side of `Date` is used, so the machine's time zone has no say. */
function dayNumber(date: string): number {
  const number = findDayNumber(date)
  if (number === undefined) throw new Failure('invalid', 'calendar.date_invalid', { date })
  return number
}

function findDayNumber(text: string): number | undefined {
  if (!DATE.test(text)) return undefined
  const day = Number(text.slice(8))
  const midnight = Date.UTC(Number(text.slice(0, 4)), Number(text.slice(5, 7)) - 1, day)
  // A day that the month lacks runs over into the next: 02-30 would silently be 03-02.
  return new Date(midnight).getUTCDate() === day ? midnight / DAY_MS : undefined
}

function dateOf(number: number): string {
  return new Date(number * DAY_MS).toISOString().slice(0, 10)
}

function weekdayOf(number: number): number {
  // Day 0 was a Thursday; the days before it have negative numbers, and so has their remainder.
  return ((((number + 3) % 7) + 7) % 7) + 1
}
