import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { setTimeout as pause } from 'node:timers/promises'
import { startJobs, sweepAll } from '../../src/kernel/jobs.ts'
import { defineModule } from '../../src/kernel/module.ts'
import { outboxJob, type Fact, type Listener } from '../../src/kernel/outbox.ts'
import { aDispatchedCase, aRegisteredCase } from '../../src/modules/cases/fixtures.ts'
import { MODULES } from '../../src/modules.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'

let bench: TestProduct
let park: TestPark
/** What was heard, by park and key; and what the listener does when it hears. */
const heard: string[] = []
let hearing: (fact: Fact) => Promise<void>

const listener: Listener = {
  topic: 'cases.acted',
  async hear(_, parkId, fact) {
    await hearing(fact)
    heard.push(`${parkId} ${fact.key}`)
  },
}
const job = outboxJob([listener])

beforeAll(async () => {
  const toy = defineModule({ name: 'toy', listeners: [listener] })
  bench = await openTestProduct({ modules: [...MODULES, toy] })
})
afterAll(() => bench.close())
beforeEach(async () => {
  heard.length = 0
  hearing = () => Promise.resolve()
  await bench.sql('delete from outbox')
  park = await foundPark(bench)
})

const sweep = () => sweepAll(bench.product.runtime, job)

test('what a command announced is heard once, however often it is swept', async () => {
  const { id } = await aDispatchedCase(park)
  await Promise.all([sweep(), sweep(), sweep()])
  await sweep()
  expect(heard.toSorted()).toEqual([`${park.id} ${id}/1`, `${park.id} ${id}/2`])
})

test('what was rolled back was never announced', async () => {
  await expect(aRegisteredCase(park, { text: '' })).rejects.toMatchObject({ kind: 'invalid' })
  await sweep()
  expect(heard).toEqual([])
})

test('a listener that fails delays that fact alone, longer each time, and it is heard in the end', async () => {
  const { id } = await aDispatchedCase(park)
  const other = await aRegisteredCase(park)
  let failures = 0
  hearing = ({ key }) => {
    if (key !== `${id}/1`) return Promise.resolve()
    failures += 1
    return Promise.reject(new Error('not now'))
  }
  await sweep()
  expect(failures).toBe(1)
  expect(heard.toSorted()).toEqual([`${park.id} ${id}/2`, `${park.id} ${other.id}/1`].toSorted())
  await sweep()
  expect(failures, 'not again at once').toBe(1)
  bench.clock.pass(61_000)
  await sweep()
  expect(failures).toBe(2)
  bench.clock.pass(61_000)
  await sweep()
  expect(failures, 'two minutes after the second time').toBe(2)
  bench.clock.pass(61_000)
  hearing = () => Promise.resolve()
  await sweep()
  expect(heard).toContain(`${park.id} ${id}/1`)
  expect(new Set(heard).size).toBe(heard.length)
})

test('a server that dies while a fact is heard leaves it to be heard again', async () => {
  const { id } = await aRegisteredCase(park)
  // The server is gone from here on: nothing after this line of it ever runs.
  const died = new Promise<never>(() => undefined)
  let reached: () => void = () => undefined
  const reaching = new Promise<void>((resolve) => (reached = resolve))
  hearing = () => {
    reached()
    return died
  }
  void sweep()
  await reaching
  hearing = () => Promise.resolve()
  await sweep()
  expect(heard).toEqual([])
  bench.clock.pass(61_000)
  await sweep()
  expect(heard).toEqual([`${park.id} ${id}/1`])
})

test('the queue runs a sweep when it is woken, and one park that fails does not keep the others from theirs', async () => {
  const swept: string[] = []
  const jobs = await startJobs(bench.product.runtime, [
    {
      name: 'toy.sweep',
      every: '0 0 1 1 *',
      sweep: (_, parkId) => {
        swept.push(parkId)
        return parkId === park.id ? Promise.reject(new Error('not this one')) : Promise.resolve()
      },
    },
  ])
  try {
    const other = await foundPark(bench)
    for (let i = 0; i < 20; i++) jobs.wake('toy.sweep')
    for (let i = 0; i < 100 && !swept.includes(other.id); i++) await pause(100)
    expect(swept).toContain(park.id)
    expect(swept).toContain(other.id)
    expect(
      swept.filter((id) => id === other.id).length,
      'woken twenty times is woken once or twice',
    ).toBeLessThan(4)
  } finally {
    await jobs.stop()
  }
})
