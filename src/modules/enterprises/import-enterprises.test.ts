import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { assignOfficer } from '../officers/index.ts'
import type { EnterpriseRowGiven } from './contract.ts'
import { anEnterprise } from './fixtures.ts'
import { importEnterprises } from './import-enterprises.ts'
import { mergeEnterprise } from './merge-enterprise.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
beforeEach(async () => {
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const aRow = (name: string, over: Partial<EnterpriseRowGiven> = {}): EnterpriseRowGiven => ({
  name,
  code: null,
  kind: null,
  address: null,
  contact_name: null,
  contact_phone: null,
  size: null,
  industry: null,
  above_size: null,
  tags: [],
  officer: null,
  ...over,
})
const importRows = (rows: EnterpriseRowGiven[], update = true) =>
  park.act('admin', importEnterprises, { rows, update, source: '名单' })

test('a row that names a merged enterprise means the master, and two rows of one enterprise are told', async () => {
  const master = await anEnterprise(park, { name: '示例甲有限公司' })
  const { id, version } = await anEnterprise(park, { name: '示例乙有限公司' })
  await park.act('dispatcher', mergeEnterprise, { id, into: master.id, version, reason: '同一家' })
  const results = await importRows([
    aRow('示例乙有限公司', { address: '示例路 3 号' }),
    aRow('示例甲有限公司', { kind: 'shop' }),
  ])
  expect(results).toMatchObject([
    { result: 'updated', id: master.id, changes: [{ field: 'address', was: null, now: '示例路 3 号' }] },
    { result: 'refused', refusal: { code: 'same_enterprise' } },
  ])
})

test('a name or code of another, and an officer who is written for later, refuse the row and no other', async () => {
  await anEnterprise(park, { name: '示例甲有限公司', code: '914303000043030252' })
  const { id } = await anEnterprise(park, { name: '示例乙有限公司' })
  await anEnterprise(park, { name: '示例丙有限公司', code: '91430321MA4DEM010A' })
  await park.act('dispatcher', assignOfficer, {
    subject: { kind: 'enterprise', id },
    user: 'officer',
    from: '2026-12-01',
  })
  const results = await importRows([
    aRow('示例乙有限公司', { officer: 'otherOfficer' }),
    aRow('示例丁有限公司', { officer: 'otherOfficer' }),
    aRow('示例戊有限公司', { officer: 'handler' }),
  ])
  expect(results.map(({ result, refusal }) => [result, refusal?.code])).toEqual([
    ['refused', 'officer_ahead'],
    ['imported', undefined],
    ['refused', 'unknown_officer'],
  ])
})

test('a stranger may not import', async () => {
  await expect(
    park.act('leader', importEnterprises, { rows: [aRow('示例')], update: false, source: '名单' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})
