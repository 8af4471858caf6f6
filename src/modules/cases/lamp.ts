import { sql, type RawBuilder } from 'kysely'
import type { LampColour } from './contract.ts'
import type { CaseRow } from './columns.ts'

/** States in which the clock of the reply runs; while an answer is with the asker it stands still. */
const RUNNING: readonly string[] = ['dispatched', 'accepted', 'returned']

/** The lamp of a case: grey with no clock running, red when overdue, yellow when it is near, else green. */
export function lampOf(
  { state, due_at, yellow_at }: Pick<CaseRow, 'state' | 'due_at' | 'yellow_at'>,
  now: string,
): LampColour {
  if (!RUNNING.includes(state) || due_at === null) return 'grey'
  if (now > due_at) return 'red'
  return yellow_at !== null && now >= yellow_at ? 'yellow' : 'green'
}

/** The same rule for the database, on `c`; a test holds the two together. */
export const lampSql = (now: string): RawBuilder<LampColour> => sql<LampColour>`case
  when c.state not in ('dispatched', 'accepted', 'returned') or c.due_at is null then 'grey'
  when ${now}::timestamptz > c.due_at then 'red'
  when ${now}::timestamptz >= c.yellow_at then 'yellow'
  else 'green' end`
