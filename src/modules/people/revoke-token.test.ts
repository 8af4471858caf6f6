import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { addToken } from './add-token.ts'
import { listTokens } from './queries.ts'
import { revokeToken } from './revoke-token.ts'

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

test('a token that is revoked is dead with the next request; its secret is never shown again', async () => {
  const { token } = await park.act('console', addToken, { user: 'handler', name: '大屏' })
  const ask = () => server.call(undefined, 'GET', '/me', { headers: { authorization: `Bearer ${token}` } })
  expect((await ask()).status).toBe(200)
  const { items } = await park.ask('handler', listTokens, {})
  const [mine] = items
  expect(mine).toMatchObject({ name: '大屏', user: { name: 'handler' }, scopes: ['all'] })
  expect(JSON.stringify(items)).not.toContain(token.slice(4))
  await park.act('handler', revokeToken, { id: mine?.id ?? '' })
  expect((await ask()).status).toBe(401)
  await expect(park.act('handler', revokeToken, { id: mine?.id ?? '' })).rejects.toMatchObject({
    code: 'people.missing',
  })
})

test('the administrator sees and revokes the tokens of all; others those of nobody else', async () => {
  await park.act('console', addToken, { user: 'head' })
  expect((await park.ask('officer', listTokens, {})).items).toEqual([])
  const { items } = await park.ask('admin', listTokens, {})
  const id = items.find(({ user }) => user.name === 'head')?.id ?? ''
  await expect(park.act('officer', revokeToken, { id })).rejects.toMatchObject({ code: 'people.missing' })
  const other = await foundPark(bench)
  await expect(other.act('admin', revokeToken, { id })).rejects.toMatchObject({ code: 'people.missing' })
  expect(await park.act('admin', revokeToken, { id })).toEqual({ id })
})
