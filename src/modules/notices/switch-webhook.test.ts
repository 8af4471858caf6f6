import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openReceiver, type Receiver } from '../../../test/support/receiver.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { aWebhook, hear, push, REFUSALS, refusesOthers } from './fixtures.ts'
import { disableWebhook, enableWebhook } from './switch-webhook.ts'

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

test('a webhook that is off gets nothing; on again it gets what waited, and not what happened meanwhile', async () => {
  const { id } = await aWebhook(bench, park, { receiver })
  const waiting = await aRegisteredCase(park)
  await hear(bench)
  expect((await park.act('admin', disableWebhook, { id })).disabled).toBe('by_hand')
  expect((await park.act('admin', disableWebhook, { id })).disabled).toBe('by_hand')
  await aRegisteredCase(park)
  await push(bench, receiver)
  expect(receiver.received).toEqual([])
  expect((await park.act('admin', enableWebhook, { id })).disabled).toBeNull()
  await push(bench, receiver)
  expect(receiver.received.map(({ body }) => body.includes(waiting.id))).toEqual([true])
})

test('administrators of the park alone switch it', async () => {
  const other = await foundPark(bench)
  const { id } = await aWebhook(bench, park, { receiver, path: 'mine' })
  for (const command of [disableWebhook, enableWebhook])
    expect(await refusesOthers(park, other, { command, input: { id } })).toEqual(REFUSALS)
})
