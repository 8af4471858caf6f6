import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { acceptCase } from './accept-case.ts'
import { anAcceptedCase, aDispatchedCase } from './fixtures.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('the department in charge signs for the case', async () => {
  const { id, version } = await aDispatchedCase(park)
  const view = await park.act('handler', acceptCase, { id, version })
  expect(view).toMatchObject({ state: 'accepted', lead: { department: { name: '建设交通局' } } })
  expect(view.accepted_at).not.toBeNull()
})

test('another department may not, and does not see it; the dispatcher sees it and may not', async () => {
  const { id, version } = await aDispatchedCase(park)
  await expect(park.act('otherHandler', acceptCase, { id, version })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('dispatcher', acceptCase, { id, version })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('twice is once: the second finds it accepted', async () => {
  const { id, version } = await anAcceptedCase(park)
  await expect(park.act('handler', acceptCase, { id, version })).rejects.toMatchObject({
    code: 'cases.wrong_state',
    detail: { state: 'accepted' },
  })
})

test('a stale version is refused', async () => {
  const { id, version } = await aDispatchedCase(park)
  await expect(park.act('handler', acceptCase, { id, version: version - 1 })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
})
