import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { changePassword } from './change-password.ts'
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

const SLIP = 'k7mq-4xvd-9hpr'
const OWN = '青花-瓷器-2026'
async function cookieOf(name: string, password: string) {
  const { status, headers } = await server.call(undefined, 'POST', '/session', {
    body: { name, password },
    key: null,
  })
  return { status, cookie: (headers.get('set-cookie') ?? '').split(';')[0] ?? '' }
}

test('a one-time password opens nothing but the choice of an own one, which then opens everything', async () => {
  await park.act('admin', issuePasswords, { people: [{ id: park.people.dispatcher, password: SLIP }] })
  const { status, cookie } = await cookieOf('dispatcher', SLIP)
  expect(status).toBe(200)
  const call = (method: string, path: string, body?: object, with_ = cookie) =>
    server.call(undefined, method, path, { headers: { cookie: with_ }, ...(body && { body }) })
  expect(await call('GET', '/cases')).toMatchObject({
    status: 403,
    body: { code: 'people.must_change_password' },
  })
  expect((await call('GET', '/session')).status).toBe(200)
  const page = await server.raw('/cases', { headers: { cookie, accept: 'text/html' }, redirect: 'manual' })
  expect([page.status, page.headers.get('location')]).toEqual([303, '/password'])
  expect((await server.raw('/password', { headers: { cookie } })).status).toBe(200)
  const changed = await call('POST', '/me/password', { current: SLIP, password: OWN })
  expect(changed.status).toBe(200)
  expect((await call('GET', '/session')).status, 'the session of the slip has ended').toBe(401)
  expect((await cookieOf('dispatcher', SLIP)).status).toBe(401)
  const { cookie: own } = await cookieOf('dispatcher', OWN)
  expect((await call('GET', '/cases', undefined, own)).status).toBe(200)
})

test('a wrong present password, the same password and a common one are refused at their fields', async () => {
  await park.act('admin', issuePasswords, { people: [{ id: park.people.head, password: SLIP }] })
  const change = (current: string, password: string) =>
    park.act('head', changePassword, { current, password })
  await expect(change('wrong', OWN)).rejects.toMatchObject({
    detail: { faults: [{ path: 'current', code: 'people.password_wrong' }] },
  })
  await expect(change(SLIP, SLIP)).rejects.toMatchObject({
    detail: { faults: [{ path: 'password', code: 'people.password_same' }] },
  })
  await expect(change(SLIP, 'password')).rejects.toMatchObject({ code: 'people.password_common' })
  await expect(change(SLIP, 'short')).rejects.toMatchObject({ code: 'kernel.input' })
})

test('the console has no password to change', async () => {
  await expect(park.act('console', changePassword, { current: SLIP, password: OWN })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
