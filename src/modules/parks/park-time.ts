import { makeCalendar, type Calendar, type DayOff } from '../../kernel/calendar.ts'
import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { makeWorkingTime, type WorkingTime } from '../../kernel/office-hours.ts'
import type { DeadlineRuleView, ParkChoices } from './contract.ts'
import { findChoices, findDaysOff, findDeadlineRules, findPark, type ParkRow } from './store.ts'

/** Everything a clock of a park runs by. */
export interface ParkTime {
  readonly zone: string
  readonly calendar: Calendar
  readonly working: WorkingTime
  /** What the park has chosen where the loop leaves it open. */
  readonly choices: ParkChoices
}

/** Calendars are costly to lay out and few: kept by what they are made of, so a changed park gets a new one. */
type Clockwork = Omit<ParkTime, 'choices'>
const made = new Map<string, Clockwork>()
const KEEP = 200

/** The park's time as its office hours and days off stand now. */
export async function getParkTime(tx: Tx, parkId: string): Promise<ParkTime> {
  const [park, daysOff, choices] = await Promise.all([
    findPark(tx, parkId),
    findDaysOff(tx, parkId),
    findChoices(tx, parkId),
  ])
  if (!park) throw new Failure('missing', 'parks.missing', {})
  return {
    ...parkTime(
      park,
      daysOff.map(({ day, name }) => ({ date: day, name })),
    ),
    choices,
  }
}

function parkTime({ timeZone, officeHours }: ParkRow, daysOff: readonly DayOff[]): Clockwork {
  const key = JSON.stringify([timeZone, officeHours, daysOff])
  const known = made.get(key)
  if (known) return known
  const calendar = makeCalendar({ daysOff })
  const time: Clockwork = { zone: timeZone, calendar, working: makeWorkingTime(calendar, officeHours) }
  if (made.size >= KEEP) made.clear()
  made.set(key, time)
  return time
}

/** The rule of this code that holds on the given day. @throws Failure naming the codes that exist. */
export async function getDeadlineRule(
  tx: Tx,
  { parkId, code, on }: { parkId: string; code: string; on: string },
): Promise<DeadlineRuleView> {
  const rules = await findDeadlineRules(tx, parkId)
  const rule = rules.find((candidate) => candidate.code === code && candidate.valid_from <= on)
  if (rule) return rule
  throw new Failure('invalid', 'parks.rule_unknown', {
    code,
    known: [...new Set(rules.map((known) => known.code))],
  })
}
