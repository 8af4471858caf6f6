import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { listCases } from '../cases/index.ts'
import { askFigure, figureRows } from '../figures/index.ts'
import { assignOfficer } from '../officers/index.ts'
import { enterpriseCard } from './card.ts'
import type { EnterpriseView } from './contract.ts'
import { listDuplicates } from './duplicates.ts'
import { anEnterprise } from './fixtures.ts'
import { mergeEnterprise } from './merge-enterprise.ts'
import { listEnterprises } from './queries.ts'
import { unmergeEnterprise } from './unmerge-enterprise.ts'

const ENTERPRISE = '示例电气装备有限公司'

let bench: TestProduct
let park: TestPark
let duplicate: EnterpriseView
let masterId: string
beforeAll(async () => {
  bench = await openTestProduct()
})
beforeEach(async () => {
  bench.clock.set('2026-10-09T02:24:00.000Z')
  park = await foundPark(bench)
  duplicate = await anEnterprise(park, { name: '示例电气装备（湘潭）公司' })
  const { items } = await park.ask('dispatcher', listEnterprises, { q: ENTERPRISE })
  masterId = items[0]?.id ?? ''
})
afterAll(() => bench.close())

const merge = (over: object = {}) =>
  park.act('dispatcher', mergeEnterprise, {
    id: duplicate.id,
    into: masterId,
    version: duplicate.version,
    reason: '同一家，重复登记',
    ...over,
  })
const asked = (name: string) => aRegisteredCase(park, { asker: { kind: 'enterprise', name } })
const groups = async (as_of?: string) =>
  (
    await park.ask('supervisor', askFigure, {
      name: 'requests.registered',
      by: 'enterprise',
      ...(as_of !== undefined && { as_of }),
    })
  ).groups?.map(({ key, label, value }) => [key, label, value])

test('the duplicate still leads somewhere: by its id, its name and its code, in cases, lists and cards', async () => {
  const before = await asked(duplicate.name)
  expect((await park.ask('asker', listCases, {})).items).toEqual([])
  await merge()
  const after = await asked(duplicate.name)
  expect(after.asker).toMatchObject({ id: masterId, name: ENTERPRISE })
  const [row] = await bench.sql('select enterprise_id from cases where id = $1', [before.id])
  expect(row).toEqual({ enterprise_id: duplicate.id })
  for (const enterprise of [masterId, duplicate.id, ENTERPRISE, duplicate.name]) {
    const { items } = await park.ask('supervisor', listCases, { enterprise })
    expect(items.map(({ id }) => id).toSorted(), enterprise).toEqual([before.id, after.id].toSorted())
  }
  const card = await park.ask('supervisor', enterpriseCard, { id: duplicate.id })
  expect(card).toMatchObject({
    id: masterId,
    asked_as: { id: duplicate.id, name: duplicate.name },
    merged_from: [{ id: duplicate.id, name: duplicate.name }],
  })
  expect(card.figures?.[0]).toMatchObject({ name: 'requests.registered', value: 2 })
  const { items } = await park.ask('supervisor', listEnterprises, { q: '湘潭' })
  expect(items.map(({ id }) => id)).toEqual([masterId])
})

test('who speaks for the master sees the cases of the merged one, and nobody else does', async () => {
  const { id } = await asked(duplicate.name)
  await merge()
  expect((await park.ask('asker', listCases, {})).items.map((item) => item.id)).toEqual([id])
  expect((await park.ask('otherAsker', listCases, {})).items).toEqual([])
  expect((await park.ask('asker', enterpriseCard, { id: duplicate.id })).id).toBe(masterId)
  await expect(park.ask('otherAsker', enterpriseCard, { id: duplicate.id })).rejects.toMatchObject({
    kind: 'missing',
    code: 'enterprises.missing',
  })
})

test('figures group under the master as of now, and as it was before as of before', async () => {
  await asked(duplicate.name)
  await asked(ENTERPRISE)
  const before = bench.clock()
  bench.clock.pass(1000)
  const merged = await merge()
  expect(merged.id).toBe(masterId)
  expect(await groups()).toEqual([[masterId, ENTERPRISE, 2]])
  expect((await groups(before))?.toSorted()).toEqual(
    [
      [masterId, ENTERPRISE, 1],
      [duplicate.id, duplicate.name, 1],
    ].toSorted(),
  )
  const { items } = await park.ask('supervisor', figureRows, {
    name: 'requests.registered',
    by: 'enterprise',
    key: masterId,
  })
  expect(items).toHaveLength(2)
  const then = bench.clock()
  bench.clock.pass(1000)
  const [row] = await bench.sql('select version from enterprises where id = $1', [duplicate.id])
  const version = Number(row?.['version'])
  await park.act('dispatcher', unmergeEnterprise, { id: duplicate.id, version, reason: '弄错了' })
  expect(await groups()).toHaveLength(2)
  expect(await groups(then)).toEqual([[masterId, ENTERPRISE, 2]])
})

