import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { decideDispute } from './decide-dispute.ts'
import { aConfirmedCase } from './fixtures.ts'
import { strikeOffCase } from './strike-off-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('an unsatisfied asker stops strike-off until the supervisor allows it', async () => {
  const { id, version } = await aConfirmedCase(park, 1)
  await expect(park.act('dispatcher', strikeOffCase, { id, version })).rejects.toMatchObject({
    code: 'cases.dispute_open',
  })
  const decided = await park.act('supervisor', decideDispute, {
    id,
    version,
    decision: 'allow_strike_off',
    reason: '已尽力',
  })
  expect(decided).toMatchObject({ state: 'confirmed', rating: 1, dispute: 'allowed' })
  const struck = await park.act('dispatcher', strikeOffCase, { id, version: decided.version })
  expect(struck).toMatchObject({ state: 'struck_off', rating: 1 })
})

test('or it is worked again', async () => {
  const { id, version } = await aConfirmedCase(park, 2)
  const view = await park.act('supervisor', decideDispute, {
    id,
    version,
    decision: 'work_again',
    reason: '没办好',
  })
  expect(view).toMatchObject({ state: 'accepted', rating: null, dispute: null })
})

test('only the supervisor decides, only what is disputed, once, and not on a stale version', async () => {
  const { id, version } = await aConfirmedCase(park, 1)
  const decision = { decision: 'allow_strike_off', reason: '可以' } as const
  await expect(park.act('dispatcher', decideDispute, { id, version, ...decision })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('supervisor', decideDispute, { id, version: 1, ...decision })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
  const { version: after } = await park.act('supervisor', decideDispute, { id, version, ...decision })
  await expect(
    park.act('supervisor', decideDispute, { id, version: after, ...decision }),
  ).rejects.toMatchObject({ code: 'cases.no_dispute' })
})
