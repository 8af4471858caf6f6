import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Command } from '../../src/kernel/command.ts'
import { Failure } from '../../src/kernel/failure.ts'
import { CaseAct, type CaseState, type CaseView } from '../../src/modules/cases/contract.ts'
import { verifyPark } from '../../src/modules/cases/index.ts'
import { casesModule } from '../../src/modules/cases/module.ts'
import { canDo, capacityFor } from '../../src/modules/cases/policy.ts'
import type { LoadedCase } from '../../src/modules/cases/store.ts'
import { transitionRows, whoMay } from '../../src/modules/cases/transitions.ts'
import { foundPark, openTestProduct, type TestProduct, type Who } from '../support/park.ts'
import { aimAt, nextMove, type Aim, type Move } from './walk-aims.ts'
import { checkInvariants, figuresOf, type Snapshot } from './walk-checks.ts'
import { inputFor, NEVER_TAKEN, notReachedByWalks, registration, type Drawn } from './walk-inputs.ts'
import { foundWorld, PEOPLE, readCases, timePasses, waitForMorning, type World } from './walk-world.ts'

/** How many walks; the soak run asks for 10,000. */
const WALKS = Number(process.env['SOAK_WALKS'] ?? 300)
const STEPS = 60
const SEED = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

let bench: TestProduct
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

const acts = new Map(
  casesModule.commands.map((command) => [command.name.replace('cases.', ''), command as unknown as Command]),
)

