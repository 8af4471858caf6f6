import { afterAll, beforeAll, expect, test } from 'vitest'
import { dispatchCase } from '../../src/modules/cases/dispatch-case.ts'
import { aRegisteredCase } from '../../src/modules/cases/fixtures.ts'
import { oneCase } from '../../src/modules/cases/index.ts'
import { addRoute } from '../../src/modules/parks/add-route.ts'
import { routes } from '../../src/modules/parks/rules-queries.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'

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
