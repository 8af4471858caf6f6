import type { Tx } from '../../kernel/database.ts'
import { edition } from '../../kernel/official-years.ts'
import { getParkTime, type ParkTime } from './park-time.ts'
import type { DeadlineRuleView, ParkChoices } from './contract.ts'
import { findChoices } from './store.ts'
import { findDeadlineRules, findLevels, selectClockwork, type LevelRow } from './rules-store.ts'

/** All that sets the clocks of a park: its time, its rules, and its escalation ladders. */
export interface Clockwork {
  readonly time: ParkTime
  readonly rules: readonly DeadlineRuleView[]
  readonly levels: readonly LevelRow[]
  /** What the park has chosen where the loop leaves it open. */
  readonly choices: ParkChoices
}

/** Needed for every act and changed a few times a year: kept by the marks of what it was read from. */
const read = new Map<string, Clockwork>()
const KEEP = 500

/** The park's clockwork as it stands now; one short question, where it has been read before. */
export async function getClockwork(tx: Tx, parkId: string): Promise<Clockwork> {
  const row = await tx.one(selectClockwork, { parkId })
  const keyOf = (rules: number, levels: number) =>
    `${edition()} ${parkId} ${rules} ${levels} ${row.choices} ${row.timeZone} ${row.officeHours} ${row.daysOff ?? ''}`
  const known = read.get(keyOf(row.rules, row.levels))
  if (known) return known
  const [time, rules, levels, choices] = await Promise.all([
    getParkTime(tx, parkId),
    findDeadlineRules(tx, parkId),
    findLevels(tx, parkId),
    findChoices(tx, parkId),
  ])
  const clockwork: Clockwork = { time, rules, levels, choices }
  if (read.size >= KEEP) read.clear()
  read.set(keyOf(rules.length, levels.length), clockwork)
  return clockwork
}
