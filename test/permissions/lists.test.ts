import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { CaseKind, CaseState, type CaseLine } from '../../src/modules/cases/contract.ts'
import { FigureDimension } from '../../src/modules/figures/contract.ts'
import { openTestProduct, type TestProduct } from '../support/park.ts'
import { attempt, WAYS, type Outcome } from './cells.ts'
import { COLUMNS, readTable, type Column, type Relation } from './table.ts'
import { CASE_WORDS, openWorld, type World } from './world.ts'

let bench: TestProduct
let world: World
const planted: Planted[] = []
beforeAll(async () => {
  bench = await openTestProduct()
  world = await openWorld(bench)
  for (const relation of ['own', 'other enterprise', 'other department', 'other park'] as const)
    for (const confidential of [false, true])
      for (const outside of relation === 'other department' ? [false] : [false, true])
        planted.push(await plant({ relation, confidential, outside }))
})
afterAll(async () => {
  await world.close()
  await bench.close()
})

/** A case with words that stand nowhere else. */
interface Planted {
  readonly relation: Relation
  readonly confidential: boolean
  readonly outside: boolean
  readonly id: string
  readonly number: string
  readonly asker: string
  readonly category: string
  readonly officer: string | undefined
  /** Each would tell that the case is there. */
  readonly markers: readonly string[]
}

const READERS = COLUMNS.filter((column) => column !== 'nobody' && column !== 'narrow')

async function plant(wanted: Pick<Planted, 'relation' | 'confidential' | 'outside'>): Promise<Planted> {
  const { relation, confidential, outside } = wanted
  const place = relation === 'other park' ? world.there : world.here
  const mark = (word: string) => `${word}${randomBytes(6).toString('hex')}`
  const [text, category, demand, note, contact] = ['文', '类', '求', '注', '人'].map(mark) as [
    string,
    string,
    string,
    string,
    string,
  ] // marked cast: as many as there are words
  const isOthers = relation === 'other enterprise'
  const asker = isOthers ? '示例食品有限公司' : '示例电气装备有限公司'
  const { id, version } = await place.act(isOthers ? 'dispatcher' : 'hotline', 'cases.register', {
    kind: 'request',
    text: `${text}，${CASE_WORDS}`,
    asker: { kind: 'enterprise', name: asker },
    category,
    confidential,
  })
  const amended = await place.act('dispatcher', 'cases.amend', {
    id,
    version,
    reason: '补登联系人',
    set: {
      contact_name: contact,
      contact_phone: `139${Math.floor(Math.random() * 89_999_999) + 10_000_000}`,
    },
  })
  const department =
    relation === 'other department' ? '生态环境分局' : outside ? '示例公交公司' : '建设交通局'
  const dispatched = await place.act('dispatcher', 'cases.dispatch', {
    id,
    version: amended.version,
    department,
    demand,
  })
  const noted = await place.act('dispatcher', 'cases.note', {
    id,
    version: dispatched.version,
    text: note,
    public: true,
  })
  const view = noted as unknown as { number: string; officer: { id: string } | null } // marked cast: a case
  const officer = view.officer?.id
  const markers = [id, text, category, demand, note, contact]
  // A number is one of its park: another park has the same.
  if (relation !== 'other park') markers.push(view.number)
  return { ...wanted, id, number: view.number, asker, category, officer, markers }
}

const lines = new Map(
  readTable()
    .filter(({ route }) => route === 'GET /cases/{id}')
    .map(({ relation, cells }) => [relation, cells]),
)

/** Whether the case is there for a reader: as the line of the matrix says, and by the rule of what is confidential. */
function sees(column: Column, { relation, confidential, outside }: Planted): boolean {
  const ofDepartment = ['handler', 'head', 'leader'].includes(column)
  if (relation !== 'other department' && ((column === 'liaison' && !outside) || (ofDepartment && outside)))
    return false
  if (confidential && column === 'officer') return false
  return lines.get(relation)?.get(column) === 'Y'
}

/** Who may know who asked in confidence: the dispatch centre, supervisors, its registrar and the asker himself. */
const knowsAsker = (column: Column, one: Planted): boolean =>
  sees(column, one) &&
  (!one.confidential ||
    column === 'dispatcher' ||
    column === 'supervisor' ||
    (one.relation !== 'other enterprise' && (column === 'hotline' || column === 'enterprise')))