/** One thing somebody tries: mostly what he may, often what he may not, sometimes stale or a repeated request. */
const step: fc.Arbitrary<Drawn> = fc.record({
  aims: fc.noBias(fc.boolean()),
  free: fc.noBias(fc.integer({ min: 0, max: 9 })).map((n) => n > 2),
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

const ROWS = transitionRows.map((row) => row.join('/'))
const REACHABLE = ROWS.filter((row) => notReachedByWalks(row) === undefined)

/** How often each row of the table was taken, by what the ledgers of all walks say. */
const taken = new Map<string, number>()
/** How often walks were after a row: what leads nowhere is not tried for ever. */
const aimed = new Map<string, number>()
/** How often somebody was refused what his turn was: without it, what never succeeds would be tried for ever. */
const refused = new Map<string, number>()
/** How often each act was tried by somebody whom the rules forbid it, and was refused. */
const forbidden = new Map<string, number>()

const times = (of: ReadonlyMap<string, number>, key: string): number => of.get(key) ?? 0
const count = (of: Map<string, number>, key: string) => of.set(key, times(of, key) + 1)

/** What somebody tries on a case, or on none. */
interface Try {
  readonly who: Who
  readonly act: CaseAct | 'register'
  readonly row: LoadedCase | undefined
  /** What its input says besides what chance gives. */
  readonly with: object
  /** What it leads to. */
  readonly aim?: Aim
}

interface Done {
  readonly key: string
  readonly who: Who
  readonly command: Command
  readonly input: object
  readonly answer: string
}

/** One walk as it goes on. */
interface Walk {
  readonly world: World
  readonly ids: string[]
  readonly done: Done[]
  readonly live: Snapshot[]
  /** The latest cases and those that the walk is after, as they stand. */
  readonly cases: Map<string, LoadedCase>
  aim: Aim
}

/** The row that was taken and aimed at least. */
function nextAim(pick: number): Aim {
  const score = (row: string) => times(taken, row) + times(aimed, row)
  const least = Math.min(...REACHABLE.map(score))
  const rows = REACHABLE.filter((row) => score(row) === least)
  const row = rows[Math.floor(pick * rows.length)] ?? ''
  count(aimed, row)
  return aimAt(row)
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
function freeActs({ actors }: World, row: LoadedCase): (Try & { weight: number })[] {
  const now = bench.clock()
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

function drawn<T extends { weight: number }>(choices: readonly T[], pick: number): T | undefined {
  let at = pick * choices.reduce((sum, { weight }) => sum + weight, 0)
  return choices.find(({ weight }) => (at -= weight) < 0) ?? choices.at(-1)
}

/** What is tried next: what leads to a row that was seldom taken, what somebody may, or anything at all. */
async function nextTry(walk: Walk, one: Drawn): Promise<Try | undefined> {
  if (one.aims) {
    const { aim } = walk
    const move = await towardsAim(walk, one)
    if (move) {
      if (move.last) walk.aim = nextAim(one.pick)
      return { ...move, aim, row: move.id === undefined ? undefined : walk.cases.get(move.id) }
    }
  }
  const rows = walk.ids.slice(-6).flatMap((id) => walk.cases.get(id) ?? [])
  if (rows.length < 2 || one.which % 15 === 0)
    return { ...registration(one, taken), row: undefined, with: {} }
  const free = one.free
    ? drawn(
        rows.flatMap((row) => freeActs(walk.world, row)),
        one.pick,
      )
    : undefined
  const row = rows[one.which % rows.length]
  return free ?? { who: one.who, act: one.act, row, with: {} }
}

/** The next step towards the row that the walk is after; undefined where there is none, and it is after another now. */
async function towardsAim(walk: Walk, { pick }: Drawn): Promise<Move | undefined> {
  const { world, aim, cases } = walk
  const move = nextMove(aim, { cases, actors: world.actors, now: bench.clock(), pick })
  if (move === 'wait') {
    await waitForMorning(world, aim.action === 'take_back')
    await lookAgain(walk)
    return undefined
  }
  if (!move) walk.aim = nextAim(pick)
  return move
}

async function attempt(
  walk: Walk,
  one: Drawn,
  { who, act, row, with: said, aim }: Try,
  key: string,
): Promise<void> {
  const { world, done } = walk
  const command = acts.get(act)
  if (!command) return
  const around = {
    one: { ...one, who },
    park: world.park,
    elsewhere: world.other.code,
    deputy: world.deputy,
    id: row?.id ?? world.park.id,
    version: Math.max(1, (row?.version ?? 1) - (one.stale ? 1 : 0)),
    row,
    others: [...walk.cases.values()],
  }
  const input = { ...inputFor(act, around), ...said }
  const allowed =
    act === 'register' || !row || (canDo(actorOf(world, who), row, [act], bench.clock())[act] ?? false)
  try {
    const view = (await world.park.act(who, command, input, key)) as CaseView
    expect(allowed, `${who} may ${act} in ${row?.state ?? 'none'}`).toBe(true)
    done.push({ key, who, command, input, answer: JSON.stringify(view) })
    if (act === 'register') walk.ids.push(view.id)
    if (act === 'register' && aim) aim.ids.push(view.id)
    // What is merged changes others as well.
    await lookAgain(walk, act === 'merge' ? undefined : view.id)
  } catch (error) {
    // Only refusals may come back; anything else is a bug of ours.
    if (!(error instanceof Failure)) throw error
    count(refused, [act, row?.state ?? 'none', who].join('/'))
    if (!allowed) count(forbidden, act)
  }
}

async function takeWalk(world: World, steps: readonly Drawn[]): Promise<Walk> {
  const walk: Walk = {
    world,
    ids: [],
    done: [],
    live: [],
    cases: new Map(),
    aim: nextAim(steps[0]?.pick ?? 0),
  }
  for (const [i, one] of steps.entries()) {
    bench.clock.pass(one.minutes * 60_000)
    if (one.which % 5 === 0) {
      await timePasses(world, one.flag)
      await lookAgain(walk)
    }
    const before = walk.done.at(-1)
    if (one.again && before) {
      const repeated = await world.park.act(before.who, before.command, before.input, before.key)
      expect(JSON.stringify(repeated), 'the same key gives the same answer').toBe(before.answer)
      continue
    }
    const next = await nextTry(walk, one)
    if (next) await attempt(walk, one, next, `walk-${String(i).padStart(4, '0')}`)
    if (one.snapshot) {
      const at = bench.clock()
      walk.live.push({ at, figures: await figuresOf(world.park, undefined) })
    }
  }
  return walk
}

/** Reads again how a case stands, or how all of them do. */
async function lookAgain({ world, ids, aim, cases }: Walk, id?: string): Promise<void> {
  const wanted = new Set([...ids.slice(-6), ...aim.ids])
  for (const known of cases.keys()) if (!wanted.has(known)) cases.delete(known)
  const rows = await readCases(world, id === undefined ? [...wanted] : [id])
  for (const row of rows) cases.set(row.id, row)
}

function actorOf({ actors }: World, who: Who): Actor {
  const actor = actors.get(who)
  if (!actor) throw new Error(who)
  return actor
}

test(
  `${WALKS} random walks of ${STEPS} commands keep invariants 1, 2, 3 and 7 (seed ${SEED})`,
  { timeout: WALKS * 8_000 },
  async () => {
    let walks = 0
    let done = 0
    const other = await foundPark(bench)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
        const world = await foundWorld(bench, other)
        const walk = await takeWalk(world, steps)
        for (const row of await checkInvariants(world, { live: walk.live, turn: walks })) count(taken, row)
        walks += 1
        done += walk.done.length
      }),
      { numRuns: WALKS, seed: SEED, endOnFailure: true },
    )
    // What was handed over to it and what it sent back.
    expect((await verifyPark(bench.product.runtime, other.id)).findings).toEqual([])
    const missed = REACHABLE.filter((row) => !taken.has(row))
    const tried = [...forbidden.values()].reduce((sum, n) => sum + n, 0)
    process.stdout.write(
      `walks ${walks}, acts done ${done}, forbidden ones refused ${tried}, rows taken ${REACHABLE.length - missed.length} of ${REACHABLE.length}, seed ${SEED}\n`,
    )
    if (missed.length > 0)
      process.stdout.write(`missed: ${missed.map((row) => `${row} (${times(aimed, row)})`).join(' ')}\n`)
    expect(ROWS.filter((row) => NEVER_TAKEN.has(row) && taken.has(row))).toEqual([])
    expect(done).toBeGreaterThan(walks * 10)
    // The control: what is forbidden was truly tried, and refused; a success would have stopped the walk.
    expect(tried).toBeGreaterThan(walks * 5)
    if (WALKS >= 60)
      expect(CaseAct.options.filter((act) => act !== 'attach' && !forbidden.has(act))).toEqual([])
  },
)
