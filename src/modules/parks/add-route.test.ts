import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addRoute } from './add-route.ts'
import { routes } from './rules-queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

test('a route names what it is for and where it sends, and the park’s people can read it', async () => {
  park = await foundPark(bench)
  const route = await park.act('dispatcher', addRoute, { category: '交通', department: '建设交通局' })
  expect(route).toMatchObject({
    category: '交通',
    subject: null,
    kind: null,
    department: { name: '建设交通局' },
    valid_from: '2026-10-09',
    until: null,
  })
  expect((await park.ask('head', routes, {})).items).toEqual([route])
})

test('an unknown department, an end before the beginning and a stranger are refused', async () => {
  park = await foundPark(bench)
  await expect(park.act('admin', addRoute, { department: '没有的局' })).rejects.toMatchObject({
    code: 'parks.department_unknown',
  })
  const early = { department: '建设交通局', until: '2026-10-01' }
  await expect(park.act('admin', addRoute, early)).rejects.toMatchObject({ code: 'parks.route_ends_before' })
  await expect(park.act('head', addRoute, { department: '建设交通局' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.ask('asker', routes, {})).rejects.toMatchObject({ kind: 'forbidden' })
})
