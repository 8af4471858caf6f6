import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { amendProject } from './amend-project.ts'
import { registerProject } from './register-project.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a project is amended with what it was in the audit; stale, taken and foreign ones are refused', async () => {
  const { id, version } = await park.act('dispatcher', registerProject, { code: 'XM-1', name: '示例一' })
  await park.act('dispatcher', registerProject, { code: 'XM-2', name: '示例二' })
  const amend = (over: object) =>
    park.act('dispatcher', amendProject, { id, version, reason: '写错了', ...over })
  await expect(amend({ code: 'XM-2' })).rejects.toMatchObject({ code: 'projects.code_taken' })
  expect(await amend({ name: '示例一期', enterprise: '示例食品有限公司' })).toMatchObject({
    version: 2,
    code: 'XM-1',
    name: '示例一期',
    enterprise: { name: '示例食品有限公司' },
  })
  await expect(amend({ name: '示例' })).rejects.toMatchObject({ code: 'projects.changed_since' })
  const [row] = await bench.sql(`select summary from audit where action = 'projects.amend'`)
  expect(row?.['summary']).toMatchObject({ was: { name: '示例一' }, became: { name: '示例一期' } })
  await expect(
    park.act('handler', amendProject, { id, version: 2, reason: '更正', name: '示例' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  const other = await foundPark(bench)
  await expect(
    other.act('dispatcher', amendProject, { id, version: 2, reason: '更正', name: '示例' }),
  ).rejects.toMatchObject({ kind: 'missing', code: 'projects.missing' })
})
