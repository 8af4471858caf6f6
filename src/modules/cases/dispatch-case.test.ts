import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { dispatchCase } from './dispatch-case.ts'
import { aDispatchedCase, aRegisteredCase } from './fixtures.ts'
import { returnCase } from './return-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a case dispatched on Friday with the general rule is due five working days later, make-up Saturday counted', async () => {
  const { id, version } = await aRegisteredCase(park)
  const view = await park.act('dispatcher', dispatchCase, {
    id,
    version,
    department: '建设交通局',
    demand: '实地数人',
  })
  expect(view).toMatchObject({
    state: 'dispatched',
    lead: { department: { name: '建设交通局' } },
    demand: '实地数人',
    lamp: 'green',
    // 10 October 2026 is a Saturday worked for National Day.
    deadline: {
      due_on: '2026-10-15',
      due_at: '2026-10-15T09:30:00.000Z',
      first_due_on: '2026-10-15',
      provisional: false,
    },
  })
  expect(view.deadline?.runs[0]?.counted.map(({ date }) => date)).toEqual([
    '2026-10-10',
    '2026-10-12',
    '2026-10-13',
    '2026-10-14',
    '2026-10-15',
  ])
  expect(view.deadline?.runs[0]?.sentence.zh).toContain('10月10日调休上班，计入')
})

test('a due date given as a date is kept as written, also on a rest day', async () => {
  const { id, version } = await aRegisteredCase(park)
  const deadline = { date: '2026-10-18' }
  const view = await park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局', deadline })
  expect(view.deadline).toMatchObject({ due_on: '2026-10-18', due_at: '2026-10-18T09:30:00.000Z' })
})

test('a due date in the past is refused, naming the field', async () => {
  const { id, version } = await aRegisteredCase(park)
  const deadline = { date: '2026-10-08' }
  await expect(
    park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局', deadline }),
  ).rejects.toMatchObject({
    kind: 'invalid',
    code: 'cases.due_before_dispatch',
    detail: { field: 'deadline.date' },
  })
})

test('a deadline that reaches into a year without calendar is refused, naming the year', async () => {
  const { id, version } = await aRegisteredCase(park)
  const deadline = { working_days: 100 }
  await expect(
    park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局', deadline }),
  ).rejects.toMatchObject({ code: 'calendar.year_unpublished', detail: { year: 2027 } })
})

test('an unknown department is refused, naming those that exist', async () => {
  const { id, version } = await aRegisteredCase(park)
  await expect(
    park.act('dispatcher', dispatchCase, { id, version, department: '不存在的局' }),
  ).rejects.toMatchObject({
    kind: 'invalid',
    code: 'parks.department_unknown',
    detail: { name: '不存在的局' },
  })
})

test('a returned case that is dispatched again keeps its due date, and both departments go on seeing it', async () => {
  const first = await aDispatchedCase(park)
  const returned = await park.act('head', returnCase, {
    id: first.id,
    version: first.version,
    reason: '产权不在我局',
  })
  const again = await park.act('dispatcher', dispatchCase, {
    id: first.id,
    version: returned.version,
    department: '生态环境分局',
  })
  expect(again).toMatchObject({
    state: 'dispatched',
    return_count: 1,
    lead: { department: { name: '生态环境分局' } },
  })
  expect(again.deadline?.due_on).toBe(first.deadline?.due_on)
})

test('only a dispatcher dispatches; the asker may not, and to a stranger the case does not exist', async () => {
  const { id, version } = await aRegisteredCase(park)
  const input = { id, version, department: '建设交通局' }
  await expect(park.act('asker', dispatchCase, input)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.act('otherAsker', dispatchCase, input)).rejects.toMatchObject({ kind: 'missing' })
})

test('for a dispatcher of another park the case does not exist, and nothing is recorded', async () => {
  const { id, version } = await aRegisteredCase(park)
  const other = await foundPark(bench)
  await expect(
    other.act('dispatcher', dispatchCase, { id, version, department: '建设交通局' }),
  ).rejects.toMatchObject({ kind: 'missing', code: 'cases.missing' })
  expect(await bench.sql('select from entries where case_id = $1 and park_id = $2', [id, other.id])).toEqual(
    [],
  )
})

test('a stale version is a conflict that tells the present state', async () => {
  const { id } = await aRegisteredCase(park)
  await expect(
    park.act('dispatcher', dispatchCase, { id, version: 7, department: '建设交通局' }),
  ).rejects.toMatchObject({
    kind: 'conflict',
    code: 'cases.changed_since',
    detail: { state: 'registered', version: 1 },
  })
})

test('a case that is dispatched already cannot be dispatched again', async () => {
  const { id, version } = await aDispatchedCase(park)
  await expect(
    park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局' }),
  ).rejects.toMatchObject({ kind: 'conflict', code: 'cases.wrong_state', detail: { state: 'dispatched' } })
})

test('a due date too far ahead is refused at its place', async () => {
  const { id, version } = await aRegisteredCase(park)
  const far = park.act('dispatcher', dispatchCase, {
    id,
    version,
    department: '建设交通局',
    deadline: { date: '9999-12-31' },
  })
  await expect(far).rejects.toMatchObject({
    kind: 'invalid',
    detail: { faults: [{ path: 'deadline.date', code: 'cases.day_too_far' }] },
  })
})

test('a complaint about a person is neither dispatched to his department nor helped with by it', async () => {
  const { id, version } = await aRegisteredCase(park, { about_department: '生态环境分局' })
  const send = (department: string, helper: string) =>
    park.act('dispatcher', dispatchCase, { id, version, department, co_organisers: [{ department: helper }] })
  for (const [department, helper] of [
    ['生态环境分局', '企业服务中心'],
    ['建设交通局', '生态环境分局'],
  ] as const)
    await expect(send(department, helper), department).rejects.toMatchObject({
      kind: 'conflict',
      code: 'cases.about_this_department',
      detail: { department: '生态环境分局' },
    })
  expect((await send('建设交通局', '企业服务中心')).state).toBe('dispatched')
})
