import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { anEnterprise } from '../enterprises/fixtures.ts'
import { listProjects } from './queries.ts'
import { registerProject } from './register-project.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a project has a code that is its own in the park, a name, and the enterprise whose it is', async () => {
  const { id, name } = await anEnterprise(park)
  const view = await park.act('officer', registerProject, {
    code: 'XM-1',
    name: '示例厂房',
    enterprise: name,
  })
  expect(view).toMatchObject({ version: 1, enterprise: { id, name }, officer: null })
  await expect(
    park.act('officer', registerProject, { code: 'XM-1', name: '示例另一个' }),
  ).rejects.toMatchObject({ kind: 'conflict', code: 'projects.code_taken' })
  const other = await foundPark(bench)
  await other.act('officer', registerProject, { code: 'XM-1', name: '示例别园项目' })
  expect((await other.ask('handler', listProjects, {})).items.map((item) => item.name)).toEqual([
    '示例别园项目',
  ])
  expect((await park.ask('handler', listProjects, { enterprise: id })).items).toMatchObject([{ id: view.id }])
})

test('nobody but those who keep the register adds one, and the list comes by the page', async () => {
  await expect(park.act('handler', registerProject, { code: 'XM-9', name: '示例九' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  for (const code of ['XM-2', 'XM-3'])
    await park.act('dispatcher', registerProject, { code, name: `示例${code}` })
  const first = await park.ask('leader', listProjects, { q: '示例XM', limit: 1 })
  const second = await park.ask('leader', listProjects, { q: '示例XM', limit: 1, cursor: first.next ?? '' })
  expect([...first.items, ...second.items].map(({ code }) => code)).toEqual(['XM-2', 'XM-3'])
  expect(second.next).toBeNull()
})
