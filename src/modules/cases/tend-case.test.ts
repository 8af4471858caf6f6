import { afterAll, beforeAll, expect, test } from 'vitest'
import { systemActor } from '../../kernel/actor.ts'
import { run } from '../../kernel/command.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aDispatchedCase } from './fixtures.ts'
import { caseEntries, oneCase, verifyPark } from './index.ts'
import { tendCase } from './tend-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const tend = async (id: string) =>
  (await run(bench.product.runtime, tendCase, { id }, { principal: systemActor(park.id), requestId: 'test' }))
    .value

test('what is due is done once, and the case climbs by an entry of the system', async () => {
  bench.clock.set('2026-10-09T02:24:00.000Z')
  // Due on Thursday 15 October at 17:30.
  const { id } = await aDispatchedCase(park)
  expect((await tend(id)).done).toEqual([])
  bench.clock.set('2026-10-16T00:31:00.000Z')
  const late = await tend(id)
  expect(late.done).toEqual([
    { step: 'accept', effect: 'near', level: 0 },
    { step: 'accept', effect: 'due', level: 0 },
    { step: 'reply', effect: 'near', level: 0 },
    { step: 'reply', effect: 'due', level: 0 },
    { step: 'reply', effect: 'escalate', level: 1 },
  ])
  expect((await tend(id)).done).toEqual([])
  bench.clock.set('2026-10-20T00:31:00.000Z')
  expect((await tend(id)).done).toEqual([{ step: 'reply', effect: 'escalate', level: 2 }])
  expect(await park.ask('head', oneCase, { id })).toMatchObject({ rung: 'weekly', lamp: 'red' })
  const { items } = await park.ask('head', caseEntries, { id })
  expect(items.slice(-2)).toMatchObject([
    {
      action: 'escalate',
      post: 'system',
      set: {},
      said: { reason: expect.stringContaining('第 1 级') as string },
    },
    { action: 'escalate', post: 'system', set: { rung: 'weekly' } },
  ])
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('nobody but the system tends a case, and one that never had a wake is left alone', async () => {
  const { id } = await aDispatchedCase(park)
  await expect(park.act('dispatcher', tendCase, { id })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.act('console', tendCase, { id })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(tend('00000000-0000-7000-8000-000000000000')).rejects.toMatchObject({
    code: 'cases.tended_elsewhere',
  })
})
