import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { ladder } from './rules-queries.ts'
import { setLadder } from './set-ladder.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const steep = {
  source: '领导小组会议纪要',
  levels: [
    { after_working_days: 0, posts: ['head'] },
    { after_working_days: 1, rung: 'weekly', posts: ['leader'] },
  ],
} as const
const given = () => ({
  ...steep,
  levels: steep.levels.map((level) => ({ ...level, posts: [...level.posts] })),
})

test('a ladder holds from its day on; before it the default one of four levels', async () => {
  await park.act('admin', setLadder, { ...given(), valid_from: '2026-11-02' })
  expect(
    (await park.ask('head', ladder, {})).levels.map(({ after_working_days, rung }) => [
      after_working_days,
      rung,
    ]),
  ).toEqual([
    [0, null],
    [2, 'weekly'],
    [5, 'roundtable'],
    [10, 'consultation'],
  ])
  expect(await park.ask('head', ladder, { on: '2026-11-02' })).toMatchObject({
    valid_from: '2026-11-02',
    levels: [
      { level: 1, posts: ['head'] },
      { level: 2, rung: 'weekly' },
    ],
  })
})

test('levels that do not come one after the other, a past day and a day that is taken are refused', async () => {
  const [first, second] = given().levels
  const levels = second && first ? [second, first] : []
  await expect(park.act('admin', setLadder, { ...given(), levels })).rejects.toMatchObject({
    code: 'parks.ladder_order',
    detail: { field: 'levels.1.after_working_days' },
  })
  await expect(park.act('admin', setLadder, { ...given(), valid_from: '2026-01-01' })).rejects.toMatchObject({
    code: 'parks.rule_backdated',
  })
  await park.act('admin', setLadder, given())
  await expect(park.act('admin', setLadder, given())).rejects.toMatchObject({ code: 'parks.ladder_taken' })
})

test('others set no ladder, and askers do not see it', async () => {
  await expect(park.act('leader', setLadder, given())).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.ask('asker', ladder, {})).rejects.toMatchObject({ kind: 'forbidden' })
})

test('on a day before the first ladder there is none, and that is said', async () => {
  await expect(park.ask('head', ladder, { on: '2006-12-31' })).rejects.toMatchObject({
    kind: 'missing',
    code: 'parks.ladder_missing',
  })
})
