import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { addResetCode } from './add-reset-code.ts'
import { addUser } from './add-user.ts'
import { aPerson, signedIn } from './fixtures.ts'

let bench: TestProduct
let park: TestPark
let server: TestServer
beforeAll(async () => {
  bench = await openTestProduct({ settings: { password_policy: 'mlps3', password_least: '10' } })
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

const DAY = 24 * 3600_000
const nth = (n: number) => `Qing-Hua-Ci-${n}`
const change = (cookie: string, body: object) =>
  server.call(undefined, 'POST', '/me/password', { body, headers: { cookie } })

test('the policy mlps3 asks for three kinds of characters, and the length is a setting', async () => {
  const add = (password: string) => park.act('admin', addUser, { name: '试密码', post: 'officer', password })
  await expect(add('白墙黑瓦马头墙深巷子里')).rejects.toMatchObject({ code: 'people.password_kinds' })
  await expect(add('Bai-Qiang')).rejects.toMatchObject({
    code: 'people.password_short',
    detail: { least: 10 },
  })
  await add('Bai-Qiang-Hei-Wa')
})

test('a password of ninety days must be changed at the next sign-in: such a session does nothing else', async () => {
  await aPerson(park, '苏专员', { password: nth(1) })
  bench.clock.pass(89 * DAY)
  const before = await signedIn(server, '苏专员', nth(1))
  expect((await server.call(undefined, 'GET', '/cases', { headers: { cookie: before } })).status).toBe(200)
  bench.clock.pass(2 * DAY)
  const { headers, body } = await server.call(undefined, 'POST', '/session', {
    body: { name: '苏专员', password: nth(1) },
    key: null,
  })
  expect(body).toMatchObject({ must_change_password: true })
  const cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  for (const path of ['/cases', '/figures', '/stand-ins', '/tokens']) {
    expect(await server.call(undefined, 'GET', path, { headers: { cookie } }), path).toMatchObject({
      status: 403,
      body: { code: 'people.password_expired' },
    })
  }
  const case1 = { kind: 'request', text: '停水', asker: { kind: 'enterprise', name: '示例食品有限公司' } }
  expect((await server.call(undefined, 'POST', '/cases', { headers: { cookie }, body: case1 })).status).toBe(
    403,
  )
  const changed = await change(cookie, { old: nth(1), new: nth(2) })
  expect(changed.status).toBe(204)
  const fresh = (changed.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  expect((await server.call(undefined, 'GET', '/cases', { headers: { cookie: fresh } })).status).toBe(200)
})

test('the last five passwords are not used again, the sixth is', async () => {
  const { id } = await aPerson(park, '丁专员', { password: nth(1) })
  const set = async (n: number) => {
    const { code } = await park.act('admin', addResetCode, { id })
    const { status, body } = await server.call(undefined, 'POST', '/password-reset', {
      body: { code, password: nth(n) },
    })
    return body.code ?? status
  }
  for (const n of [2, 3, 4, 5, 6]) expect(await set(n)).toBe(204)
  for (const n of [1, 2, 5]) expect(await set(n)).toBe('people.password_used_before')
  expect(await set(7)).toBe(204)
  expect(await set(1)).toBe(204)
  expect(await bench.sql('select count(*)::int as n from former_passwords where user_id = $1', [id])).toEqual(
    [{ n: 5 }],
  )
})
