import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { z } from 'zod'
import { defineCommand, run } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { act } from './act.ts'
import { seen } from './asker-fixtures.ts'
import { betweenParks } from './between-parks.ts'
import { bySystem, handedOver, otherPart, passOn } from './between-parks-fixtures.ts'
import type { CaseView } from './contract.ts'
import { dispatchCase } from './dispatch-case.ts'
import { handOverCase } from './hand-over-case.ts'
import { caseEntries } from './queries.ts'
import { lockCase } from './store.ts'
import { takeBackCase } from './take-back-case.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
let other: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  other = await foundPark(bench)
})
afterAll(() => bench.close())

const DAY = 24 * 3600 * 1000
const NOW = '2026-10-09T02:24:00.000Z'

/** The other park does not take it up: what the entry of a refusal sets, and no more. */
const refuse = defineCommand({
  name: 'cases.refuse_for_test',
  input: z.object({ id: z.uuid(), on: z.iso.date() }),
  answer: z.object({}),
  load: (ctx, { id }) => lockCase(ctx, id),
  allow: () => 'dispatcher',
  handle(ctx, { on }, row) {
    act(ctx, row, {
      action: 'refuse',
      to: 'closed_refused',
      set: { refusal: 'not_of_the_park', refused_on: on, refused_by: ctx.actor.userId },
      said: { reason: '地块不在本园区' },
    })
    return {}
  },
  audit: () => ({}),
})

async function registeredThere(): Promise<{ handed: CaseView; there: CaseView }> {
  const handed = await handedOver(park, other)
  await passOn(bench)
  return { handed, there: await otherPart(other, await seen(park, handed), bench) }
}

test('refused within two working days, it comes back under its own number and waits to be dispatched anew', async () => {
  bench.clock.set(NOW)
  const { handed, there } = await registeredThere()
  // Friday the ninth; Saturday the tenth is worked for the holiday, Sunday is not: Monday is the second working day.
  bench.clock.pass(3 * DAY)
  await other.act('dispatcher', refuse, { id: there.id, on: '2026-10-12' })
  await passOn(bench)
  const back = await seen(park, handed)
  expect(back).toMatchObject({ state: 'registered', number: handed.number, handed_to: null, deadline: null })
  const { items } = await park.ask('supervisor', caseEntries, { id: handed.id })
  expect(items.at(-1)).toMatchObject({
    action: 'take_back',
    post: 'system',
    from: 'closed_handed_over',
    set: { returned_from: { park: `示例园区 ${other.code}`, number: there.number } },
  })
  // The other park's reason is not ours to read.
  expect(JSON.stringify(items)).not.toContain('地块不在本园区')
  const { id, version } = back
  const again = await park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局' })
  expect(again.state).toBe('dispatched')
  for (const one of [park, other])
    expect((await verifyPark(bench.product.runtime, one.id)).findings).toEqual([])
})

test('refused later, the refusal stands there and it does not come back', async () => {
  bench.clock.set(NOW)
  const { handed, there } = await registeredThere()
  bench.clock.pass(4 * DAY)
  await other.act('dispatcher', refuse, { id: there.id, on: '2026-10-13' })
  await passOn(bench)
  expect(await seen(park, handed)).toMatchObject({ state: 'closed_handed_over' })
  expect(await seen(other, there)).toMatchObject({ state: 'closed_refused' })
  bench.clock.set(NOW)
})

test('what is heard again, or of a case that has gone elsewhere since, does nothing', async () => {
  const { handed, there } = await registeredThere()
  await other.act('dispatcher', refuse, { id: there.id, on: '2026-10-09' })
  await passOn(bench)
  const third = await foundPark(bench)
  const { id, version } = await seen(park, handed)
  await park.act('dispatcher', handOverCase, { id, version, park: third.code, reason: '属另一园区' })
  await passOn(bench)
  const gone = await seen(park, handed)
  expect(gone).toMatchObject({ state: 'closed_handed_over', handed_to: { park: `示例园区 ${third.code}` } })
  const [fact] = await bench.sql('select * from outbox where park_id = $1 and key like $2 and topic = $3', [
    other.id,
    `${there.id}/%`,
    betweenParks.topic,
  ])
  await betweenParks.hear(bench.product.runtime, other.id, {
    id: String(fact?.['id']),
    topic: betweenParks.topic,
    key: String(fact?.['key']),
    payload: fact?.['payload'],
  })
  await run(bench.product.runtime, takeBackCase, { id, other: there.id }, bySystem(park, 'another key'))
  expect(await seen(park, handed)).toMatchObject({ version: gone.version, state: 'closed_handed_over' })
})

test('nobody but the system takes back', async () => {
  const { id } = await handedOver(park, other)
  for (const who of ['dispatcher', 'console', 'asker'] as const)
    await expect(park.act(who, takeBackCase, { id, other: newId(bench.clock()) }), who).rejects.toMatchObject(
      { kind: 'forbidden' },
    )
})
