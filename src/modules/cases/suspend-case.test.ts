import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  foundPark,
  NOW,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import type { CaseView } from './contract.ts'
import { anAcceptedCase } from './fixtures.ts'
import { redispatchCase } from './redispatch-case.ts'
import { decideSuspension, requestSuspension, resumeCase } from './suspend-case.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())
beforeEach(() => bench.clock.set(NOW))

const DAY = 24 * 3600 * 1000

async function aSuspendedCase(): Promise<CaseView> {
  const { id, version } = await anAcceptedCase(park)
  const request = await park.act('head', requestSuspension, {
    id,
    version,
    until: '2026-10-30',
    reason: '等供电公司停电计划',
  })
  return park.act('dispatcher', decideSuspension, { id, version: request.version, grant: true })
}

test('while it is suspended the clock stands still, and it gives back the working days it took', async () => {
  const suspended = await aSuspendedCase()
  expect(suspended).toMatchObject({ state: 'suspended', lamp: 'grey', suspended_until: '2026-10-30' })
  // From Friday 9 to Wednesday 14 October: Saturday is worked, Sunday is not.
  bench.clock.pass(5 * DAY)
  const resumed = await park.act('head', resumeCase, {
    id: suspended.id,
    version: suspended.version,
    reason: '电已停过',
  })
  expect(resumed).toMatchObject({
    state: 'accepted',
    pauses: [{ from: '2026-10-09', to: '2026-10-14', working_days: 4 }],
    suspended_until: null,
    deadline: { due_on: '2026-10-21', first_due_on: '2026-10-15' },
  })
  expect(resumed.deadline?.runs.at(-1)).toMatchObject({ why: 'resumed', from: '2026-10-14' })
})

test('a suspension of less than a working day moves nothing', async () => {
  const { id, version } = await aSuspendedCase()
  const resumed = await park.act('dispatcher', resumeCase, { id, version, reason: '不用等了' })
  expect(resumed).toMatchObject({ deadline: { due_on: '2026-10-15' }, pauses: [{ working_days: 0 }] })
})

test('over a year without official days a suspended case goes on all the same, due for now on the last official day', async () => {
  bench.clock.set('2026-12-21T02:24:00.000Z')
  const { id, version } = await anAcceptedCase(park)
  const request = await park.act('head', requestSuspension, {
    id,
    version,
    until: '2026-12-31',
    reason: '等供电公司停电计划',
  })
  const on = await park.act('dispatcher', decideSuspension, { id, version: request.version, grant: true })
  bench.clock.set('2026-12-25T02:24:00.000Z')
  const resumed = await park.act('head', resumeCase, { id, version: on.version, reason: '电已停过' })
  expect(resumed).toMatchObject({
    state: 'accepted',
    pauses: [{ working_days: 4 }],
    deadline: { due_on: '2026-12-31', provisional: true },
  })
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('a suspended case that goes to another department gets its days back as well', async () => {
  const { id, version } = await aSuspendedCase()
  bench.clock.pass(5 * DAY)
  const view = await park.act('dispatcher', redispatchCase, {
    id,
    version,
    department: '生态环境分局',
    reason: '归环保',
  })
  expect(view).toMatchObject({ state: 'dispatched', deadline: { due_on: '2026-10-21' } })
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('refused, it is worked on; not by who asked, not by a handler, not for a day that has passed', async () => {
  const { id, version } = await anAcceptedCase(park)
  const ask = { id, version, until: '2026-10-30', reason: '等' }
  await expect(park.act('handler', requestSuspension, ask)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.act('head', requestSuspension, { ...ask, until: '2026-10-09' })).rejects.toMatchObject({
    code: 'cases.until_not_later',
  })
  await expect(park.act('head', requestSuspension, { ...ask, version: version - 1 })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
  const request = await park.act('head', requestSuspension, ask)
  await expect(
    park.act('head', decideSuspension, { id, version: request.version, grant: true }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  const refused = await park.act('dispatcher', decideSuspension, {
    id,
    version: request.version,
    grant: false,
    reason: '可以先做别的',
  })
  expect(refused).toMatchObject({ state: 'accepted', pending: null })
  await expect(
    park.act('dispatcher', resumeCase, { id, version: refused.version, reason: '?' }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
  await expect(
    park.act('dispatcher', decideSuspension, { id, version: refused.version, grant: true }),
  ).rejects.toMatchObject({ code: 'cases.nothing_requested' })
})

test('one request at a time, and none once the case is due', async () => {
  const { id, version } = await anAcceptedCase(park)
  const ask = { until: '2026-11-30', reason: '等供电公司停电计划' }
  const request = await park.act('head', requestSuspension, { id, version, ...ask })
  await expect(
    park.act('head', requestSuspension, { id, version: request.version, ...ask }),
  ).rejects.toMatchObject({ code: 'cases.request_waits', detail: { what: 'suspension' } })
  const late = await anAcceptedCase(park)
  bench.clock.set('2026-10-16T02:00:00.000Z')
  await expect(
    park.act('head', requestSuspension, { id: late.id, version: late.version, ...ask }),
  ).rejects.toMatchObject({ code: 'cases.asked_too_late' })
})
