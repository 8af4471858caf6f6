import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addUser } from '../people/index.ts'
import { confirmCase } from './confirm-case.ts'
import { aCaseAnsweredByTwo, aConfirmedCase, aRepliedCase, reopened } from './fixtures.ts'
import { oneCase } from './queries.ts'
import { replyCase } from './reply-case.ts'
import { strikeOffCase } from './strike-off-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('the dispatch centre strikes off what was confirmed', async () => {
  const { id, version } = await aConfirmedCase(park)
  const view = await park.act('dispatcher', strikeOffCase, { id, version, evidence: '现场照片 2 张' })
  expect(view).toMatchObject({ state: 'struck_off', struck_off_on: '2026-10-09', lamp: 'grey' })
})

test('never the one who worked on it, though he be a dispatcher too', async () => {
  await park.act('console', addUser, { name: 'handler', post: 'dispatcher' })
  const { id, version } = await aConfirmedCase(park)
  await expect(park.act('handler', strikeOffCase, { id, version })).rejects.toMatchObject({
    code: 'cases.own_work',
  })
  // The database refuses it as well, should the program forget.
  await expect(bench.sql('update cases set struck_off_by = replied_by where id = $1', [id])).rejects.toThrow(
    /cases_own_strike_off_check/,
  )
})

test('nor one whose answer was sent back and followed by a colleague’s, also after it was reopened', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, { name: 'handler', post: 'dispatcher' })
  const answered = await aCaseAnsweredByTwo(own)
  const { id } = answered
  let file = await own.act('asker', confirmCase, { id, version: answered.version, rating: 5 })
  const asHandler = () => own.act('handler', strikeOffCase, { id, version: file.version })
  await expect(asHandler()).rejects.toMatchObject({ code: 'cases.own_work' })
  expect((await own.ask('handler', oneCase, { id })).can.strike_off).toBe(false)
  // The database knows the first one as well, should the program forget.
  const [first] = await bench.sql('select worked_by[1] as id, replied_by from cases where id = $1', [id])
  expect(first).toEqual({ id: own.people.handler, replied_by: own.people.head })
  await expect(
    bench.sql('update cases set struck_off_by = $2 where id = $1', [id, own.people.handler]),
  ).rejects.toThrow(/cases_own_strike_off_check/)
  await expect(bench.sql(`update cases set worked_by = '{}' where id = $1`, [id])).rejects.toThrow(
    /cases_worked_by_check/,
  )

  file = await own.act('dispatcher', strikeOffCase, { id, version: file.version })
  file = await reopened(own, file)
  const reply = { id, version: file.version, answer: '已加开三班', outcome: 'solved' } as const
  file = await own.act('head', replyCase, reply)
  file = await own.act('asker', confirmCase, { id, version: file.version, rating: 5 })
  await expect(asHandler()).rejects.toMatchObject({ code: 'cases.own_work' })
})

test('an unconfirmed case, other posts, strangers and a stale version are refused', async () => {
  const replied = await aRepliedCase(park)
  await expect(
    park.act('dispatcher', strikeOffCase, { id: replied.id, version: replied.version }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state', detail: { state: 'replied' } })
  const { id, version } = await aConfirmedCase(park)
  for (const who of ['head', 'supervisor', 'asker', 'returnVisitor', 'leader'] as const) {
    await expect(park.act(who, strikeOffCase, { id, version })).rejects.toMatchObject({ kind: 'forbidden' })
  }
  await expect(park.act('otherHandler', strikeOffCase, { id, version })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('dispatcher', strikeOffCase, { id, version: 1 })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
})
