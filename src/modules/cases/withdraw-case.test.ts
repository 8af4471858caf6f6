import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aMergedPair, answered, askedBy, confirmedBy, mergedInto, seen } from './asker-fixtures.ts'
import { aConfirmedCase, aRegisteredCase, aRepliedCase } from './fixtures.ts'
import { caseEntries } from './queries.ts'
import { verifyPark } from './verify.ts'
import { withdrawCase } from './withdraw-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const reason = '已经自行解决'

test('the asker withdraws: the case is closed and stays where he sees it', async () => {
  const { id, version } = await askedBy(park, 'asker')
  const view = await park.act('asker', withdrawCase, { id, version, reason })
  expect(view).toMatchObject({ state: 'closed_withdrawn', asker_left_on: null })
  expect(await seen(park, { id }, 'asker')).toMatchObject({ state: 'closed_withdrawn' })
})

test('whoever registered for him withdraws with proof, another registrar does not', async () => {
  const { id, version } = await aRegisteredCase(park, {}, 'hotline')
  await expect(park.act('hotline', withdrawCase, { id, version, reason })).rejects.toMatchObject({
    code: 'cases.evidence_needed',
  })
  await expect(
    park.act('dispatcher', withdrawCase, { id, version, reason, evidence: '来电' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  const view = await park.act('hotline', withdrawCase, { id, version, reason, evidence: '来电录音 3 号' })
  expect(view.state).toBe('closed_withdrawn')
})

test('hazards and findings are never withdrawn', async () => {
  const { id, version } = await askedBy(park, 'asker', { kind: 'hazard' })
  await expect(park.act('asker', withdrawCase, { id, version, reason })).rejects.toMatchObject({
    code: 'cases.never_withdrawn',
  })
})

test('a stranger, the wrong state and a stale version are refused', async () => {
  const { id, version } = await aRepliedCase(park)
  await expect(park.act('otherAsker', withdrawCase, { id, version, reason })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('handler', withdrawCase, { id, version, reason })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('asker', withdrawCase, { id, version: 1, reason })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
  const confirmed = await aConfirmedCase(park)
  await expect(
    park.act('asker', withdrawCase, { id: confirmed.id, version: confirmed.version, reason }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
})

test('one of several askers only leaves: he no longer sees the case, and nobody waits for him', async () => {
  const { master, merged } = await aMergedPair(park)
  const view = await park.act('otherAsker', withdrawCase, { id: master.id, version: master.version, reason })
  expect(view.state).toBe('registered')
  await expect(seen(park, master, 'otherAsker')).rejects.toMatchObject({ kind: 'missing' })
  // His own case stays his, and says where it went.
  expect(await seen(park, merged, 'otherAsker')).toMatchObject({ merged_into: { id: master.id } })
  await answered(park, master)
  expect(await confirmedBy(park, master, { asker: 5 })).toMatchObject({
    state: 'confirmed',
    parties: [{ left_on: '2026-10-09', confirmed_on: null }],
  })
})

test('the first asker leaves and the case goes on for the other; he sees it and may do nothing more', async () => {
  const { master } = await aMergedPair(park)
  await park.act('asker', withdrawCase, { id: master.id, version: master.version, reason })
  const { id, version } = await answered(park, master)
  const own = await seen(park, { id }, 'asker')
  expect(own).toMatchObject({ asker_left_on: '2026-10-09', can: { confirm: false, reject: false } })
  await expect(park.act('asker', withdrawCase, { id, version, reason })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  expect(await confirmedBy(park, { id }, { otherAsker: 4 })).toMatchObject({
    state: 'confirmed',
    rating: null,
    parties: [{ rating: 4 }],
  })
})

test('the last one closes it', async () => {
  const { master } = await aMergedPair(park)
  await park.act('asker', withdrawCase, { id: master.id, version: master.version, reason })
  const { version } = await seen(park, master)
  const view = await park.act('otherAsker', withdrawCase, { id: master.id, version, reason })
  expect(view.state).toBe('closed_withdrawn')
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('the last one who had not confirmed leaves: then the case is confirmed, and his rating counts no more', async () => {
  const { master } = await aMergedPair(park)
  await answered(park, master)
  const half = await confirmedBy(park, master, { asker: 5 })
  await park.act('otherAsker', withdrawCase, { id: master.id, version: half.version, reason })
  expect(await seen(park, master)).toMatchObject({
    state: 'confirmed',
    confirmed_on: '2026-10-09',
    rating: 5,
  })
  const other = await aMergedPair(park)
  await answered(park, other.master)
  const { version } = await confirmedBy(park, other.master, { otherAsker: 1 })
  expect(await seen(park, other.master)).toMatchObject({ dispute: 'open' })
  await park.act('otherAsker', withdrawCase, { id: other.master.id, version, reason })
  expect(await seen(park, other.master)).toMatchObject({
    state: 'replied',
    dispute: null,
    parties: [{ rating: null, left_on: '2026-10-09' }],
  })
})

test('a registrar of several of its askers says which of them leaves', async () => {
  const resident = (name: string) => ({ asker: { kind: 'resident', name } }) as const
  const first = await aRegisteredCase(park, resident('示例居民甲'), 'officer')
  const second = await aRegisteredCase(park, resident('示例居民乙'), 'officer')
  await mergedInto(park, second, first)
  const { id, version } = await seen(park, first)
  const evidence = '上门时说的'
  await expect(park.act('officer', withdrawCase, { id, version, reason, evidence })).rejects.toMatchObject({
    code: 'cases.party_needed',
  })
  await expect(
    park.act('officer', withdrawCase, { id, version, reason, evidence, party: 'o9' }),
  ).rejects.toMatchObject({ code: 'cases.party_unknown' })
  const view = await park.act('officer', withdrawCase, { id, version, reason, evidence, party: second.id })
  expect(view).toMatchObject({ state: 'registered', parties: [{ key: second.id, left_on: '2026-10-09' }] })
  const { items } = await park.ask('supervisor', caseEntries, { id })
  expect(items.at(-1)).toMatchObject({ action: 'withdraw', said: { evidence }, set: { of: [second.id] } })
})
