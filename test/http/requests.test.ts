import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRegisteredCase } from '../../src/modules/cases/fixtures.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'
import { openTestServer, type TestServer } from '../support/server.ts'

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

const asker = { kind: 'enterprise', name: '示例电气装备有限公司' }
const request = { kind: 'request', text: '厂门口道路塌陷', asker }

test('a case is registered, dispatched, read, listed and followed over HTTP', async () => {
  const made = await server.call('dispatcher', 'POST', '/cases', { body: request })
  expect(made.status).toBe(201)
  const id = String(made.body['id'])
  const sent = await server.call('dispatcher', 'POST', `/cases/${id}/dispatch`, {
    body: { version: made.body['version'], department: '建设交通局' },
  })
  expect(sent).toMatchObject({ status: 200, body: { state: 'dispatched', version: 2 } })
  const one = await server.call('handler', 'GET', `/cases/${id}`)
  expect(one).toMatchObject({ status: 200, body: { id, can: { accept: true, dispatch: false } } })
  const { body: list } = await server.call('handler', 'GET', '/cases?state=dispatched&q=道路&limit=10')
  expect(list).toMatchObject({ items: [{ id, number: made.body['number'] }], next: null })
  const { body: entries } = await server.call('handler', 'GET', `/cases/${id}/entries`)
  expect(entries).toMatchObject({
    items: [
      { seq: 1, action: 'register' },
      {
        seq: 2,
        action: 'dispatch',
        from: 'registered',
        to: 'dispatched',
        actor: { name: 'dispatcher' },
        post: 'dispatcher',
      },
    ],
  })
  const { body: figure } = await server.call(
    'supervisor',
    'GET',
    '/figures/requests.registered?by=department',
  )
  expect(figure).toMatchObject({
    name: 'requests.registered',
    value: 1,
    unit: '件',
    groups: [{ label: '建设交通局', value: 1 }],
  })
  const { body: rows } = await server.call('supervisor', 'GET', '/figures/requests.registered/rows')
  expect(rows).toMatchObject({ items: [{ row: { id } }], next: null })
})

test('an unsafe request needs a key; the same key gives the same answer and no second effect', async () => {
  expect(await server.call('dispatcher', 'POST', '/cases', { body: request, key: null })).toMatchObject({
    status: 400,
    body: { code: 'kernel.key_missing' },
  })
  expect(await server.call('dispatcher', 'POST', '/cases', { body: request, key: 'short' })).toMatchObject({
    status: 400,
    body: { code: 'kernel.key_bad' },
  })
  const key = 'one-key-one-effect'
  const answers = await Promise.all(
    Array.from({ length: 8 }, () => server.call('dispatcher', 'POST', '/cases', { body: request, key })),
  )
  expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1)
  expect(answers[0]?.status).toBe(201)
  expect(
    await bench.sql('select from cases where number = $1 and park_id = $2', [
      answers[0]?.body['number'],
      park.id,
    ]),
  ).toHaveLength(1)
  expect(
    await server.call('dispatcher', 'POST', '/cases', { body: { ...request, text: '别的' }, key }),
  ).toMatchObject({ status: 422, body: { code: 'kernel.key_used_for_other' } })
  expect(await server.call('officer', 'POST', '/cases', { body: request, key })).toMatchObject({
    status: 422,
    body: { code: 'kernel.key_used_for_other' },
  })
})

test('refusals are problem+json with a stable code, in the language that is asked for', async () => {
  const { id } = await aRegisteredCase(park)
  const zh = await server.call('dispatcher', 'POST', `/cases/${id}/dispatch`, {
    body: { version: 1, department: '没有的局' },
  })
  expect(zh.headers.get('content-type')).toContain('application/problem+json')
  expect(zh).toMatchObject({
    status: 422,
    body: { code: 'parks.department_unknown', title: '填写有误', about: { name: '没有的局' } },
  })
  expect(zh.body['detail']).toBe(
    '没有“没有的局”这个部门。现有：交办中心、企业服务中心、建设交通局、生态环境分局。',
  )
  const en = await server.call('dispatcher', 'POST', `/cases/${id}/strike-off`, {
    body: { version: 1 },
    headers: { 'accept-language': 'en-GB,en;q=0.9' },
  })
  expect(en).toMatchObject({
    status: 409,
    body: { code: 'cases.wrong_state', about: { state: 'registered' } },
  })
  expect(en.body['detail']).toBe(
    'The case is "Registered" now and cannot take the act "Strike off", which is possible in: Confirmed.',
  )
  expect(en.headers.get('content-language')).toBe('en')
})

