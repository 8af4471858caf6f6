import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { acceptCase } from './accept-case.ts'
import { confirmForAsker } from './confirm-for-asker.ts'
import { dispatchCase } from './dispatch-case.ts'
import { aConfirmedCase, anAcceptedCase, aRegisteredCase, aRepliedCase } from './fixtures.ts'
import { rejectCase } from './reject-case.ts'
import { replyCase } from './reply-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a rejected answer goes back to the department with the working days that were left when it answered', async () => {
  bench.clock.set('2026-10-09T02:24:00.000Z')
  const accepted = await anAcceptedCase(park)
  const { id } = accepted
  bench.clock.set('2026-10-12T02:00:00.000Z')
  const replied = await park.act('handler', replyCase, {
    id,
    version: accepted.version,
    answer: '已办',
    outcome: 'solved',
  })
  // Due on the 15th, answered on the 12th: three working days were left. The asker takes his time.
  bench.clock.set('2026-10-20T02:00:00.000Z')
  const view = await park.act('asker', rejectCase, { id, version: replied.version, reason: '还是没车' })
  expect(view).toMatchObject({
    state: 'accepted',
    reject_count: 1,
    answer: null,
    outcome: null,
    first_replied_on: '2026-10-12',
    lamp: 'green',
    deadline: { due_on: '2026-10-23', first_due_on: '2026-10-15' },
  })
  expect(view.deadline?.runs.map(({ why, working_days }) => [why, working_days])).toEqual([
    ['dispatched', 5],
    ['rejected', 3],
  ])
})

test('an answer due in a year without official days is sent back all the same, and its due date stays', async () => {
  bench.clock.set('2026-11-20T02:24:00.000Z')
  const { id, version } = await aRegisteredCase(park)
  const dispatched = await park.act('dispatcher', dispatchCase, {
    id,
    version,
    department: '建设交通局',
    deadline: { date: '2027-01-15' },
  })
  const accepted = await park.act('handler', acceptCase, { id, version: dispatched.version })
  const replied = await park.act('handler', replyCase, {
    id,
    version: accepted.version,
    answer: '已办',
    outcome: 'solved',
  })
  const view = await park.act('asker', rejectCase, { id, version: replied.version, reason: '还是没车' })
  expect(view).toMatchObject({
    state: 'accepted',
    deadline: { due_on: '2027-01-15', provisional: true },
  })
  expect(view.deadline?.runs.map(({ why, working_days }) => [why, working_days])).toEqual([
    ['dispatched', null],
    ['rejected', null],
  ])
})

test('an answer that came late leaves one working day', async () => {
  bench.clock.set('2026-10-09T02:24:00.000Z')
  const accepted = await anAcceptedCase(park)
  const { id } = accepted
  bench.clock.set('2026-10-19T02:00:00.000Z')
  const replied = await park.act('handler', replyCase, {
    id,
    version: accepted.version,
    answer: '已办',
    outcome: 'solved',
  })
  const view = await park.act('asker', rejectCase, { id, version: replied.version, reason: '没有' })
  expect(view.deadline?.due_on).toBe('2026-10-20')
  expect(view.late).toBe(true)
})

test('what somebody confirmed for the asker he can still reject; what he confirmed himself he cannot', async () => {
  const replied = await aRepliedCase(park)
  const by = { way: 'told', how: 'telephone', rating: 5, evidence: '电话' } as const
  const confirmed = await park.act('returnVisitor', confirmForAsker, {
    id: replied.id,
    version: replied.version,
    by,
  })
  const view = await park.act('asker', rejectCase, {
    id: replied.id,
    version: confirmed.version,
    reason: '没人打过电话',
  })
  expect(view).toMatchObject({ state: 'accepted', rating: null, for_asker: false })
  const own = await aConfirmedCase(park)
  await expect(
    park.act('asker', rejectCase, { id: own.id, version: own.version, reason: '反悔' }),
  ).rejects.toMatchObject({
    code: 'cases.asker_confirmed',
  })
})

test('strangers, a missing reason, the wrong state and a stale version are refused', async () => {
  const { id, version } = await aRepliedCase(park)
  await expect(park.act('handler', rejectCase, { id, version, reason: '不' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('otherAsker', rejectCase, { id, version, reason: '不' })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('asker', rejectCase, { id, version, reason: '' })).rejects.toMatchObject({
    code: 'kernel.input',
  })
  await expect(park.act('asker', rejectCase, { id, version: 1, reason: '不' })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
  const accepted = await anAcceptedCase(park)
  await expect(
    park.act('asker', rejectCase, { id: accepted.id, version: accepted.version, reason: '不' }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
})
