import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { aStandIn } from '../people/fixtures.ts'
import { addUser } from '../people/index.ts'
import { listAudit } from './queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const register = (confidential: boolean) =>
  aRegisteredCase(park, { confidential, asker: { kind: 'enterprise' } }, 'asker')
const whoDid = async (reader: 'auditor' | 'supervisor', subject: string) =>
  (await park.ask(reader, listAudit, { subject })).items.map(({ action, user }) => [action, user?.name])

test('the audit tells who did what, the newest first, by the page, to auditors and supervisors alone', async () => {
  const first = await register(false)
  await register(false)
  expect(await whoDid('auditor', first.id)).toEqual([['cases.register', 'asker']])
  const page = await park.ask('auditor', listAudit, { limit: 1 })
  expect(page.items).toHaveLength(1)
  const rest = await park.ask('auditor', listAudit, { limit: 1, cursor: page.next ?? '' })
  expect(rest.items[0]?.subject_id).toBe(first.id)
  for (const who of ['dispatcher', 'handler', 'asker', 'admin'] as const)
    await expect(park.ask(who, listAudit, {})).rejects.toMatchObject({ kind: 'forbidden' })
})

test('it does not tell an auditor who asked in confidence', async () => {
  const { id } = await register(true)
  expect(await whoDid('auditor', id)).toEqual([['cases.register', undefined]])
  expect(await whoDid('supervisor', id)).toEqual([['cases.register', 'asker']])
})

test('an act done for another says for whom', async () => {
  await aStandIn(bench, park, { away: 'hotline', standIn: 'auditor' })
  const { id } = await aRegisteredCase(park, {}, 'auditor')
  const { items } = await park.ask('supervisor', listAudit, { subject: id })
  expect(items).toMatchObject([
    { post: 'hotline', user: { name: 'auditor' }, stands_in_for: { name: 'hotline' } },
  ])
})

test('what was done to a complaint about a person is not there for an auditor of his department', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, { name: 'leader', post: 'auditor' })
  const { id } = await aRegisteredCase(own)
  const read = async (who: 'leader' | 'auditor') =>
    (await own.ask(who, listAudit, { subject: id })).items.map(({ action }) => action)
  expect(await read('leader')).toEqual(['cases.register'])
  await bench.sql('update cases set about_department_id = $2 where id = $1', [
    id,
    own.departments['建设交通局'],
  ])
  expect(await read('leader')).toEqual([])
  expect(await read('auditor')).toEqual(['cases.register'])
})
