import { randomUUID } from 'node:crypto'
import type { LightMyRequestResponse } from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { PASSWORD, SCRIPT, type Example, type Who } from '../../test/browser/example-park.ts'
import { consoleActor } from '../kernel/actor.ts'
import { run } from '../kernel/command.ts'
import { Unavailable } from '../kernel/database.ts'
import { pdf } from '../modules/files/fixtures.ts'
import { addUser } from '../modules/people/index.ts'
import { openPages, type PagesBench } from './fixtures.ts'

let pages: PagesBench
beforeAll(async () => {
  pages = await openPages()
})
afterAll(() => pages.close())

async function get(
  url: string,
  who?: Who,
  headers: Record<string, string> = {},
): Promise<LightMyRequestResponse> {
  const cookie = [who && (await pages.cookieOf(who)), headers['cookie']].filter(Boolean).join('; ')
  return pages.server.inject({ method: 'GET', url, headers: { accept: 'text/html', ...headers, cookie } })
}

const caseAt = (example: Example) => `/cases/${pages.park.cases[example].id}`
const rowsOf = ({ body }: LightMyRequestResponse) =>
  [...body.matchAll(/href="\/cases\/[0-9a-f-]{36}"/g)].length
const textOf = ({ body }: LightMyRequestResponse) =>
  body
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .replaceAll('&amp;', '&')

test('whoever is not signed in is sent to sign in, and knows the way back', async () => {
  const path = '/cases?state=open&q=%E8%B7%AF%E7%81%AF'
  const { statusCode, headers } = await get(path)
  expect({ statusCode, location: headers.location }).toEqual({
    statusCode: 303,
    location: `/sign-in?to=${encodeURIComponent(path)}`,
  })
  expect((await get('/')).headers.location).toBe('/sign-in')
  expect((await get(caseAt('late'))).statusCode).toBe(303)
  expect((await get('/sign-in?to=//evil.example')).body).toContain('data-to="/"')
})

test('a page is sent with the rules that keep foreign script out, and is not kept', async () => {
  const { headers } = await get('/cases', 'dispatcher')
  expect(headers).toMatchObject({
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(headers['content-security-policy']).toMatch(/^default-src 'self';/)
})

test('no page has script or style within it', async () => {
  const pages = await Promise.all(
    ['/sign-in', '/cases', caseAt('script'), caseAt('struckOff'), '/nowhere'].map((path) =>
      get(path, 'dispatcher'),
    ),
  )
  for (const { body } of pages) {
    expect(body).not.toMatch(/<style|<[^>]*\s(style|on[a-z]+)=/i)
    expect(body.match(/<script/g)).toHaveLength(1)
    expect(body).toMatch(/<script type="module" src="\/assets\/pages-[0-9a-f]{12}\.js"><\/script>/)
  }
})

test('assets may be kept for ever under the name of their content; another name is not there', async () => {
  const [, path = ''] = /href="(\/assets\/pages-[0-9a-f]{12}\.css)"/.exec((await get('/sign-in')).body) ?? []
  const { statusCode, headers } = await get(path, undefined, { 'accept-encoding': 'gzip, br' })
  expect({ statusCode, headers }).toMatchObject({
    statusCode: 200,
    headers: {
      'cache-control': 'public, max-age=31536000, immutable',
      'content-encoding': 'br',
      vary: 'accept-encoding',
    },
  })
  expect((await get(path)).headers['content-encoding']).toBeUndefined()
  expect((await get('/assets/pages-000000000000.css')).statusCode).toBe(404)
})

test('the language is the one chosen, else the one the browser asks for, else the installation’s', async () => {
  const languageOf = async (headers: Record<string, string>) =>
    /<html lang="([^"]*)"/.exec((await get('/sign-in', undefined, headers)).body)?.[1]
  expect(await languageOf({})).toBe('zh-CN')
  expect(await languageOf({ 'accept-language': 'en-GB,en;q=0.9' })).toBe('en')
  expect(await languageOf({ 'accept-language': 'en-GB', cookie: 'lang=zh' })).toBe('zh-CN')
  const { statusCode, headers } = await get('/language/en?to=/cases%3Flamp=red')
  expect({ statusCode, location: headers.location }).toEqual({ statusCode: 303, location: '/cases?lamp=red' })
  expect(headers['set-cookie']).toMatch(/^lang=en; Max-Age=31536000; Path=\/; HttpOnly; SameSite=Lax$/)
})

