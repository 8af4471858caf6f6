import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addUser } from '../people/index.ts'
import { aMergedPair, answered, askedBy, confirmedBy, mergedInto, seen } from './asker-fixtures.ts'
import { confirmCase } from './confirm-case.ts'
import { aDispatchedCase, anAcceptedCase, aRegisteredCase } from './fixtures.ts'
import { listCases } from './list-cases.ts'
import { mergeCases } from './merge-cases.ts'
import { caseEntries } from './queries.ts'
import { rejectCase } from './reject-case.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const reason = '重复件'
const merging = (one: { id: string; version: number }, master: { id: string; version: number }) => ({
  id: one.id,
  version: one.version,
  master: master.id,
  master_version: master.version,
  reason,
})

test('the merged case ends and says where it went; its asker goes on at the master under his own number', async () => {
  const { master, merged } = await aMergedPair(park)
  expect(merged).toMatchObject({
    state: 'closed_merged',
    merged_into: { id: master.id, number: master.number },
  })
  expect(master).toMatchObject({
    state: 'registered',
    version: 2,
    parties: [{ key: merged.id, role: 'asker', number: merged.number, name: '示例食品有限公司' }],
  })
  const own = await seen(park, merged, 'otherAsker')
  expect(own).toMatchObject({ number: merged.number, merged_into: { number: master.number } })
  const there = await seen(park, master, 'otherAsker')
  expect(there).toMatchObject({ asker: null, registered_by: null, parties: [{ mine: true }] })
  const { items } = await park.ask('otherAsker', listCases, { limit: 200 })
  expect(items.find(({ id }) => id === master.id)).toMatchObject({ asker: null })
})

test('both entries name the other case; to the other asker neither does', async () => {
  const { master, merged } = await aMergedPair(park)
  const last = async (who: 'supervisor' | 'asker', id: string) =>
    (await park.ask(who, caseEntries, { id })).items.at(-1)
  expect(await last('supervisor', merged.id)).toMatchObject({
    action: 'merge',
    from: 'registered',
    to: 'closed_merged',
    set: { merged_into: master.id, merged: { case_id: master.id, number: master.number } },
  })
  expect(await last('supervisor', master.id)).toMatchObject({
    action: 'merge',
    to: 'registered',
    set: { merged: { case_id: merged.id, number: merged.number } },
  })
  expect(await last('asker', master.id)).toMatchObject({ action: 'merge', said: {}, set: {} })
})

test('into a case that is answered already: the newcomer has still to confirm', async () => {
  const master = await askedBy(park, 'asker')
  await answered(park, master)
  await confirmedBy(park, master, {})
  const merged = await mergedInto(park, await askedBy(park, 'otherAsker'), master)
  expect(await confirmedBy(park, master, { asker: 5 })).toMatchObject({
    state: 'replied',
    unconfirmed: [merged.id],
  })
})

