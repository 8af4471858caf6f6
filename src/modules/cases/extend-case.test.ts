import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  foundPark,
  NOW,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import type { CaseView } from './contract.ts'
import { decideExtension, requestExtension } from './extend-case.ts'
import { aDispatchedCase, anAcceptedCase } from './fixtures.ts'
import { caseEntries, oneCase } from './queries.ts'
import { replyCase } from './reply-case.ts'
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
const more = { until: '2026-10-23', progress: '已比选三家', reason: '设备要订货' }
const asked = ({ id, version }: CaseView, over: object = {}) =>
  park.act('head', requestExtension, { id, version, ...more, ...over })

test('the head asks, another grants: the new date and the old one both stay, and it can be explained', async () => {
  const before = await anAcceptedCase(park)
  expect(before.deadline?.due_on).toBe('2026-10-15')
  const request = await asked(before)
  expect(request).toMatchObject({
    pending: { what: 'extension', until: '2026-10-23' },
    progress: '已比选三家',
  })
  const view = await park.act('dispatcher', decideExtension, {
    id: before.id,
    version: request.version,
    grant: true,
  })
  expect(view).toMatchObject({
    state: 'accepted',
    pending: null,
    extension_count: 1,
    deadline: { due_on: '2026-10-23', first_due_on: '2026-10-15' },
  })
  expect(view.deadline?.runs.at(-1)?.sentence.zh).toContain('延期')
  bench.clock.pass(10 * DAY)
  const replied = await park.act('handler', replyCase, {
    id: view.id,
    version: view.version,
    answer: '装好了',
    outcome: 'solved',
  })
  expect(replied.late).toBe(false)
})

test('refused, the date stays and the head may ask again', async () => {
  const before = await anAcceptedCase(park)
  const request = await asked(before)
  const view = await park.act('dispatcher', decideExtension, {
    id: before.id,
    version: request.version,
    grant: false,
    reason: '来得及',
  })
  expect(view).toMatchObject({ pending: null, extension_count: 0, deadline: { due_on: '2026-10-15' } })
  expect((await asked(view)).pending).not.toBeNull()
})

test('at most two extensions', async () => {
  let view = await anAcceptedCase(park)
  for (const until of ['2026-10-20', '2026-10-23']) {
    const request = await asked(view, { until })
    view = await park.act('dispatcher', decideExtension, {
      id: view.id,
      version: request.version,
      grant: true,
    })
  }
  await expect(asked(view, { until: '2026-10-30' })).rejects.toMatchObject({ code: 'cases.extended_twice' })
})

test('asked and decided before due: afterwards it is too late for both', async () => {
  const before = await anAcceptedCase(park)
  const request = await asked(before)
  bench.clock.pass(8 * DAY)
  await expect(
    park.act('dispatcher', decideExtension, { id: before.id, version: request.version, grant: true }),
  ).rejects.toMatchObject({ code: 'cases.decided_too_late' })
  bench.clock.set(NOW)
  const other = await anAcceptedCase(park)
  bench.clock.pass(8 * DAY)
  await expect(asked(other)).rejects.toMatchObject({ code: 'cases.asked_too_late' })
})

test('an undecided request lapses with the state, by an entry of the system', async () => {
  const before = await anAcceptedCase(park)
  const request = await asked(before)
  const replied = await park.act('handler', replyCase, {
    id: before.id,
    version: request.version,
    answer: '办好了',
    outcome: 'solved',
  })
  expect(replied).toMatchObject({ state: 'replied', pending: null, version: request.version + 2 })
  const { items } = await park.ask('supervisor', caseEntries, { id: before.id })
  expect(items.slice(-2).map(({ action, post }) => [action, post])).toEqual([
    ['reply', 'handler'],
    ['lapse', 'system'],
  ])
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('not by a handler, not by who asked, not to an earlier day, not twice at once, not before it is signed for', async () => {
  const view = await anAcceptedCase(park)
  const { id, version } = view
  await expect(park.act('handler', requestExtension, { id, version, ...more })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(asked(view, { until: '2026-10-15' })).rejects.toMatchObject({ code: 'cases.until_not_later' })
  await expect(asked({ ...view, version: version - 1 })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
  const request = await asked(view)
  await expect(asked(request)).rejects.toMatchObject({ code: 'cases.request_waits' })
  await expect(
    park.act('head', decideExtension, { id, version: request.version, grant: true }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  expect((await park.ask('asker', oneCase, { id })).pending).toBeNull()
  const early = await aDispatchedCase(park)
  await expect(asked(early)).rejects.toMatchObject({ code: 'cases.wrong_state' })
})
