import { afterAll, beforeAll, expect, test } from 'vitest'
import { dispatchCase } from '../cases/dispatch-case.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { oneCase } from '../cases/index.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addRoute } from './add-route.ts'
import { routes } from './rules-queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

test('a case without a named department goes where the most specific route sends it, and dispatchers see why', async () => {
  park = await foundPark(bench)
  await park.act('dispatcher', addRoute, { department: '企业服务中心' })
  const transport = await park.act('dispatcher', addRoute, {
    category: '交通',
    department: '建设交通局',
    lead_leader: '分管建设的副主任',
  })
  await park.act('dispatcher', addRoute, { category: '交通', kind: 'hazard', department: '生态环境分局' })
  const { id, version } = await aRegisteredCase(park)
  expect((await park.ask('dispatcher', oneCase, { id })).suggested).toEqual({
    department: transport.department,
    lead_leader: '分管建设的副主任',
    rule: { id: transport.id, category: '交通', subject: null, kind: null },
  })
  expect((await park.ask('asker', oneCase, { id })).suggested).toBeNull()
  expect(await park.act('dispatcher', dispatchCase, { id, version })).toMatchObject({
    lead: { department: { name: '建设交通局' }, leader: '分管建设的副主任' },
    suggested: null,
  })
  const hazard = await aRegisteredCase(park, { kind: 'hazard' })
  expect(
    (await park.act('dispatcher', dispatchCase, { id: hazard.id, version: hazard.version })).lead.department
      ?.name,
  ).toBe('生态环境分局')
  expect((await park.ask('head', routes, {})).items).toHaveLength(3)
})

test('where no route fits, the department has to be named', async () => {
  park = await foundPark(bench)
  await park.act('dispatcher', addRoute, { category: '水电', department: '企业服务中心' })
  const { id, version } = await aRegisteredCase(park)
  await expect(park.act('dispatcher', dispatchCase, { id, version })).rejects.toMatchObject({
    kind: 'invalid',
    code: 'cases.department_needed',
  })
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
