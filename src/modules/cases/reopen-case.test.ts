import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { NOW } from '../../../test/support/park.ts'
import { dispatchCase } from './dispatch-case.ts'
import { acceptCase } from './accept-case.ts'
import { confirmCase } from './confirm-case.ts'
import { aConfirmedCase, aRegisteredCase, aStruckOffCase } from './fixtures.ts'
import { reopenCase } from './reopen-case.ts'
import { replyCase } from './reply-case.ts'
import { strikeOffCase } from './strike-off-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const DAY = 24 * 3600 * 1000

test('the asker reopens within thirty days, with a new deadline by the rule of the case; the first closing stays on record', async () => {
  const { id, version } = await aStruckOffCase(park)
  bench.clock.pass(20 * DAY)
  const view = await park.act('asker', reopenCase, { id, version, reason: '又没车了' })
  expect(view).toMatchObject({
    state: 'accepted',
    reopen_count: 1,
    struck_off_on: null,
    rating: null,
    first_replied_on: '2026-10-09',
    deadline: { due_on: '2026-11-05', first_due_on: '2026-10-15' },
  })
  bench.clock.set(NOW)
})

test('a short rule gives at least three working days', async () => {
  const registered = await aRegisteredCase(park)
  const { id } = registered
  const deadline = { rule: 'consultation' }
  const dispatched = await park.act('dispatcher', dispatchCase, {
    id,
    version: 1,
    department: '建设交通局',
    deadline,
  })
  const accepted = await park.act('handler', acceptCase, { id, version: dispatched.version })
  const replied = await park.act('handler', replyCase, {
    id,
    version: accepted.version,
    answer: '可以',
    outcome: 'solved',
  })
  const confirmed = await park.act('asker', confirmCase, { id, version: replied.version, rating: 5 })
  const struck = await park.act('dispatcher', strikeOffCase, { id, version: confirmed.version })
  const view = await park.act('supervisor', reopenCase, {
    id,
    version: struck.version,
    reason: '抽查发现没办',
  })
  expect(view.deadline?.runs.at(-1)).toMatchObject({ why: 'reopened', working_days: 3, due_on: '2026-10-13' })
})

test('after thirty days the asker may not, the supervisor may', async () => {
  const { id, version } = await aStruckOffCase(park)
  bench.clock.pass(31 * DAY)
  await expect(park.act('asker', reopenCase, { id, version, reason: '又' })).rejects.toMatchObject({
    code: 'cases.reopen_too_late',
  })
  expect(await park.act('supervisor', reopenCase, { id, version, reason: '回头看' })).toMatchObject({
    state: 'accepted',
  })
  bench.clock.set(NOW)
})

test('an open case, other posts, strangers and a stale version are refused', async () => {
  const open = await aConfirmedCase(park)
  await expect(
    park.act('supervisor', reopenCase, { id: open.id, version: open.version, reason: '再看' }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
  const { id, version } = await aStruckOffCase(park)
  await expect(park.act('dispatcher', reopenCase, { id, version, reason: '再看' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('otherAsker', reopenCase, { id, version, reason: '再看' })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('supervisor', reopenCase, { id, version: 1, reason: '再看' })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
})
