import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { askFigure } from '../figures/index.ts'
import { answerOnSpot } from './answer-on-spot.ts'
import { confirmCase } from './confirm-case.ts'
import { aDispatchedCase, anAcceptedCase, aRegisteredCase } from './fixtures.ts'
import { rejectCase } from './reject-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const answer = { answer: '当场给了办事指南', outcome: 'solved' } as const

test('an officer answers what he registered, at once; it counts as answered on the spot', async () => {
  const { id, version } = await aRegisteredCase(park, {}, 'officer')
  const view = await park.act('officer', answerOnSpot, { id, version, ...answer })
  expect(view).toMatchObject({ state: 'replied', rung: 'on_spot', lead: { department: null }, late: null })
  expect((await park.ask('supervisor', askFigure, { name: 'requests.on_the_spot' })).value).toBe(1)
  const back = await park.act('asker', rejectCase, { id, version: view.version, reason: '没用' })
  expect(back.state).toBe('registered')
})

test('a leader answers, his department is then in charge, and a rejection starts its clock', async () => {
  const registered = await aDispatchedCase(park)
  const view = await park.act('leader', answerOnSpot, {
    id: registered.id,
    version: registered.version,
    ...answer,
  })
  expect(view).toMatchObject({
    state: 'replied',
    lead: { department: { name: '建设交通局' } },
    deadline: { due_on: registered.deadline?.due_on },
  })
  const back = await park.act('asker', rejectCase, { id: view.id, version: view.version, reason: '还是没车' })
  expect(back).toMatchObject({ state: 'accepted', deadline: { runs: [{}, { why: 'rejected' }] } })
})

test('once dispatched, the department in charge may answer on the spot; before that no department', async () => {
  const registered = await aRegisteredCase(park)
  await expect(
    park.act('handler', answerOnSpot, { id: registered.id, version: registered.version, ...answer }),
  ).rejects.toMatchObject({ kind: 'missing' })
  const { id, version } = await aDispatchedCase(park)
  const view = await park.act('handler', answerOnSpot, { id, version, ...answer })
  expect(view).toMatchObject({ state: 'replied', rung: 'on_spot', late: false })
  await expect(
    park.act('handler', confirmCase, { id, version: view.version, rating: 5 }),
  ).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('"explained" names a day to look again; the wrong state and a stale version are refused', async () => {
  const { id, version } = await aDispatchedCase(park)
  await expect(
    park.act('head', answerOnSpot, { id, version, answer: '要等规划', outcome: 'explained' }),
  ).rejects.toMatchObject({ code: 'cases.review_needed' })
  await expect(park.act('head', answerOnSpot, { id, version: version - 1, ...answer })).rejects.toMatchObject(
    { code: 'cases.changed_since' },
  )
  const accepted = await anAcceptedCase(park)
  await expect(
    park.act('head', answerOnSpot, { id: accepted.id, version: accepted.version, ...answer }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
})