test('the front page leads to the ledger, and who only administers to the first day', async () => {
  expect((await get('/', 'dispatcher')).headers.location).toBe('/cases')
  expect((await get('/', 'admin')).headers.location).toBe('/first-day')
  const { statusCode, body } = await get('/first-day', 'admin')
  expect(statusCode).toBe(200)
  expect(body).toContain('--park shili-jk')
  expect((await get('/cases', 'admin')).statusCode).toBe(403)
})

test('each number of the sentence opens exactly the rows that it counts', async () => {
  for (const who of ['dispatcher', 'handler'] as const) {
    const { body } = await get('/cases', who)
    const doors = [...body.matchAll(/<a class="fig" href="([^"]+)"\s*>(\d+)<\/a/g)]
    expect(doors.length).toBeGreaterThan(0)
    for (const [, href = '', number] of doors) {
      expect(rowsOf(await get(href.replaceAll('&amp;', '&'), who))).toBe(Number(number))
    }
  }
})

test('the three lists show the same rows, and pages follow each other without loss', async () => {
  const numbers = async (path: string) =>
    [...(await get(path, 'dispatcher')).body.matchAll(/c-number">\s*([\d-]+)/g)].map(([, number]) => number)
  const first = await numbers('/cases')
  expect(await numbers('/cases?view=problems')).toEqual(first)
  expect(await numbers('/cases?view=strikeOffs')).toEqual(first)
  const [, next = ''] = /rel="next"\s+href="([^"]+)"/.exec((await get('/cases', 'dispatcher')).body) ?? []
  const second = await numbers(next.replaceAll('&amp;', '&'))
  expect(new Set([...first, ...second]).size).toBe(first.length + second.length)
  expect(first.length + second.length).toBe(72)
})

test('lamps say when by working days: overdue, today, tomorrow over a make-up Saturday, days left', async () => {
  const text = textOf(await get('/cases?state=open&sort=due', 'dispatcher'))
  for (const lamp of [
    '红灯， 超 1 天',
    '黄灯， 今天 17:30',
    '黄灯， 明天 17:30',
    '红灯， 签收超时',
    '绿灯， 剩 4 天',
  ]) {
    expect(text).toContain(lamp)
  }
  const english = textOf(await get('/cases?state=open', 'dispatcher', { 'accept-language': 'en' }))
  expect(english).toContain('Red lamp, 1 day over')
})

test('a deadline is explained day by day, and the strip says what it shows', async () => {
  const text = textOf(await get(caseAt('dueToday'), 'dispatcher'))
  expect(text).toContain('今天 17:30 到期')
  expect(text).toContain('规则：一般诉求 5 个工作日')
  expect(text).toContain('9月25日、周五、不计，中秋节')
  expect(text).toContain('10月9日、周五、第 5 天、今天、到期')
  const reopened = textOf(await get(caseAt('reopened'), 'dispatcher'))
  expect(reopened).toContain('10月10日、周六、第 2 天（调休上班）')
  expect(reopened).toContain('以前的时限 交办：9月14日起 5 个工作日，9月20日到期')
})

test('who may not know the asker of a confidential case does not learn it from any page', async () => {
  const asker = '示例传感技术有限公司'
  expect((await get(caseAt('confidential'), 'dispatcher')).body).toContain(asker)
  for (const path of [caseAt('confidential'), '/cases', `/cases?q=${encodeURIComponent('隔壁车间')}`]) {
    const { statusCode, body } = await get(path, 'handler')
    expect(statusCode).toBe(200)
    expect(body).toContain('保密')
    expect(body).not.toContain(asker)
  }
})

