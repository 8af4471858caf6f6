import { sql, type RawBuilder } from 'kysely'
import type { Clock, LampColour } from './contract.ts'
import type { CaseRow } from './columns.ts'

/** States in which the clock of the reply runs; while an answer is with the asker it stands still. */
export const RUNNING: readonly string[] = ['dispatched', 'accepted', 'returned']

/** When a case turns yellow and red: the earliest moments of the clocks that run. */
type Lamps = Pick<CaseRow, 'lamp_yellow_at' | 'lamp_red_at'>

/** The moments of a case's lamp. An imported case has no clocks but the due date on paper, which goes on counting. */
export function lampsOf(
  { state, due_at, yellow_at }: Pick<CaseRow, 'state' | 'due_at' | 'yellow_at'>,
  clocks: readonly Clock[],
): Lamps {
  const running = clocks.filter(({ stands_since }) => stands_since === null)
  const onPaper =
    RUNNING.includes(state) && due_at !== null && !clocks.some(({ step }) => step === 'reply')
      ? [{ due_at, yellow_at }]
      : []
  const all = [...running, ...onPaper]
  return {
    lamp_yellow_at: earliest(all.flatMap((clock) => clock.yellow_at ?? [])),
    lamp_red_at: earliest(all.map((clock) => clock.due_at)),
  }
}

const earliest = (moments: readonly string[]): string | null => moments.toSorted()[0] ?? null

/** The lamp of a case: grey with no clock running, red when overdue, yellow when it is near, else green. */
export function lampOf(
  row: Pick<CaseRow, 'state' | 'due_at' | 'yellow_at' | 'lamp_yellow_at' | 'lamp_red_at'>,
  now: string,
): LampColour {
  // A case that has never had a clock: imported, and since then at most noted.
  const { lamp_yellow_at, lamp_red_at } = row.lamp_red_at === null ? lampsOf(row, []) : row
  return colourAt({ due_at: lamp_red_at, yellow_at: lamp_yellow_at }, now)
}

/** The colour of one clock; grey where it has no due moment. */
export function colourAt(
  { due_at, yellow_at }: { readonly due_at: string | null; readonly yellow_at: string | null },
  now: string,
): LampColour {
  if (due_at === null) return 'grey'
  if (now > due_at) return 'red'
  return yellow_at !== null && now >= yellow_at ? 'yellow' : 'green'
}

const onPaper = sql`c.lamp_red_at is null and c.state in ('dispatched', 'accepted', 'returned')`

/** The same rule for the database, on `c`; a test holds the two together. */
export const lampSql = (now: string): RawBuilder<LampColour> => sql<LampColour>`case
  when ${now}::timestamptz > c.lamp_red_at or (${onPaper} and ${now}::timestamptz > c.due_at) then 'red'
  when ${now}::timestamptz >= c.lamp_yellow_at or (${onPaper} and ${now}::timestamptz >= c.yellow_at) then 'yellow'
  when c.lamp_red_at is not null or (${onPaper} and c.due_at is not null) then 'green'
  else 'grey' end`
