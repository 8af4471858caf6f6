import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { acceptCase } from './accept-case.ts'
import { confirmCase } from './confirm-case.ts'
import { countersignCase } from './countersign-case.ts'
import { dispatchCase } from './dispatch-case.ts'
import { aConfirmedCase, aRegisteredCase } from './fixtures.ts'
import { replyCase } from './reply-case.ts'
import { strikeOffCase } from './strike-off-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

async function aCaseOfTheCentre() {
  const registered = await aRegisteredCase(park)
  const { id } = registered
  const dispatched = await park.act('dispatcher', dispatchCase, {
    id,
    version: registered.version,
    department: '交办中心',
  })
  const accepted = await park.act('centreHandler', acceptCase, { id, version: dispatched.version })
  const replied = await park.act('centreHandler', replyCase, {
    id,
    version: accepted.version,
    answer: '已办',
    outcome: 'solved',
  })
  return park.act('asker', confirmCase, { id, version: replied.version, rating: 5 })
}

test("what the dispatch centre's own department led is struck off after the supervisor signed", async () => {
  const { id, version } = await aCaseOfTheCentre()
  await expect(park.act('dispatcher', strikeOffCase, { id, version })).rejects.toMatchObject({
    code: 'cases.countersign_needed',
  })
  const signed = await park.act('supervisor', countersignCase, { id, version })
  expect(signed).toMatchObject({ state: 'confirmed', countersigned: true, can: { countersign: false } })
  await expect(
    park.act('supervisor', countersignCase, { id, version: signed.version }),
  ).rejects.toMatchObject({ code: 'cases.countersigned' })
  expect(await park.act('dispatcher', strikeOffCase, { id, version: signed.version })).toMatchObject({
    state: 'struck_off',
  })
})

test('other cases need no countersignature; nobody else signs; a stale version is refused', async () => {
  const other = await aConfirmedCase(park)
  await expect(
    park.act('supervisor', countersignCase, { id: other.id, version: other.version }),
  ).rejects.toMatchObject({
    code: 'cases.countersign_not_needed',
  })
  const { id, version } = await aCaseOfTheCentre()
  await expect(park.act('dispatcher', countersignCase, { id, version })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('supervisor', countersignCase, { id, version: 1 })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
})