test('a chain of merges leads to its end, and undoing one link takes with it what hung there', async () => {
  const third = await anEnterprise(park, { name: '示例电气老厂' })
  await merge({ id: third.id, into: duplicate.id, version: third.version })
  await merge({ version: duplicate.version + 1 })
  const card = () => park.ask('supervisor', enterpriseCard, { id: third.id })
  expect((await card()).id).toBe(masterId)
  const [row] = await bench.sql('select version from enterprises where id = $1', [duplicate.id])
  await park.act('dispatcher', unmergeEnterprise, {
    id: duplicate.id,
    version: Number(row?.['version']),
    reason: '弄错了',
  })
  expect((await card()).id).toBe(duplicate.id)
})

test('the duplicate’s officer becomes the master’s where that one has none', async () => {
  const subject = { kind: 'enterprise', id: duplicate.id } as const
  await park.act('dispatcher', assignOfficer, { subject, user: 'officer', from: '2026-09-01' })
  const { id } = await asked(duplicate.name)
  await merge()
  expect((await park.ask('leader', enterpriseCard, { id: masterId })).officer?.name).toBe('officer')
  expect((await park.ask('officer', listCases, {})).items.map((item) => item.id)).toEqual([id])
  await park.act('dispatcher', assignOfficer, { subject, user: 'otherOfficer' })
  expect((await park.ask('leader', enterpriseCard, { id: masterId })).officer?.name).toBe('otherOfficer')
  expect((await park.ask('officer', listCases, {})).items).toEqual([])
})

test('into itself, into one that was merged, a stale version, a stranger, and two parks are refused', async () => {
  await expect(merge({ into: duplicate.id })).rejects.toMatchObject({
    code: 'enterprises.merged_with_itself',
  })
  const other = await foundPark(bench)
  const foreign = await anEnterprise(other, { name: '示例别园有限公司' })
  await expect(merge({ into: foreign.id })).rejects.toMatchObject({
    kind: 'missing',
    code: 'enterprises.missing',
  })
  await expect(merge({ version: 7 })).rejects.toMatchObject({ code: 'enterprises.changed_since' })
  await expect(
    park.act('handler', mergeEnterprise, {
      id: duplicate.id,
      into: masterId,
      version: 1,
      reason: '同一家',
    }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  const third = await anEnterprise(park, { name: '示例第三有限公司' })
  await merge()
  await expect(merge({ version: 2 })).rejects.toMatchObject({ code: 'enterprises.merged' })
  await expect(merge({ id: third.id, into: duplicate.id, version: 1 })).rejects.toMatchObject({
    code: 'enterprises.merged',
    detail: { into: masterId },
  })
})

test('two who merge each into the other at once: one does, the other is told', async () => {
  const there = { id: masterId, into: duplicate.id }
  const told = await Promise.allSettled([merge(), merge({ ...there, version: 1 })])
  expect(told.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
})

test('duplicates are found by code, name, telephone and nearness, and not among those that are merged', async () => {
  await anEnterprise(park, { name: '示例电气装备股份公司', contact_phone: '0731-5555 1234' })
  await anEnterprise(park, { name: '示例无关贸易商行', contact_phone: '073155551234' })
  await anEnterprise(park, { name: '示例精密光学仪器有限公司' })
  await anEnterprise(park, { name: '示例精密光学仪器厂' })
  const { items } = await park.ask('officer', listDuplicates, {})
  const pairs = items.map(({ one, other, why }) => [...[one.name, other.name].toSorted(), ...why])
  expect(pairs).toContainEqual([...['示例电气装备有限公司', '示例电气装备股份公司'].toSorted(), 'same_name'])
  expect(pairs).toContainEqual([...['示例电气装备股份公司', '示例无关贸易商行'].toSorted(), 'same_phone'])
  expect(pairs).toContainEqual([
    ...['示例精密光学仪器有限公司', '示例精密光学仪器厂'].toSorted(),
    'near_name',
  ])
  await merge()
  const left = await park.ask('officer', listDuplicates, {})
  expect(JSON.stringify(left)).not.toContain(duplicate.id)
  await expect(park.ask('handler', listDuplicates, {})).rejects.toMatchObject({ kind: 'forbidden' })
})

test('undone for one duplicate and merged again, the time between and the other duplicate stay as they were', async () => {
  const other = await anEnterprise(park, { name: '示例电气装备湘潭厂' })
  for (const { name } of [duplicate, other]) await asked(name)
  const again = async (command: typeof mergeEnterprise | typeof unmergeEnterprise, id: string) => {
    bench.clock.pass(1000)
    const [row] = await bench.sql('select version from enterprises where id = $1', [id])
    const on = { id, version: Number(row?.['version']), reason: '弄错了' }
    await (command === mergeEnterprise
      ? park.act('dispatcher', mergeEnterprise, { ...on, into: masterId })
      : park.act('dispatcher', unmergeEnterprise, on))
    return bench.clock()
  }
  await again(mergeEnterprise, other.id)
  await again(mergeEnterprise, duplicate.id)
  const between = await again(unmergeEnterprise, duplicate.id)
  await again(mergeEnterprise, duplicate.id)
  expect(await groups()).toEqual([[masterId, ENTERPRISE, 2]])
  expect((await groups(between))?.map(([key, , value]) => [key, value]).toSorted()).toEqual(
    [
      [masterId, 1],
      [duplicate.id, 1],
    ].toSorted(),
  )
})
