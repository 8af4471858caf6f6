import { connect } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRegisteredCase } from '../../src/modules/cases/fixtures.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'
import { openTestServer, type Answered, type TestServer } from '../support/server.ts'

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
  for (const key of ['', '""', 'with a space', 'x'.repeat(256), 'é'])
    expect(await server.call('dispatcher', 'POST', '/cases', { body: request, key })).toMatchObject({
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

test('a key is any visible text of up to 255 characters, and the same in quotes', async () => {
  for (const key of ['k', '!~{}:/"', 'x'.repeat(255)])
    expect((await server.call('dispatcher', 'POST', '/cases', { body: request, key })).status).toBe(201)
  const [bare, quoted] = [
    await server.call('dispatcher', 'POST', '/cases', { body: request, key: 'the-same-key' }),
    await server.call('dispatcher', 'POST', '/cases', { body: request, key: '"the-same-key"' }),
  ]
  expect([quoted.status, quoted.body]).toEqual([201, bare.body])
})

test('what PostgreSQL cannot keep is refused by the field it stands in', async () => {
  const fault = (path: string) => ({
    status: 422,
    body: { code: 'kernel.input', errors: [{ path, code: 'kernel.field_characters' }] },
  })
  for (const bad of ['停\u0000水', '停\ud800水', '\udc00']) {
    const post = (path: string, body: object, who: 'dispatcher' | 'admin' = 'dispatcher') =>
      server.call(who, 'POST', path, { body })
    expect(await post('/cases', { ...request, text: bad })).toMatchObject(fault('text'))
    expect(await post('/cases', { ...request, category: bad })).toMatchObject(fault('category'))
    expect(await post('/cases', { ...request, asker: { ...asker, name: bad } })).toMatchObject(
      fault('asker.name'),
    )
    expect(await post('/days-off', { day: '2026-12-01', name: bad }, 'admin')).toMatchObject(fault('name'))
    expect(await post('/session', { name: bad, password: 'x' })).toMatchObject(fault('name'))
    expect((await post('/cases', { ...request, [bad]: 1 })).status).toBe(422)
  }
  for (const [path, field] of [
    ['/cases?q=%00', 'q'],
    ['/cases?source=%00', 'source'],
    ['/cases?state=registered&category=a&category=%00', 'category.1'],
    ['/figures/requests.open/rows?by=category&key=%00', 'key'],
    ['/figures/%00', 'name'],
  ] as const)
    expect(await server.call('dispatcher', 'GET', path), path).toMatchObject(fault(field))
  expect(
    await server.call('dispatcher', 'POST', '/cases', { body: `${'['.repeat(30_000)}${']'.repeat(30_000)}` }),
  ).toMatchObject({ status: 400 })
  expect(
    await server.call('dispatcher', 'POST', '/cases', {
      body: `{"text":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
    }),
  ).toMatchObject({ status: 422 })
})

test('a cursor is good for the query and the order that gave it, and for nothing else', async () => {
  for (let i = 0; i < 3; i++) await aRegisteredCase(park)
  const next = async (path: string) => {
    const { body } = await server.call('supervisor', 'GET', path)
    if (typeof body['next'] !== 'string') throw new Error(`one page only: ${path}`)
    return body['next']
  }
  const cursors = {
    number: await next('/cases?sort=number&limit=1'),
    registered: await next('/cases?limit=1'),
    audit: await next('/audit?limit=1'),
    rows: await next('/figures/requests.registered/rows?limit=1'),
  }
  const made = (...position: readonly unknown[]) =>
    Buffer.from(JSON.stringify(position)).toString('base64url')
  const forged = [
    made('-registered', '\u0000', park.id),
    made('-registered', 'not a time', park.id),
    `${made('-registered', 'not a time', park.id)}.${cursors.registered.split('.')[1] ?? ''}`,
    '%00',
    '.',
    '..',
  ]
  const paths = {
    '/cases?limit=1&': [cursors.number, cursors.audit, cursors.rows, ...forged],
    '/cases?limit=1&sort=number&': [cursors.registered, cursors.audit, ...forged],
    '/audit?limit=1&': [cursors.registered, cursors.rows, made('yesterday', park.id), ...forged],
    '/figures/requests.registered/rows?limit=1&': [cursors.registered, cursors.audit, ...forged],
    '/enterprises?limit=1&': [cursors.audit, ...forged],
  }
  for (const [path, bad] of Object.entries(paths)) {
    for (const cursor of bad) {
      const { status, body } = await server.call('supervisor', 'GET', `${path}cursor=${cursor}`)
      expect([status, body.code], `${path}${cursor}`).toEqual([400, 'kernel.cursor_bad'])
    }
  }
  for (const path of ['/cases?limit=1&sort=number', '/cases?limit=1', '/audit?limit=1'])
    expect((await server.call('supervisor', 'GET', `${path}&cursor=${await next(path)}`)).status).toBe(200)
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
    '没有“没有的局”这个部门。现有：交办中心、企业服务中心、建设交通局、生态环境分局、示例公交公司。',
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

test('a choice that was not made is missing, and a text that may be written in several ways is told all', async () => {
  const { body } = await server.call('dispatcher', 'POST', '/cases', { body: { text: 'x', asker: {} } })
  expect(body['errors']).toEqual([
    { path: 'kind', code: 'kernel.field_missing', message: '没有填' },
    { path: 'asker.kind', code: 'kernel.field_missing', message: '没有填' },
  ])
  const figure = await server.call('supervisor', 'GET', '/figures/requests.open?as_of=bogus')
  expect(figure.body['errors']).toEqual([
    {
      path: 'as_of',
      code: 'kernel.field_format',
      message: '应写成日期，如 2026-10-09，或时刻，如 2026-10-09T09:30:00+08:00',
    },
  ])
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
  ).toMatchObject({ status: 415, body: { code: 'kernel.body_no_json' } })
  expect(await server.call('dispatcher', 'GET', '/nothing')).toMatchObject({
    status: 404,
    body: { code: 'kernel.no_such_route' },
  })
  expect(await server.call('dispatcher', 'GET', '/cases/not-an-id')).toMatchObject({
    status: 422,
    body: { errors: [{ path: 'id' }] },
  })
})

test('an address or a request that cannot be read is refused as a problem, in the language that is asked for', async () => {
  const english = { headers: { 'accept-language': 'en' } }
  for (const path of ['/cases/%zz', '/cases/%E4%BD', '/%']) {
    const { status, headers, body } = await server.call('dispatcher', 'GET', path, english)
    expect([status, body.code, body['title']]).toEqual([400, 'kernel.address_malformed', 'Bad request'])
    expect(headers.get('content-type')).toContain('application/problem+json')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
  }
  for (const [sent, status, code] of [
    ['this is no HTTP\r\n\r\n', 400, 'kernel.http_malformed'],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`, 431, 'kernel.http_headers_too_big'],
  ] as const) {
    const answered = await bytes(sent)
    expect(answered).toMatch(new RegExp(`^HTTP/1\\.1 ${status} .*application/problem\\+json`, 's'))
    expect(JSON.parse(answered.split('\r\n\r\n')[1] ?? '')).toMatchObject({ status, code })
  }
})

/** Sends what no HTTP library would. */
function bytes(sent: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(server.address).port), '127.0.0.1', () => socket.write(sent))
    let answered = ''
    socket.on('data', (chunk) => (answered += chunk.toString()))
    socket.on('close', () => resolve(answered))
    socket.on('error', reject)
  })
}

