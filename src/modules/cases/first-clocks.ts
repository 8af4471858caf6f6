import type { Clockwork } from '../parks/index.ts'
import { clocksAfter } from './clocks.ts'
import type { CaseRow } from './columns.ts'
import { lampsOf } from './lamp.ts'
import { wakeAfter, type Wake } from './wakes.ts'

/** The clocks of a case as it is registered, and when the sweep looks at it first. */
export function firstClocks(
  work: Clockwork,
  row: CaseRow,
  now: string,
): { readonly clocks: Pick<CaseRow, 'clocks' | 'lamp_yellow_at' | 'lamp_red_at'>; readonly wake: Wake } {
  const after = { ...row, open_children: 0 }
  const { clocks, awaits } = clocksAfter({ before: undefined, after, action: 'register', now, work })
  return {
    clocks: { clocks, ...lampsOf(row, clocks) },
    wake: wakeAfter({ ...row, clocks }, { now, work, awaits }),
  }
}
