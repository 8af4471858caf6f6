import { createHmac } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { sweepAll } from '../../kernel/jobs.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openReceiver, type Receiver } from '../../../test/support/receiver.ts'
import { aConfirmedCase, aDispatchedCase, aRegisteredCase } from '../cases/fixtures.ts'
import { deliverWebhooks, MOST_TRIES } from './deliver-webhooks.ts'
import { aWebhook, hear, push, toldTo } from './fixtures.ts'
import { listDeliveries, listWebhooks } from './webhook-queries.ts'

let bench: TestProduct
let park: TestPark
let receiver: Receiver
beforeAll(async () => {
  bench = await openTestProduct()
  receiver = await openReceiver()
})
afterAll(async () => {
  await receiver.close()
  await bench.close()
})
beforeEach(async () => {
  park = await foundPark(bench)
})
afterEach(async () => {
  await bench.sql('delete from webhooks')
  receiver.received.length = 0
  receiver.status = 204
})

const MINUTE = 60_000
const signatureOf = (secret: string, { headers, body }: Receiver['received'][number]) =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`)
    .digest('base64')}`

test('each act is sent once, signed, and says which case, which act, which state and nothing else', async () => {
  const { id: webhook, secret } = await aWebhook(bench, park, { receiver })
  const { id, number } = await aConfirmedCase(park)
  await push(bench, receiver)
  await push(bench, receiver)
  const bodies = receiver.received.map(({ body }) => JSON.parse(body) as { type: string; data: object })
  expect(bodies.map(({ type }) => type)).toEqual([
    'cases.register',
    'cases.dispatch',
    'cases.accept',
    'cases.reply',
    'cases.confirm',
  ])
  expect(bodies[3]).toEqual({
    type: 'cases.reply',
    timestamp: expect.stringMatching(/^2026-10-09T02:.*Z$/) as string,
    data: { case_id: id, number, action: 'reply', state: 'replied', seq: 4 },
  })
  for (const one of receiver.received) {
    expect(one.headers['webhook-signature']).toBe(signatureOf(secret, one))
    expect(one.headers['content-type']).toBe('application/json')
  }
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(5)
  const { items } = await park.ask('admin', listDeliveries, { id: webhook })
  expect(items.map(({ state, last_status }) => [state, last_status])).toEqual(Array(5).fill(['sent', 204]))
})