let attempts = 0
async function ask(route: string, column: Column, input: object): Promise<Outcome> {
  const way = WAYS.get(route)
  if (!way) throw new Error(route)
  attempts += 1
  return attempt(world, way, { column, input })
}

/** The markers of cases that a reader does not see, found in what he was told. */
const leaks = (column: Column, value: unknown): readonly string[] => {
  const text = JSON.stringify(value ?? null)
  return planted.flatMap((one) =>
    sees(column, one)
      ? []
      : one.markers.filter((word) => text.includes(word)).map((word) => `${one.relation} ${word}`),
  )
}

/** A list to its end, by pages of two, of which all but the last must be full: a hole would tell of what was left out. */
async function listed(column: Column, filter: object): Promise<readonly CaseLine[] | string> {
  const found: CaseLine[] = []
  let cursor: string | null = null
  do {
    const { status, value } = await ask('GET /cases', column, {
      ...filter,
      limit: 2,
      ...(cursor !== null && { cursor }),
    })
    if (status !== 200) return String(status)
    const page = value as { items: CaseLine[]; next: string | null } // marked cast: a list of cases
    found.push(...page.items)
    if (page.next !== null && page.items.length !== 2) return 'a page that is not full'
    cursor = page.next
  } while (cursor !== null)
  return found
}

const SORTS = ['registered', '-registered', 'due', '-due', 'number', '-number'] as const

/** Every filter with values that matter; those that ask for the asker say so. */
function filters(): readonly { readonly filter: object; readonly ofAsker: boolean }[] {
  const { here, there } = world
  const plain: object[] = [
    {},
    ...CaseState.options.map((state) => ({ state })),
    ...CaseKind.options.map((kind) => ({ kind })),
    ...['建设交通局', '生态环境分局', '示例公交公司'].map((department) => ({ department })),
    ...['green', 'yellow', 'red', 'grey'].map((lamp) => ({ lamp })),
    { rung: 'department' },
    { source: '服务热线' },
    { source: '交办中心' },
    { due_before: '2027-01-01' },
    { created_from: '2026-10-09' },
    { created_to: '2026-10-09' },
    ...planted.flatMap(({ category, number, markers }) => [{ category }, { q: number }, { q: markers[1] }]),
    { q: CASE_WORDS },
  ]
  const asking: object[] = [
    ...[here.enterprise.id, here.otherEnterprise.id, there.enterprise.id].map((enterprise) => ({
      enterprise,
    })),
    ...[here.park.people.officer, there.park.people.officer].map((officer) => ({ officer })),
    { q: '示例电气装备有限公司' },
    { q: '示例食品' },
  ]
  return [
    ...plain.map((filter) => ({ filter, ofAsker: false })),
    ...asking.map((filter) => ({ filter, ofAsker: true })),
  ]
}

test(
  'no list, filter, order, search or page tells of a case that is not there for the reader',
  { timeout: 180_000 },
  async () => {
    const wrong: string[] = []
    for (const { filter, ofAsker } of filters()) {
      const all = await listed('supervisor', filter)
      if (typeof all === 'string') throw new Error(`${JSON.stringify(filter)}: ${all}`)
      for (const column of READERS) {
        for (const sort of Object.keys(filter).length === 0 ? SORTS : (['-registered'] as const)) {
          const found = await listed(column, { ...filter, sort })
          const where = `${column} ${JSON.stringify(filter)} ${sort}`
          if (typeof found === 'string') {
            if (!(found === '403' && ['admin', 'no post'].includes(column))) wrong.push(`${where}: ${found}`)
            continue
          }
          wrong.push(...leaks(column, found).map((leak) => `${where}: ${leak}`))
          const expected = planted.filter(
            (one) =>
              all.some(({ id }) => id === one.id) && (ofAsker ? knowsAsker(column, one) : sees(column, one)),
          )
          const ids = found.map(({ id }) => id).toSorted()
          if (
            ids.join() !==
            expected
              .map(({ id }) => id)
              .toSorted()
              .join()
          )
            wrong.push(`${where}: ${ids.length} and not ${expected.length}`)
          for (const one of planted)
            if (!knowsAsker(column, one) && found.some(({ id, asker }) => id === one.id && asker !== null))
              wrong.push(`${where}: who asked ${one.number}`)
        }
      }
    }
    expect(wrong).toEqual([])
  },
)

