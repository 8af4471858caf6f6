import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aDispatchedCase } from '../cases/fixtures.ts'
import { oneCase } from '../cases/index.ts'
import { addDayOff } from './add-day-off.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test("a park's own day off moves later deadlines and leaves promised ones alone", async () => {
  const before = await aDispatchedCase(park)
  await park.act('admin', addDayOff, { day: '2026-10-13', name: '园区停电检修' })
  const after = await aDispatchedCase(park)
  expect(before.deadline?.due_on).toBe('2026-10-15')
  expect(after.deadline?.due_on).toBe('2026-10-16')
  expect(after.deadline?.runs[0]?.skipped).toContainEqual({
    date: '2026-10-13',
    kind: 'park_day_off',
    name: '园区停电检修',
  })
  expect(after.deadline?.runs[0]?.sentence.zh).toContain('园区停电检修 1 天')
  expect((await park.ask('dispatcher', oneCase, { id: before.id })).deadline?.due_on).toBe('2026-10-15')
})

test('another post may not', async () => {
  await expect(park.act('head', addDayOff, { day: '2026-10-14', name: '休息' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('a day that the calendar cannot read is refused, and the park goes on counting', async () => {
  await expect(park.act('admin', addDayOff, { day: '0001-01-01', name: '休息' })).rejects.toMatchObject({
    kind: 'invalid',
    code: 'calendar.date_invalid',
    detail: { date: '0001-01-01' },
  })
  expect((await aDispatchedCase(park)).deadline?.due_on).toBe('2026-10-16')
})
