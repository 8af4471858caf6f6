import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Failure } from '../../src/kernel/failure.ts'
import type { Command } from '../../src/kernel/command.ts'
import { caseEntries, listCases, oneCase, verifyPark } from '../../src/modules/cases/index.ts'
import { CaseAct, type CaseView } from '../../src/modules/cases/contract.ts'
import { casesModule } from '../../src/modules/cases/module.ts'
import { statesFor, transitionRows } from '../../src/modules/cases/transitions.ts'
import { askFigure, figureRows } from '../../src/modules/figures/index.ts'
import { FigureDimension } from '../../src/modules/figures/contract.ts'
import { addUser } from '../../src/modules/people/index.ts'
import {
  CAST,
  foundPark,
  NOW,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../support/park.ts'

/** How many walks; the soak run asks for 10,000. */
const WALKS = Number(process.env['SOAK_WALKS'] ?? 300)
const STEPS = 30
const SEED = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 2 ** 31))

let bench: TestProduct
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

const acts = new Map(
  casesModule.commands.map((command) => [command.name.replace('cases.', ''), command as unknown as Command]),
)

const BUILT = CaseAct.options.filter((act) => acts.has(act))

/** One thing somebody tries: often illegal, sometimes stale, sometimes the very request of a moment ago again. */
const step = fc.record({
  act: fc.constantFrom('register' as const, ...BUILT, ...BUILT),
  who: fc.constantFrom(...(Object.keys(CAST) as Who[])),
  /** Mostly somebody who may, and something that the state allows: walks of refusals alone get nowhere. */
  able: fc.integer({ min: 0, max: 9 }).map((n) => n > 1),
  guided: fc.integer({ min: 0, max: 9 }).map((n) => n > 1),
  which: fc.nat(1000),
  actPick: fc.nat(1000),
  whoPick: fc.nat(1000),
  stale: fc.integer({ min: 0, max: 14 }).map((n) => n === 0),
  again: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
  minutes: fc.integer({ min: 0, max: 3 * 24 * 60 }),
  rating: fc.constantFrom(1, 2, 3, 4, 4, 5, 5, 5),
  flag: fc.boolean(),
  snapshot: fc.integer({ min: 0, max: 7 }).map((n) => n === 0),
})
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

const ABLE: Readonly<Record<string, readonly Who[]>> = {
  register: ['dispatcher', 'officer', 'hotline', 'asker', 'otherAsker', 'handler'],
  dispatch: ['dispatcher'],
  accept: ['handler', 'head', 'otherHandler', 'centreHandler'],
  return: ['handler', 'head', 'otherHandler'],
  reply: ['handler', 'head', 'otherHandler', 'centreHandler'],
  confirm: ['asker', 'otherAsker'],
  confirm_for_asker: ['returnVisitor'],
  reject: ['asker', 'otherAsker'],
  decide_dispute: ['supervisor'],
  countersign: ['supervisor'],
  // A handler who sits at the dispatch centre too: he must not strike off what he ever worked on.
  strike_off: ['dispatcher', 'handler'],
  reopen: ['asker', 'otherAsker', 'supervisor'],
  withdraw: ['asker', 'otherAsker', 'hotline'],
  merge: ['dispatcher'],
  note: ['dispatcher', 'asker'],
}

function inputOf(
  { act, who, flag, rating, which }: Step,
  { id, version, other }: { id: string; version: number; other: CaseView | undefined },
): object {
  const on = { id, version }
  switch (act) {
    case 'register':
      return {
        kind: flag || which % 2 === 0 ? 'request' : 'hazard',
        text: '示例：夜班职工下班无车可坐',
        asker:
          who === 'otherAsker'
            ? { kind: 'enterprise' }
            : { kind: 'enterprise', name: '示例电气装备有限公司' },
        ...(which % 7 === 0 && { opposite: [{ kind: 'enterprise', name: '示例新材料有限公司' }] }),
        confidential: rating === 1,
        category: ['交通', '水电', '用工'][which % 3],
      }
    case 'dispatch':
      return { ...on, department: ['建设交通局', '生态环境分局', '交办中心'][which % 3] }
    case 'accept':
      return on
    case 'return':
    case 'reject':
    case 'reopen':
      return { ...on, reason: '不归我们' }
    case 'reply':
      return {
        ...on,
        answer: '已办',
        ...(rating === 1 ? { outcome: 'explained', review_on: '2026-12-20' } : { outcome: 'solved' }),
      }
    case 'confirm':
      return { ...on, rating }
    case 'confirm_for_asker':
      return { ...on, by: { way: 'told', how: 'telephone', rating, evidence: '电话' } }
    case 'withdraw':
      return { ...on, reason: '已解决', evidence: '来电' }
    case 'merge':
      return { ...on, master: other?.id ?? id, master_version: other?.version ?? 1, reason: '重复件' }
    case 'decide_dispute':
      return { ...on, decision: flag ? 'allow_strike_off' : 'work_again', reason: '看过' }
    case 'countersign':
    case 'strike_off':
      return on
    case 'note':
      return { ...on, text: '看过', public: true }
    default:
      return on
  }
}

/** What ends a case before its time: not so often that no walk gets to the end of the loop. */
const ENDS: readonly string[] = ['withdraw', 'merge', 'hand_over']

/** An act that the state allows; a case now and then, until there are three. */
function possible({ which, actPick }: Step, seen: CaseView | undefined, cases: number): Step['act'] {
  if (!seen || (cases < 2 && which % 5 === 0)) return 'register'
  const acts = BUILT.filter(
    (act) =>
      act !== 'note' &&
      (!ENDS.includes(act) || (which % 4 === 1 && act !== 'hand_over')) &&
      statesFor(act).includes(seen.state),
  )
  return acts[actPick % acts.length] ?? 'note'
}