test('wrong and missing fields are named one by one', async () => {
  const { status, body } = await server.call('dispatcher', 'POST', '/cases', {
    body: { kind: 'reqest', asker: { kind: 'enterprise', nmae: 'x' } },
  })
  expect(status).toBe(422)
  expect(body['errors']).toEqual([
    {
      path: 'kind',
      code: 'kernel.field_choice',
      message: '只能是：request、obstacle、hazard、finding、commitment、instruction',
    },
    { path: 'text', code: 'kernel.field_missing', message: '没有填' },
    { path: 'asker.nmae', code: 'kernel.field_unknown', message: '没有这个字段' },
  ])
})

test('what is no JSON, too big, or nowhere is refused before anything happens', async () => {
  expect(await server.call('dispatcher', 'POST', '/cases', { body: '{"kind":' })).toMatchObject({
    status: 400,
    body: { code: 'kernel.json_bad' },
  })
  expect(await server.call('dispatcher', 'POST', '/cases', { body: '[]' })).toMatchObject({
    status: 400,
    body: { code: 'kernel.json_bad' },
  })
  expect(
    await server.call('dispatcher', 'POST', '/cases', { body: '{"__proto__":{"admin":true}}' }),
  ).toMatchObject({ status: 400 })
  expect(
    await server.call('dispatcher', 'POST', '/cases', { body: { ...request, text: '长'.repeat(40_000) } }),
  ).toMatchObject({ status: 413, body: { code: 'kernel.body_too_big' } })
  expect(
    await server.call('dispatcher', 'POST', '/cases', {
      body: 'kind=request',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    }),
  ).toMatchObject({ status: 400 })
  expect(await server.call('dispatcher', 'GET', '/nothing')).toMatchObject({
    status: 404,
    body: { code: 'kernel.no_such_route' },
  })
  expect(await server.call('dispatcher', 'GET', '/cases/not-an-id')).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'id' }] },
  })
})

test('nobody is nobody: without a token, with a wrong one, with one that has expired', async () => {
  expect(await server.call(undefined, 'GET', '/cases')).toMatchObject({
    status: 401,
    body: { code: 'kernel.nobody' },
  })
  expect(
    await server.call(undefined, 'GET', '/cases', { headers: { authorization: 'Bearer bht_wrong' } }),
  ).toMatchObject({ status: 401 })
  await server.call('hotline', 'GET', '/cases')
  await bench.sql("update tokens set expires_at = '2026-01-01' where user_id = $1", [park.people.hotline])
  expect(await server.call('hotline', 'GET', '/cases')).toMatchObject({ status: 401 })
})

test('a post that was taken away bites at once', async () => {
  const { id } = await aRegisteredCase(park)
  const input = { body: { text: '看过' } }
  expect((await server.call('otherOfficer', 'POST', `/cases/${id}/note`, input)).status).toBe(404)
  await bench.sql(
    "insert into posts (park_id, id, user_id, post, created_at) values ($1, gen_random_uuid(), $2, 'supervisor', now())",
    [park.id, park.people.otherOfficer],
  )
  expect((await server.call('otherOfficer', 'POST', `/cases/${id}/note`, input)).status).toBe(200)
  await bench.sql("delete from posts where user_id = $1 and post = 'supervisor'", [park.people.otherOfficer])
  expect((await server.call('otherOfficer', 'POST', `/cases/${id}/note`, input)).status).toBe(404)
})