test('a body that is no JSON by its own word is refused as such', async () => {
  for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x'])
    expect(
      await server.call('dispatcher', 'POST', '/cases', {
        body: JSON.stringify(request),
        headers: { 'content-type': type },
      }),
    ).toMatchObject({ status: 415, body: { code: 'kernel.body_no_json' } })
})

test('the language follows the weights that a browser sends', async () => {
  for (const [asked, language] of [
    ['fr, en;q=0.2, zh;q=0.9', 'zh-CN'],
    ['fr, en;q=0.9, zh;q=0.2', 'en'],
    ['en;q=0', 'zh-CN'],
    ['zh;q=0', 'en'],
    ['zh-TW;q=0.1, en-GB;q=0.5, zh;q=0.8', 'zh-CN'],
    ['zha', 'zh-CN'],
    ['EN-gb', 'en'],
    ['en, zh', 'en'],
    ['fr', 'zh-CN'],
    ['en;q=much', 'zh-CN'],
  ] as const) {
    const { headers } = await server.call(undefined, 'GET', '/cases', {
      headers: { 'accept-language': asked },
    })
    expect(headers.get('content-language'), asked).toBe(language)
  }
})

test('what happened outside the years of the product is refused', async () => {
  for (const happened_at of [
    '9999-12-31T23:59:59-14:00',
    '0001-01-01T00:00:00Z',
    '0001-01-01T00:00:00+14:00',
    '1899-12-31T23:59:59Z',
    '1900-01-01T07:59:59+08:00',
  ])
    expect(
      await server.call('dispatcher', 'POST', '/cases', { body: { ...request, happened_at } }),
      happened_at,
    ).toMatchObject({ status: 422, body: { errors: [{ path: 'happened_at', code: 'kernel.field_moment' }] } })
  expect(
    await server.call('dispatcher', 'POST', '/cases', {
      body: { ...request, happened_at: '9999-12-31T00:00:00Z' },
    }),
  ).toMatchObject({ status: 422, body: { code: 'cases.not_yet' } })
  expect(
    (
      await server.call('dispatcher', 'POST', '/cases', {
        body: { ...request, happened_at: '1900-01-01T08:00:00+08:00' },
      })
    ).status,
  ).toBe(201)
  expect(
    await server.call('supervisor', 'GET', '/figures/requests.open?as_of=9999-12-31T23:59:59-14:00'),
  ).toMatchObject({ status: 422, body: { code: 'kernel.moment_out_of_reach' } })
})

