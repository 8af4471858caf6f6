import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addDepartments } from './add-departments.ts'
import { currentPark } from './queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a list makes the departments that are not here yet, and the same list makes none', async () => {
  const list = { own: ['经济发展局', '建设交通局', '经济发展局'], external: ['供电所'] }
  const first = await park.act('admin', addDepartments, list)
  expect(first.added.map(({ name, kind }) => `${name} ${kind}`).toSorted()).toEqual([
    '供电所 external',
    '经济发展局 own',
  ])
  expect(first.unchanged.map(({ name }) => name)).toEqual(['建设交通局'])
  const second = await park.act('admin', addDepartments, list)
  expect([second.added, second.unchanged.length]).toEqual([[], 3])
  const { departments } = await park.ask('dispatcher', currentPark, {})
  expect(departments.filter(({ name }) => name === '经济发展局')).toHaveLength(1)
})

test('two lists sent at once make each department once', async () => {
  const own = Array.from({ length: 20 }, (_, i) => `第${i + 1}科`)
  const both = await Promise.all([
    park.act('admin', addDepartments, { own }),
    park.act('console', addDepartments, { own: own.toReversed() }),
  ])
  expect(both.flatMap(({ added }) => added)).toHaveLength(20)
  const { departments } = await park.ask('admin', currentPark, {})
  expect(departments.filter(({ name }) => own.includes(name))).toHaveLength(20)
})

test('a name given as own and as external, and another post, are refused', async () => {
  await expect(
    park.act('admin', addDepartments, { own: ['新局'], external: ['新局'] }),
  ).rejects.toMatchObject({ code: 'parks.department_twice' })
  await expect(park.act('head', addDepartments, { own: ['新局'] })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
