import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { addWebhook } from './add-webhook.ts'
import { openSecret } from './webhook-secret.ts'
import { listWebhooks } from './webhook-queries.ts'

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

test('an administrator adds a webhook; its secret is in the first answer alone, and nowhere readable', async () => {
  const key = randomUUID()
  const body = { url: 'https://1.1.1.1/bihuan', topics: ['cases.reply', 'cases.strike_off'] }
  const first = await server.call('admin', 'POST', '/webhooks', { body, key })
  expect(first.status).toBe(201)
  const { id, secret } = first.body as { id: string; secret: string }
  expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/)
  // The same request again has the same effect, and does not show it again.
  expect((await server.call('admin', 'POST', '/webhooks', { body, key })).body).toEqual({ id, secret: null })
  const { items } = await park.ask('admin', listWebhooks, {})
  expect(items).toMatchObject([
    { id, ...body, made_by: { name: 'admin' }, disabled: null, former_secret_until: null },
  ])
  const bare = secret.slice('whsec_'.length)
  for (const table of ['webhooks', 'idempotency_keys', 'audit']) {
    const rows = await bench.sql(`select t::text as row from ${table} t`)
    expect(JSON.stringify(rows), table).not.toContain(bare)
    expect(JSON.stringify(rows), table).not.toContain(Buffer.from(bare, 'base64').toString('hex'))
  }
  const [row] = await bench.sql('select secret from webhooks where id = $1', [id])
  const { runtime } = bench.product
  // Marked cast: a bytea comes as a Buffer.
  expect(openSecret(runtime, id, row?.['secret'] as Buffer)).toBe(secret)
  expect(openSecret(runtime, randomUUID(), row?.['secret'] as Buffer), 'of no other webhook').toBeUndefined()
})

test('nobody else adds or sees one, and each park sees its own alone', async () => {
  for (const who of ['dispatcher', 'head', 'supervisor', 'auditor', 'asker'] as const) {
    await expect(park.act(who, addWebhook, { url: 'https://127.0.0.1/' }), who).rejects.toMatchObject({
      kind: 'forbidden',
    })
    await expect(park.ask(who, listWebhooks, {}), who).rejects.toMatchObject({ kind: 'forbidden' })
  }
  const other = await foundPark(bench)
  expect((await other.ask('admin', listWebhooks, {})).items).toEqual([])
  expect((await other.act('console', addWebhook, { url: 'https://1.1.1.1/bihuan' })).secret).not.toBeNull()
})

test('what is not public, not https, or known already is refused with the reason', async () => {
  const refused: Readonly<Record<string, string>> = {
    'http://1.1.1.1/': 'scheme',
    'https://127.0.0.1/': 'address',
    'https://0x7f.1/': 'address',
    'https://[::ffff:10.0.0.1]/': 'address',
    'https://localhost/': 'name',
    'https://a:b@1.1.1.1/': 'credentials',
    [`https://1.1.1.1:${bench.product.runtime.database.port}/`]: 'port',
    'https://no-such-host.invalid/': 'unresolved',
    'no url': 'url',
  }
  for (const [url, reason] of Object.entries(refused))
    await expect(park.act('admin', addWebhook, { url }), url).rejects.toMatchObject({
      code: 'notices.webhook_refused',
      detail: { reason },
    })
  await park.act('admin', addWebhook, { url: 'https://1.1.1.1/twice' })
  await expect(park.act('admin', addWebhook, { url: 'https://1.1.1.1/twice' })).rejects.toMatchObject({
    code: 'notices.webhook_taken',
  })
  await expect(
    park.act('admin', addWebhook, { url: 'https://1.1.1.1/t', topics: ['cases.explode'] }),
  ).rejects.toMatchObject({ code: 'notices.topic_unknown' })
})