test('what an asker wrote is shown and is no markup', async () => {
  for (const path of ['/cases', caseAt('script')]) {
    const { body } = await get(path, 'dispatcher')
    expect(body).not.toContain('<script>document')
    expect(body).not.toContain('<img src=x')
    expect(body).toContain('&lt;script&gt;document.title=&quot;executed&quot;&lt;/script&gt;')
  }
  expect(textOf(await get(caseAt('script'), 'dispatcher'))).toContain(
    SCRIPT.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;'),
  )
})

test('the asker’s name opens the card of the enterprise, whose numbers open the rows that they count', async () => {
  const [, path = ''] =
    /href="(\/enterprises\/[0-9a-f-]{36})"/.exec((await get(caseAt('late'), 'dispatcher')).body) ?? []
  const card = await get(path, 'dispatcher')
  expect(card.statusCode).toBe(200)
  const doors = [...card.body.matchAll(/<a class="fig" href="([^"]+)"\s*>(\d+)<\/a/g)]
  expect(doors).toHaveLength(4)
  for (const [, href = '', number] of doors)
    expect(rowsOf(await get(href.replaceAll('&amp;', '&'), 'dispatcher')), href).toBe(Number(number))
  expect(textOf(card)).toContain('还没有服务专员')
  expect((await get(path, 'dispatcher', { 'accept-language': 'en' })).body).toContain('No officer yet.')
  expect((await get(`${path}?as_of=2026-09-01`, 'dispatcher')).statusCode).toBe(200)
  expect((await get(`${path}?as_of=2999-01-01`, 'dispatcher')).statusCode).toBe(422)
  expect((await get(`${path}?as_of=gestern`, 'dispatcher')).statusCode).toBe(422)
  expect((await get('/enterprises/none', 'dispatcher')).statusCode).toBe(404)
})

test('an imported history shows the days of its ledger, and that it was imported', async () => {
  const list = await get(`/cases?q=${encodeURIComponent('12 号楼道')}`, 'dispatcher')
  const [, path = ''] = /href="(\/cases\/[0-9a-f-]{36})"/.exec(list.body) ?? []
  const text = textOf(await get(path, 'dispatcher'))
  expect(text).toContain('2025年11月7日 答复 · 已解决')
  expect(text).toContain('8月20日导入，时间以原台账为准')
  expect(text).toContain('2025年11月7日首次答复，没有超期')
})

test('what is not there, and a condition that is wrong, are told on a page with the number of the request', async () => {
  for (const [path, status, title] of [
    ['/nowhere', 404, '没有这一页'],
    ['/cases/01a0d234-f0c1-76a1-96a5-9e848f32a9c8', 404, '没有这一页'],
    ['/cases/none', 404, '没有这一页'],
    ['/cases?lamp=purple', 422, '地址里的条件不对'],
    ['/cases?cursor=bad', 400, '地址里的条件不对'],
    ['/cases?q=%00', 422, '地址里的条件不对'],
    ['/cases?department=%00', 422, '地址里的条件不对'],
    ['/cases/%00', 404, '没有这一页'],
  ] as const) {
    const { statusCode, headers, body } = await get(path, 'dispatcher')
    expect(statusCode).toBe(status)
    expect(body).toContain(`<h1>${title}</h1>`)
    expect(body).toContain(String(headers['x-request-id']))
  }
})

test('programs that ask for an address that is not there get data', async () => {
  for (const [url, accept] of [
    ['/nowhere', '*/*'],
    ['/api/v1/nowhere', 'text/html'],
  ] as const) {
    const { statusCode, headers } = await pages.server.inject({ method: 'GET', url, headers: { accept } })
    expect(statusCode).toBe(404)
    expect(headers['content-type']).toContain('application/problem+json')
  }
})

