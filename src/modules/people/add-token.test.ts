import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { MODULES } from '../../modules.ts'
import { addToken } from './add-token.ts'
import { addUser } from './add-user.ts'
import { postOf } from './fixtures.ts'

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

test('a token is shown once and kept as a hash, until its day', async () => {
  const { token, expires } = await park.act('console', addToken, { user: 'dispatcher', days: 30 })
  expect(token).toMatch(/^bht_[\w-]{43}$/)
  expect(expires.slice(0, 10)).toBe('2026-11-08')
  const rows = await bench.sql('select token_hash from tokens where user_id = $1', [park.people.dispatcher])
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('an unknown user and anybody but the console are refused', async () => {
  await expect(park.act('console', addToken, { user: '没有此人' })).rejects.toMatchObject({
    kind: 'missing',
    code: 'people.user_unknown',
  })
  await expect(park.act('admin', addToken, { user: 'dispatcher' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})

test('a token does what its scopes name and nothing else, whatever its user may', async () => {
  const { token } = await park.act('console', addToken, { user: 'dispatcher', scopes: ['cases:read'] })
  const headers = { authorization: `Bearer ${token}` }
  expect((await server.call(undefined, 'GET', '/cases', { headers })).status).toBe(200)
  const body = { kind: 'request', text: '停水', asker: { kind: 'enterprise', name: '示例食品有限公司' } }
  expect(await server.call(undefined, 'POST', '/cases', { headers, body })).toMatchObject({
    status: 403,
    body: { code: 'kernel.scope_missing', about: { scope: 'cases:write', has: ['cases:read'] } },
  })
  expect(await server.call(undefined, 'GET', '/users', { headers })).toMatchObject({
    body: { code: 'kernel.scope_missing', about: { scope: 'people:read' } },
  })
  expect(await server.call(undefined, 'GET', '/me', { headers })).toMatchObject({
    status: 200,
    body: { scopes: ['cases:read'] },
  })
})

test('a token for numbers does not read the cases behind them', async () => {
  const { token } = await park.act('console', addToken, { user: 'supervisor', scopes: ['figures:read'] })
  const headers = { authorization: `Bearer ${token}` }
  const { body } = await server.call(undefined, 'GET', '/figures', { headers })
  const [figure] = body['items'] as { name: string }[]
  expect((await server.call(undefined, 'GET', `/figures/${figure?.name ?? ''}`, { headers })).status).toBe(
    200,
  )
  expect(
    await server.call(undefined, 'GET', `/figures/${figure?.name ?? ''}/rows`, { headers }),
  ).toMatchObject({
    status: 403,
    body: { about: { scope: 'cases:read' } },
  })
})

test('a token never does more than its user, and one for a post not more than the post', async () => {
  const all = await park.act('console', addToken, { user: 'auditor', scopes: ['all'] })
  expect(
    await server.call(undefined, 'GET', '/users', { headers: { authorization: `Bearer ${all.token}` } }),
  ).toMatchObject({ status: 403, body: { code: 'kernel.forbidden' } })
  await park.act('console', addUser, { name: 'officer', post: 'dispatcher' })
  const post_id = await postOf(bench, park.people.officer, 'officer')
  const { token } = await park.act('console', addToken, { user: 'officer', post_id })
  const headers = { authorization: `Bearer ${token}` }
  expect((await server.call('officer', 'GET', '/users')).status).toBe(200)
  expect((await server.call(undefined, 'GET', '/users', { headers })).status).toBe(403)
  const { body } = await server.call(undefined, 'GET', '/me', { headers })
  expect(body['posts']).toMatchObject([{ post: 'officer' }])
  await expect(park.act('console', addToken, { user: 'handler', post_id })).rejects.toMatchObject({
    code: 'people.missing',
  })
})

test('a scope that does not exist is refused with those that do, and every route has one', async () => {
  await expect(
    park.act('console', addToken, { user: 'dispatcher', scopes: ['cases:all'] }),
  ).rejects.toMatchObject({ code: 'people.scope_unknown', detail: { scopes: ['cases:all'] } })
  const { scopes } = bench.product.runtime
  for (const { name, commands, queries } of MODULES) {
    if (commands.some(({ route }) => route)) expect(scopes, name).toContain(`${name}:write`)
    if (queries.some(({ route, scope }) => route && scope === undefined))
      expect(scopes, name).toContain(`${name}:read`)
  }
})
