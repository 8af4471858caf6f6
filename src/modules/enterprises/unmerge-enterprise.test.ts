import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { assignOfficer } from '../officers/index.ts'
import { enterpriseCard } from './card.ts'
import { anEnterprise } from './fixtures.ts'
import { mergeEnterprise } from './merge-enterprise.ts'
import { enterpriseChanges } from './queries.ts'
import { unmergeEnterprise } from './unmerge-enterprise.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a merge is undone with its history and its officer; stale, unmerged and foreign ones are refused', async () => {
  const master = await anEnterprise(park, { name: '示例甲有限公司' })
  const { id, version } = await anEnterprise(park, { name: '示例乙有限公司' })
  await park.act('dispatcher', assignOfficer, { subject: { kind: 'enterprise', id }, user: 'officer' })
  const undo = (who: 'dispatcher' | 'handler', over: object = {}) =>
    park.act(who, unmergeEnterprise, { id, version: version + 1, reason: '是两家', ...over })
  await expect(undo('dispatcher', { version })).rejects.toMatchObject({ code: 'enterprises.not_merged' })
  await park.act('dispatcher', mergeEnterprise, { id, into: master.id, version, reason: '同一家' })
  await expect(undo('dispatcher', { version })).rejects.toMatchObject({ code: 'enterprises.changed_since' })
  await expect(undo('handler')).rejects.toMatchObject({ kind: 'forbidden' })
  const other = await foundPark(bench)
  await expect(
    other.act('dispatcher', unmergeEnterprise, { id, version: version + 1, reason: '是两家' }),
  ).rejects.toMatchObject({ kind: 'missing' })
  bench.clock.pass(1000)
  const view = await undo('dispatcher')
  expect(view).toMatchObject({ id, merged_into: null, officer: { name: 'officer' } })
  const card = await park.ask('leader', enterpriseCard, { id })
  expect(card).toMatchObject({ id, asked_as: null })
  const { items } = await park.ask('leader', enterpriseChanges, { id })
  expect(items.map(({ act }) => act)).toEqual(['unmerge', 'merge', 'register'])
})
