import fc from 'fast-check'
import type { Actor } from '../../src/kernel/actor.ts'
import { CaseAct, type CaseState } from '../../src/modules/cases/contract.ts'
import { canDo, capacityFor } from '../../src/modules/cases/policy.ts'
import type { LoadedCase } from '../../src/modules/cases/store.ts'
import { transitionRows, whoMay } from '../../src/modules/cases/transitions.ts'
import type { Who } from '../support/park.ts'
import type { Aim } from './walk-aims.ts'
import type { Drawn } from './walk-inputs.ts'
import { PEOPLE } from './walk-world.ts'

/** How often something happened, over all walks. */
export type Counts = ReadonlyMap<string, number>

export const times = (of: Counts, key: string): number => of.get(key) ?? 0
export const count = (of: Map<string, number>, key: string) => of.set(key, times(of, key) + 1)

/** One thing somebody tries: mostly what he may, often what he may not, sometimes stale or a repeated request. */
export const step: fc.Arbitrary<Drawn> = fc.record({
  aims: fc.noBias(fc.boolean()),
  free: fc.noBias(fc.integer({ min: 0, max: 9 })).map((n) => n > 4),
  act: fc.noBias(fc.constantFrom(...CaseAct.options)),
  who: fc.noBias(fc.constantFrom(...PEOPLE)),
  which: fc.noBias(fc.nat(1000)),
  // Without the library's love of extremes: the first choice would be taken nearly always.
  pick: fc.noBias(fc.nat(1_000_000)).map((n) => n / 1_000_001),
  stale: fc.noBias(fc.integer({ min: 0, max: 19 })).map((n) => n === 0),
  again: fc.noBias(fc.integer({ min: 0, max: 14 })).map((n) => n === 0),
  minutes: fc.noBias(fc.integer({ min: 0, max: 24 * 60 })),
  rating: fc.noBias(fc.constantFrom(1, 2, 3, 4, 4, 5, 5, 5)),
  flag: fc.noBias(fc.boolean()),
  snapshot: fc.noBias(fc.integer({ min: 0, max: 19 })).map((n) => n === 0),
})

/** What somebody tries on a case, or on none. */
export interface Try {
  readonly who: Who
  readonly act: CaseAct | 'register'
  readonly row: LoadedCase | undefined
  /** What its input says besides what chance gives. */
  readonly with: object
  /** What it leads to. */
  readonly aim?: Aim
  /** It should take the row that is aimed at. */
  readonly last?: boolean
}

/** The acts that the table knows from a state, and by whom. */
const fromState = new Map<CaseState, ReadonlyMap<CaseAct, ReadonlySet<string>>>()
function actsFrom(state: CaseState): ReadonlyMap<CaseAct, ReadonlySet<string>> {
  const known = fromState.get(state)
  if (known) return known
  const found = new Map(
    CaseAct.options.flatMap((act) => {
      const posts = act === 'attach' ? [] : whoMay(act, state)
      return posts.length === 0 ? [] : [[act, new Set<string>(posts)] as const]
    }),
  )
  fromState.set(state, found)
  return found
}

/** Whom the park's own rules let do what with this case now; what was taken least is tried most. */
export function freeActs(
  actors: ReadonlyMap<Who, Actor>,
  row: LoadedCase,
  { taken, refused, now }: { taken: Counts; refused: Counts; now: string },
): (Try & { weight: number })[] {
  const hasOthers = row.parties.length > 0
  const leads = row.lead_department_id !== null
  return [...actors].flatMap(([who, actor]) => {
    const possible = [...actsFrom(row.state)].flatMap(([act, posts]) =>
      actor.holdings.some(({ post }) => posts.has(post)) ? [act] : [],
    )
    const can = canDo(actor, row, possible, now)
    return possible.flatMap((act) => {
      if (!can[act]) return []
      const as = capacityFor(actor, row, act)
      const rules = transitionRows.filter(
        ([action, from, to, post]) =>
          action === act &&
          from === row.state &&
          post === as &&
          (act !== 'withdraw' || hasOthers || to === 'closed_withdrawn') &&
          (to !== (leads ? 'registered' : 'accepted') || to === from),
      )
      const ways = rules.map((rule) => times(taken, rule.join('/')))
      // What leads on is tried more: most acts stay where they are, and sixty steps would never come to the end.
      const leadsOn = rules.some(([, from, to]) => from !== to && to?.startsWith('closed') === false)
      const tried = Math.min(...ways) + times(refused, [act, row.state, who].join('/')) / 2
      return [{ row, who, act, with: {}, weight: (leadsOn ? 5 : 1) / (1 + tried ** (leadsOn ? 1 : 2)) }]
    })
  })
}

/** One of them, each as likely as it weighs. */
export function drawn<T extends { weight: number }>(choices: readonly T[], pick: number): T | undefined {
  let at = pick * choices.reduce((sum, { weight }) => sum + weight, 0)
  return choices.find(({ weight }) => (at -= weight) < 0) ?? choices.at(-1)
}
