import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aRepliedCase } from '../cases/fixtures.ts'
import { choose } from './choose.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a park that has every answer signed lets handlers propose only, from that moment on', async () => {
  const chosen = await park.act('admin', choose, { sign_off: ['solved', 'explained', 'partly_solved'] })
  expect(chosen).toEqual({ sign_off: ['solved', 'explained', 'partly_solved'] })
  await expect(aRepliedCase(park)).rejects.toMatchObject({ code: 'cases.head_signs' })
  expect(await park.act('admin', choose, { sign_off: ['explained'] })).toMatchObject({
    sign_off: ['explained'],
  })
  expect(await aRepliedCase(park)).toMatchObject({ state: 'replied' })
})

test('only administrators choose, and what does not exist cannot be chosen', async () => {
  await expect(park.act('dispatcher', choose, { sign_off: [] })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('admin', choose, { colour: 'blue' } as never)).rejects.toMatchObject({
    kind: 'invalid',
  })
})
