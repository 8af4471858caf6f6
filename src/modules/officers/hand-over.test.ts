import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { listCases } from '../cases/index.ts'
import { anEnterprise } from '../enterprises/fixtures.ts'
import { assignOfficer } from './assign-officer.ts'
import { handOver } from './hand-over.ts'
import { listOfficers, oneHandOver } from './queries.ts'

let bench: TestProduct
let park: TestPark
let enterprises: string[]
beforeAll(async () => {
  bench = await openTestProduct()
})
beforeEach(async () => {
  bench.clock.set('2026-10-09T02:24:00.000Z')
  park = await foundPark(bench)
  enterprises = []
  for (const name of ['示例甲有限公司', '示例乙有限公司']) {
    const { id } = await anEnterprise(park, { name })
    enterprises.push(id)
    await park.act('dispatcher', assignOfficer, { subject: { kind: 'enterprise', id }, user: 'officer' })
  }
})
afterAll(() => bench.close())

const over = (who: 'dispatcher' | 'officer' | 'otherOfficer', input: object = {}) =>
  park.act(who, handOver, { from_user: 'officer', to_user: 'otherOfficer', reason: '调岗', ...input })
const asked = (index: number, more: object = {}) =>
  aRegisteredCase(park, { asker: { kind: 'enterprise', id: enterprises[index] }, ...more })

test('everything is handed over from the day on, with what was open then but for confidential cases', async () => {
  const open = await asked(0)
  await asked(1, { confidential: true })
  const view = await over('dispatcher', { day: '2026-10-12' })
  expect(view).toMatchObject({
    from: { name: 'officer' },
    to: { name: 'otherOfficer' },
    subjects: 2,
    accepted_at: null,
    cases: [{ id: open.id, number: open.number }],
  })
  const seen = async (who: 'officer' | 'otherOfficer') =>
    (await park.ask(who, listCases, {})).items.map(({ id }) => id)
  expect(await seen('officer')).toEqual([open.id])
  expect(await seen('otherOfficer')).toEqual([])
  bench.clock.pass(3 * 24 * 3600 * 1000)
  expect(await seen('officer')).toEqual([])
  expect(await seen('otherOfficer')).toEqual([open.id])
  const { items } = await park.ask('dispatcher', listOfficers, {})
  expect(items).toMatchObject([
    { officer: { name: 'officer' }, enterprises: 0, to_accept: [] },
    { officer: { name: 'otherOfficer' }, enterprises: 2, to_accept: [view.id] },
  ])
  expect((await park.ask('admin', oneHandOver, { id: view.id })).cases).toBeNull()
})

test('an officer hands over his own and nobody else’s; a stranger does not see it', async () => {
  const view = await over('officer')
  await expect(over('otherOfficer')).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.ask('handler', oneHandOver, { id: view.id })).rejects.toMatchObject({
    kind: 'missing',
    code: 'officers.missing',
  })
  const other = await foundPark(bench)
  await expect(other.ask('dispatcher', oneHandOver, { id: view.id })).rejects.toMatchObject({
    kind: 'missing',
  })
})

test('to himself, in the past, to somebody without the post, and with nothing to hand over is refused', async () => {
  await expect(over('dispatcher', { to_user: 'officer' })).rejects.toMatchObject({
    code: 'officers.to_himself',
  })
  await expect(over('dispatcher', { day: '2026-10-08' })).rejects.toMatchObject({
    code: 'officers.hand_over_past',
  })
  await expect(over('dispatcher', { to_user: 'leader' })).rejects.toMatchObject({
    code: 'officers.no_officer',
  })
  await over('dispatcher')
  await expect(over('dispatcher')).rejects.toMatchObject({
    kind: 'conflict',
    code: 'officers.nothing_to_hand_over',
  })
})
