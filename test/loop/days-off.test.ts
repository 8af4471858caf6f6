import { afterAll, beforeAll, expect, test } from 'vitest'
import type { CaseView } from '../../src/modules/cases/contract.ts'
import { aDispatchedCase, aRepliedCase } from '../../src/modules/cases/fixtures.ts'
import { oneCase } from '../../src/modules/cases/index.ts'
import { rejectCase } from '../../src/modules/cases/reject-case.ts'
import { addDayOff } from '../../src/modules/parks/add-day-off.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

/** What every explanation must be: so many days as were promised, the last of them the due date, and no day twice. */
function expectSound(view: CaseView): void {
  for (const run of view.deadline?.runs ?? []) {
    expect(run.counted).toHaveLength(run.working_days ?? 0)
    expect(run.counted.at(-1)?.date).toBe(run.due_on)
    const days = [...run.counted, ...run.skipped].map(({ date }) => date)
    expect(new Set(days).size).toBe(days.length)
    const rests = run.skipped.filter(({ kind }) => kind === 'park_day_off')
    expect(rests.map(({ date, name }) => ({ date, name }))).toEqual(run.days_off)
    for (const { name } of rests) expect(run.sentence.zh).toContain(`${name ?? ''} 1 天`)
  }
}

test('a day off that the park adds later changes neither the due date nor what is said of how it was counted', async () => {
  park = await foundPark(bench)
  await park.act('admin', addDayOff, { day: '2026-10-12', name: '园区停电检修' })
  const promised = await aDispatchedCase(park)
  expectSound(promised)
  expect(promised.deadline?.runs[0]?.days_off).toEqual([{ date: '2026-10-12', name: '园区停电检修' }])

  await park.act('admin', addDayOff, { day: '2026-10-14', name: '园区运动会' })
  const now = await park.ask('handler', oneCase, { id: promised.id })
  expect(now.deadline).toEqual(promised.deadline)
  expectSound(now)
  const later = await aDispatchedCase(park)
  expect(later.deadline?.due_on).toBe('2026-10-19')
  expect(later.deadline?.runs[0]?.days_off.map(({ name }) => name)).toEqual(['园区停电检修', '园区运动会'])
  expectSound(later)
})

test('each run is explained by the days off of its own time, also when a day off is taken back', async () => {
  park = await foundPark(bench)
  const replied = await aRepliedCase(park)
  await park.act('admin', addDayOff, { day: '2026-10-13', name: '园区停电检修' })
  const reject = { id: replied.id, version: replied.version, reason: '没有修好' }
  const again = await park.act('asker', rejectCase, reject)
  expectSound(again)
  expect(again.deadline?.runs.map(({ days_off }) => days_off.length)).toEqual([0, 1])
  await bench.sql('delete from park_days_off where park_id = $1', [park.id])
  const now = await park.ask('handler', oneCase, { id: replied.id })
  expect(now.deadline).toEqual(again.deadline)
})
