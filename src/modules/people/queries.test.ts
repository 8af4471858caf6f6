import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aStandIn } from './fixtures.ts'
import { listUsers, me } from './queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('people are listed by the page, by department and post', async () => {
  const first = await park.ask('dispatcher', listUsers, { limit: 10 })
  const rest = await park.ask('dispatcher', listUsers, { limit: 10, cursor: first.next ?? '' })
  expect(new Set([...first.items, ...rest.items].map(({ id }) => id))).toEqual(
    new Set(Object.values(park.people)),
  )
  expect(rest.next).toBeNull()
  const names = async (filter: object) =>
    (await park.ask('admin', listUsers, filter)).items.map(({ name }) => name)
  expect(await names({ department: '建设交通局' })).toEqual(['handler', 'head', 'leader'])
  expect(await names({ department: '建设交通局', post: 'head' })).toEqual(['head'])
  expect(await names({ post: 'officer' })).toEqual(['officer', 'otherOfficer'])
  expect(await names({ department: '没有的局' })).toEqual([])
})

test('a head sees the people of his department, others none, and no park the people of another', async () => {
  const other = await foundPark(bench)
  const { items } = await park.ask('head', listUsers, {})
  expect(items.map(({ name }) => name)).toEqual(['handler', 'head', 'leader'])
  expect((await park.ask('head', listUsers, { department: '生态环境分局' })).items).toEqual([])
  for (const who of ['handler', 'auditor', 'asker'] as const)
    await expect(park.ask(who, listUsers, {})).rejects.toMatchObject({ kind: 'forbidden' })
  const theirs = await other.ask('admin', listUsers, { limit: 200 })
  expect(theirs.items.some(({ id }) => Object.values(park.people).includes(id))).toBe(false)
})

test('everybody sees who stands in for whom where it concerns him, and what confines him', async () => {
  await aStandIn(bench, park, { away: 'supervisor', standIn: 'leader' })
  const stand = { user: { name: 'supervisor' }, stand_in: { name: 'leader' }, running: true }
  expect(await park.ask('supervisor', me, {})).toMatchObject({ stand_ins: [stand], scopes: null })
  expect(await park.ask('leader', me, {})).toMatchObject({
    stand_ins: [stand],
    posts: [
      { post: 'leader', stands_in_for: null },
      { post: 'supervisor', stands_in_for: { name: 'supervisor' } },
    ],
  })
})
