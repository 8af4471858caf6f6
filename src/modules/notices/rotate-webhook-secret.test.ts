import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openReceiver, type Receiver } from '../../../test/support/receiver.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { aWebhook, push, REFUSALS, refusesOthers } from './fixtures.ts'
import { rotateWebhookSecret } from './rotate-webhook-secret.ts'

const DAY = 24 * 3600 * 1000

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

/** Which of the secrets signed the last message, in their order. */
async function signers(secrets: readonly string[]): Promise<readonly number[]> {
  await aRegisteredCase(park)
  await push(bench, receiver)
  const last = receiver.received.at(-1)
  if (!last) throw new Error('nothing was sent')
  const { headers, body } = last
  const content = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`
  const signatures = secrets.map(
    (secret) =>
      `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
        .update(content)
        .digest('base64')}`,
  )
  return String(headers['webhook-signature'])
    .split(' ')
    .map((signature) => signatures.indexOf(signature))
}

test('for a day messages are signed with both secrets, then with the new one alone', async () => {
  const { id, secret: first } = await aWebhook(bench, park, { receiver })
  expect(await signers([first])).toEqual([0])
  const { secret } = await park.act('admin', rotateWebhookSecret, { id }, 'once')
  const both = [first, secret ?? '']
  expect(await signers(both)).toEqual([1, 0])
  // Asked again under the same key: no third secret, and the second is not shown again.
  expect(await park.act('admin', rotateWebhookSecret, { id }, 'once')).toEqual({ id, secret: null })
  expect(await signers(both)).toEqual([1, 0])
  bench.clock.pass(DAY + 1000)
  expect(await signers(both)).toEqual([1])
})

test('where the key of the data folder is lost, nothing is sent with a wrong signature; a new secret mends it', async () => {
  const { id } = await aWebhook(bench, park, { receiver, path: 'lost' })
  await bench.sql(`update webhooks set secret = '\\x${'00'.repeat(60)}' where id = $1`, [id])
  await aRegisteredCase(park)
  const before = receiver.received.filter(({ path }) => path === '/lost').length
  await push(bench, receiver)
  expect(receiver.received.filter(({ path }) => path === '/lost')).toHaveLength(before)
  expect(await bench.sql('select fault from webhook_deliveries where webhook_id = $1', [id])).toEqual([
    { fault: 'secret_unreadable' },
  ])
  await park.act('admin', rotateWebhookSecret, { id })
  bench.clock.pass(61_000)
  await push(bench, receiver)
  expect(receiver.received.filter(({ path }) => path === '/lost')).toHaveLength(before + 1)
})

test('administrators of the park alone change a secret', async () => {
  const other = await foundPark(bench)
  const { id } = await aWebhook(bench, park, { receiver, path: 'mine' })
  expect(await refusesOthers(park, other, { command: rotateWebhookSecret, input: { id } })).toEqual(REFUSALS)
})
