import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addDepartment } from './add-department.ts'
import { currentPark } from './queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('an administrator adds departments, own and external', async () => {
  await park.act('admin', addDepartment, { name: '供电所', kind: 'external' })
  const { departments } = await park.ask('dispatcher', currentPark, {})
  expect(departments).toContainEqual(expect.objectContaining({ name: '供电所', kind: 'external' }))
})

test('a name that is taken and another post are refused', async () => {
  await expect(park.act('admin', addDepartment, { name: '建设交通局' })).rejects.toMatchObject({
    code: 'parks.department_taken',
  })
  await expect(park.act('dispatcher', addDepartment, { name: '新局' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
