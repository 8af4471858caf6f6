import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { sweepAll } from '../../kernel/jobs.ts'
import { aDispatchedCase, aRepliedCase } from '../cases/fixtures.ts'
import { hear, tally } from './fixtures.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const HOUR = 3600 * 1000

async function pass(hours: number): Promise<void> {
  bench.clock.pass(hours * HOUR)
  for (const job of bench.product.modules.flatMap(({ jobs }) => jobs))
    if (job.name === 'cases.clocks') await sweepAll(bench.product.runtime, job)
  await hear(bench)
}

test('who has not signed, and then who has not answered, is reminded once; his head when it climbs', async () => {
  const { id } = await aDispatchedCase(park)
  await pass(29)
  // When it was near, and when it was over.
  expect((await tally(bench, park, id))['reminder.accept']).toEqual(['handler', 'handler', 'head', 'head'])
  await pass(9 * 24)
  const told = await tally(bench, park, id)
  expect(told['reminder.overdue']).toEqual(expect.arrayContaining(['handler', 'head']))
  expect(told['reminder.overdue']).not.toContain('otherHandler')
  await pass(1)
  expect(await tally(bench, park, id)).toEqual(told)
})

test('an asker who stays silent is asked for his word, and nobody else’s', async () => {
  const { id } = await aRepliedCase(park)
  await pass(10 * 24)
  const told = (await tally(bench, park, id))['reminder.rate'] ?? []
  expect(told).toContain('asker')
  expect(told).not.toContain('otherAsker')
})