test('a case that one may not see is answered like one that is not there, whatever is asked of it', async () => {
  const { id } = await aRegisteredCase(park)
  const nowhere = '019a0000-0000-7000-8000-000000000000'
  const acts = ['dispatch', 'accept', 'return', 'reply', 'confirm', 'reject', 'strike-off', 'reopen', 'note']
  const bodies: Readonly<Record<string, object>> = {
    dispatch: { version: 1, department: '建设交通局' },
    reply: { version: 1, answer: '好', outcome: 'solved' },
    confirm: { version: 1, rating: 5 },
    'strike-off': { version: 1 },
    accept: { version: 1 },
    note: { text: '看过' },
  }
  const answers = await Promise.all(
    [id, nowhere].map(async (one) => [
      await server.call('otherAsker', 'GET', `/cases/${one}`),
      await server.call('otherAsker', 'GET', `/cases/${one}/entries`),
      ...(await Promise.all(
        acts.map((act) =>
          server.call('otherAsker', 'POST', `/cases/${one}/${act}`, {
            body: bodies[act] ?? { version: 1, reason: '不是' },
          }),
        ),
      )),
    ]),
  )
  const [hidden, missing] = answers.map((all) => all.map(({ status, body }) => ({ status, ...said(body) })))
  expect(hidden).toEqual(missing)
  expect(new Set(hidden?.map(({ status, code }) => `${status} ${String(code)}`))).toEqual(
    new Set(['404 cases.missing']),
  )
})

const said = ({ request_id: _, ...rest }: Answered['body']): Answered['body'] => rest

test('nobody is nobody: without a token, with a wrong one, with one that has expired', async () => {
  const unknown = await server.call(undefined, 'GET', '/cases')
  expect(unknown).toMatchObject({ status: 401, body: { code: 'kernel.nobody' } })
  expect(unknown.headers.get('www-authenticate')).toBe('Bearer')
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
  expect(body?.schema).toMatchObject({ required: ['version'], additionalProperties: false })
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

test('metrics are for this machine alone, also behind a proxy on it', async () => {
  for (const name of ['x-forwarded-for', 'forwarded', 'x-real-ip', 'via'])
    expect((await server.raw('/metrics', { headers: { [name]: '127.0.0.1' } })).status, name).toBe(404)
  const proxied = await openTestServer(
    { ...bench, settings: { ...bench.settings, proxy: '127.0.0.1' } },
    park,
  )
  const forwarded = { headers: { 'x-forwarded-for': '203.0.113.7' } }
  expect((await proxied.raw('/metrics', forwarded)).status).toBe(404)
  expect((await proxied.raw('/metrics')).status).toBe(200)
  await proxied.close()
  const open = await openTestServer({ ...bench, settings: { ...bench.settings, metrics_open: true } }, park)
  expect((await open.raw('/metrics', forwarded)).status).toBe(200)
  await open.close()
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
