import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aMergedPair, answered, askedBy, confirmedBy, mergedInto, seen, struckOff } from './asker-fixtures.ts'
import { confirmCase } from './confirm-case.ts'
import { confirmForAsker } from './confirm-for-asker.ts'
import { decideDispute } from './decide-dispute.ts'
import { aDispatchedCase, aRegisteredCase } from './fixtures.ts'
import { addUser } from '../people/index.ts'
import { listCases } from './list-cases.ts'
import { noteCase } from './note-case.ts'
import { caseEntries, oneCase } from './queries.ts'
import { rejectCase } from './reject-case.ts'
import { reopenCase } from './reopen-case.ts'
import { strikeOffCase } from './strike-off-case.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const told = { way: 'told', how: 'telephone', rating: 4, evidence: '10月12日 10:20 电话录音' } as const
const enterpriseOf = (name: string) => ({ kind: 'enterprise', name }) as const

test('a case is confirmed when every asker has confirmed, each for himself; the last one confirms it', async () => {
  const { master, merged } = await aMergedPair(park)
  await answered(park, master)
  const half = await confirmedBy(park, master, { asker: 5 })
  expect(half).toMatchObject({
    state: 'replied',
    rating: 5,
    confirmed_on: null,
    unconfirmed: [merged.id],
    parties: [{ key: merged.id, number: merged.number, name: '示例食品有限公司', rating: null }],
  })
  await expect(
    park.act('asker', confirmCase, { id: master.id, version: half.version, rating: 1 }),
  ).rejects.toMatchObject({ code: 'cases.confirmed_already' })
  const whole = await confirmedBy(park, master, { otherAsker: 4 })
  expect(whole).toMatchObject({
    state: 'confirmed',
    rating: 5,
    confirmed_on: '2026-10-09',
    unconfirmed: [],
    parties: [{ rating: 4, confirmed_on: '2026-10-09', for_asker: false }],
  })
})

