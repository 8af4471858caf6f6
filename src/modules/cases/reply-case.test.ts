import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { confirmCase } from './confirm-case.ts'
import { aDispatchedCase, anAcceptedCase } from './fixtures.ts'
import { listCases } from './list-cases.ts'
import { caseEntries, oneCase } from './queries.ts'
import { replyCase } from './reply-case.ts'
import { strikeOffCase } from './strike-off-case.ts'
import { verifyPark } from './verify.ts'

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

test('of what is only partly solved the rest is a case of its own, at work in the same department', async () => {
  const { id, version } = await anAcceptedCase(park)
  const partly = { id, version, answer: '先加开一班', outcome: 'partly_solved' } as const
  await expect(park.act('handler', replyCase, partly)).rejects.toMatchObject({
    code: 'cases.commitment_needed',
  })
  const replied = await park.act('handler', replyCase, {
    ...partly,
    commitment: { text: '再加开夜班', due: '2026-12-01' },
  })
  expect(replied).toMatchObject({ state: 'replied', outcome: 'partly_solved' })
  const { items } = await park.ask('handler', listCases, { kind: 'commitment' })
  const child = await park.ask('handler', oneCase, { id: items[0]?.id ?? '' })
  expect(child).toMatchObject({
    state: 'accepted',
    text: '再加开夜班',
    asker: replied.asker,
    lead: replied.lead,
    parent: { id, number: replied.number },
    deadline: { due_on: '2026-12-01' },
  })
  const { items: entries } = await park.ask('supervisor', caseEntries, { id: child.id })
  expect(entries.map(({ action, post }) => [action, post])).toEqual([
    ['register', 'system'],
    ['dispatch', 'system'],
    ['accept', 'system'],
  ])
  // The parent waits for its parts, and who made the promise does not confirm it.
  const confirmed = await park.act('asker', confirmCase, { id, version: replied.version, rating: 4 })
  await expect(
    park.act('dispatcher', strikeOffCase, { id, version: confirmed.version }),
  ).rejects.toMatchObject({ code: 'cases.children_open', detail: { count: 1 } })
  const kept = await park.act('handler', replyCase, {
    id: child.id,
    version: child.version,
    answer: '夜班已开',
    outcome: 'solved',
  })
  const content = await park.act('asker', confirmCase, { id: child.id, version: kept.version, rating: 5 })
  await park.act('dispatcher', strikeOffCase, { id: child.id, version: content.version })
  expect(await park.act('dispatcher', strikeOffCase, { id, version: confirmed.version })).toMatchObject({
    state: 'struck_off',
  })
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})
