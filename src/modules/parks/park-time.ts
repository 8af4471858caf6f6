import { makeCalendar, type Calendar, type DayOff } from '../../kernel/calendar.ts'
import { addedYears, edition } from '../../kernel/official-years.ts'
import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { makeWorkingTime, type WorkingTime } from '../../kernel/office-hours.ts'
import { rulesOn } from './rules.ts'
import type { DeadlineRuleView } from './contract.ts'
import { findDaysOff, getPark, type ParkRow } from './store.ts'

/** Everything a clock of a park runs by. */
export interface ParkTime {
  readonly zone: string
  readonly calendar: Calendar
  readonly working: WorkingTime
}

/** Calendars are costly to lay out and few: kept by what they are made of, so a changed park gets a new one. */
const made = new Map<string, ParkTime>()
const KEEP = 200

/** The park's time as its office hours and days off stand now. */
export async function getParkTime(tx: Tx, parkId: string): Promise<ParkTime> {
  const [park, daysOff] = await Promise.all([getPark(tx, parkId), findDaysOff(tx, parkId)])
  return parkTime(
    park,
    daysOff.map(({ day, name }) => ({ date: day, name })),
  )
}

function parkTime(
  { timeZone, officeHours }: Pick<ParkRow, 'timeZone' | 'officeHours'>,
  daysOff: readonly DayOff[],
): ParkTime {
  const key = JSON.stringify([edition(), timeZone, officeHours, daysOff])
  const known = made.get(key)
  if (known) return known
  const calendar = makeCalendar({ daysOff, official: addedYears() })
  const time: ParkTime = { zone: timeZone, calendar, working: makeWorkingTime(calendar, officeHours) }
  if (made.size >= KEEP) made.clear()
  made.set(key, time)
  return time
}

/** The rule of this code by which an answer can be promised. @throws Failure naming the codes that exist. */
export function ruleNamed(rules: readonly DeadlineRuleView[], code: string, on: string): DeadlineRuleView {
  const named = rulesOn(rules, on).filter(({ step, unit }) => step === 'reply' && unit === 'working_days')
  const rule = named.find((one) => one.code === code)
  if (rule) return rule
  throw new Failure('invalid', 'parks.rule_unknown', { code, known: named.map((known) => known.code) })
}
