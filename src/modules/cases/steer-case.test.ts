import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { askFigure } from '../figures/index.ts'
import { anAcceptedCase, aRegisteredCase, aStruckOffCase } from './fixtures.ts'
import { escalateCase, markKey, reassignHandler, superviseCase, urgeCase } from './steer-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a case goes up the ladder and never down', async () => {
  const { id, version } = await anAcceptedCase(park)
  const up = await park.act('dispatcher', escalateCase, {
    id,
    version,
    rung: 'roundtable',
    reason: '两家意见不一',
  })
  expect(up).toMatchObject({ rung: 'roundtable', state: 'accepted' })
  await expect(
    park.act('dispatcher', escalateCase, { id, version: up.version, rung: 'weekly', reason: '下' }),
  ).rejects.toMatchObject({ code: 'cases.rung_not_above' })
  const top = await park.act('dispatcher', escalateCase, {
    id,
    version: up.version,
    rung: 'consultation',
    reason: '要专家看',
  })
  expect(top.can.escalate).toBe(false)
  await expect(
    park.act('head', escalateCase, { id, version: top.version, rung: 'consultation', reason: '?' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})

test('an asker urges once a day; a supervisor whenever he must', async () => {
  const { id, version } = await anAcceptedCase(park)
  const urged = await park.act('asker', urgeCase, { id, version, text: '几天了' })
  expect(urged).toMatchObject({ urge_count: 1, can: { urge: false } })
  await expect(
    park.act('officer', urgeCase, { id, version: urged.version, text: '再催' }),
  ).rejects.toMatchObject({ kind: 'missing' })
  await expect(
    park.act('asker', urgeCase, { id, version: urged.version, text: '再催' }),
  ).rejects.toMatchObject({ code: 'cases.urged_lately' })
  const again = await park.act('supervisor', urgeCase, { id, version: urged.version, text: '抓紧' })
  expect(again.urge_count).toBe(2)
  await expect(park.act('head', urgeCase, { id, version: again.version, text: '?' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('supervisors and leaders lay a hand on a case; nobody on one that is done', async () => {
  const { id, version } = await anAcceptedCase(park)
  expect(await park.act('leader', superviseCase, { id, version, text: '每天报一次' })).toMatchObject({
    supervised: true,
  })
  const done = await aStruckOffCase(park)
  await expect(
    park.act('supervisor', superviseCase, { id: done.id, version: done.version, text: '?' }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
  const other = await aRegisteredCase(park)
  await expect(
    park.act('handler', superviseCase, { id: other.id, version: other.version, text: '?' }),
  ).rejects.toMatchObject({ kind: 'missing' })
})

test('the head names who of his department works on it, and nobody else’s people', async () => {
  const { id, version } = await anAcceptedCase(park)
  const view = await park.act('head', reassignHandler, { id, version, handler: park.people.handler })
  expect(view.handler).toEqual({ id: park.people.handler, name: 'handler' })
  await expect(
    park.act('head', reassignHandler, { id, version: view.version, handler: park.people.otherHandler }),
  ).rejects.toMatchObject({ code: 'cases.no_such_person' })
  await expect(
    park.act('head', reassignHandler, { id, version: view.version, handler: park.people.handler }),
  ).rejects.toMatchObject({ code: 'cases.nothing_changes' })
  await expect(
    park.act('otherHead', reassignHandler, { id, version: view.version, handler: park.people.otherHandler }),
  ).rejects.toMatchObject({ kind: 'missing' })
  await expect(
    park.act('head', reassignHandler, { id, version, handler: park.people.head }),
  ).rejects.toMatchObject({ code: 'cases.changed_since' })
  const fresh = await aRegisteredCase(park)
  expect(fresh.can.reassign_handler).toBe(false)
})

test('a case is put on the key list and taken off it, with the reason; the figure follows', async () => {
  const { id, version } = await anAcceptedCase(park)
  const key = await park.act('leader', markKey, { id, version, key_list: true, reason: '重点项目' })
  expect(key.key_list).toBe(true)
  expect((await park.ask('supervisor', askFigure, { name: 'requests.on_key_list' })).value).toBe(1)
  await expect(
    park.act('dispatcher', markKey, { id, version: key.version, key_list: true, reason: '又一次' }),
  ).rejects.toMatchObject({ code: 'cases.nothing_changes' })
  await park.act('dispatcher', markKey, { id, version: key.version, key_list: false, reason: '已解决' })
  expect((await park.ask('supervisor', askFigure, { name: 'requests.on_key_list' })).value).toBe(0)
  await expect(
    park.act('supervisor', markKey, { id, version: key.version + 1, key_list: true, reason: '?' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})
