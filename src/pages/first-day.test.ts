import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../test/support/park.ts'
import { makeApp, type App } from '../app.ts'
import { aPath } from '../kernel/spreadsheet/fixtures.ts'
import { writeWorkbookFile, type WritableCell } from '../kernel/spreadsheet/write.ts'
import { addUser } from '../modules/people/index.ts'

let bench: TestProduct
let park: TestPark
let app: App
let admin: string
let other: string
const OWN = '青花-瓷器-2026'
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  app = await makeApp({ product: bench.product, settings: bench.settings, version: 'test' })
  const signedIn = async (name: string, post: 'admin' | 'supervisor') => {
    await park.act('console', addUser, { name, post, password: OWN })
    const { headers } = await app.server.inject({
      method: 'POST',
      url: '/api/v1/session',
      payload: { name, password: OWN },
    })
    return String(headers['set-cookie']).split(';')[0] ?? ''
  }
  admin = await signedIn('管理甲', 'admin')
  other = await signedIn('督查甲', 'supervisor')
})
afterAll(async () => {
  await app.server.close()
  await bench.close()
})

interface Part {
  readonly name: string
  readonly value: string | Buffer
  readonly file?: string
}

const BOUNDARY = 'test-boundary'
function form(parts: readonly Part[], end = true): Buffer {
  const chunks = parts.flatMap(({ name, value, file }) => [
    Buffer.from(
      `--${BOUNDARY}\r\ncontent-disposition: form-data; name="${name}"${file === undefined ? '' : `; filename="${file}"\r\ncontent-type: application/octet-stream`}\r\n\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ])
  return Buffer.concat([...chunks, ...(end ? [Buffer.from(`--${BOUNDARY}--\r\n`)] : [])])
}

const post = (url: string, payload: Buffer, headers: Record<string, string> = {}) =>
  app.server.inject({
    method: 'POST',
    url,
    payload,
    headers: {
      cookie: admin,
      accept: 'text/html',
      'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
      ...headers,
    },
  })
const get = (url: string, cookie = admin) =>
  app.server.inject({ method: 'GET', url, headers: { cookie, accept: 'text/html' } })

async function roster(rows: readonly (readonly WritableCell[])[]): Promise<Buffer> {
  const path = aPath()
  await writeWorkbookFile(path, [
    { name: '人员', columns: ['姓名', '部门', '岗位'].map((title) => ({ title })), rows },
  ])
  return readFile(path)
}
const upload = (value: Buffer, headers: Record<string, string> = {}, file = '花名册.xlsx') =>
  post(
    '/first-day/roster',
    form([
      { name: 'step', value: 'people' },
      { name: 'file', value, file },
    ]),
    headers,
  )
const CONFIRM = form([{ name: 'confirm', value: '1' }])
const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith('bihuan-upload-'))

test('pages of the first day are for administrators, and for our own forms', async () => {
  const file = await roster([['示例甲', '建设交通局', '经办人']])
  for (const path of ['', '/departments', '/people', '/passwords', '/template.xlsx'])
    expect((await get(`/first-day${path}`, other)).statusCode, path).toBe(403)
  expect((await upload(file, { cookie: other })).statusCode).toBe(403)
  expect((await upload(file, { cookie: '' })).headers.location).toContain('/sign-in')
  expect((await upload(file, { origin: 'https://evil.example' })).statusCode).toBe(403)
  expect((await upload(file, { 'sec-fetch-site': 'cross-site' })).statusCode).toBe(403)
  expect(await bench.sql('select 1 from roster_drafts')).toEqual([])
})

test('what is uploaded is shown, then confirmed; twice at once makes nothing twice; of somebody else it is not there', async () => {
  const rows = [
    ['示例甲', '建设交通局', '经办人'],
    ['示例乙', '建设交通局', '无此岗位'],
  ]
  const { statusCode, headers } = await upload(await roster(rows))
  expect(statusCode).toBe(303)
  const url = String(headers.location)
  expect((await get(url)).body).toContain('新增 1 人')
  expect(await bench.sql(`select 1 from users where name like '示例_'`)).toEqual([])
  const other2 = await get(url.replace(/[0-9a-f]{12}$/, '000000000000'))
  expect(other2.statusCode).toBe(404)
  expect((await post('/first-day/roster/none', CONFIRM)).statusCode).toBe(404)
  expect((await post(url, CONFIRM, { origin: 'https://evil.example' })).statusCode).toBe(403)
  const both = await Promise.all([post(url, CONFIRM), post(url, CONFIRM)])
  expect(both.map((answer) => [answer.statusCode, answer.headers.location])).toEqual([
    [303, url],
    [303, url],
  ])
  expect(await bench.sql(`select name from users where name like '示例_'`)).toEqual([{ name: '示例甲' }])
  expect((await get(`${url}/refused.xlsx`)).headers['content-disposition']).toContain('attachment')
  expect(leftovers()).toEqual([])
})

test('a file that is no roster, too big, cut off or missing is refused beside its field, and leaves no file behind', async () => {
  const faultOf = ({ statusCode, body }: { statusCode: number; body: string }) => [
    statusCode,
    /id="file-fault" role="alert">\s*([^<]*?)\s*<\/p>/.exec(body)?.[1],
  ]
  expect(faultOf(await upload(Buffer.from('姓名,岗位'), {}, '名&单.csv'))).toEqual([
    422,
    expect.stringContaining('“名&amp;单.csv”不是表格'),
  ])
  expect(faultOf(await upload(Buffer.alloc(5_100_000, 'x')))).toEqual([422, expect.stringContaining('5 MB')])
  expect(faultOf(await upload(Buffer.alloc(0), {}, ''))).toEqual([
    422,
    expect.stringContaining('还没有选文件'),
  ])
  const cut = await post('/first-day/roster', form([{ name: 'file', value: 'PK', file: 'a.xlsx' }], false))
  expect(faultOf(cut)).toEqual([422, expect.stringContaining('上传没有完成')])
  const many = form(Array.from({ length: 4_100 }, (_, i) => ({ name: `f${i}`, value: '1' })))
  expect(faultOf(await post('/first-day/roster', many))).toEqual([
    422,
    expect.stringContaining('上传没有完成'),
  ])
  const json = await post('/first-day/roster', Buffer.from('{}'), { 'content-type': 'application/json' })
  expect(json.statusCode).toBe(422)
  expect(leftovers()).toEqual([])
})

test('a name of a file is shown as a text, whatever it says', async () => {
  const file = await roster([['示例丙', '建设交通局', '经办人']])
  const { headers } = await upload(file, {}, '../../<script>x.xlsx')
  const { body } = await get(String(headers.location))
  expect(body).toContain('&lt;script&gt;x.xlsx')
  expect(body.match(/<script/g)).toHaveLength(1)
})

test('slips are shown to whoever makes them; sent twice the same sheet comes, later nothing', async () => {
  const handler = park.people.handler
  const { body: list } = await get('/first-day/passwords')
  const issue = /name="issue" value="([^"]+)"/.exec(list)?.[1] ?? ''
  const [{ id: own } = { id: '' }] = (await bench.sql(`select id from users where name = '督查甲'`)) as {
    id: string
  }[]
  const asked = form([
    { name: 'issue', value: issue },
    { name: 'person', value: handler },
    { name: 'person', value: own },
    { name: 'person', value: '<nobody>' },
  ])
  const slipsOf = ({ body }: { body: string }) =>
    [...body.matchAll(/<code>([^<]+)<\/code>/g)].map(([, one]) => one)
  const both = await Promise.all([post('/first-day/passwords', asked), post('/first-day/passwords', asked)])
  const [slips, again] = both.map(slipsOf)
  expect(slips).toHaveLength(1)
  expect(again).toEqual(slips)
  expect(both[0]?.headers['cache-control']).toBe('no-store')
  const signIn = await app.server.inject({
    method: 'POST',
    url: '/api/v1/session',
    payload: { name: 'handler', password: slips?.[0] },
  })
  expect(signIn.statusCode).toBe(200)
  expect((await post('/first-day/passwords', form([{ name: 'issue', value: issue }]))).statusCode).toBe(422)
  bench.clock.pass(16 * 60_000)
  expect((await post('/first-day/passwords', asked)).statusCode).toBe(409)
  expect((await post('/first-day/passwords', asked, { cookie: other })).statusCode).toBe(403)
})
