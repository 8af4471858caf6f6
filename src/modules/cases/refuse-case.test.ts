import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  foundPark,
  NOW,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { addDays, daysBetween, makeCalendar } from '../../kernel/calendar.ts'
import { aDispatchedCase, aRegisteredCase, dispatched } from './fixtures.ts'
import { objectToRefusal, refuseCase } from './refuse-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const DAY = 24 * 3600 * 1000
const why = { reason: 'not_of_the_park', text: '这条路归市里管' } as const

async function aRefusedCase() {
  const { id, version } = await aRegisteredCase(park)
  return park.act('dispatcher', refuseCase, { id, version, ...why })
}

test('a refusal has a reason out of a list and one in words, and says until when one may object', async () => {
  const view = await aRefusedCase()
  expect(view).toMatchObject({
    state: 'closed_refused',
    refusal: { reason: 'not_of_the_park', on: '2026-10-09' },
  })
  // Fifteen working days: Saturday 10 October is a make-up working day.
  expect(view.refusal?.object_by?.slice(0, 10)).toBe('2026-10-29')
  const { id, version } = await aRegisteredCase(park)
  await expect(
    park.act('dispatcher', refuseCase, { id, version, reason: 'no_time', text: '忙' } as never),
  ).rejects.toMatchObject({ kind: 'invalid' })
})

test('the asker objects once; then somebody else decides', async () => {
  const { id, version } = await aRefusedCase()
  const again = await park.act('asker', objectToRefusal, { id, version, reason: '门牌在园区里' })
  expect(again).toMatchObject({ state: 'registered', refusal: null, can: { object: false } })
  await expect(
    park.act('dispatcher', refuseCase, { id, version: again.version, ...why }),
  ).rejects.toMatchObject({ code: 'cases.decided_by_another' })
  const last = await park.act('otherDispatcher', refuseCase, { id, version: again.version, ...why })
  expect(last).toMatchObject({ state: 'closed_refused', refusal: { object_by: null } })
  await expect(
    park.act('asker', objectToRefusal, { id, version: last.version, reason: '还是不服' }),
  ).rejects.toMatchObject({ code: 'cases.objected_before' })
})

test('what was objected to may be dispatched after all', async () => {
  const { id, version } = await aRefusedCase()
  const again = await park.act('asker', objectToRefusal, { id, version, reason: '门牌在园区里' })
  expect(await dispatched(park, again)).toMatchObject({ state: 'dispatched' })
})

test('after fifteen working days it is too late to object', async () => {
  const { id, version } = await aRefusedCase()
  bench.clock.pass(40 * DAY)
  await expect(park.act('asker', objectToRefusal, { id, version, reason: '才看到' })).rejects.toMatchObject({
    code: 'cases.objection_too_late',
  })
  bench.clock.set(NOW)
})

test('only the dispatch centre refuses, only what nobody is charged with, only as it read it', async () => {
  const { id, version } = await aRegisteredCase(park)
  await expect(park.act('supervisor', refuseCase, { id, version, ...why })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('otherAsker', refuseCase, { id, version, ...why })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(
    park.act('dispatcher', refuseCase, { id, version: version + 1, ...why }),
  ).rejects.toMatchObject({ code: 'cases.changed_since' })
  const busy = await aDispatchedCase(park)
  await expect(
    park.act('dispatcher', refuseCase, { id: busy.id, version: busy.version, ...why }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
})

test('who neither asked nor registered does not object', async () => {
  const { id, version } = await aRefusedCase()
  await expect(
    park.act('otherDispatcher', objectToRefusal, { id, version, reason: '?' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.act('otherAsker', objectToRefusal, { id, version, reason: '?' })).rejects.toMatchObject({
    kind: 'missing',
  })
})

test('over a year without official days a refusal stands too, and the asker has the longest time it could come to', async () => {
  const calendar = makeCalendar()
  const spans: number[] = []
  for (let day = '2008-01-01'; day < `${calendar.publishedTo}-11-01`; day = addDays(day, 1)) {
    spans.push(daysBetween(day, calendar.addWorkingDays(day, 15).due))
  }
  expect(Math.max(...spans)).toBe(29)

  bench.clock.set(`${calendar.publishedTo}-12-16T02:24:00.000Z`)
  expect((await aRefusedCase()).refusal?.object_by?.slice(0, 10)).toBe(`${calendar.publishedTo + 1}-01-15`)
})
