import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { newId } from '../../kernel/ids.ts'
import { confirmRoster, previewRoster } from './confirm-roster.ts'
import type { Roster, RosterOutcome } from './contract.ts'
import { draftRoster } from './draft-roster.ts'
import { oneDraft, staff } from './queries.ts'
import { settleRoster } from './settle-roster.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const asking = () => ({ principal: park.principal('admin'), requestId: 'test' })
const empty: RosterOutcome = { departments: [], people: [], refused: [] }
const roster = (names: readonly string[]): Roster => ({
  sheets: [],
  otherSheets: [],
  departments: [{ sheet: '部门', row: 2, name: '经济发展局', kind: 'own' }],
  people: names.map((name, i) => ({
    sheet: '人员',
    row: i + 2,
    cell: `A${i + 2}`,
    cells: [name],
    person: { name, posts: ['handler'], department: '经济发展局', phone: null },
  })),
  refused: [],
  examples: 0,
})
async function draft(names: readonly string[]) {
  const id = newId(bench.clock())
  await park.act('admin', draftRoster, { id, file_name: '花名册.xlsx', content: roster(names) })
  return id
}

test('nothing is written before the confirmation; confirmed twice at once, it is taken in once', async () => {
  const names = Array.from({ length: 230 }, (_, i) => `示例员${i}`)
  const id = await draft(names)
  const { outcome } = await previewRoster(bench.product.runtime, asking(), id)
  expect(outcome.people.filter(({ result }) => result === 'added')).toHaveLength(230)
  expect(await bench.sql(`select 1 from users where name like '示例员%'`)).toEqual([])
  await Promise.all([1, 2].map(() => confirmRoster(bench.product.runtime, asking(), id)))
  await confirmRoster(bench.product.runtime, asking(), id)
  expect(await bench.sql(`select 1 from users where name like '示例员%'`)).toHaveLength(230)
  const after = await previewRoster(bench.product.runtime, asking(), id)
  expect(after.draft.outcome?.people).toHaveLength(230)
  expect(after.outcome.people[0]?.result).toBe('added')
  const again = await previewRoster(bench.product.runtime, asking(), await draft(names))
  expect(new Set(again.outcome.people.map(({ result }) => result))).toEqual(new Set(['unchanged']))
  expect(again.outcome.departments).toEqual([{ name: '经济发展局', result: 'unchanged' }])
})

test('the first outcome stands', async () => {
  const id = await draft([])
  const departments = [{ name: '经济发展局', result: 'added' as const }]
  await park.act('admin', settleRoster, { id, outcome: { ...empty, departments } })
  await park.act('admin', settleRoster, { id, outcome: empty })
  expect((await park.ask('admin', oneDraft, { id })).outcome?.departments).toEqual(departments)
})

test('a roster of somebody else is not there, and other posts may not', async () => {
  const id = await draft([])
  await expect(park.act('console', settleRoster, { id, outcome: empty })).rejects.toMatchObject({
    code: 'roster.missing',
  })
  await expect(park.act('handler', settleRoster, { id, outcome: empty })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('what the loop lacks is named until it is there', async () => {
  const before = await park.ask('admin', staff, {})
  expect(before.lacking).toEqual({ posts: [], departments: ['企业服务中心'] })
  expect(before.departments.find(({ name }) => name === '建设交通局')).toMatchObject({ has_handler: true })
  expect(before.people.find(({ name }) => name === 'admin')?.password).toBe('none')
  await expect(park.ask('dispatcher', staff, {})).rejects.toMatchObject({ kind: 'forbidden' })
})
