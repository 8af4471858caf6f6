import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addUser } from '../people/index.ts'
import { confirmForAsker } from './confirm-for-asker.ts'
import { aCaseAnsweredByTwo, aRepliedCase } from './fixtures.ts'
import { noteCase } from './note-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const told = { way: 'told', how: 'telephone', rating: 4, evidence: '10月12日 10:20 电话录音' } as const

test('the return visitor confirms what the asker said, with evidence', async () => {
  const { id, version } = await aRepliedCase(park)
  const view = await park.act('returnVisitor', confirmForAsker, { id, version, by: told })
  expect(view).toMatchObject({ state: 'confirmed', rating: 4, for_asker: true, by_default: false })
})

test('silence confirms by default after two attempts on different days and five working days, and is no rating', async () => {
  bench.clock.set('2026-10-12T02:00:00.000Z')
  const { id, version } = await aRepliedCase(park)
  const silence = (...days: string[]) => ({
    way: 'silence' as const,
    attempts: days.map((on) => ({ on, how: '电话' })),
  })
  const confirm = (by: ReturnType<typeof silence>) =>
    park.act('returnVisitor', confirmForAsker, { id, version, by })
  bench.clock.set('2026-10-19T02:00:00.000Z')
  await expect(confirm(silence('2026-10-12', '2026-10-12'))).rejects.toMatchObject({
    code: 'cases.attempts_two_days',
  })
  await expect(confirm(silence('2026-10-09', '2026-10-12'))).rejects.toMatchObject({
    code: 'cases.attempt_out_of_range',
  })
  await expect(confirm(silence('2026-10-12', '2026-10-13'))).rejects.toMatchObject({
    code: 'cases.still_time',
    detail: { from: '2026-10-20' },
  })
  bench.clock.set('2026-10-20T02:00:00.000Z')
  const view = await confirm(silence('2026-10-12', '2026-10-13'))
  expect(view).toMatchObject({ state: 'confirmed', rating: null, by_default: true, for_asker: true })
})

test('one of the department in charge never confirms for the asker, and nobody without the post', async () => {
  await park.act('console', addUser, { name: 'head', post: 'return_visitor' })
  const { id, version } = await aRepliedCase(park)
  await expect(park.act('head', confirmForAsker, { id, version, by: told })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('dispatcher', confirmForAsker, { id, version, by: told })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('nor one who holds whatever other post there; what is no judgement of the work he does as a return visitor', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, { name: 'returnVisitor', post: 'auditor', department: '建设交通局' })
  const { id, version } = await aRepliedCase(own)
  await expect(own.act('returnVisitor', confirmForAsker, { id, version, by: told })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  const noted = await own.act('returnVisitor', noteCase, { id, version, text: '电话未接', public: false })
  expect(noted.version).toBe(version + 1)
})

test('nor one who worked on it and has left the department since', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, { name: 'handler', post: 'return_visitor' })
  const { id, version } = await aCaseAnsweredByTwo(own)
  await bench.sql(`delete from posts where user_id = $1 and post = 'handler'`, [own.people.handler])
  await expect(own.act('handler', confirmForAsker, { id, version, by: told })).rejects.toMatchObject({
    code: 'cases.own_work',
  })
})

test('the wrong state and a stale version are refused', async () => {
  const { id, version } = await aRepliedCase(park)
  await expect(
    park.act('returnVisitor', confirmForAsker, { id, version: 1, by: told }),
  ).rejects.toMatchObject({ code: 'cases.changed_since' })
  const { version: after } = await park.act('returnVisitor', confirmForAsker, { id, version, by: told })
  await expect(
    park.act('returnVisitor', confirmForAsker, { id, version: after, by: told }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
})

test('silence is not counted into a year whose official days are not out', async () => {
  bench.clock.set('2026-12-24T02:00:00.000Z')
  const { id, version } = await aRepliedCase(park)
  bench.clock.set('2026-12-31T02:00:00.000Z')
  const attempts = ['2026-12-28', '2026-12-29'].map((on) => ({ on, how: '电话' }))
  await expect(
    park.act('returnVisitor', confirmForAsker, { id, version, by: { way: 'silence', attempts } }),
  ).rejects.toMatchObject({ code: 'calendar.year_unpublished', detail: { year: 2027 } })
})
