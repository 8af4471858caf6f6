import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { listCases, oneCase } from '../cases/index.ts'
import { enterpriseCard, listEnterprises } from '../enterprises/index.ts'
import { anEnterprise } from '../enterprises/fixtures.ts'
import { registerProject } from '../projects/index.ts'
import { assignOfficer } from './assign-officer.ts'
import { listOfficers } from './queries.ts'

const DAY = 24 * 3600 * 1000

let bench: TestProduct
let park: TestPark
let id: string
beforeAll(async () => {
  bench = await openTestProduct()
})
beforeEach(async () => {
  bench.clock.set('2026-10-09T02:24:00.000Z')
  park = await foundPark(bench)
  id = (await anEnterprise(park)).id
})
afterAll(() => bench.close())

const assign = (user: string | null, over: object = {}) =>
  park.act('dispatcher', assignOfficer, { subject: { kind: 'enterprise', id }, user, ...over })
const asker = () => ({ asker: { kind: 'enterprise', id } }) as const
const seenBy = async (who: 'officer' | 'otherOfficer') =>
  (await park.ask(who, listCases, {})).items.map((item) => item.id)

test('the former officer’s period ends on the day on which the next one’s begins', async () => {
  await assign('officer', { from: '2026-09-01', reason: '联点' })
  const view = await assign('otherOfficer', { from: '2026-10-12', reason: '轮换' })
  expect(view.officers).toMatchObject([
    { officer: { name: 'otherOfficer' }, from: '2026-10-12', until: null, reason: '轮换' },
    { officer: { name: 'officer' }, from: '2026-09-01', until: '2026-10-12' },
  ])
  const card = (as_of?: string) =>
    park.ask('leader', enterpriseCard, { id, ...(as_of !== undefined && { as_of }) })
  expect((await card()).officer?.name).toBe('officer')
  expect((await card('2026-08-31')).officer).toBeNull()
  bench.clock.pass(3 * DAY)
  expect((await card()).officer?.name).toBe('otherOfficer')
  expect((await card('2026-10-11')).officer?.name).toBe('officer')
})

test('who is the officer already stays it; a day before a written period is refused; nobody may follow', async () => {
  await assign('officer', { from: '2026-09-01' })
  expect((await assign('officer')).officers).toHaveLength(1)
  await expect(assign('otherOfficer', { from: '2026-08-01' })).rejects.toMatchObject({
    kind: 'conflict',
    code: 'officers.before_former',
    detail: { since: '2026-09-01' },
  })
  const ended = await assign(null, { from: '2026-10-01' })
  expect(ended.officers).toMatchObject([{ until: '2026-10-01' }])
  await expect(assign('officer', { from: '2026-09-15' })).rejects.toMatchObject({
    code: 'officers.before_former',
  })
})

test('periods of one enterprise cannot overlap, however many assign at once', async () => {
  const told = await Promise.allSettled(
    ['officer', 'otherOfficer', 'officer', 'otherOfficer'].map((user) => assign(user)),
  )
  expect(told.every(({ status }) => status === 'fulfilled')).toBe(true)
  const rows = await bench.sql(
    `select count(*) filter (where until_day is null)::int as open,
       count(*) filter (where until_day > from_day)::int as others
     from officer_assignments where enterprise_id = $1`,
    [id],
  )
  expect(rows).toEqual([{ open: 1, others: 0 }])
})

test('somebody without the post, an unknown person or subject, and a stranger are refused', async () => {
  await expect(assign('handler')).rejects.toMatchObject({ code: 'officers.no_officer' })
  await expect(assign('没有这人')).rejects.toMatchObject({ code: 'officers.user_unknown' })
  const other = await foundPark(bench)
  await expect(
    other.act('dispatcher', assignOfficer, { subject: { kind: 'enterprise', id }, user: 'officer' }),
  ).rejects.toMatchObject({ kind: 'missing', code: 'officers.subject_unknown' })
  for (const who of ['officer', 'handler', 'supervisor'] as const)
    await expect(
      park.act(who, assignOfficer, { subject: { kind: 'enterprise', id }, user: 'officer' }),
    ).rejects.toMatchObject({ kind: 'forbidden' })
})

test('the officer of today sees the cases of his enterprises, also from before him; the former one sees them no longer', async () => {
  const before = await aRegisteredCase(park, asker())
  await assign('officer')
  const during = await aRegisteredCase(park, asker())
  expect(during.officer?.name).toBe('officer')
  expect(before.officer).toBeNull()
  const own = await aRegisteredCase(park, asker(), 'officer')
  const secret = await aRegisteredCase(park, { ...asker(), confidential: true })
  expect(secret.officer).toBeNull()
  expect((await seenBy('officer')).toSorted()).toEqual([before.id, during.id, own.id].toSorted())
  expect(await seenBy('otherOfficer')).toEqual([])
  await assign('otherOfficer')
  expect((await seenBy('otherOfficer')).toSorted()).toEqual([before.id, during.id, own.id].toSorted())
  expect(await seenBy('officer')).toEqual([own.id])
  await expect(park.ask('officer', oneCase, { id: during.id })).rejects.toMatchObject({ kind: 'missing' })
  await expect(park.ask('otherOfficer', oneCase, { id: secret.id })).rejects.toMatchObject({
    kind: 'missing',
  })
})

test('a project has an officer too, and a case that it asks is his', async () => {
  const { id: projectId } = await park.act('dispatcher', registerProject, {
    code: 'XM-2026-001',
    name: '示例二期厂房',
  })
  await park.act('admin', assignOfficer, { subject: { kind: 'project', id: projectId }, user: 'officer' })
  const view = await aRegisteredCase(park, { asker: { kind: 'project', code: 'XM-2026-001' } })
  expect(view).toMatchObject({
    asker: { kind: 'project', id: projectId, name: '示例二期厂房' },
    officer: { name: 'officer' },
  })
  expect(await seenBy('officer')).toEqual([view.id])
})

test('the officers are listed with how many each has, the register by officer and without one', async () => {
  await assign('officer')
  const { items } = await park.ask('supervisor', listOfficers, {})
  expect(items.map(({ officer, enterprises }) => [officer.name, enterprises])).toEqual([
    ['officer', 1],
    ['otherOfficer', 0],
  ])
  const names = async (input: object) =>
    (await park.ask('supervisor', listEnterprises, input)).items.map(({ name }) => name)
  expect(await names({ officer: park.people.officer })).toEqual(['示例新材料有限公司'])
  expect(await names({ without_officer: 'true' })).toHaveLength(2)
  await expect(park.ask('asker', listOfficers, {})).rejects.toMatchObject({ kind: 'forbidden' })
})
