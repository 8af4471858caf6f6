import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { enterpriseCard } from './card.ts'
import { classifyEnterprise } from './classify-enterprise.ts'
import { anEnterprise } from './fixtures.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
beforeEach(async () => {
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const SAID = { said_by: '统计局', source: '2025 年度规上企业名单' } as const

test('of what holds by day the card shows what had come on the day asked for, and whose word it is', async () => {
  const { id } = await anEnterprise(park, { size: 'micro', valid_from: '2024-01-01' })
  const classify = (version: number, size: 'small' | 'medium', valid_from: string) =>
    park.act('dispatcher', classifyEnterprise, { id, version, size, valid_from, ...SAID })
  await classify(1, 'small', '2026-01-01')
  const view = await classify(2, 'medium', '2027-01-01')
  expect(view).toMatchObject({ version: 3, size: 'small' })
  const card = (as_of?: string) =>
    park.ask('supervisor', enterpriseCard, { id, ...(as_of !== undefined && { as_of }) })
  expect((await card()).size).toEqual({ class: 'small', valid_from: '2026-01-01', ...SAID })
  expect((await card('2025-12-31')).size).toMatchObject({ class: 'micro' })
  expect((await card('2023-12-31')).size).toBeNull()
  await expect(card('2027-06-01')).rejects.toMatchObject({ code: 'enterprises.as_of_future' })
})

test('of one day the last word holds; a correction leaves the first in the history', async () => {
  const { id, version } = await anEnterprise(park)
  const said = { valid_from: '2026-01-01', ...SAID } as const
  await park.act('dispatcher', classifyEnterprise, { id, version, above_size: true, ...said })
  await park.act('dispatcher', classifyEnterprise, { id, version: 2, above_size: false, ...said })
  expect((await park.ask('officer', enterpriseCard, { id })).above_size).toMatchObject({ value: false })
  const rows = await bench.sql(
    `select value from enterprise_facts where enterprise_id = $1 order by recorded_at`,
    [id],
  )
  expect(rows).toEqual([{ value: 'yes' }, { value: 'no' }])
})

test('a day that the database does not know is refused as what was given, and told', async () => {
  const { id, version } = await anEnterprise(park)
  const refusal = { kind: 'invalid', code: 'kernel.moment_out_of_reach', detail: { moment: '0000-01-01' } }
  await expect(
    park.act('dispatcher', classifyEnterprise, {
      id,
      version,
      size: 'small',
      valid_from: '0000-01-01',
      ...SAID,
    }),
  ).rejects.toMatchObject(refusal)
  await expect(park.ask('dispatcher', enterpriseCard, { id, as_of: '0000-01-01' })).rejects.toMatchObject(
    refusal,
  )
})

test('a stale version, nothing said, a stranger and another park are refused', async () => {
  const { id, version } = await anEnterprise(park)
  const classify = (who: 'dispatcher' | 'handler', over: object) =>
    park.act(who, classifyEnterprise, { id, version, ...SAID, ...over })
  await expect(classify('dispatcher', {})).rejects.toMatchObject({ code: 'enterprises.nothing_said' })
  await expect(classify('handler', { size: 'small' })).rejects.toMatchObject({ kind: 'forbidden' })
  await classify('dispatcher', { size: 'small' })
  await expect(classify('dispatcher', { size: 'large' })).rejects.toMatchObject({
    code: 'enterprises.changed_since',
  })
  const other = await foundPark(bench)
  await expect(
    other.act('dispatcher', classifyEnterprise, { id, version: 2, size: 'large', ...SAID }),
  ).rejects.toMatchObject({ kind: 'missing' })
})
