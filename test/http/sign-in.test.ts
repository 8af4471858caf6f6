import { afterAll, beforeAll, expect, test } from 'vitest'
import { addUser } from '../../src/modules/people/index.ts'
import { foundPark, NOW, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'
import { openTestServer, type TestServer } from '../support/server.ts'

let bench: TestProduct
let park: TestPark
let server: TestServer
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
  await park.act('console', addUser, { name: '陈交办员', post: 'dispatcher', password: '青花-瓷器-2026' })
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

const MINUTE = 60_000
const right = { name: '陈交办员', password: '青花-瓷器-2026' }
const signIn = (body: object, headers: Record<string, string> = {}) =>
  server.call(undefined, 'POST', '/session', { body, key: null, headers })
const cookieOf = (headers: Headers) => (headers.get('set-cookie') ?? '').split(';')[0] ?? ''

test('a person signs in, is who he is, and signs out; the session ends at once', async () => {
  const { status, headers, body } = await signIn(right)
  expect(status).toBe(200)
  expect(body).toMatchObject({
    user: { name: '陈交办员', posts: [{ post: 'dispatcher' }] },
    park: { code: park.code },
  })
  expect(headers.get('set-cookie')).toMatch(/^bihuan=bhs_[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/)
  const cookie = cookieOf(headers)
  expect(await server.call(undefined, 'GET', '/session', { headers: { cookie } })).toMatchObject({
    status: 200,
    body: { user: { name: '陈交办员' } },
  })
  expect((await server.call(undefined, 'GET', '/cases', { headers: { cookie } })).status).toBe(200)
  const { status: unkeyed } = await server.call(undefined, 'DELETE', '/session', {
    headers: { cookie },
    key: null,
  })
  expect(unkeyed).toBe(400)
  expect((await server.call(undefined, 'DELETE', '/session', { headers: { cookie } })).status).toBe(204)
  expect((await server.call(undefined, 'GET', '/cases', { headers: { cookie } })).status).toBe(401)
  const [row] = await bench.sql(
    'select count(*)::int as n from sessions where user_id = (select id from users where name = $1 and park_id = $2)',
    [right.name, park.id],
  )
  expect(row).toEqual({ n: 0 })
})

test('an unknown name, a wrong password and a person without a password are answered alike', async () => {
  const answers = await Promise.all([
    signIn({ ...right, password: 'wrong password' }),
    signIn({ name: '没有此人', password: 'wrong password' }),
    signIn({ name: 'handler', password: 'wrong password' }),
  ])
  for (const { status, body } of answers) {
    expect({ status, code: body.code, detail: body['detail'] }).toEqual({
      status: 401,
      code: 'people.sign_in_refused',
      detail: answers[0]?.body['detail'],
    })
  }
})

test('five wrong guesses lock the account for ten minutes, also for the right password, and also when sent at once', async () => {
  await park.act('console', addUser, { name: '刘锁员', post: 'dispatcher', password: '青花-瓷器-2027' })
  const guess = (password: string) => signIn({ name: '刘锁员', password })
  await Promise.all(Array.from({ length: 5 }, (_, i) => guess(`guess number ${i}`)))
  expect((await guess('青花-瓷器-2027')).status).toBe(401)
  bench.clock.pass(9 * MINUTE)
  expect((await guess('青花-瓷器-2027')).status).toBe(401)
  bench.clock.pass(2 * MINUTE)
  expect((await guess('青花-瓷器-2027')).status).toBe(200)
  bench.clock.set(NOW)
})

test('a session ends after half an hour of rest and after twelve hours of work', async () => {
  const at = async (minutes: number, cookie: string) => {
    bench.clock.pass(minutes * MINUTE)
    return (await server.call(undefined, 'GET', '/me', { headers: { cookie } })).status
  }
  const idle = cookieOf((await signIn(right)).headers)
  expect(await at(29, idle)).toBe(200)
  expect(await at(29, idle)).toBe(200)
  expect(await at(31, idle)).toBe(401)
  const busy = cookieOf((await signIn(right)).headers)
  for (let i = 0; i < 28; i++) expect(await at(25, busy)).toBe(200)
  expect(await at(25, busy)).toBe(401)
  bench.clock.set(NOW)
})

test('a change with a cookie must come from our own pages; one with a token may come from anywhere', async () => {
  const cookie = cookieOf((await signIn(right)).headers)
  const body = { kind: 'request', text: '停水', asker: { kind: 'enterprise', name: '示例电气装备有限公司' } }
  const post = (headers: Record<string, string>) =>
    server.call(undefined, 'POST', '/cases', { body, headers })
  expect(await post({ cookie, origin: 'https://evil.example' })).toMatchObject({
    status: 403,
    body: { code: 'kernel.foreign_origin' },
  })
  expect(await post({ cookie, 'sec-fetch-site': 'cross-site' })).toMatchObject({ status: 403 })
  expect((await post({ cookie, origin: server.address, 'sec-fetch-site': 'same-origin' })).status).toBe(201)
  expect(
    (await server.call('dispatcher', 'POST', '/cases', { body, headers: { origin: 'https://evil.example' } }))
      .status,
  ).toBe(201)
  const evil = { origin: 'https://evil.example' }
  expect(await signIn(right, evil)).toMatchObject({ status: 403 })
  const signOut = await server.call(undefined, 'DELETE', '/session', { headers: { cookie, ...evil } })
  expect(signOut).toMatchObject({ status: 403, body: { code: 'kernel.foreign_origin' } })
  expect((await server.call(undefined, 'GET', '/session', { headers: { cookie } })).status).toBe(200)
})

test('the same name in two parks: the password tells them apart, and who has the same one is asked which park', async () => {
  const other = await foundPark(bench)
  await other.act('console', addUser, { name: '王专员', post: 'officer', password: '第二个-园区-密码' })
  await park.act('console', addUser, { name: '王专员', post: 'officer', password: '第一个-园区-密码' })
  expect(await signIn({ name: '王专员', password: '第二个-园区-密码' })).toMatchObject({
    status: 200,
    body: { park: { code: other.code } },
  })
  await other.act('console', addUser, { name: '赵领导', post: 'leader', password: '两个园区-同一密码' })
  await park.act('console', addUser, { name: '赵领导', post: 'leader', password: '两个园区-同一密码' })
  const both = { name: '赵领导', password: '两个园区-同一密码' }
  expect(await signIn(both)).toMatchObject({
    status: 409,
    body: { code: 'people.which_park', about: { parks: [park.code, other.code].toSorted() } },
  })
  expect(await signIn({ ...both, park: other.code })).toMatchObject({
    status: 200,
    body: { park: { code: other.code } },
  })
  const third = await foundPark(bench)
  expect(await signIn({ ...both, park: third.code }), 'a park that he is not of').toMatchObject({
    status: 401,
    body: { code: 'people.sign_in_refused' },
  })
})

const founding = (first: TestServer) => ({
  token: first.setupToken,
  park: { code: 'first', name: '示例新园区' },
  name: '周管理员',
  password: '青花-瓷器-2028',
})

test('the first administrator comes in by a link that works once, and only while there is no park', async () => {
  expect(server.setupToken).toBeUndefined()
  const fresh = await openTestProduct()
  const first = await openTestServer(fresh)
  const body = founding(first)
  const setUp = (changed: object, key?: string | null) =>
    first.call(undefined, 'POST', '/setup', {
      body: { ...body, ...changed },
      ...(key !== undefined && { key }),
    })
  expect(await setUp({ token: 'guess' })).toMatchObject({ status: 403, body: { code: 'people.setup_over' } })
  expect(await setUp({}, null)).toMatchObject({ status: 400, body: { code: 'kernel.key_missing' } })
  expect((await setUp({ password: 'short' })).status).toBe(422)
  const headers = { origin: 'https://evil.example' }
  expect(await first.call(undefined, 'POST', '/setup', { body, headers })).toMatchObject({
    status: 403,
    body: { code: 'kernel.foreign_origin' },
  })
  expect(await setUp({ password: 'password1' })).toMatchObject({ body: { code: 'people.password_common' } })
  expect(await fresh.sql('select code from parks'), 'what was refused leaves no park').toEqual([])
  const made = await setUp({}, 'founding-1')
  expect(made).toMatchObject({
    status: 201,
    body: { park: { code: 'first' }, user: { name: '周管理员' } },
  })
  expect(await setUp({})).toMatchObject({ status: 403, body: { code: 'people.setup_over' } })
  const again = await setUp({}, 'founding-1')
  expect([again.status, again.body], 'the same key, the same answer').toEqual([201, made.body])
  expect(await setUp({ name: '别的管理员' }, 'founding-1')).toMatchObject({
    status: 422,
    body: { code: 'kernel.key_used_for_other' },
  })
  expect(await fresh.sql("select name from users where name like '%管理员'")).toEqual([{ name: '周管理员' }])
  expect(
    (
      await first.call(undefined, 'POST', '/session', {
        body: { name: '周管理员', password: '青花-瓷器-2028' },
        key: null,
      })
    ).status,
  ).toBe(200)
  await first.close()
  await fresh.close()
})

test('the link for the first administrator is over when the terminal makes a park while the server runs', async () => {
  const fresh = await openTestProduct()
  const first = await openTestServer(fresh)
  const page = () => first.raw(`/setup?token=${first.setupToken ?? ''}`)
  expect((await page()).status).toBe(200)
  await foundPark(fresh)
  expect((await page()).status).toBe(404)
  expect(await first.call(undefined, 'POST', '/setup', { body: founding(first) })).toMatchObject({
    status: 409,
    body: { code: 'people.setup_over' },
  })
  expect(await fresh.sql('select count(*)::int as n from parks')).toEqual([{ n: 1 }])
  await first.close()
  await fresh.close()
})

test('the link for the first administrator is over after a day; two who use it at once make one administrator', async () => {
  const fresh = await openTestProduct()
  const first = await openTestServer(fresh)
  const body = founding(first)
  const late = await openTestServer(fresh)
  const race = await Promise.all(
    ['周管理员', '吴管理员'].map((name) =>
      first.call(undefined, 'POST', '/setup', { body: { ...body, name } }),
    ),
  )
  expect(race.map(({ status }) => status).toSorted()).toEqual([201, 403])
  expect(await fresh.sql("select 1 from posts where post = 'admin'")).toHaveLength(1)
  expect((await late.raw(`/setup?token=${late.setupToken ?? ''}`)).status, 'of another start').toBe(404)
  await first.close()
  await late.close()
  await fresh.close()
  const slow = await openTestProduct()
  const server = await openTestServer(slow)
  slow.clock.pass(24 * 60 * MINUTE)
  expect((await server.raw(`/setup?token=${server.setupToken ?? ''}`)).status).toBe(404)
  expect(await server.call(undefined, 'POST', '/setup', { body: founding(server) })).toMatchObject({
    status: 403,
    body: { code: 'people.setup_over' },
  })
  await server.close()
  await slow.close()
})