test(
  'what is counted, grouped, similar, carded, audited or told is told of seen cases alone',
  { timeout: 180_000 },
  async () => {
    const { here } = world
    const figures = [...bench.product.runtime.figures.keys()]
    const asOf = bench.clock()
    const wrong: string[] = []
    const check = async (route: string, column: Column, input: object): Promise<unknown> => {
      const { value } = await ask(route, column, input)
      wrong.push(
        ...leaks(column, value).map((leak) => `${route} ${column} ${JSON.stringify(input)}: ${leak}`),
      )
      return value
    }
    for (const column of READERS) {
      for (const name of figures) {
        for (const moment of [{}, { as_of: asOf }]) {
          const value = await check('GET /figures/{name}', column, { name, ...moment })
          const rows = await check('GET /figures/{name}/rows', column, { name, ...moment, limit: 200 })
          const [{ denominator = -1 } = {}, { items = [] } = {}] = [
            value as { denominator: number } | undefined, // marked cast: a figure
            rows as { items: unknown[] } | undefined, // marked cast: its rows
          ]
          if (value !== undefined && denominator !== items.length)
            wrong.push(`${name} ${column}: counts ${denominator}, shows ${items.length}`)
        }
        for (const by of FigureDimension.options) await groupsOf(column, { name, by }, wrong)
      }
      for (const { markers, asker, id, relation } of planted) {
        await check('GET /cases/similar', column, {
          text: `${markers[1] ?? ''}，${CASE_WORDS}`,
          enterprise: asker,
        })
        await check('GET /audit', column, { subject: id })
        const { status } = await ask('GET /cases/{id}', column, { id })
        const there = planted.find((one) => one.id === id)
        if (there && (status === 200) !== sees(column, there))
          wrong.push(`${column} ${relation} ${id}: ${status}`)
      }
      for (const { id } of [here.enterprise, here.otherEnterprise])
        await check('GET /enterprises/{id}', column, { id })
      for (const id of [here.handOver, here.foreignHandOver])
        await check('GET /officers/hand-over/{id}', column, { id })
      for (const route of [
        'GET /notices',
        'GET /audit',
        'GET /cases',
        'GET /enterprises',
        'GET /projects',
        'GET /officers',
      ])
        await check(route, column, {})
    }
    process.stdout.write(`lists and figures: ${planted.length} planted cases, ${attempts} attempts\n`)
    expect(wrong).toEqual([])
  },
)

/** The groups of a figure add up to it, and none is an enterprise that asked what the reader may not know. */
async function groupsOf(
  column: Column,
  input: { name: string; by: FigureDimension },
  wrong: string[],
): Promise<void> {
  const { value } = await ask('GET /figures/{name}', column, input)
  const view = value as
    { denominator: number; groups?: { key: string | null; denominator: number }[] } | undefined // marked cast: a figure
  const groups = view?.groups ?? []
  const where = `${input.name} by ${input.by} ${column}`
  const sum = groups.reduce((total, { denominator }) => total + denominator, 0)
  if (view && sum !== view.denominator) wrong.push(`${where}: ${sum} of ${view.denominator}`)
  const secret = leaks(column, groups)
  // The city has the numbers of the park by category, and no case.
  if (column !== 'city') wrong.push(...secret.map((leak) => `${where}: ${leak}`))
  if (input.by !== 'enterprise' || !/^requests\.(open|overdue)$/.test(input.name) || column === 'city') return
  for (const { id, name } of [
    { id: world.here.enterprise.id, name: '示例电气装备有限公司' },
    { id: world.here.otherEnterprise.id, name: '示例食品有限公司' },
  ]) {
    const known = planted.filter(
      (one) => one.asker === name && one.relation !== 'other park' && knowsAsker(column, one),
    )
    const counted = groups.find(({ key }) => key === id)?.denominator ?? 0
    if (counted > known.length) wrong.push(`${where}: ${name} ${counted} and not ${known.length}`)
  }
}
