import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { amendCase } from './amend-case.ts'
import { setCoOrganisers } from './co-organise.ts'
import { aDispatchedCase, aRegisteredCase, aStruckOffCase } from './fixtures.ts'
import { listCases } from './list-cases.ts'
import { caseEntries } from './queries.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('the dispatch centre puts facts right; the entry keeps the old beside the new, and the reason', async () => {
  const { id, version } = await aDispatchedCase(park)
  const view = await park.act('dispatcher', amendCase, {
    id,
    version,
    set: {
      category: '公共交通',
      urgency: 'urgent',
      subject: '企业',
      return_visitor: park.people.returnVisitor,
    },
    reason: '登记时选错',
  })
  expect(view).toMatchObject({
    category: '公共交通',
    urgency: 'urgent',
    subject: '企业',
    state: 'dispatched',
  })
  const { items } = await park.ask('supervisor', caseEntries, { id })
  expect(items.at(-1)).toMatchObject({ action: 'amend', said: { reason: '登记时选错' } })
  expect(items.at(-1)?.set['amended']).toContainEqual({ field: 'category', was: '交通', now: '公共交通' })
})

test('the asker puts his own words right until somebody is charged, and is found by the new ones', async () => {
  const { id, version } = await aRegisteredCase(park, {}, 'asker')
  const view = await park.act('asker', amendCase, {
    id,
    version,
    set: { text: '西门公交班次太少', contact_phone: '13800000000' },
    reason: '写错了门',
  })
  expect(view).toMatchObject({ text: '西门公交班次太少', contact: { phone: '138****0000' } })
  const found = await park.ask('supervisor', listCases, { q: '西门公交' })
  expect(found.items.map((line) => line.id)).toEqual([id])
  const busy = await aDispatchedCase(park)
  await expect(
    park.act('asker', amendCase, { id: busy.id, version: busy.version, set: { text: '改' }, reason: '?' }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state', detail: { possible_in: ['registered'] } })
})

test('nobody puts words into an asker’s mouth, and an asker does not direct the park', async () => {
  const { id, version } = await aRegisteredCase(park, {}, 'asker')
  await expect(
    park.act('dispatcher', amendCase, { id, version, set: { text: '别的事' }, reason: '?' }),
  ).rejects.toMatchObject({ code: 'cases.not_yours_to_amend', detail: { field: 'set.text' } })
  await expect(
    park.act('asker', amendCase, { id, version, set: { demand: '马上办' }, reason: '?' }),
  ).rejects.toMatchObject({ code: 'cases.not_yours_to_amend' })
  await expect(
    park.act('otherAsker', amendCase, { id, version, set: { category: 'x' }, reason: '?' }),
  ).rejects.toMatchObject({ kind: 'missing' })
})

test('a case that is made confidential is no longer found by who asked', async () => {
  const { id, version } = await aRegisteredCase(park)
  const byName = async () =>
    (await park.ask('auditor', listCases, { q: '示例电气装备' })).items.some((line) => line.id === id)
  expect(await byName()).toBe(true)
  await park.act('dispatcher', amendCase, { id, version, set: { confidential: true }, reason: '当事人要求' })
  expect(await byName()).toBe(false)
})

test('what stands so already, who does not hold the post, an ended case and stale news are refused', async () => {
  const { id, version } = await aRegisteredCase(park)
  const amend = (set: object, over: object = {}) =>
    park.act('dispatcher', amendCase, { id, version, set, reason: '更正', ...over })
  await expect(amend({ category: '交通' })).rejects.toMatchObject({ code: 'cases.nothing_changes' })
  await expect(amend({ officer: park.people.handler })).rejects.toMatchObject({
    code: 'cases.no_such_person',
  })
  await expect(amend({ category: 'x' }, { version: version + 1 })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
  await expect(amend({ state: 'struck_off' })).rejects.toMatchObject({ kind: 'invalid' })
  const done = await aStruckOffCase(park)
  await expect(amend({ category: 'x' }, { id: done.id, version: done.version })).rejects.toMatchObject({
    code: 'cases.wrong_state',
  })
  const { findings } = await verifyPark(bench.product.runtime, park.id)
  expect(findings).toEqual([])
})

test('a case turns into a complaint about nobody of a department that works on it, in charge or beside', async () => {
  const { id, version } = await aDispatchedCase(park)
  const helped = await park.act('dispatcher', setCoOrganisers, {
    id,
    version,
    co_organisers: [{ department: '生态环境分局' }],
    reason: '要测噪声',
  })
  const about = (department: string) =>
    park.act('dispatcher', amendCase, {
      id,
      version: helped.version,
      set: { about_department: department },
      reason: '原来是投诉人',
    })
  for (const department of ['建设交通局', '生态环境分局'])
    await expect(about(department), department).rejects.toMatchObject({
      code: 'cases.about_this_department',
      detail: { department },
    })
  expect((await about('企业服务中心')).version).toBe(helped.version + 1)
})
