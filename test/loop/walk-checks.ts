import { expect } from 'vitest'
import { caseEntries, verifyPark } from '../../src/modules/cases/index.ts'
import { casesModule } from '../../src/modules/cases/module.ts'
import { transitionRows } from '../../src/modules/cases/transitions.ts'
import { FigureDimension } from '../../src/modules/figures/contract.ts'
import { askFigure, figureRows } from '../../src/modules/figures/index.ts'
import type { TestPark } from '../support/park.ts'
import type { World } from './walk-world.ts'

const FIGURES = casesModule.figures.map(({ name }) => name)
const LEGAL = new Set(transitionRows.map((row) => row.join('/')))

/** Figures as they were answered at a moment of the walk. */
export interface Snapshot {
  readonly at: string
  readonly figures: string
}

/** The value of every figure, as text. */
export async function figuresOf(park: TestPark, asOf: string | undefined): Promise<string> {
  const values = await Promise.all(
    FIGURES.map(async (name) => {
      const asked = asOf === undefined ? { name } : { name, as_of: asOf }
      const { value, numerator, denominator, ledger_size } = await park.ask('supervisor', askFigure, asked)
      return [name, value, numerator, denominator, ledger_size]
    }),
  )
  return JSON.stringify(values)
}

/**
 * Holds a walked park against the invariants.
 * @param turn - how many walks there were: what is asked of figures takes turns, for all of it is half the time of a walk
 * @returns the rows of the transition table that its entries took, each as often as it was taken
 */
export async function checkInvariants(
  { bench, park }: World,
  { live, turn }: { live: readonly Snapshot[]; turn: number },
): Promise<string[]> {
  // 1. Every state is the fold of its entries, and every step is in the table.
  const { findings } = await verifyPark(bench.product.runtime, park.id)
  expect(findings).toEqual([])
  const cases = await bench.sql('select id from cases where park_id = $1', [park.id])
  const taken: string[] = []
  for (const { id } of cases) taken.push(...(await checkEntries(park, String(id))))
  // 7. A figure is the count of the rows that it lists, now and as of any moment.
  for (const { at, figures } of live) expect(await figuresOf(park, at), `as of ${at}`).toBe(figures)
  const before = live[0] === undefined ? {} : { as_of: live[0].at }
  await Promise.all(
    FIGURES.map((name, i) => {
      // Each now in one walk and as of a moment in the next; the rows of its groups when it is its turn.
      const moment = (turn + i) % 2 === 0 ? {} : before
      const groups = i === Math.floor(turn / 2) % FIGURES.length
      return checkRows(park, name, { ...moment, groups })
    }),
  )
  return taken
}

async function checkEntries(park: TestPark, id: string): Promise<string[]> {
  const { items } = await park.ask('supervisor', caseEntries, { id })
  const workers = new Set<string>()
  return items.map(({ action, from, to, post, actor }) => {
    const rule = [action, from, to, post].join('/')
    expect(LEGAL, rule).toContain(rule)
    // 2. Nobody confirms or strikes off his own work.
    if (['confirm', 'confirm_for_asker', 'strike_off'].includes(action))
      expect(workers).not.toContain(actor?.id)
    if (['accept', 'reply', 'co_accept', 'co_reply', 'propose_reply', 'answer_on_spot'].includes(action))
      workers.add(actor?.id ?? '')
    return rule
  })
}

async function checkRows(
  park: TestPark,
  name: string,
  { groups: withRows, ...moment }: { as_of?: string; groups: boolean },
): Promise<void> {
  const by = FigureDimension.options[name.length % FigureDimension.options.length]
  const [view, { items }] = await Promise.all([
    park.ask('supervisor', askFigure, { name, ...moment, ...(by && { by }) }),
    park.ask('supervisor', figureRows, { name, limit: 200, ...moment }),
  ])
  expect(items).toHaveLength(view.denominator)
  if (view.numerator !== null) expect(items.filter(({ hit }) => hit)).toHaveLength(view.numerator)
  if (view.unit === '件') expect(view.value).toBe(items.length)
  expect(view.groups?.reduce((sum, group) => sum + group.denominator, 0)).toBe(view.denominator)
  if (!by || !withRows) return
  for (const { key, denominator } of view.groups ?? []) {
    const asked = { name, by, key: key ?? '', limit: 200, ...moment }
    expect((await park.ask('supervisor', figureRows, asked)).items).toHaveLength(denominator)
  }
}
