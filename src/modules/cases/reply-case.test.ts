import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aDispatchedCase, anAcceptedCase } from './fixtures.ts'
import { replyCase } from './reply-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('an answer in time is not late, and its working days are counted', async () => {
  const { id, version } = await anAcceptedCase(park)
  bench.clock.set('2026-10-13T03:00:00.000Z')
  const view = await park.act('handler', replyCase, { id, version, answer: '已加开两班', outcome: 'solved' })
  expect(view).toMatchObject({
    state: 'replied',
    outcome: 'solved',
    answer: '已加开两班',
    replied_on: '2026-10-13',
    late: false,
    // The clock of the answer stands; the one of the asker's confirmation runs.
    lamp: 'green',
    clocks: [
      { step: 'confirm', lamp: 'green', stands: false },
      { step: 'reply', lamp: 'grey', stands: true },
    ],
  })
  const [row] = await bench.sql('select reply_working_days from cases where id = $1', [id])
  // 9 October to 13 October: the make-up Saturday 10th, Monday 12th, Tuesday 13th.
  expect(row).toEqual({ reply_working_days: 3 })
})

test('an answer after the due day is late, by date', async () => {
  bench.clock.set('2026-10-09T02:24:00.000Z')
  const onTheDay = await anAcceptedCase(park)
  const after = await anAcceptedCase(park)
  // 22:00 on the due day itself, past office hours.
  bench.clock.set('2026-10-15T14:00:00.000Z')
  const answer = { answer: '已办', outcome: 'solved' } as const
  expect(
    (await park.act('handler', replyCase, { id: onTheDay.id, version: onTheDay.version, ...answer })).late,
  ).toBe(false)
  bench.clock.set('2026-10-15T16:00:01.000Z')
  expect(
    (await park.act('handler', replyCase, { id: after.id, version: after.version, ...answer })).late,
  ).toBe(true)
})

test('"explained" is for the head to sign, with a later day to look again', async () => {
  const { id, version } = await anAcceptedCase(park)
  const answer = { id, version, answer: '规划未批，暂不能办', outcome: 'explained' } as const
  await expect(park.act('handler', replyCase, { ...answer, review_on: '2026-12-01' })).rejects.toMatchObject({
    code: 'cases.head_signs',
  })
  await expect(park.act('head', replyCase, answer)).rejects.toMatchObject({ code: 'cases.review_needed' })
  const view = await park.act('head', replyCase, { ...answer, review_on: '2026-12-01' })
  expect(view).toMatchObject({ state: 'replied', outcome: 'explained', review_on: '2026-12-01' })
})

test('a case that was not signed for, a stranger and a stale version are refused', async () => {
  const answer = { answer: '已办', outcome: 'solved' } as const
  const dispatched = await aDispatchedCase(park)
  await expect(
    park.act('handler', replyCase, { id: dispatched.id, version: dispatched.version, ...answer }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
  const { id, version } = await anAcceptedCase(park)
  await expect(park.act('otherHandler', replyCase, { id, version, ...answer })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('dispatcher', replyCase, { id, version, ...answer })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('handler', replyCase, { id, version: 2, ...answer })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
})
