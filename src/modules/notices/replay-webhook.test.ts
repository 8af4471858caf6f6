import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openReceiver, type Receiver } from '../../../test/support/receiver.ts'
import { openTestServer } from '../../../test/support/server.ts'
import { anAcceptedCase, aRegisteredCase } from '../cases/fixtures.ts'
import { aWebhook, push, REFUSALS, refusesOthers } from './fixtures.ts'
import { replayWebhook } from './replay-webhook.ts'
import { listDeliveries } from './webhook-queries.ts'

let bench: TestProduct
let park: TestPark
let receiver: Receiver
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  receiver = await openReceiver()
})
afterAll(async () => {
  await receiver.close()
  await bench.close()
})

test('one delivery or all since an instant are sent again, with their ids and bytes', async () => {
  const { id } = await aWebhook(bench, park, { receiver })
  await anAcceptedCase(park)
  await push(bench, receiver)
  bench.clock.pass(3600_000)
  const since = bench.clock()
  await aRegisteredCase(park)
  await push(bench, receiver)
  const first = receiver.received.map(({ headers, body }) => [headers['webhook-id'], body])
  expect(first).toHaveLength(4)

  const page = await park.ask('admin', listDeliveries, { id, limit: 3 })
  const rest = await park.ask('admin', listDeliveries, { id, limit: 3, cursor: page.next ?? '' })
  const oldest = rest.items.at(-1)?.id ?? ''
  receiver.received.length = 0
  expect(await park.act('admin', replayWebhook, { id, delivery: oldest })).toEqual({ replayed: 1 })
  await push(bench, receiver)
  expect(receiver.received.map(({ headers, body }) => [headers['webhook-id'], body])).toEqual([first[0]])

  receiver.received.length = 0
  expect(await park.act('admin', replayWebhook, { id, since })).toEqual({ replayed: 1 })
  expect(await park.act('admin', replayWebhook, { id, since: '2026-01-01T08:00:00+08:00' })).toEqual({
    replayed: 4,
  })
  await push(bench, receiver)
  expect(receiver.received.map(({ headers }) => headers['webhook-id']).toSorted()).toEqual(
    first.map(([message]) => message).toSorted(),
  )
})

test('a delivery of another webhook, and one that is not there, are not sent', async () => {
  const { id } = await aWebhook(bench, park, { receiver, path: 'mine' })
  const { id: other } = await aWebhook(bench, park, { receiver, path: 'other' })
  await aRegisteredCase(park)
  await push(bench, receiver)
  const [foreign] = (await park.ask('admin', listDeliveries, { id: other })).items
  await expect(park.act('admin', replayWebhook, { id, delivery: foreign?.id ?? '' })).rejects.toMatchObject({
    code: 'notices.delivery_missing',
  })
})

test('administrators of the park alone replay and see deliveries', async () => {
  const other = await foundPark(bench)
  const { id } = await aWebhook(bench, park, { receiver, path: 'third' })
  await aRegisteredCase(park)
  await push(bench, receiver)
  const input = { id, since: '2026-01-01T00:00:00Z' }
  expect(await refusesOthers(park, other, { command: replayWebhook, input })).toEqual(REFUSALS)
  await expect(other.ask('admin', listDeliveries, { id })).rejects.toMatchObject({
    code: 'notices.webhook_missing',
  })
  await expect(park.ask('dispatcher', listDeliveries, { id })).rejects.toMatchObject({ kind: 'forbidden' })
})

test('over HTTP: list, deliveries, replay, rotate, disable, enable, remove', async () => {
  const server = await openTestServer(bench, park)
  try {
    const { id } = await aWebhook(bench, park, { receiver, path: 'http' })
    const at = `/webhooks/${id}`
    expect((await server.call('admin', 'GET', '/webhooks')).status).toBe(200)
    expect((await server.call('admin', 'GET', `${at}/deliveries`)).body).toEqual({ items: [], next: null })
    const body = { since: '2026-10-01T00:00:00Z' }
    expect((await server.call('admin', 'POST', `${at}/replay`, { body })).body).toEqual({ replayed: 0 })
    expect((await server.call('admin', 'POST', `${at}/rotate-secret`)).body['secret']).toMatch(/^whsec_/)
    expect((await server.call('admin', 'POST', `${at}/disable`)).body['disabled']).toBe('by_hand')
    expect((await server.call('admin', 'POST', `${at}/enable`)).body['disabled']).toBeNull()
    expect((await server.call('head', 'POST', `${at}/remove`)).status).toBe(403)
    expect((await server.call('admin', 'POST', `${at}/remove`)).body).toEqual({ id })
    expect((await server.call('admin', 'POST', `${at}/remove`)).status).toBe(404)
  } finally {
    await server.close()
  }
})