test('what was merged into a case before follows when that one is merged, with a word of the system', async () => {
  const { master, merged } = await aMergedPair(park)
  const last = await aRegisteredCase(park, { asker: { kind: 'resident', name: '示例居民' } })
  await mergedInto(park, master, last)
  expect(await seen(park, merged)).toMatchObject({ merged_into: { id: last.id, number: last.number } })
  const view = await seen(park, last)
  expect(view.parties.map(({ key, number }) => [key, number])).toEqual([
    [master.id, master.number],
    [merged.id, merged.number],
  ])
  const { items } = await park.ask('supervisor', caseEntries, { id: merged.id })
  expect(items.at(-1)).toMatchObject({ action: 'merge', post: 'system', set: { merged_into: last.id } })
  for (const who of ['asker', 'otherAsker'] as const)
    expect(await seen(park, last, who)).toMatchObject({ asker: null, parties: [{ mine: true }] })
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('opposite parties come along under new keys and keep their names', async () => {
  const resident = (name: string) => ({ kind: 'resident', name }) as const
  const master = await askedBy(park, 'asker', { opposite: [resident('示例小区业委会')] })
  await mergedInto(park, await askedBy(park, 'otherAsker', { opposite: [resident('示例物业')] }), master)
  const { parties } = await seen(park, master)
  expect(parties.map(({ key, role, name }) => [key, role, name])).toEqual([
    ['o1', 'opposite', '示例小区业委会'],
    [parties[1]?.key, 'asker', '示例食品有限公司'],
    ['o2', 'opposite', '示例物业'],
  ])
  // The first asker named the one, the other one the other.
  expect((await seen(park, master, 'asker')).parties.map(({ key }) => key)).toEqual(['o1'])
})

test('what was asked in confidence stays so in the case that goes on', async () => {
  const master = await askedBy(park, 'asker')
  await mergedInto(park, await askedBy(park, 'otherAsker', { confidential: true }), master)
  expect(await seen(park, master, 'auditor')).toMatchObject({ confidential: true, asker: null, parties: [] })
  expect((await seen(park, master)).parties).toHaveLength(1)
})

test('not into itself, not into what is confirmed or ended, and hazards only into hazards', async () => {
  const one = await askedBy(park, 'asker')
  await expect(park.act('dispatcher', mergeCases, merging(one, one))).rejects.toMatchObject({
    code: 'cases.merge_itself',
  })
  const confirmed = await answered(park, await askedBy(park, 'otherAsker'))
  const done = await park.act('otherAsker', confirmCase, {
    id: confirmed.id,
    version: confirmed.version,
    rating: 5,
  })
  await expect(park.act('dispatcher', mergeCases, merging(one, done))).rejects.toMatchObject({
    code: 'cases.master_closed',
    detail: { state: 'confirmed' },
  })
  const { merged } = await aMergedPair(park)
  await expect(park.act('dispatcher', mergeCases, merging(one, merged))).rejects.toMatchObject({
    code: 'cases.master_closed',
  })
  const hazard = await askedBy(park, 'otherAsker', { kind: 'hazard' })
  await expect(park.act('dispatcher', mergeCases, merging(hazard, one))).rejects.toMatchObject({
    code: 'cases.merge_other_kind',
  })
})

test('a case about a person does not come together with one that his department has', async () => {
  const dispatched = await aDispatchedCase(park)
  const about = await askedBy(park, 'otherAsker')
  await bench.sql('update cases set about_department_id = $2 where id = $1', [
    about.id,
    park.departments['建设交通局'],
  ])
  await expect(park.act('dispatcher', mergeCases, merging(about, dispatched))).rejects.toMatchObject({
    code: 'cases.merge_about_person',
  })
  await expect(park.act('dispatcher', mergeCases, merging(dispatched, about))).rejects.toMatchObject({
    code: 'cases.merge_about_person',
  })
  await bench.sql('update cases set about_department_id = null where id = $1', [about.id])
})

test('strangers, another park, the wrong state and a stale version of either are refused', async () => {
  const one = await askedBy(park, 'otherAsker')
  const master = await askedBy(park, 'asker')
  await expect(park.act('asker', mergeCases, merging(one, master))).rejects.toMatchObject({ kind: 'missing' })
  await expect(park.act('supervisor', mergeCases, merging(one, master))).rejects.toMatchObject({
    kind: 'forbidden',
  })
  const elsewhere = await aRegisteredCase(await foundPark(bench))
  await expect(park.act('dispatcher', mergeCases, merging(one, elsewhere))).rejects.toMatchObject({
    code: 'cases.missing',
  })
  const accepted = await anAcceptedCase(park)
  await expect(park.act('dispatcher', mergeCases, merging(accepted, master))).rejects.toMatchObject({
    code: 'cases.wrong_state',
    detail: { state: 'accepted', possible_in: ['registered', 'dispatched'] },
  })
  for (const stale of [
    { ...merging(one, master), version: 9 },
    { ...merging(one, master), master_version: 9 },
  ]) {
    await expect(park.act('dispatcher', mergeCases, stale)).rejects.toMatchObject({
      code: 'cases.changed_since',
    })
  }
})

test('two who merge crosswise at once: one of them does it, and nobody hangs', async () => {
  for (let i = 0; i < 10; i++) {
    const [one, other] = await Promise.all([askedBy(park, 'asker'), askedBy(park, 'otherAsker')])
    const outcomes = await Promise.allSettled([
      park.act('dispatcher', mergeCases, merging(one, other)),
      park.act('dispatcher', mergeCases, merging(other, one)),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    for (const outcome of outcomes)
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ kind: 'conflict' })
  }
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('merging against confirming: the newcomer is either in it or stays outside of a confirmed case', async () => {
  const seenStates = new Set<string>()
  for (let i = 0; i < 10; i++) {
    const master = await answered(park, await askedBy(park, 'asker'))
    const one = await askedBy(park, 'otherAsker')
    await Promise.allSettled([
      park.act('asker', confirmCase, { id: master.id, version: master.version, rating: 5 }),
      park.act('dispatcher', mergeCases, merging(one, master)),
    ])
    const [after, newcomer] = [await seen(park, master), await seen(park, one)]
    seenStates.add(`${after.state} ${newcomer.state}`)
    expect(['confirmed registered', 'replied closed_merged']).toContain(`${after.state} ${newcomer.state}`)
    expect(after.parties).toHaveLength(newcomer.state === 'closed_merged' ? 1 : 0)
  }
  process.stdout.write(`merging against confirming ended ${[...seenStates].join(', ')}\n`)
})

test('the last confirmation against a rejection: one of them happens', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, { name: 'colleague', post: 'enterprise', enterprise: '示例食品有限公司' })
  for (let i = 0; i < 10; i++) {
    const { master } = await aMergedPair(own)
    await answered(own, master)
    const { id, version } = await confirmedBy(own, master, { asker: 5 })
    const outcomes = await Promise.allSettled([
      own.act('otherAsker', confirmCase, { id, version, rating: 5 }),
      own.act('otherAsker', rejectCase, { id, version, reason: '还是没车' }),
    ])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    const { state } = await seen(own, master)
    expect(['confirmed', 'accepted']).toContain(state)
  }
  expect((await verifyPark(bench.product.runtime, own.id)).findings).toEqual([])
})
