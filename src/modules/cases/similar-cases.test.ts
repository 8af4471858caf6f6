import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  foundPark,
  NOW,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { amendCase } from './amend-case.ts'
import { aRegisteredCase } from './fixtures.ts'
import { refuseCase } from './refuse-case.ts'
import { similarCases } from './similar-cases.ts'

const BUS = '东门公交班次太少，夜班职工下班无车可坐'
const AGAIN = '东门公交车班次太少，夜班的职工下班没有车可坐'
const DAY = 24 * 3600 * 1000
const other = { kind: 'enterprise', name: '示例食品有限公司' } as const

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())
beforeEach(async () => {
  bench.clock.set(NOW)
  park = await foundPark(bench)
})

test('the same matter in other words is offered, whoever asked, and says what speaks for it', async () => {
  const first = await aRegisteredCase(park, { text: BUS })
  await aRegisteredCase(park, { text: '厂区雨水管堵塞，积水进仓库', category: '水电', asker: other })
  const { items } = await park.ask('dispatcher', similarCases, {
    text: AGAIN,
    enterprise: other.name,
    category: '交通',
  })
  expect(items).toHaveLength(1)
  expect(items[0]).toMatchObject({
    number: first.number,
    why: { same_enterprise: false, same_category: true },
  })
  expect(items[0]?.why.text).toBeGreaterThan(35)
  expect(items[0]?.why.shared).toContain('公交')
})

test('the same enterprise asking for the same kind of thing again is offered, also in quite other words', async () => {
  const first = await aRegisteredCase(park, { text: BUS })
  const ask = { text: '请求增开通勤车', enterprise: '示例电气装备有限公司', category: '交通' }
  const { items } = await park.ask('dispatcher', similarCases, ask)
  expect(items).toMatchObject([{ number: first.number, why: { same_enterprise: true, same_category: true } }])
  bench.clock.pass(40 * DAY)
  expect((await park.ask('dispatcher', similarCases, ask)).items).toEqual([])
})

test('what was refused, what is half a year old, the case itself, and what another park asked are not offered', async () => {
  const { id, version } = await aRegisteredCase(park, { text: BUS })
  const offered = async (over: object = {}) =>
    (await park.ask('dispatcher', similarCases, { text: AGAIN, ...over })).items.map((item) => item.id)
  expect(await offered()).toEqual([id])
  expect(await offered({ except: id })).toEqual([])
  const neighbour = await foundPark(bench)
  expect((await neighbour.ask('dispatcher', similarCases, { text: AGAIN })).items).toEqual([])
  bench.clock.pass(200 * DAY)
  expect(await offered()).toEqual([])
  bench.clock.set('2026-10-09T03:00:00.000Z')
  await park.act('dispatcher', refuseCase, { id, version, reason: 'too_vague', text: '看不懂' })
  expect(await offered()).toEqual([])
})

test('nobody is offered what he may not see, nor learns who asked in confidence', async () => {
  await aRegisteredCase(park, { text: BUS, confidential: true })
  expect((await park.ask('otherAsker', similarCases, { text: AGAIN })).items).toEqual([])
  const ask = { text: '请求增开通勤车', enterprise: '示例电气装备有限公司', category: '交通' }
  expect((await park.ask('auditor', similarCases, ask)).items).toEqual([])
  expect((await park.ask('dispatcher', similarCases, ask)).items).toHaveLength(1)
  await expect(park.ask('admin', similarCases, { text: AGAIN })).rejects.toMatchObject({ kind: 'forbidden' })
})

test('a case is found by its amended words', async () => {
  const { id, version } = await aRegisteredCase(park, { text: '写错了' }, 'asker')
  await park.act('asker', amendCase, { id, version, set: { text: BUS }, reason: '写错' })
  expect((await park.ask('dispatcher', similarCases, { text: AGAIN })).items).toMatchObject([{ id }])
})