test('while the database is away the page says that nothing is lost, and when to try again', async () => {
  const { pool, connect } = { pool: pages.product.runtime.database.app, connect: 'connect' as const }
  const cookie = await pages.cookieOf('dispatcher')
  const real = pool[connect].bind(pool)
  pool[connect] = () => Promise.reject(new Unavailable('down', new Error('away'))) as never
  try {
    const { statusCode, headers, body } = await get('/cases', undefined, { cookie })
    expect({ statusCode, retry: headers['retry-after'] }).toEqual({ statusCode: 503, retry: '1' })
    expect(body).toContain('<h1>现在连不上数据库</h1>')
    expect(body).toContain('href="/cases"')
  } finally {
    pool[connect] = real as never
  }
})

test('nor when he registered a confidential case himself: he is no registrar on its page and nobody in its story', async () => {
  const contact = { name: '厂里的报修人', password: PASSWORD }
  const post = { post: 'enterprise', enterprise: '示例传感技术有限公司' } as const
  const asConsole = { principal: consoleActor(pages.park.id), requestId: 'test' }
  await run(pages.product.runtime, addUser, { ...contact, ...post }, asConsole)
  const send = async (url: string, cookie: string | undefined, payload: object) => {
    const headers = { 'idempotency-key': randomUUID(), ...(cookie !== undefined && { cookie }) }
    return pages.server.inject({ method: 'POST', url: `/api/v1${url}`, headers, payload })
  }
  const { headers } = await send('/session', undefined, contact)
  const cookie = String(headers['set-cookie']).split(';')[0] ?? ''
  const asked = { kind: 'request', text: '隔壁夜里偷排', asker: { kind: 'enterprise' }, confidential: true }
  const made = await send('/cases', cookie, asked)
  expect(made.statusCode).toBe(201)
  const { id, version } = made.json<{ id: string; version: number }>()
  const dispatch = { version, department: '建设交通局' }
  const sent = await send(`/cases/${id}/dispatch`, await pages.cookieOf('dispatcher'), dispatch)
  expect(sent.statusCode).toBe(200)
  const known = await get(`/cases/${id}`, 'dispatcher')
  expect(known.body.split(contact.name).length - 1, 'as registrar and in the story').toBe(2)
  for (const path of [`/cases/${id}`, `/cases/${id}?order=old`, '/cases']) {
    const { statusCode, body } = await get(path, 'handler')
    expect(statusCode).toBe(200)
    for (const trace of [contact.name, post.enterprise]) expect(body, path).not.toContain(trace)
  }
  expect(textOf(await get(`/cases/${id}`, 'handler'))).toContain('企业用户 登记')
})

test('a case lists its files, each to be saved; an internal one is said to be', async () => {
  const cookie = await pages.cookieOf('dispatcher')
  const sent = async (name: string, page: number) =>
    pages.server.inject({
      method: 'POST',
      url: `/api/v1/files?name=${encodeURIComponent(name)}`,
      headers: { cookie, 'idempotency-key': randomUUID(), 'content-type': 'application/pdf' },
      payload: pdf(`/P${page}`),
    })
  const id = async (name: string, page: number) => (await sent(name, page)).json<{ id: string }>().id
  const [open, internal] = [await id('<b>告知书</b>.pdf', 1), await id('内部意见.pdf', 2)]
  for (const [file, isPublic] of [
    [open, true],
    [internal, false],
  ] as const) {
    const { statusCode } = await pages.server.inject({
      method: 'POST',
      url: `/api/v1${caseAt('dueToday')}/attach`,
      headers: { cookie, 'idempotency-key': randomUUID() },
      payload: { files: [file], public: isPublic },
    })
    expect(statusCode).toBe(200)
  }
  const page = await get(caseAt('dueToday'), 'dispatcher')
  expect(page.body).toContain(`href="/api/v1/files/${open}" download`)
  expect(page.body).not.toContain('<b>告知书')
  expect(textOf(page)).toMatch(/内部意见\.pdf 1 KB 内部/)
  expect(textOf(page)).toContain('上传附件')
})