test('the signature is the one of the standard', () => {
  // The example of the specification's reference libraries.
  const known = {
    path: '',
    headers: { 'webhook-id': 'msg_p5jXN8AQM9LWM0D4loKWxJek', 'webhook-timestamp': '1614265330' },
    body: '{"test": 2432232314}',
  }
  expect(signatureOf('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', known)).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

test('neither who asks nor what he says is sent, confidential or not', async () => {
  await aWebhook(bench, park, { receiver })
  await aRegisteredCase(
    park,
    { confidential: true, asker: { kind: 'enterprise' }, text: '示例秘密' },
    'asker',
  )
  await aDispatchedCase(park)
  await push(bench, receiver)
  expect(receiver.received).toHaveLength(3)
  const all = JSON.stringify(receiver.received)
  for (const secret of ['示例', '公交', park.people.asker, 'dispatcher', 'enterprise'])
    expect(all).not.toContain(secret)
})

test('a webhook hears the topics it asked for, of its own park alone', async () => {
  const other = await foundPark(bench)
  await aWebhook(bench, park, { receiver, path: 'replies', topics: ['cases.reply'] })
  await aWebhook(bench, other, { receiver, path: 'other' })
  await aConfirmedCase(park)
  await push(bench, receiver)
  expect(
    receiver.received.map(({ path, body }) => [path, (JSON.parse(body) as { type: string }).type]),
  ).toEqual([['/replies', 'cases.reply']])
})

test('what fails is tried again after 1, 2, 4 … minutes with the same id and body, then given up and said', async () => {
  const { id } = await aWebhook(bench, park, { receiver, topics: ['cases.register'] })
  await aRegisteredCase(park)
  receiver.status = 500
  let minutes = 1
  for (let attempt = 1; attempt <= MOST_TRIES; attempt++) {
    await push(bench, receiver)
    expect(receiver.received).toHaveLength(attempt)
    bench.clock.pass(minutes * MINUTE - 2000)
    await push(bench, receiver)
    expect(receiver.received, 'not earlier').toHaveLength(attempt)
    bench.clock.pass(3000)
    minutes = Math.min(600, minutes * 2)
  }
  bench.clock.pass(2000 * MINUTE)
  await push(bench, receiver)
  expect(receiver.received).toHaveLength(MOST_TRIES)
  expect(
    new Set(receiver.received.map(({ headers, body }) => `${String(headers['webhook-id'])}${body}`)).size,
  ).toBe(1)
  expect(new Set(receiver.received.map(({ headers }) => headers['webhook-timestamp'])).size).toBe(MOST_TRIES)
  expect((await park.ask('admin', listDeliveries, { id })).items).toMatchObject([
    { state: 'given_up', attempts: MOST_TRIES, last_status: 500, fault: 'status' },
  ])
  expect(await toldTo(park, 'admin')).toMatchObject([
    { template: 'webhook.given_up', about: { host: `127.0.0.1:${receiver.port}` } },
  ])
})

test('one webhook that is down does not keep the others from theirs, nor is it asked for each delivery', async () => {
  await aWebhook(bench, park, { receiver, path: 'up' })
  const down = await aWebhook(bench, park, { receiver, path: 'down' })
  // Its name was public when it was added and leads home now.
  await bench.sql(`update webhooks set url = 'https://127.0.0.1:1/' where id = $1`, [down.id])
  await aConfirmedCase(park)
  await push(bench, receiver)
  expect(receiver.received).toHaveLength(5)
  const { items } = await park.ask('admin', listDeliveries, { id: down.id })
  expect(items.filter(({ attempts }) => attempts > 0)).toMatchObject([{ fault: 'port', last_status: null }])
})

test('the product itself connects to nothing of this machine, whatever stands in its own database', async () => {
  await aWebhook(bench, park, { receiver })
  await aRegisteredCase(park)
  await hear(bench)
  const before = receiver.connections()
  // With the way out that the product has, and not that of the test.
  await sweepAll(bench.product.runtime, deliverWebhooks)
  expect(receiver.connections()).toBe(before)
  const [delivery] = await bench.sql('select fault, attempts from webhook_deliveries')
  expect(delivery).toEqual({ fault: 'address', attempts: 1 })
})

test('who answers that there is nothing any more is not asked again', async () => {
  const { id } = await aWebhook(bench, park, { receiver })
  await aDispatchedCase(park)
  receiver.status = 410
  await push(bench, receiver)
  await push(bench, receiver)
  expect(receiver.received).toHaveLength(1)
  expect((await park.ask('admin', listWebhooks, {})).items).toMatchObject([{ id, disabled: 'gone' }])
})

test('a server that dies while it sends leaves the delivery to be sent again, with the same id', async () => {
  await aWebhook(bench, park, { receiver, topics: ['cases.register'] })
  await aRegisteredCase(park)
  await hear(bench)
  // The server is gone once the other side has it: nothing after that ever runs.
  let reached: () => void = () => undefined
  const reaching = new Promise<void>((resolve) => (reached = resolve))
  const dying = {
    ...bench.product.runtime,
    outgoing: {
      ...receiver.outgoing,
      post: async (...given: Parameters<Receiver['outgoing']['post']>) => {
        await receiver.outgoing.post(...given)
        reached()
        return new Promise<never>(() => undefined)
      },
    },
  }
  void sweepAll(dying, deliverWebhooks)
  await reaching
  await push(bench, receiver)
  expect(receiver.received, 'not at once').toHaveLength(1)
  bench.clock.pass(MINUTE + 1000)
  await push(bench, receiver)
  expect(receiver.received).toHaveLength(2)
  const [first, second] = receiver.received
  expect(second?.headers['webhook-id']).toBe(first?.headers['webhook-id'])
})
