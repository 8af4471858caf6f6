import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Command } from '../../src/kernel/command.ts'
import { Failure } from '../../src/kernel/failure.ts'
import { CaseAct, type CaseView } from '../../src/modules/cases/contract.ts'
import { verifyPark } from '../../src/modules/cases/index.ts'
import { casesModule } from '../../src/modules/cases/module.ts'
import { canDo } from '../../src/modules/cases/policy.ts'
import type { LoadedCase } from '../../src/modules/cases/store.ts'
import { transitionRows } from '../../src/modules/cases/transitions.ts'
import { foundPark, openTestProduct, type TestProduct, type Who } from '../support/park.ts'
import { aimAt, type Aim } from './walk-aims.ts'
import { checkInvariants, figuresOf, type Snapshot } from './walk-checks.ts'
import { count, drawn, freeActs, step, times, type Try } from './walk-choices.ts'
import { inputFor, NEVER_TAKEN, notReachedByWalks, registration, type Drawn } from './walk-inputs.ts'
import { nextMove, type Move } from './walk-moves.ts'
import { foundWorld, readCases, timePasses, waitForMorning, type World } from './walk-world.ts'

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

/** What is tried next: what leads to a row that was seldom taken, what somebody may, or anything at all. */
async function nextTry(walk: Walk, one: Drawn): Promise<Try | undefined> {
  if (one.aims) {
    const { aim } = walk
    const move = await towardsAim(walk, one)
    if (move) return { ...move, aim, row: move.id === undefined ? undefined : walk.cases.get(move.id) }
  }
  // What the walk is after is left alone mostly: chance would end it before it is there.
  const spared = one.which % 4 === 0 ? [] : walk.aim.ids
  const rows = walk.ids.slice(-6).flatMap((id) => (spared.includes(id) ? [] : (walk.cases.get(id) ?? [])))
  if (rows.length < 2 || one.which % 15 === 0)
    return { ...registration(one, taken), row: undefined, with: {} }
  const known = { taken, refused, now: bench.clock() }
  const free = one.free ? rows.flatMap((row) => freeActs(walk.world.actors, row, known)) : []
  const row = rows[one.which % rows.length]
  return drawn(free, one.pick) ?? { who: one.who, act: one.act, row, with: {} }
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
  { who, act, row, with: said, aim, last }: Try,
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
    if (last) walk.aim = nextAim(one.pick)
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

/** How many of the rows so many walks have to take: of the long run every one, of few those that chance cannot miss. */
function shareOfRows(walks: number): number {
  if (walks >= 1000) return 1
  return walks >= 300 ? 0.98 : walks >= 60 ? 0.85 : 0
}

function actorOf({ actors }: World, who: Who): Actor {
  const actor = actors.get(who)
  if (!actor) throw new Error(who)
  return actor
}

test(
  `${WALKS} random walks of ${STEPS} commands keep invariants 1, 2, 3 and 7 (seed ${SEED})`,
  { timeout: 120_000 + WALKS * 8_000 },
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
    expect(1 - missed.length / REACHABLE.length).toBeGreaterThanOrEqual(shareOfRows(walks))
    // The control: what is forbidden was truly tried, and refused; a success would have stopped the walk.
    expect(tried).toBeGreaterThan(walks * 5)
    if (walks >= 60)
      expect(CaseAct.options.filter((act) => act !== 'attach' && !forbidden.has(act))).toEqual([])
  },
)
