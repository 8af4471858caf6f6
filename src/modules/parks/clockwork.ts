import type { DayOff } from '../../kernel/calendar.ts'
import type { Tx } from '../../kernel/database.ts'
import { edition } from '../../kernel/official-years.ts'
import { Failure } from '../../kernel/failure.ts'
import type { OfficeHours } from '../../kernel/office-hours.ts'
import { parkTime, type ParkTime } from './park-time.ts'
import type { DeadlineRuleView } from './rules-contract.ts'
import { selectClockwork, type LevelRow } from './rules-store.ts'

/** All that sets the clocks of a park: its time, its rules, and its escalation ladders. */
export interface Clockwork {
  readonly time: ParkTime
  readonly rules: readonly DeadlineRuleView[]
  readonly levels: readonly LevelRow[]
}

/** Read on every act and changed a few times a year: kept by the text that it was read from. */
const read = new Map<string, Clockwork>()
const KEEP = 200

/** The park's clockwork as it stands now, in one question. */
export async function getClockwork(tx: Tx, parkId: string): Promise<Clockwork> {
  const row = await tx.first(selectClockwork, { parkId })
  if (!row) throw new Failure('missing', 'parks.missing', {})
  const { timeZone, officeHours, daysOff, rules, levels } = row
  const key = [edition(), timeZone, officeHours, daysOff, rules, levels].join('\n')
  const known = read.get(key)
  if (known) return known
  // Marked casts: columns that are written only from checked values.
  const clockwork: Clockwork = {
    time: parkTime(
      { timeZone, officeHours: JSON.parse(officeHours) as OfficeHours },
      JSON.parse(daysOff ?? '[]') as DayOff[],
    ),
    rules: JSON.parse(rules ?? '[]') as DeadlineRuleView[],
    levels: JSON.parse(levels ?? '[]') as LevelRow[],
  }
  if (read.size >= KEEP) read.clear()
  read.set(key, clockwork)
  return clockwork
}
