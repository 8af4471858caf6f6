import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openReceiver, type Receiver } from '../../../test/support/receiver.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { aWebhook, hear, push, REFUSALS, refusesOthers } from './fixtures.ts'
import { removeWebhook } from './remove-webhook.ts'
import { rotateWebhookSecret } from './rotate-webhook-secret.ts'
import { disableWebhook } from './switch-webhook.ts'

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

test('a webhook that is removed gets nothing, and is forgotten with its secret and deliveries', async () => {
  const { id } = await aWebhook(bench, park, { receiver })
  await aRegisteredCase(park)
  await hear(bench)
  await park.act('admin', removeWebhook, { id })
  await push(bench, receiver)
  expect(receiver.received).toEqual([])
  expect(await bench.sql('select 1 from webhooks union all select 1 from webhook_deliveries')).toEqual([])
  await expect(park.act('admin', removeWebhook, { id })).rejects.toMatchObject({
    code: 'notices.webhook_missing',
  })
})

test('what is done to one webhook is done to it alone', async () => {
  const { id } = await aWebhook(bench, park, { receiver, path: 'one' })
  const other = await aWebhook(bench, park, { receiver, path: 'other' })
  const row = () => bench.sql('select * from webhooks where id = $1', [other.id])
  const before = await row()
  expect(before).toHaveLength(1)
  await park.act('admin', disableWebhook, { id })
  await park.act('admin', rotateWebhookSecret, { id })
  await park.act('admin', removeWebhook, { id })
  expect(await row()).toEqual(before)
})

test('administrators of the park alone remove it', async () => {
  const other = await foundPark(bench)
  const { id } = await aWebhook(bench, park, { receiver })
  expect(await refusesOthers(park, other, { command: removeWebhook, input: { id } })).toEqual(REFUSALS)
})
