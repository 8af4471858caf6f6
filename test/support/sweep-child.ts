/**
 * A sweep in a process of its own, for tests that kill it: `node sweep-child.ts SETTINGS PARK`, SETTINGS being JSON.
 * Says `ready`, then sweeps the park once for each instant that it is told on a line, and says `done`.
 */
import { createInterface } from 'node:readline'
import { readSettings } from '../../src/kernel/settings.ts'
import { clocksJob } from '../../src/modules/cases/sweep.ts'
import { openProduct } from '../../src/product.ts'
import { HEARING } from './hearing.ts'

const [given = '{}', parkId = ''] = process.argv.slice(2)
let now = '2026-01-04T16:00:00.000Z'
const settings = readSettings({}, JSON.parse(given) as Record<string, string>)
const product = await openProduct({ settings, clock: () => now, modules: HEARING })
process.stdout.write('ready\n')
for await (const line of createInterface({ input: process.stdin })) {
  now = line
  await clocksJob.sweep(product.runtime, parkId)
  process.stdout.write('done\n')
}
await product.close()
