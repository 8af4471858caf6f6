import { afterAll, beforeAll, expect, test } from 'vitest'
import { aPerson } from '../../src/modules/people/fixtures.ts'
import { openTestProduct, type TestProduct } from '../support/park.ts'
import { attempt, cellOf, nowhere, said, WAYS, type Way } from './cells.ts'
import { TRIALS, type Trial } from './routes.ts'
import { routesIn, SIGNED_IN, SPECIAL, trySpecial } from './special.ts'
import { COLUMNS, readTable, writeTable, type Column, type Line, type Relation } from './table.ts'
import { CASE_WORDS, CONTACT, openWorld, OTHER_PHONE, PHONE, type World } from './world.ts'

let bench: TestProduct
let world: World
beforeAll(async () => {
  bench = await openTestProduct()
  world = await openWorld(bench)
  await aPerson(world.here.park, SIGNED_IN, { post: 'hotline' })
})
afterAll(async () => {
  await world.close()
  await bench.close()
})

/** What is not as the rules say although a cell has only one letter for it. */
const odd: string[] = []
let attempts = 0

test('every route of the server is in the table, and every line of the table is a route', () => {
  const mounted = routesIn(world.routes()).toSorted()
  const known = [
    ...[...WAYS.values()].map(({ route }) => mountedAs(route)),
    ...Object.keys(SPECIAL),
  ].toSorted()
  expect(mounted, 'a route that nobody tries').toEqual(known)
  expect(Object.keys(TRIALS).toSorted(), 'how it is tried stands in routes.ts').toEqual(
    [...WAYS.keys()].toSorted(),
  )
  const written = readTable().map(({ route, relation }) => `${route} ${relation}`)
  const tried = [...Object.entries(TRIALS), ...Object.entries(SPECIAL)].flatMap(([route, { relations }]) =>
    relations.map((relation) => `${route} ${relation}`),
  )
  if (process.env['MATRIX'] !== 'write') expect(written.toSorted()).toEqual(tried.toSorted())
})

const mountedAs = ({ method, path }: Way['route']) =>
  `${method} /api/v1${path.replaceAll(/\{(\w+)\}/g, ':$1')}`

test('every cell is as it is written', { timeout: 180_000 }, async () => {
  const found: Line[] = []
  for (const [route, way] of WAYS) {
    const trial = TRIALS[route]
    for (const relation of trial?.relations ?? [])
      found.push({ route, relation, cells: await cellsOf({ route, way, relation, trial }) })
  }
  for (const [route, special] of Object.entries(SPECIAL)) {
    const [method = ''] = route.split(' ')
    for (const relation of special.relations) {
      const cells = new Map<Column, string>()
      for (const column of COLUMNS) {
        const url = await special.address({
          address: world.address,
          place: placeOf(relation),
          relation,
          column: asks(column),
        })
        const { cell, text } = await trySpecial(world, { method, url, column, body: special.body })
        cells.set(column, cell)
        odd.push(...told(route, column, text))
        attempts += 1
      }
      found.push({ route, relation, cells })
    }
  }
  if (process.env['MATRIX'] === 'write') writeTable(found)
  const tried = found.length * COLUMNS.length
  const routes = WAYS.size + Object.keys(SPECIAL).length
  process.stdout.write(`permissions: ${routes} routes, ${tried} cells, ${attempts} attempts\n`)
  expect(odd).toEqual([])
  expect(found.map(asText)).toEqual(readTable().map(asText))
})

const asText = ({ route, relation, cells }: Line) =>
  `${route} ${relation}: ${COLUMNS.map((column) => `${column} ${cells.get(column) ?? ''}`).join(', ')}`

const placeOf = (relation: Relation) => (relation === 'other park' ? world.there : world.here)

/** With whose things somebody without any is tried: those of a dispatcher. */
const asks = (column: Column): Column => (column === 'nobody' || column === 'narrow' ? 'dispatcher' : column)

