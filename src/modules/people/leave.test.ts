import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { aConfirmedCase, anAcceptedCase, aRegisteredCase } from '../cases/fixtures.ts'
import { casesModule, oneCase } from '../cases/index.ts'
import { addToken } from './add-token.ts'
import { addUser } from './add-user.ts'
import { aPerson, aStandIn, PASSWORD, signedIn } from './fixtures.ts'
import { leave } from './leave.ts'
import { listUsers } from './queries.ts'
import { sessionOf } from './sessions.ts'

let bench: TestProduct
let park: TestPark
let server: TestServer
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

test('whoever leaves is out at once: sessions, tokens, sign-in; the name stays in the entries', async () => {
  const { id } = await aPerson(park, '吕交办', { post: 'dispatcher' })
  const cookie = await signedIn(server, '吕交办')
  const { token } = await park.act('console', addToken, { user: '吕交办' })
  const withToken = () =>
    server.call(undefined, 'GET', '/me', { headers: { authorization: `Bearer ${token}` } })
  expect((await withToken()).status).toBe(200)
  const { left_at } = await park.act('admin', leave, { id })
  await expect(sessionOf(bench.product.runtime, { parkId: park.id, userId: id })).rejects.toMatchObject({
    code: 'kernel.nobody',
  })
  expect((await server.call(undefined, 'GET', '/me', { headers: { cookie } })).status).toBe(401)
  expect((await withToken()).status).toBe(401)
  expect(
    (
      await server.call(undefined, 'POST', '/session', {
        body: { name: '吕交办', password: PASSWORD },
        key: null,
      })
    ).status,
  ).toBe(401)
  const { items } = await park.ask('admin', listUsers, { limit: 200 })
  expect(items.find((user) => user.id === id)).toMatchObject({ name: '吕交办', left_at, posts: [] })
  await expect(park.act('admin', leave, { id })).rejects.toMatchObject({ code: 'people.has_left' })
  await expect(park.act('admin', addUser, { name: '吕交办', post: 'officer' })).rejects.toMatchObject({
    code: 'people.has_left',
  })
})

test('what was asked in the moment in which somebody left is asked by nobody', async () => {
  const { id } = await aRegisteredCase(park)
  await park.act('admin', leave, { id: park.people.auditor })
  await expect(park.ask('auditor', oneCase, { id })).rejects.toMatchObject({ code: 'kernel.nobody' })
  await expect(park.act('auditor', addUser, { name: '后来者', post: 'officer' })).rejects.toMatchObject({
    code: 'kernel.nobody',
  })
})

test('what is still open keeps a person until it is said who takes it over', async () => {
  const { number } = await aRegisteredCase(park, {}, 'otherOfficer')
  const id = park.people.otherOfficer
  await expect(park.act('admin', leave, { id })).rejects.toMatchObject({
    code: 'people.work_open',
    detail: { count: 1, numbers: [number], open: [{ what: 'cases.officer', count: 1, numbers: [number] }] },
  })
  await expect(park.act('admin', leave, { id, handed_over_to: '没有此人' })).rejects.toMatchObject({
    code: 'people.successor_unknown',
  })
  await expect(park.act('admin', leave, { id, handed_over_to: 'otherOfficer' })).rejects.toMatchObject({
    code: 'people.successor_unknown',
  })
  const left = await park.act('admin', leave, { id, handed_over_to: 'officer' })
  expect(left).toMatchObject({
    handed_over_to: { name: 'officer' },
    open: [{ what: 'cases.officer', count: 1 }],
  })
  const [row] = await bench.sql(
    "select summary from audit where action = 'people.leave' and subject_id = $1",
    [id],
  )
  expect(row?.['summary']).toEqual({ handed_over_to: park.people.officer, open: 1 })
})

test('whoever signed for a case has it in hand', async () => {
  const { number } = await anAcceptedCase(park)
  await expect(park.act('console', leave, { id: park.people.handler })).rejects.toMatchObject({
    detail: { open: [{ what: 'cases.accepted', numbers: [number] }] },
  })
})

test('with a person go those who stand in for him', async () => {
  const other = await foundPark(bench)
  await aStandIn(bench, other, { away: 'hotline', standIn: 'officer' })
  await other.act('admin', leave, { id: other.people.hotline })
  expect(
    await bench.sql('select count(*)::int as n from stand_ins where park_id = $1 and ended_at is null', [
      other.id,
    ]),
  ).toEqual([{ n: 0 }])
})

test('the last administrator does not leave, and nobody else makes people leave', async () => {
  await expect(park.act('console', leave, { id: park.people.admin })).rejects.toMatchObject({
    code: 'people.last_admin',
  })
  await expect(park.act('dispatcher', leave, { id: park.people.hotline })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  const other = await foundPark(bench)
  await expect(other.act('admin', leave, { id: park.people.hotline })).rejects.toMatchObject({
    code: 'people.missing',
  })
})

test('whoever takes over sees what was handed over, also from further back, and may not strike off that work', async () => {
  const other = await foundPark(bench)
  const { id } = await aRegisteredCase(other, {}, 'officer')
  await other.act('admin', leave, { id: other.people.officer, handed_over_to: 'otherOfficer' })
  expect((await other.ask('otherOfficer', oneCase, { id })).id).toBe(id)
  await expect(other.act('admin', leave, { id: other.people.otherOfficer })).rejects.toMatchObject({
    code: 'people.work_open',
  })
  await expect(other.ask('hotline', oneCase, { id })).rejects.toMatchObject({ code: 'cases.missing' })
  await other.act('admin', leave, { id: other.people.otherOfficer, handed_over_to: 'hotline' })
  expect((await other.ask('hotline', oneCase, { id })).id).toBe(id)
  const { id: done } = await aConfirmedCase(other)
  await other.act('console', leave, { id: other.people.handler, handed_over_to: 'dispatcher' })
  const { version } = await other.ask('dispatcher', oneCase, { id: done })
  const strikeOff = casesModule.commands.find(({ name }) => name === 'cases.strike_off')
  await expect(
    other.act('dispatcher', strikeOff as unknown as typeof leave, { id: done, version } as { id: string }), // marked cast: the manifest hides the shapes
  ).rejects.toMatchObject({ code: 'cases.own_work' })
})
