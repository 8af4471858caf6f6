import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../src/kernel/actor.ts'
import type { Command } from '../../src/kernel/command.ts'
import { inPark } from '../../src/kernel/database.ts'
import { Failure } from '../../src/kernel/failure.ts'
import { caseEntries, verifyPark } from '../../src/modules/cases/index.ts'
import { CaseAct, type CaseView } from '../../src/modules/cases/contract.ts'
import { casesModule } from '../../src/modules/cases/module.ts'
import { canDo } from '../../src/modules/cases/policy.ts'
import { refuseCase } from '../../src/modules/cases/refuse-case.ts'
import { getCase, type LoadedCase } from '../../src/modules/cases/store.ts'
import { transitionRows } from '../../src/modules/cases/transitions.ts'
import { askFigure, figureRows } from '../../src/modules/figures/index.ts'
import { FigureDimension } from '../../src/modules/figures/contract.ts'
import { addUser, findActor } from '../../src/modules/people/index.ts'
import {
  CAST,
  foundPark,
  NOW,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../support/park.ts'
import { inputFor, NOT_REACHED_BY_WALKS, registration, type Drawn } from './walk-inputs.ts'

/** How many walks; the soak run asks for 10,000. */
const WALKS = Number(process.env['SOAK_WALKS'] ?? 300)
const STEPS = 60
const SEED = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const PEOPLE = Object.keys(CAST) as Who[]

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

/** How often each row of the transition table was taken, over all walks: what was taken least is tried first. */
const taken = new Map<string, number>()
/** The rows that entries of the ledger point at. */
const seen = new Set<string>()

/** How often somebody was refused what his turn was: without it, what never succeeds would be tried for ever. */
const refused = new Map<string, number>()

const count = (of: Map<string, number>, rule: string) => of.set(rule, (of.get(rule) ?? 0) + 1)

interface Walker {
  readonly park: TestPark
  /** Another park, to which cases are handed over, and which refuses some. */
  readonly other: TestPark
  readonly actors: ReadonlyMap<Who, Actor>
}

interface Done {
  readonly key: string
  readonly who: Who
  readonly command: Command
  readonly input: object
  readonly answer: string
}

/** Whom the park's own rules let do what with this case now. */
function freeActs(
  { actors }: Walker,
  row: LoadedCase,
): { row: LoadedCase; who: Who; act: CaseAct; weight: number }[] {
  const now = bench.clock()
  return [...actors].flatMap(([who, actor]) => {
    const can = canDo(actor, row, CaseAct.options, now)
    return CaseAct.options.flatMap((act) => {
      if (!can[act] || !acts.has(act) || act === 'attach') return []
      const rules = transitionRows.filter(
        ([action, from, , post]) => action === act && from === row.state && post === CAST[who].post,
      )
      const ways = rules.map((rule) => taken.get(rule.join('/')) ?? 0)
      // What leads on is tried more: most acts stay where they are, and sixty steps would never come to the end.
      const leadsOn = rules.some(([, from, to]) => from !== to && to?.startsWith('closed') === false)
      const times = Math.min(...ways) + (refused.get([act, row.state, who].join('/')) ?? 0) / 2
      return [{ row, who, act, weight: (leadsOn ? 5 : 1) / (1 + times ** (leadsOn ? 1 : 2)) }]
    })
  })
}

function drawn<T extends { weight: number }>(choices: readonly T[], pick: number): T | undefined {
  let at = pick * choices.reduce((sum, { weight }) => sum + weight, 0)
  return choices.find(({ weight }) => (at -= weight) < 0) ?? choices.at(-1)
}

/** What happens by itself: clocks tick, parks hear of each other, and the other one refuses now and then. */
async function timePasses({ park, other }: Walker, one: Drawn): Promise<void> {
  const { runtime, modules } = bench.product
  const clocks = modules.flatMap(({ jobs }) => jobs).find(({ name }) => name === 'cases.clocks')
  await clocks?.sweep(runtime, park.id)
  await passOn(park)
  if (!one.flag) return
  const [taken] = await bench.sql(
    `select id, version from cases where park_id = $1 and state = 'registered' limit 1`,
    [other.id],
  )
  if (!taken) return
  const on = { id: String(taken['id']), version: Number(taken['version']) }
  await other.act('dispatcher', refuseCase, { ...on, reason: 'not_of_the_park', text: '不归我们' })
  await passOn(other)
}

/** What goes between parks alone: thousands of other facts are nobody's business here. */
async function passOn({ id: parkId }: TestPark): Promise<void> {
  const { runtime, modules } = bench.product
  const listeners = modules.flatMap((module) => module.listeners)
  const facts = await bench.sql(
    `update outbox set done_at = created_at where park_id = $1 and done_at is null and topic = 'cases.between_parks'
     returning id, topic, key, payload`,
    [parkId],
  )
  for (const { id, topic, key, payload } of facts) {
    const fact = { id: String(id), topic: String(topic), key: String(key), payload }
    for (const { topic: wanted, hear } of listeners)
      if (wanted === fact.topic) await hear(runtime, parkId, fact)
  }
}

async function walk(walker: Walker, steps: readonly Drawn[]) {
  const { park } = walker
  const { app } = bench.product.runtime.database
  const ids: string[] = []
  const done: Done[] = []
  const live: { at: string; figures: string }[] = []
  for (const [i, one] of steps.entries()) {
    bench.clock.pass(one.minutes * 60_000)
    if (one.which % 5 === 0) await timePasses(walker, one)
    const before = done.at(-1)
    if (one.again && before) {
      const repeated = await park.act(before.who, before.command, before.input, before.key)
      expect(JSON.stringify(repeated), 'the same key gives the same answer').toBe(before.answer)
      continue
    }
    const rows = await Promise.all(
      ids.slice(-6).map((each) => inPark(app, park.id, 'read', (tx) => getCase(tx, park.id, each))),
    )
    const begins = rows.length < 2 || one.which % 15 === 0
    const free = one.free && !begins ? rows.flatMap((row) => freeActs(walker, row)) : []
    const choice = drawn(free, one.pick)
    const row = choice?.row ?? rows[one.which % Math.max(1, rows.length)]
    const id = row?.id
    const { who, act } = begins ? registration(one, taken) : (choice ?? { who: one.who, act: one.act })
    const command = acts.get(act)
    if (!command) continue
    const version = Math.max(1, (row?.version ?? 1) - (one.stale ? 1 : 0))
    const input = inputFor(act, {
      one: { ...one, who },
      park,
      elsewhere: walker.other.code,
      id: id ?? park.id,
      version,
      row,
      others: [...rows.values()],
    })
    const allowed =
      act === 'register' || !row || (canDo(actorOf(walker, who), row, [act], bench.clock())[act] ?? false)
    const key = `walk-${String(i).padStart(4, '0')}`
    try {
      const view = (await park.act(who, command, input, key)) as CaseView
      expect(allowed, `${who} may ${act} in ${row?.state ?? 'none'}`).toBe(true)
      done.push({ key, who, command, input, answer: JSON.stringify(view) })
      if (act === 'register') ids.push(view.id)
      count(
        taken,
        [act, row && act !== 'register' ? row.state : 'none', view.state, CAST[who].post].join('/'),
      )
    } catch (error) {
      // Only refusals may come back; anything else is a bug of ours.
      if (!(error instanceof Failure)) throw error
      count(refused, [act, begins ? 'none' : (row?.state ?? 'none'), who].join('/'))
    }
    if (one.snapshot) {
      const at = bench.clock()
      live.push({ at, figures: await figuresOf(park, undefined) })
    }
  }
  return { ids, done: done.length, live }
}

function actorOf({ actors }: Walker, who: Who): Actor {
  const actor = actors.get(who)
  if (!actor) throw new Error(who)
  return actor
}

/** The value of every figure, as text. */
async function figuresOf(park: TestPark, asOf: string | undefined): Promise<string> {
  const values: Record<string, unknown> = {}
  for (const { name } of casesModule.figures) {
    const asked = asOf === undefined ? { name } : { name, as_of: asOf }
    const { value, numerator, denominator, ledger_size } = await park.ask('supervisor', askFigure, asked)
    values[name] = [value, numerator, denominator, ledger_size]
  }
  return JSON.stringify(values)
}

const LEGAL = new Set(transitionRows.map((row) => row.join('/')))

async function checkInvariants(park: TestPark, { live }: Awaited<ReturnType<typeof walk>>) {
  // 1. Every state is the fold of its entries, and every step is in the table.
  const { findings } = await verifyPark(bench.product.runtime, park.id)
  expect(findings).toEqual([])
  const cases = await bench.sql('select id from cases where park_id = $1', [park.id])
  for (const { id } of cases) {
    const { items } = await park.ask('supervisor', caseEntries, { id: String(id) })
    const workers = new Set<string>()
    for (const { action, from, to, post, actor } of items) {
      const rule = [action, from, to, post].join('/')
      expect(LEGAL, rule).toContain(rule)
      seen.add(rule)
      // 2. Nobody confirms or strikes off his own work.
      if (['confirm', 'confirm_for_asker', 'strike_off'].includes(action))
        expect(workers).not.toContain(actor?.id)
      if (['accept', 'reply', 'co_accept', 'co_reply', 'propose_reply', 'answer_on_spot'].includes(action))
        workers.add(actor?.id ?? '')
    }
  }
  // 7. A figure is the count of the rows that it lists, now and as of any moment.
  for (const { at, figures } of live) expect(await figuresOf(park, at), `as of ${at}`).toBe(figures)
  for (const { name } of casesModule.figures) {
    const asOf = live[0] === undefined ? {} : { as_of: live[0].at }
    for (const moment of [{}, asOf]) await checkRows(park, name, moment)
  }
}

async function checkRows(park: TestPark, name: string, moment: { as_of?: string }) {
  const by = FigureDimension.options[name.length % FigureDimension.options.length]
  const view = await park.ask('supervisor', askFigure, { name, ...moment, ...(by && { by }) })
  const { items } = await park.ask('supervisor', figureRows, { name, limit: 200, ...moment })
  expect(items).toHaveLength(view.denominator)
  if (view.numerator !== null) expect(items.filter(({ hit }) => hit)).toHaveLength(view.numerator)
  if (view.unit === '件') expect(view.value).toBe(items.length)
  expect(view.groups?.reduce((sum, group) => sum + group.denominator, 0)).toBe(view.denominator)
  for (const group of view.groups ?? []) {
    if (!by) continue
    const rows = await park.ask('supervisor', figureRows, {
      name,
      by,
      key: group.key ?? '',
      limit: 200,
      ...moment,
    })
    expect(rows.items).toHaveLength(group.denominator)
  }
}

test(
  `${WALKS} random walks of ${STEPS} commands keep invariants 1, 2, 3 and 7 (seed ${SEED})`,
  { timeout: WALKS * 8_000 },
  async () => {
    let walks = 0
    const other = await foundPark(bench)
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
        bench.clock.set(NOW)
        const park = await foundPark(bench)
        // Somebody with two posts: he works on cases and sits at the dispatch centre.
        await park.act('console', addUser, { name: 'handler', post: 'dispatcher' })
        const actors = new Map<Who, Actor>()
        for (const who of PEOPLE) {
          const userId = park.people[who]
          const actor = await inPark(bench.product.runtime.database.app, park.id, 'read', (tx) =>
            findActor(tx, { parkId: park.id, userId, now: bench.clock() }),
          )
          if (actor) actors.set(who, actor)
        }
        await checkInvariants(park, await walk({ park, other, actors }, steps))
        walks += 1
      }),
      { numRuns: WALKS, seed: SEED, endOnFailure: true },
    )
    const rows = transitionRows.map((row) => row.join('/')).filter((row) => !NOT_REACHED_BY_WALKS(row))
    const missed = rows.filter((row) => !seen.has(row))
    const entries = [...taken.values()].reduce((sum, n) => sum + n, 0)
    process.stdout.write(
      `walks ${walks}, entries ${entries}, rows taken ${rows.length - missed.length} of ${rows.length}, seed ${SEED}\n`,
    )
    if (missed.length > 0) process.stdout.write(`missed: ${missed.join(' ')}\n`)
    // Which rows so few walks miss is chance; what may be asked of them is most steps, and of the long run every row.
    const stepOf = (row: string) => row.slice(0, row.lastIndexOf('/'))
    const steps = new Set(rows.map(stepOf))
    const took = new Set(rows.filter((row) => seen.has(row)).map(stepOf))
    if (WALKS >= 300) expect(took.size).toBeGreaterThan(0.85 * steps.size)
    if (WALKS >= 10_000) expect(missed).toEqual([])
    expect(entries).toBeGreaterThan(walks * 10)
  },
)