/** Tries one line. What is not there for somebody is refused in the words of what is nowhere. */
async function cellsOf({
  route,
  way,
  relation,
  trial,
}: {
  route: string
  way: Way
  relation: Relation
  trial: Trial | undefined
}): Promise<Map<Column, string>> {
  const { here, there } = world
  const cells = new Map<Column, string>()
  for (const column of COLUMNS) {
    const input = await trial?.input({
      here,
      there,
      place: placeOf(relation),
      relation,
      column: asks(column),
    })
    if (input === undefined) {
      cells.set(column, '-')
      continue
    }
    const outcome = await attempt(world, way, { column, input })
    attempts += 1
    odd.push(...told(route, column, outcome.value))
    let cell = cellOf(outcome)
    if (cell === 'M' || relation === 'other park') {
      const elsewhere = nowhere(input, here)
      const absent = await attempt(world, way, { column, input: elsewhere })
      attempts += 1
      const [one, other] = [said(outcome, input), said(absent, elsewhere)]
      if (one !== other) odd.push(`${route} ${relation} ${column}: ${one} is not ${other}`)
      else if (cell === '422') cell = 'N'
    }
    if (!/^[YFMUN]$/.test(cell))
      odd.push(`${route} ${relation} ${column}: ${JSON.stringify(outcome.problem)}`)
    cells.set(column, cell)
  }
  return cells
}

/** Where personal data is shown in clear: each look is written down with its reason. */
const IN_CLEAR = ['POST /cases/{id}/contact', 'POST /enterprises/{id}/contact']

/** What an answer tells that this reader must not be told, whatever he may. */
function told(route: string, column: Column, value: unknown): readonly string[] {
  const text = JSON.stringify(value ?? null)
  const clear = [PHONE, OTHER_PHONE, CONTACT].filter((word) => text.includes(word))
  const withoutCases = column === 'admin' || column === 'city' || column === 'no post'
  return [
    ...(IN_CLEAR.includes(route) ? [] : clear.map((word) => `${route} tells ${column} ${word}`)),
    ...(withoutCases && text.includes(CASE_WORDS) ? [`${route} tells ${column} of a case`] : []),
  ]
}

test('what another park has is not there, for whoever may take the route at all', () => {
  const lines = readTable()
  /** Whether the post may with another's thing of its own park; of things of the park at large, with these. */
  const may = (route: string, column: Column) => {
    const here = lines.filter((line) => line.route === route && line.relation !== 'other park')
    const others = here.filter(({ relation }) => relation !== 'own')
    return (others.length > 0 ? others : here).some(({ cells }) => cells.get(column) === 'Y')
  }
  const wrong = lines
    .filter(({ relation }) => relation === 'other park')
    .flatMap(({ route, cells }) =>
      [...cells].flatMap(([column, cell]) =>
        // Where all that is another's is refused alike, known or not, the refusal tells nothing.
        cell === 'Y' || (cell === 'F' && may(route, column)) ? [`${route} ${column} ${cell}`] : [],
      ),
    )
  expect(wrong).toEqual([])
})

test('nobody without sign-in gets further than the door, and a narrow token no further than its scope', () => {
  const open = readTable().filter(({ cells }) => cells.get('nobody') === 'Y')
  expect(open.map(({ route }) => route)).toEqual(OPEN_TO_ALL)
  const wide = readTable().filter(({ route, cells }) => route in TRIALS && cells.get('narrow') !== 'F')
  expect(wide.map(({ route }) => route)).toEqual(['GET /me'])
})

const OPEN_TO_ALL = [
  'GET /api/v1/openapi.json',
  'GET /healthz',
  'GET /readyz',
  'GET /metrics',
  'POST /api/v1/session',
  'DELETE /api/v1/session',
  'GET /assets/:name',
  'GET /sign-in',
  'GET /language/:language',
]
