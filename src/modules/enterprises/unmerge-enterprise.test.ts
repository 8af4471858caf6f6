import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { waiting } from '../../../test/support/waiting.ts'
import { inPark } from '../../kernel/database.ts'
import { assignOfficer } from '../officers/index.ts'
import { enterpriseCard } from './card.ts'
import { anEnterprise } from './fixtures.ts'
import { mergeEnterprise } from './merge-enterprise.ts'
import { enterpriseChanges } from './queries.ts'
import { lockRecords, setMaster } from './record-store.ts'
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

test('what comes to stand under another enterprise meanwhile is not taken out of that one by a guessed version', async () => {
  const [one, other, { id, version }] = [
    await anEnterprise(park, { name: '示例丙有限公司' }),
    await anEnterprise(park, { name: '示例丁有限公司' }),
    await anEnterprise(park, { name: '示例戊有限公司' }),
  ]
  await park.act('dispatcher', mergeEnterprise, { id, into: one.id, version, reason: '同一家' })
  const parkId = park.id
  const moving = await inPark(bench.product.runtime.database.app, parkId, 'write', async (tx) => {
    await tx.all(lockRecords, { parkId, ids: [id] })
    const undone = Promise.allSettled([
      park.act('dispatcher', unmergeEnterprise, { id, version: version + 2, reason: '是两家' }),
    ])
    await waiting(bench, '%for update')
    tx.send(setMaster, { parkId, id, mergedInto: other.id, masterId: other.id, to: version + 2 })
    return { undone }
  })
  expect(await moving.undone).toMatchObject([
    { status: 'rejected', reason: { code: 'enterprises.changed_since' } },
  ])
})
