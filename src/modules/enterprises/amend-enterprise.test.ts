import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { amendEnterprise } from './amend-enterprise.ts'
import { enterpriseCard } from './card.ts'
import { anEnterprise } from './fixtures.ts'
import { enterpriseChanges, listEnterprises } from './queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
beforeEach(async () => {
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('what the register said stays in the history with who, when and why; contacts are masked there too', async () => {
  const { id, version } = await anEnterprise(park, { contact_phone: '13800005678' })
  const view = await park.act('officer', amendEnterprise, {
    id,
    version,
    reason: '换了负责人',
    address: '示例路 2 号',
    contact_phone: '13900001234',
  })
  expect(view).toMatchObject({ version: 2, contact: { phone: '139****1234' } })
  const { items } = await park.ask('supervisor', enterpriseChanges, { id })
  const byField = items.toSorted((a, b) => (a.field ?? '').localeCompare(b.field ?? ''))
  expect(byField).toMatchObject([
    { act: 'register', version: 1, by: { name: 'dispatcher' } },
    {
      act: 'amend',
      field: 'address',
      was: null,
      became: '示例路 2 号',
      reason: '换了负责人',
      post: 'officer',
    },
    { act: 'amend', field: 'contact_phone', was: '138****5678', became: '139****1234', version: 2 },
  ])
  expect(items.at(-1)?.act).toBe('register')
  await expect(park.ask('asker', enterpriseChanges, { id })).rejects.toMatchObject({ kind: 'forbidden' })
})

test('a former name still means the same enterprise, unless another bears it now', async () => {
  const { id, version } = await anEnterprise(park, { name: '示例旧名有限公司' })
  await park.act('dispatcher', amendEnterprise, { id, version, reason: '更名', name: '示例新名有限公司' })
  const asker = { kind: 'enterprise', name: '示例旧名有限公司' } as const
  const { asker: asked } = await aRegisteredCase(park, { asker })
  expect(asked).toMatchObject({ id, name: '示例新名有限公司' })
  const { items } = await park.ask('dispatcher', listEnterprises, { q: '旧名' })
  expect(items).toMatchObject([{ id }])
  const card = await park.ask('dispatcher', enterpriseCard, { id })
  expect(card.former_names).toMatchObject([{ name: '示例旧名有限公司' }])
  const { id: stranger } = await anEnterprise(park, { name: '示例从未改名有限公司' })
  expect((await park.ask('dispatcher', enterpriseCard, { id: stranger })).former_names).toEqual([])
})

test('a stale version, a name or code of another, a stranger, and one that is not there are refused', async () => {
  const { id, version } = await anEnterprise(park, { name: '示例甲有限公司' })
  await anEnterprise(park, { name: '示例乙有限公司', code: '914303000043030252' })
  const amend = (over: object) =>
    park.act('dispatcher', amendEnterprise, { id, version, reason: '更正', ...over })
  await expect(amend({ name: '示例食品有限公司' })).rejects.toMatchObject({
    code: 'enterprises.taken',
    detail: { field: 'name' },
  })
  await expect(amend({ code: '914303000043030252' })).rejects.toMatchObject({
    code: 'enterprises.taken',
    detail: { field: 'code', name: '示例乙有限公司' },
  })
  await amend({ kind: 'shop' })
  await expect(amend({ kind: 'school' })).rejects.toMatchObject({
    kind: 'conflict',
    code: 'enterprises.changed_since',
    detail: { version: 2, yours: 1 },
  })
  await expect(
    park.act('handler', amendEnterprise, { id, version: 2, reason: '更正', kind: 'shop' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  const other = await foundPark(bench)
  await expect(
    other.act('dispatcher', amendEnterprise, { id, version: 2, reason: '更正', kind: 'shop' }),
  ).rejects.toMatchObject({ kind: 'missing', code: 'enterprises.missing' })
})

test('what does not differ is no change', async () => {
  const { id, version, name } = await anEnterprise(park)
  const view = await park.act('dispatcher', amendEnterprise, { id, version, reason: '没有变', name })
  expect(view.version).toBe(1)
})
