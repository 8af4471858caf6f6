import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addDeadlineRule } from './add-deadline-rule.ts'
import { deadlineRules } from './rules-queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const water = {
  code: 'water',
  name: '停水停电',
  amount: 1,
  category: '水电',
  source: '管委会 2026 年 8 号文',
} as const

test('a rule follows the one before it from its day on, and both stay to be read', async () => {
  const first = await park.act('dispatcher', addDeadlineRule, water)
  expect(first).toMatchObject({
    step: 'reply',
    unit: 'working_days',
    valid_from: '2026-10-09',
    automatic: true,
  })
  await park.act('admin', addDeadlineRule, { ...water, amount: 2, valid_from: '2026-11-01' })
  const holding = async (on: string) => {
    const { items } = await park.ask('handler', deadlineRules, { on })
    return items.find(({ code }) => code === 'water')?.amount
  }
  expect(await holding('2026-10-31')).toBe(1)
  expect(await holding('2026-11-01')).toBe(2)
  expect(await holding('2026-10-08')).toBeUndefined()
  await park.act('admin', addDeadlineRule, { ...water, valid_from: '2026-12-01', withdrawn: true })
  expect(await holding('2026-12-01')).toBeUndefined()
  const { items } = await park.ask('handler', deadlineRules, {})
  expect(items.filter(({ code }) => code === 'water')).toHaveLength(3)
})

test('a deadline of nothing is refused with the way out: an SLA of 0 breaks no escalation', async () => {
  await expect(
    park.act('admin', addDeadlineRule, { ...water, code: 'zero', amount: 0 }),
  ).rejects.toMatchObject({
    code: 'kernel.input',
    detail: { faults: [{ path: 'amount', code: 'parks.rule_amount' }] },
  })
})

test('a past day, a day that is taken, a code of another step and a unit that the step lacks are refused', async () => {
  const add = (over: object) => park.act('admin', addDeadlineRule, { ...water, code: 'other', ...over })
  await expect(add({ valid_from: '2026-10-08' })).rejects.toMatchObject({ code: 'parks.rule_backdated' })
  await add({})
  await expect(add({})).rejects.toMatchObject({ code: 'parks.rule_taken' })
  await expect(add({ step: 'accept', valid_from: '2026-10-12' })).rejects.toMatchObject({
    code: 'parks.rule_of_other_step',
  })
  await expect(add({ code: 'm', unit: 'working_minutes' })).rejects.toMatchObject({ code: 'parks.rule_unit' })
  await expect(add({ code: 'm', step: 'confirm', unit: 'working_days_before' })).rejects.toMatchObject({
    code: 'parks.rule_unit',
  })
})

test('who neither administers nor dispatches sets no rule', async () => {
  for (const who of ['head', 'supervisor', 'asker'] as const)
    await expect(park.act(who, addDeadlineRule, { ...water, code: 'mine' })).rejects.toMatchObject({
      kind: 'forbidden',
    })
})
