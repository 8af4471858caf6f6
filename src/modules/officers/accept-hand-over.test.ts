import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { anEnterprise } from '../enterprises/fixtures.ts'
import { acceptHandOver } from './accept-hand-over.ts'
import { assignOfficer } from './assign-officer.ts'
import { handOver } from './hand-over.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('the successor accepts once; the others may not, and for strangers it does not exist', async () => {
  const { id: subject } = await anEnterprise(park)
  await park.act('dispatcher', assignOfficer, {
    subject: { kind: 'enterprise', id: subject },
    user: 'officer',
  })
  const { id } = await park.act('dispatcher', handOver, {
    from_user: 'officer',
    to_user: 'otherOfficer',
    reason: '休假',
  })
  await expect(park.act('dispatcher', acceptHandOver, { id })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.act('handler', acceptHandOver, { id })).rejects.toMatchObject({
    kind: 'missing',
    code: 'officers.missing',
  })
  expect((await park.act('otherOfficer', acceptHandOver, { id })).accepted_at).not.toBeNull()
  await expect(park.act('otherOfficer', acceptHandOver, { id })).rejects.toMatchObject({
    kind: 'conflict',
    code: 'officers.accepted',
  })
})