/** Who may take the act on this case: the department that has it, for one. */
function ableFor(act: Step['act'], seen: CaseView | undefined): readonly Who[] {
  const department = seen?.lead.department?.name
  const able = ABLE[act] ?? []
  const those = able.filter((who) => {
    const { post, ...place } = CAST[who] as { post: string; department?: string }
    return !['handler', 'head'].includes(post) || act === 'register' || place.department === department
  })
  return those.length > 0 ? those : able
}

interface Done {
  readonly key: string
  readonly who: Who
  readonly act: string
  readonly input: object
  readonly answer: string
}

async function walk(park: TestPark, steps: readonly Step[]) {
  const ids: string[] = []
  const done: Done[] = []
  const live: { at: string; figures: string }[] = []
  let entries = 0
  for (const [i, drawn] of steps.entries()) {
    bench.clock.pass(drawn.minutes * 60_000)
    const id = ids[drawn.which % Math.max(1, ids.length)] ?? '00000000-0000-7000-8000-000000000000'
    const seen = await park.ask('supervisor', oneCase, { id }).catch(() => undefined)
    const one = drawn.guided ? { ...drawn, act: possible(drawn, seen, ids.length) } : drawn
    const command = acts.get(one.act)
    if (!command) throw new Error(one.act)
    const before = done.at(-1)
    if (one.again && before) {
      const repeated = await park.act(before.who, acts.get(before.act) ?? command, before.input, before.key)
      expect(JSON.stringify(repeated), 'the same key gives the same answer').toBe(before.answer)
      continue
    }
    const able = ableFor(one.act, seen)
    const who = one.able ? (able[one.whoPick % able.length] ?? one.who) : one.who
    const version = (seen?.version ?? 1) - (one.stale ? 1 : 0)
    const others = ids.filter((known) => known !== id)
    const otherId = others[drawn.whoPick % Math.max(1, others.length)]
    const other =
      one.act === 'merge' && otherId !== undefined
        ? await park.ask('supervisor', oneCase, { id: otherId })
        : undefined
    const input = inputOf({ ...one, who }, { id, version: Math.max(1, version), other })
    const key = `walk-${String(i).padStart(4, '0')}`
    try {
      const view = (await park.act(who, command, input, key)) as CaseView
      entries += 1 + (one.act === 'merge' ? await alsoWritten(park, otherId, other) : 0)
      done.push({ key, who, act: one.act, input, answer: JSON.stringify(view) })
      if (one.act === 'register') ids.push(view.id)
    } catch (error) {
      // Only refusals may come back; anything else is a bug of ours.
      if (!(error instanceof Failure)) throw error
    }
    if (one.snapshot) {
      const at = bench.clock()
      live.push({ at, figures: await figuresOf(park, undefined) })
    }
  }
  return { ids, entries, live }
}

/** A merging writes an entry for the master too, and for each case that was merged before: one for each new asker. */
async function alsoWritten(park: TestPark, id: string | undefined, before: CaseView | undefined) {
  if (id === undefined || !before) throw new Error('merged into nothing')
  const askers = ({ parties }: CaseView) => parties.filter(({ role }) => role === 'asker').length
  return askers(await park.ask('supervisor', oneCase, { id })) - askers(before)
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

async function checkInvariants(park: TestPark, { ids, entries, live }: Awaited<ReturnType<typeof walk>>) {
  // 1. Every state is the fold of its entries, and every step is in the table.
  const { findings, entries: recorded } = await verifyPark(bench.product.runtime, park.id)
  expect(findings).toEqual([])
  // 3. As many entries as acts were acknowledged, repeated requests notwithstanding.
  expect(recorded).toBe(entries)
  const legal = new Set(transitionRows.map((row) => row.join('/')))
  for (const id of ids) {
    const { items } = await park.ask('supervisor', caseEntries, { id })
    const workers = new Set<string>()
    for (const { action, from, to, post, actor } of items) {
      expect(legal, `${action} ${from} → ${to} by ${post}`).toContain([action, from, to, post].join('/'))
      // 2. Nobody confirms or strikes off his own work.
      if (['confirm', 'confirm_for_asker', 'strike_off'].includes(action))
        expect(workers).not.toContain(actor?.id)
      if (action === 'accept' || action === 'reply') workers.add(actor?.id ?? '')
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
  { timeout: WALKS * 4_000 },
  async () => {
    const seen = { walks: 0, entries: 0, struckOff: 0, merged: 0 }
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: STEPS, maxLength: STEPS }), async (steps) => {
        bench.clock.set(NOW)
        const park = await foundPark(bench)
        await park.act('console', addUser, { name: 'handler', post: 'dispatcher' })
        const walked = await walk(park, steps)
        await checkInvariants(park, walked)
        seen.walks += 1
        seen.entries += walked.entries
        const { items } = await park.ask('supervisor', listCases, { limit: 200 })
        seen.struckOff += items.filter(({ state }) => state === 'struck_off').length
        seen.merged += items.filter(({ state }) => state === 'closed_merged').length
      }),
      { numRuns: WALKS, seed: SEED, endOnFailure: true },
    )
    process.stdout.write(
      `walks ${seen.walks}, entries ${seen.entries}, struck off ${seen.struckOff}, merged ${seen.merged}, seed ${SEED}\n`,
    )
    // A walk that never gets anywhere would keep any invariant.
    expect(seen.entries).toBeGreaterThan(WALKS * 5)
  },
)
