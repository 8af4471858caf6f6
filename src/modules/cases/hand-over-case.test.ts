import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aMergedPair, askedBy, seen } from './asker-fixtures.ts'
import { betweenParks } from './between-parks.ts'
import { handedOver, otherPart, passOn } from './between-parks-fixtures.ts'
import { anAcceptedCase } from './fixtures.ts'
import { handOverCase } from './hand-over-case.ts'
import { listCases } from './list-cases.ts'
import { caseEntries, oneCase } from './queries.ts'
import { verifyPark } from './verify.ts'
import { withdrawCase } from './withdraw-case.ts'

let bench: TestProduct
let park: TestPark
let other: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  other = await foundPark(bench)
})
afterAll(() => bench.close())

const reason = '地块属贵园区'
const factOf = async (id: string) => {
  const [row] = await bench.sql(
    "select id, topic, key, payload from outbox where key like $1 and topic = 'cases.between_parks' order by key",
    [`${id}/%`],
  )
  return {
    id: String(row?.['id']),
    topic: String(row?.['topic']),
    key: String(row?.['key']),
    payload: row?.['payload'],
  }
}

test('the case is closed here and registered there, and each part names the other', async () => {
  const handed = await handedOver(park, other, { category: '交通', urgency: 'urgent' })
  expect(handed).toMatchObject({
    state: 'closed_handed_over',
    handed_to: { park: `示例园区 ${other.code}`, number: null },
  })
  bench.clock.pass(3600_000)
  await passOn(bench)
  const here = await seen(park, handed)
  const there = await otherPart(other, here, bench)
  expect(there).toMatchObject({
    state: 'registered',
    text: handed.text,
    category: '交通',
    urgency: 'urgent',
    source: '园区移交',
    asker: { kind: 'enterprise', name: '示例电气装备有限公司' },
    registered_at: handed.registered_at,
    registered_by: null,
    handed_from: { park: `示例园区 ${park.code}`, number: handed.number },
    can: { dispatch: true, hand_over: true },
  })
  expect(here.handed_to).toEqual({ park: `示例园区 ${other.code}`, number: there.number })
  const { items } = await other.ask('supervisor', caseEntries, { id: there.id })
  expect(items).toMatchObject([
    { action: 'register', from: 'none', post: 'system', happened_at: handed.registered_at },
  ])
  expect(items[0]?.recorded_at).not.toBe(handed.registered_at)
  // The asker follows it from here, and searching there finds it by his name.
  expect(await seen(park, handed, 'asker')).toMatchObject({ handed_to: { number: there.number } })
  const found = await other.ask('dispatcher', listCases, { q: '示例电气' })
  expect(found.items.map(({ id }) => id)).toContain(there.id)
  await expect(other.ask('dispatcher', oneCase, { id: handed.id })).rejects.toMatchObject({ kind: 'missing' })
  for (const one of [park, other])
    expect((await verifyPark(bench.product.runtime, one.id)).findings).toEqual([])
})

test('heard twice, at once or again: one case there and one number here', async () => {
  const handed = await handedOver(park, other)
  const { runtime } = bench.product
  const fact = await factOf(handed.id)
  expect(fact.topic).toBe('cases.between_parks')
  const outcomes = await Promise.allSettled([1, 2, 3].map(() => betweenParks.hear(runtime, park.id, fact)))
  expect(outcomes.some(({ status }) => status === 'fulfilled')).toBe(true)
  await betweenParks.hear(runtime, park.id, fact)
  await passOn(bench)
  const there = await bench.sql(
    "select number from cases where park_id = $1 and handed_from ->> 'case_id' = $2",
    [other.id, handed.id],
  )
  expect(there).toHaveLength(1)
  const { items } = await park.ask('supervisor', caseEntries, { id: handed.id })
  expect(items.map(({ action, post }) => `${action} ${post}`)).toEqual([
    'register enterprise',
    'hand_over dispatcher',
    'hand_over system',
  ])
})

test('a server that stops after the other park has registered it goes on where it stopped', async () => {
  const handed = await handedOver(park, other)
  const fact = await factOf(handed.id)
  // The connection to the first park's part breaks: the second half cannot be written.
  await bench.sql(
    "alter table cases add constraint broken check (handed_to is null or handed_to ->> 'number' is null or id <> '" +
      handed.id +
      "')",
  )
  await expect(betweenParks.hear(bench.product.runtime, park.id, fact)).rejects.toBeDefined()
  const inOther = () =>
    bench.sql("select from cases where park_id = $1 and handed_from ->> 'case_id' = $2", [
      other.id,
      handed.id,
    ])
  expect(await inOther()).toHaveLength(1)
  expect(await seen(park, handed)).toMatchObject({ handed_to: { number: null } })
  await bench.sql('alter table cases drop constraint broken')
  await passOn(bench)
  expect(await inOther()).toHaveLength(1)
  expect((await seen(park, handed)).handed_to?.number).toMatch(/^2026-\d{4}$/)
})

test('in confidence stays in confidence, and several askers go along with their numbers', async () => {
  const secret = await handedOver(park, other, { confidential: true })
  await passOn(bench)
  const there = await otherPart(other, await seen(park, secret), bench)
  expect(await seen(other, there, 'auditor')).toMatchObject({ confidential: true, asker: null })
  const { master, merged } = await aMergedPair(park, {
    opposite: [{ kind: 'resident', name: '示例小区业委会' }],
  })
  const handed = await park.act('dispatcher', handOverCase, {
    id: master.id,
    version: master.version,
    park: other.code,
    reason,
  })
  await passOn(bench)
  expect(await otherPart(other, await seen(park, handed), bench)).toMatchObject({
    asker: { name: '示例电气装备有限公司' },
    parties: [
      { key: 'o1', role: 'opposite', name: '示例小区业委会' },
      { role: 'asker', name: '示例食品有限公司', number: merged.number, case_id: null },
    ],
  })
})

test('where the first asker has left, the next one is the first there', async () => {
  const { master, merged } = await aMergedPair(park)
  await park.act('asker', withdrawCase, { id: master.id, version: master.version, reason: '已解决' })
  const { id, version } = await seen(park, master)
  const handed = await park.act('dispatcher', handOverCase, { id, version, park: other.code, reason })
  await passOn(bench)
  expect(await otherPart(other, await seen(park, handed), bench)).toMatchObject({
    asker: { name: '示例食品有限公司' },
    parties: [],
  })
  expect(merged.number).not.toBe(master.number)
})

test('an unknown park, this one, strangers, the wrong state and a stale version are refused', async () => {
  const { id, version } = await askedBy(park, 'asker')
  const to = (code: string) => ({ id, version, park: code, reason })
  await expect(park.act('dispatcher', handOverCase, to('nirgends'))).rejects.toMatchObject({
    code: 'cases.park_unknown',
  })
  await expect(park.act('dispatcher', handOverCase, to(park.code))).rejects.toMatchObject({
    code: 'cases.hand_over_here',
  })
  await expect(park.act('otherAsker', handOverCase, to(other.code))).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('supervisor', handOverCase, to(other.code))).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('dispatcher', handOverCase, { ...to(other.code), version: 9 })).rejects.toMatchObject(
    { code: 'cases.changed_since' },
  )
  const accepted = await anAcceptedCase(park)
  await expect(
    park.act('dispatcher', handOverCase, { ...to(other.code), id: accepted.id, version: accepted.version }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state', detail: { state: 'accepted' } })
})
