import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { oneCase } from '../cases/index.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addRoute } from './add-route.ts'
import { endRoute } from './end-route.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a route that has ended sends no more cases, and stays to be read', async () => {
  const route = await park.act('dispatcher', addRoute, { department: '建设交通局' })
  const { id } = await aRegisteredCase(park)
  bench.clock.set('2026-10-12T02:00:00.000Z')
  expect((await park.ask('dispatcher', oneCase, { id })).suggested?.department.name).toBe('建设交通局')
  expect(await park.act('dispatcher', endRoute, { id: route.id })).toMatchObject({ until: '2026-10-11' })
  expect((await park.ask('dispatcher', oneCase, { id })).suggested).toBeNull()
})

test('an unknown route, an end before the beginning and a stranger are refused', async () => {
  const route = await park.act('dispatcher', addRoute, { department: '建设交通局' })
  await expect(park.act('dispatcher', endRoute, { id: park.id })).rejects.toMatchObject({
    kind: 'missing',
    code: 'parks.route_missing',
  })
  await expect(park.act('dispatcher', endRoute, { id: route.id, until: '2026-01-01' })).rejects.toMatchObject(
    { code: 'parks.route_ends_before' },
  )
  await expect(park.act('head', endRoute, { id: route.id })).rejects.toMatchObject({ kind: 'forbidden' })
})
