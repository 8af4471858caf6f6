import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { setCoOrganisers } from './co-organise.ts'
import { aDispatchedCase, anAcceptedCase } from './fixtures.ts'
import { proposeReply, sendBack } from './propose-reply.ts'
import { caseEntries, oneCase } from './queries.ts'
import { replyCase } from './reply-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const explained = { answer: '要等市里批线路', outcome: 'explained', review_on: '2026-12-20' } as const

test('a handler proposes, the head sends it back with a reason, and signs the second one', async () => {
  const { id, version } = await anAcceptedCase(park)
  await expect(park.act('handler', replyCase, { id, version, ...explained })).rejects.toMatchObject({
    code: 'cases.head_signs',
  })
  const proposed = await park.act('handler', proposeReply, { id, version, ...explained })
  expect(proposed).toMatchObject({
    state: 'accepted',
    proposal: { outcome: 'explained', answer: '要等市里批线路' },
    answer: null,
  })
  const back = await park.act('head', sendBack, { id, version: proposed.version, reason: '写明谁批' })
  expect(back.proposal).toBeNull()
  const second = await park.act('handler', proposeReply, { id, version: back.version, ...explained })
  const replied = await park.act('head', replyCase, { id, version: second.version, ...explained })
  expect(replied).toMatchObject({ state: 'replied', outcome: 'explained', proposal: null })
})

test('askers neither see a proposal nor hear of it', async () => {
  const { id, version } = await anAcceptedCase(park)
  await park.act('handler', proposeReply, { id, version, ...explained })
  expect((await park.ask('asker', oneCase, { id })).proposal).toBeNull()
  const { items } = await park.ask('asker', caseEntries, { id })
  expect(JSON.stringify(items)).not.toContain('要等市里批线路')
  expect(items.map(({ action }) => action)).not.toContain('propose_reply')
})

test('lateness counts by the head’s signing, not by the proposal', async () => {
  const { id, version } = await anAcceptedCase(park)
  const proposed = await park.act('handler', proposeReply, { id, version, ...explained })
  bench.clock.pass(10 * 24 * 3600 * 1000)
  const replied = await park.act('head', replyCase, { id, version: proposed.version, ...explained })
  expect(replied.late).toBe(true)
})

test('nothing proposed, nothing to send back; other departments and stale news are refused', async () => {
  const { id, version } = await anAcceptedCase(park)
  await expect(park.act('head', sendBack, { id, version, reason: '?' })).rejects.toMatchObject({
    code: 'cases.nothing_proposed',
  })
  await expect(park.act('otherHandler', proposeReply, { id, version, ...explained })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(
    park.act('handler', proposeReply, { id, version: version - 1, ...explained }),
  ).rejects.toMatchObject({ code: 'cases.changed_since' })
  const early = await aDispatchedCase(park)
  await expect(
    park.act('handler', proposeReply, { id: early.id, version: early.version, ...explained }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
})

test('what could not be answered so is not proposed so: no day to look again, no rest, helpers not heard', async () => {
  const { id, version } = await anAcceptedCase(park)
  const propose = (said: object, over: object = {}) =>
    park.act('handler', proposeReply, {
      id,
      version,
      answer: '先这样',
      outcome: 'explained',
      ...said,
      ...over,
    })
  await expect(propose({})).rejects.toMatchObject({ code: 'cases.review_needed' })
  await expect(propose({ outcome: 'partly_solved' })).rejects.toMatchObject({
    code: 'cases.commitment_needed',
  })
  const helped = await park.act('dispatcher', setCoOrganisers, {
    id,
    version,
    co_organisers: [{ department: '生态环境分局' }],
    reason: '要测噪声',
  })
  await expect(propose(explained, { version: helped.version })).rejects.toMatchObject({
    code: 'cases.co_organisers_missing',
    detail: { departments: ['生态环境分局'] },
  })
})