test('two parks never see each other: another park has neither the case, nor its entries, nor its rows', async () => {
  const other = await foundPark(bench)
  const { id } = await aRegisteredCase(other)
  expect((await server.call('dispatcher', 'GET', `/cases/${id}`)).status).toBe(404)
  expect((await server.call('dispatcher', 'GET', `/cases/${id}/entries`)).status).toBe(404)
  expect((await server.call('dispatcher', 'POST', `/cases/${id}/note`, { body: { text: 'x' } })).status).toBe(
    404,
  )
  const { body } = await server.call('dispatcher', 'GET', '/cases?limit=200')
  expect((body['items'] as { id: string }[]).map((item) => item.id)).not.toContain(id)
  const department = other.departments['建设交通局'] ?? ''
  expect((await server.call('dispatcher', 'GET', `/cases?department=${department}`)).body['items']).toEqual(
    [],
  )
})

test('the API document describes every route from the schemas that check them', async () => {
  const response = await server.raw('/api/v1/openapi.json')
  const document = (await response.json()) as {
    openapi: string
    paths: Record<string, Record<string, Record<string, unknown>>>
  }
  expect(document.openapi).toBe('3.1.0')
  expect(Object.keys(document.paths)).toEqual(
    expect.arrayContaining([
      '/cases',
      '/cases/{id}',
      '/cases/{id}/strike-off',
      '/cases/{id}/confirm-for-asker',
      '/figures/{name}/rows',
      '/session',
    ]),
  )
  const dispatch = document.paths['/cases/{id}/dispatch']?.['post']
  expect(dispatch).toMatchObject({
    operationId: 'cases.dispatch',
    parameters: [
      { name: 'id', in: 'path' },
      { name: 'Idempotency-Key', in: 'header', required: true },
    ],
  })
  const body = (
    dispatch?.['requestBody'] as {
      content: Record<string, { schema: { required: string[]; additionalProperties: boolean } }>
    }
  ).content['application/json']
  expect(body?.schema).toMatchObject({ required: ['version', 'department'], additionalProperties: false })
})

test('health, readiness and metrics answer; metrics name routes and not what people asked for', async () => {
  expect((await server.raw('/healthz')).status).toBe(200)
  expect((await server.raw('/readyz')).status).toBe(200)
  await server.call('dispatcher', 'GET', '/cases?q=秘密')
  const metrics = await server.raw('/metrics')
  expect(metrics.headers.get('content-type')).toContain('application/openmetrics-text')
  const text = await metrics.text()
  expect(text).toContain('bihuan_http_requests_total{route="/api/v1/cases",method="GET",status="200"}')
  expect(text).not.toMatch(/秘密|q=/)
  expect(text.trimEnd()).toMatch(/# EOF$/)
})

test('answers carry what browsers need to be told', async () => {
  const { headers } = await server.raw('/api/v1/openapi.json')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
  expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
  expect(headers.get('access-control-allow-origin')).toBeNull()
})

test('a database that is down is a 503 that says so, and the server finds it again by itself', async () => {
  const [row] = await bench.sql('select current_database() as name')
  const name = String(row?.['name'])
  const { server: url } = (await import('vitest')).inject('place')
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: `${url}/postgres` })
  await admin.connect()
  try {
    await admin.query(`alter database ${name} allow_connections false`)
    const { rows } = await admin.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1',
      [name],
    )
    expect(rows.length, 'the fault happened').toBeGreaterThan(0)
    const down = await server.call('dispatcher', 'POST', '/cases', { body: request, key: 'kept-for-later-1' })
    expect(down).toMatchObject({ status: 503, body: { code: 'kernel.database_down' } })
    expect(down.headers.get('retry-after')).toBe('1')
    expect((await server.raw('/readyz')).status).toBe(503)
    expect((await server.raw('/healthz')).status).toBe(200)
  } finally {
    await admin.query(`alter database ${name} allow_connections true`)
    await admin.end()
  }
  expect((await server.raw('/readyz')).status).toBe(200)
  const up = await server.call('dispatcher', 'POST', '/cases', { body: request, key: 'kept-for-later-1' })
  expect(up.status).toBe(201)
})
