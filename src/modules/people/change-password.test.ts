import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { changePassword } from './change-password.ts'
import { aPerson, PASSWORD, signedIn } from './fixtures.ts'
import { issuePasswords } from './issue-passwords.ts'

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

const NEXT = '白墙-黑瓦-马头墙'
const change = (cookie: string, body: object) =>
  server.call(undefined, 'POST', '/me/password', { body, headers: { cookie } })
const isIn = async (cookie: string) =>
  (await server.call(undefined, 'GET', '/me', { headers: { cookie } })).status === 200

test('whoever changes the password stays signed in under a new id, and everywhere else is signed out', async () => {
  await aPerson(park, '沈专员', {})
  const [here, elsewhere] = [await signedIn(server, '沈专员'), await signedIn(server, '沈专员')]
  const { status, headers } = await change(here, { old: PASSWORD, new: NEXT })
  expect(status).toBe(204)
  const fresh = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  expect(fresh).not.toBe(here)
  expect([await isIn(fresh), await isIn(here), await isIn(elsewhere)]).toEqual([true, false, false])
  expect(await signedIn(server, '沈专员')).toBe('')
  expect(await isIn(await signedIn(server, '沈专员', NEXT))).toBe(true)
})

test('the old password is asked for, and wrong ones are counted; the new one is another and a good one', async () => {
  const { id } = await aPerson(park, '韩专员', {})
  const cookie = await signedIn(server, '韩专员')
  expect(await change(cookie, { old: PASSWORD, new: PASSWORD })).toMatchObject({
    body: { code: 'people.password_same' },
  })
  expect(await change(cookie, { old: PASSWORD, new: '韩专员2026' })).toMatchObject({
    body: { code: 'kernel.input' },
  })
  expect(await change(cookie, { old: PASSWORD, new: '韩专员202610' })).toMatchObject({
    body: { code: 'people.password_common' },
  })
  for (let i = 0; i < 10; i++) {
    expect(await change(cookie, { old: `猜测 ${i}`, new: NEXT })).toMatchObject({
      status: 403,
      body: { code: 'people.old_password_wrong' },
    })
  }
  expect(await change(cookie, { old: PASSWORD, new: NEXT })).toMatchObject({ status: 429 })
  // Another's password, and that of nobody.
  for (const user of [id, park.id])
    await expect(park.act('admin', changePassword, { user, password: NEXT })).rejects.toMatchObject({
      code: 'people.missing',
    })
})

test('a token changes no password, and neither does another site', async () => {
  const body = { old: PASSWORD, new: NEXT }
  expect(await server.call('handler', 'POST', '/me/password', { body })).toMatchObject({
    status: 403,
    body: { code: 'people.password_by_session' },
  })
  await aPerson(park, '杨专员', {})
  const cookie = await signedIn(server, '杨专员')
  expect(
    await server.call(undefined, 'POST', '/me/password', {
      body,
      headers: { cookie, origin: 'https://evil.example' },
    }),
  ).toMatchObject({ body: { code: 'kernel.foreign_origin' } })
})

test('a slip’s password opens nothing but the choice of an own one, which then opens everything', async () => {
  const slip = 'k7mq-4xvd-9hpr'
  await park.act('admin', issuePasswords, { people: [{ id: park.people.dispatcher, password: slip }] })
  const cookie = await signedIn(server, 'dispatcher', slip)
  const get = async (path: string) => server.call(undefined, 'GET', path, { headers: { cookie } })
  expect(await get('/cases')).toMatchObject({ status: 403, body: { code: 'people.must_change_password' } })
  expect(await get('/session')).toMatchObject({ status: 200, body: { must_change_password: true } })
  const page = await server.raw('/cases', { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
  expect([page.status, page.headers.get('location')]).toEqual([303, '/password'])
  expect((await server.raw('/password', { headers: { cookie } })).status).toBe(200)
  const { status, headers } = await change(cookie, { old: slip, new: NEXT })
  expect(status).toBe(204)
  const fresh = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  expect((await server.call(undefined, 'GET', '/cases', { headers: { cookie: fresh } })).status).toBe(200)
  expect(await signedIn(server, 'dispatcher', slip)).toBe('')
})