test('the later asker may confirm first; nobody strikes it off before the first has', async () => {
  const { master } = await aMergedPair(park)
  await answered(park, master)
  const half = await confirmedBy(park, master, { otherAsker: 3 })
  expect(half).toMatchObject({ state: 'replied', rating: null, unconfirmed: ['asker'] })
  await expect(
    park.act('dispatcher', strikeOffCase, { id: master.id, version: half.version }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
})

test('a return visitor confirms for the asker or party that he names, once', async () => {
  const { master, merged } = await aMergedPair(park)
  const { id, version } = await answered(park, master)
  const half = await park.act('returnVisitor', confirmForAsker, { id, version, party: merged.id, by: told })
  expect(half).toMatchObject({ state: 'replied', rating: null, parties: [{ rating: 4, for_asker: true }] })
  await expect(
    park.act('returnVisitor', confirmForAsker, { id, version: half.version, party: merged.id, by: told }),
  ).rejects.toMatchObject({ code: 'cases.confirmed_already' })
  await expect(
    park.act('returnVisitor', confirmForAsker, { id, version: half.version, party: 'o7', by: told }),
  ).rejects.toMatchObject({ code: 'cases.party_unknown' })
  const whole = await park.act('returnVisitor', confirmForAsker, { id, version: half.version, by: told })
  expect(whole).toMatchObject({ state: 'confirmed', rating: 4, for_asker: true })
})

test('anybody’s rating of 1 or 2 opens a dispute; worked again, all confirmations lapse', async () => {
  const { master } = await aMergedPair(park)
  await answered(park, master)
  const { id, version } = await confirmedBy(park, master, { otherAsker: 2, asker: 5 })
  expect(await seen(park, master)).toMatchObject({ state: 'confirmed', rating: 5, dispute: 'open' })
  await expect(park.act('dispatcher', strikeOffCase, { id, version })).rejects.toMatchObject({
    code: 'cases.dispute_open',
  })
  const again = await park.act('supervisor', decideDispute, {
    id,
    version,
    decision: 'work_again',
    reason: '夜班仍无车',
  })
  expect(again).toMatchObject({
    state: 'accepted',
    rating: null,
    dispute: null,
    parties: [{ rating: null, confirmed_on: null }],
  })
})

test('any one sends it back, and the confirmations of all lapse; not who has confirmed in person', async () => {
  const { master } = await aMergedPair(park)
  await answered(park, master)
  const { id, version } = await confirmedBy(park, master, { asker: 5 })
  await expect(park.act('asker', rejectCase, { id, version, reason: '算了' })).rejects.toMatchObject({
    code: 'cases.asker_confirmed',
  })
  const view = await park.act('otherAsker', rejectCase, { id, version, reason: '还是没车' })
  expect(view).toMatchObject({ state: 'accepted', reject_count: 1 })
  expect(await seen(park, master)).toMatchObject({ rating: null, parties: [{ rating: null }] })
})

test('what somebody confirmed for one of them he may send back, also when the case is confirmed', async () => {
  const { master, merged } = await aMergedPair(park)
  const { id, version } = await answered(park, master)
  await park.act('returnVisitor', confirmForAsker, { id, version, party: merged.id, by: told })
  const confirmed = await confirmedBy(park, master, { asker: 5 })
  expect(confirmed.state).toBe('confirmed')
  await expect(
    park.act('asker', rejectCase, { id, version: confirmed.version, reason: '算了' }),
  ).rejects.toMatchObject({ code: 'cases.asker_confirmed' })
  const view = await park.act('otherAsker', rejectCase, {
    id,
    version: confirmed.version,
    reason: '我没说过',
  })
  expect(view.state).toBe('accepted')
})

test('each asker reopens within thirty days; an opposite party does not', async () => {
  const opposite = [enterpriseOf('示例食品有限公司')]
  const concerned = await askedBy(park, 'asker', { opposite })
  await answered(park, concerned)
  await confirmedBy(park, concerned, { asker: 5, otherAsker: 5 })
  const { id, version } = await struckOff(park, concerned)
  await expect(park.act('otherAsker', reopenCase, { id, version, reason: '不服' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  const { master } = await aMergedPair(park)
  await answered(park, master)
  await confirmedBy(park, master, { asker: 5, otherAsker: 5 })
  const struck = await struckOff(park, master)
  const again = await park.act('otherAsker', reopenCase, {
    id: struck.id,
    version: struck.version,
    reason: '又没车了',
  })
  expect(again).toMatchObject({ state: 'accepted', reopen_count: 1 })
  expect(await seen(park, master)).toMatchObject({ parties: [{ confirmed_on: null }] })
})

test('an opposite party is named at registration, sees the case without who asked, and confirms as well', async () => {
  const registered = await askedBy(park, 'asker', {
    opposite: [enterpriseOf('示例食品有限公司'), { kind: 'resident', name: '示例小区业委会' }],
  })
  expect(registered.parties).toMatchObject([
    { key: 'o1', role: 'opposite', name: '示例食品有限公司', mine: false },
    { key: 'o2', role: 'opposite', kind: 'resident', name: '示例小区业委会', id: null },
  ])
  const view = await seen(park, registered, 'otherAsker')
  expect(view).toMatchObject({ asker: null, registered_by: null, contact: null })
  expect(view.parties.map(({ key, mine }) => [key, mine])).toEqual([['o1', true]])
  const { id, version } = await answered(park, registered)
  await confirmedBy(park, registered, { asker: 5, otherAsker: 4 })
  expect(await seen(park, registered)).toMatchObject({ state: 'replied', unconfirmed: ['o2'] })
  const done = await park.act('returnVisitor', confirmForAsker, {
    id,
    version: version + 2,
    party: 'o2',
    by: told,
  })
  expect(done.state).toBe('confirmed')
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('an opposite party without a name, unknown, or the asker himself is refused with the place', async () => {
  const refused = (opposite: object) =>
    expect(aRegisteredCase(park, { opposite: [opposite as { kind: 'resident' }] })).rejects
  await refused({ kind: 'resident' }).toMatchObject({
    code: 'cases.party_unnamed',
    detail: { field: 'opposite.0.name' },
  })
  await refused({ kind: 'resident', name: '示例', code: '1' }).toMatchObject({ code: 'cases.party_unnamed' })
  await refused({ kind: 'enterprise' }).toMatchObject({ code: 'cases.party_unnamed' })
  await refused({ kind: 'enterprise', id: park.id }).toMatchObject({ code: 'enterprises.unknown' })
  await refused(enterpriseOf('示例电气装备有限公司')).toMatchObject({ code: 'cases.party_twice' })
})

test('one who speaks for two of the askers confirms for both, or for the one he names', async () => {
  const own = await foundPark(bench)
  const { master, merged } = await aMergedPair(own)
  await own.act('console', addUser, { name: 'asker', post: 'enterprise', enterprise: '示例食品有限公司' })
  const { id, version } = await answered(own, master)
  const half = await own.act('asker', confirmCase, { id, version, rating: 5, party: merged.id })
  expect(await seen(own, master)).toMatchObject({ state: 'replied', unconfirmed: ['asker'] })
  await expect(
    own.act('asker', confirmCase, { id, version: half.version, rating: 5, party: merged.id }),
  ).rejects.toMatchObject({ code: 'cases.party_unknown' })
  const whole = await own.act('asker', confirmCase, { id, version: half.version, rating: 4 })
  expect(whole).toMatchObject({ state: 'confirmed', rating: 4 })
  expect(await seen(own, master)).toMatchObject({ rating: 4, parties: [{ rating: 5 }] })
})

test('the same enterprise asked twice: it confirms once for both', async () => {
  const master = await askedBy(park, 'asker')
  const again = await mergedInto(park, await askedBy(park, 'asker'), master)
  await answered(park, master)
  expect(await confirmedBy(park, master, { asker: 4 })).toMatchObject({
    state: 'confirmed',
    rating: 4,
    parties: [{ key: again.id, rating: 4 }],
  })
})

test('one of the park’s people who asked for himself acts at the case his own was merged into', async () => {
  const master = await askedBy(park, 'asker')
  const mine = await aRegisteredCase(
    park,
    { asker: { kind: 'department', name: '生态环境分局' } },
    'otherHead',
  )
  await mergedInto(park, mine, master)
  expect(await seen(park, master, 'otherHead')).toMatchObject({ asker: null, parties: [{ mine: true }] })
  await answered(park, master)
  await confirmedBy(park, master, { asker: 5, otherHead: 5 })
  expect(await seen(park, master)).toMatchObject({ state: 'confirmed' })
})

test('nobody who worked on it confirms, also not as an asker of a merged case', async () => {
  const own = await foundPark(bench)
  const { master } = await aMergedPair(own)
  const { id, version } = await answered(own, master)
  await own.act('console', addUser, {
    name: 'handler',
    post: 'enterprise',
    enterprise: '示例食品有限公司',
  })
  await expect(own.act('handler', confirmCase, { id, version, rating: 5 })).rejects.toMatchObject({
    code: 'cases.own_work',
  })
})

test('a later asker notes in public; the other one sees that somebody noted, not who nor what', async () => {
  const { master } = await aMergedPair(park)
  const { version } = await seen(park, master, 'otherAsker')
  await park.act('otherAsker', noteCase, { id: master.id, version, text: '食品厂北门也要停', public: true })
  const { items } = await park.ask('asker', caseEntries, { id: master.id })
  expect(items.at(-1)).toMatchObject({ action: 'note', actor: null, said: {}, set: {} })
  const own = await park.ask('otherAsker', caseEntries, { id: master.id })
  expect(own.items.at(-1)).toMatchObject({
    actor: { name: 'otherAsker' },
    said: { note: '食品厂北门也要停' },
  })
})

test('a complaint about a person is not there for his department, whatever somebody of it holds besides', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, { name: 'leader', post: 'auditor' })
  const { id } = await aDispatchedCase(own)
  const about = async (department: string | undefined) =>
    bench.sql('update cases set about_department_id = $2, lead_department_id = null where id = $1', [
      id,
      department,
    ])
  for (const who of ['handler', 'head', 'leader'] as const)
    expect(await own.ask(who, oneCase, { id })).toMatchObject({ id })
  await about(own.departments['建设交通局'])
  for (const who of ['handler', 'head', 'leader'] as const) {
    await expect(own.ask(who, oneCase, { id }), who).rejects.toMatchObject({ code: 'cases.missing' })
    expect((await own.ask(who, listCases, {})).items, who).toEqual([])
  }
  expect(await own.ask('supervisor', oneCase, { id })).toMatchObject({ id })
  // Whoever registered it knows it anyway.
  await bench.sql('update cases set registered_by = $2 where id = $1', [id, own.people.head])
  expect(await own.ask('head', oneCase, { id })).toMatchObject({ id })
})

test('whoever asks himself what is about a person of his department learns of no other asker, whatever he reads else', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, { name: 'leader', post: 'auditor' })
  const asker = { kind: 'department', name: '建设交通局' } as const
  const master = await aRegisteredCase(own, { asker }, 'leader')
  await mergedInto(own, await askedBy(own, 'otherAsker'), master)
  expect((await seen(own, master, 'leader')).parties).toHaveLength(1)
  await bench.sql('update cases set about_department_id = $2 where id = $1', [
    master.id,
    own.departments['建设交通局'],
  ])
  expect(await seen(own, master, 'leader')).toMatchObject({ asker: { name: '建设交通局' }, parties: [] })
  expect((await seen(own, master, 'auditor')).parties).toHaveLength(1)
})

test('a supervisor does not speak for the enterprise that asks what he found, whomever else he speaks for', async () => {
  const own = await foundPark(bench)
  const other = '示例食品有限公司'
  await own.act('console', addUser, { name: 'supervisor', post: 'enterprise', enterprise: other })
  const { id } = await aRegisteredCase(
    own,
    { kind: 'finding', opposite: [enterpriseOf(other)] },
    'supervisor',
  )
  const { version } = await answered(own, { id })
  const half = await own.act('supervisor', confirmCase, { id, version, rating: 5 })
  expect(half).toMatchObject({ state: 'replied', rating: null, unconfirmed: ['asker'] })
})

test('the return visitor who is assigned to a confidential case knows who asked, another does not', async () => {
  const { id } = await askedBy(park, 'asker', { confidential: true })
  expect(await seen(park, { id }, 'returnVisitor')).toMatchObject({ asker: null })
  await bench.sql('update cases set return_visitor_id = $2 where id = $1', [id, park.people.returnVisitor])
  expect(await seen(park, { id }, 'returnVisitor')).toMatchObject({ asker: { name: '示例电气装备有限公司' } })
  await bench.sql('update cases set return_visitor_id = null where id = $1', [id])
})
