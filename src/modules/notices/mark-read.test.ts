import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { aRepliedCase } from '../cases/fixtures.ts'
import { hear, toldTo } from './fixtures.ts'
import { markAllRead, markRead } from './mark-read.ts'
import { listNotices, unreadNotices } from './queries.ts'

let bench: TestProduct
let park: TestPark
let server: TestServer
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
  for (let i = 0; i < 3; i++) await aRepliedCase(park)
  await hear(bench)
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

test('a notice is read by its receiver alone, once; to everybody else it does not exist', async () => {
  const [notice] = await toldTo(park, 'handler')
  const id = notice?.id ?? ''
  for (const who of ['head', 'admin', 'supervisor'] as const)
    await expect(park.act(who, markRead, { id })).rejects.toMatchObject({
      kind: 'missing',
      code: 'notices.missing',
    })
  const { read_at } = await park.act('handler', markRead, { id })
  bench.clock.pass(60_000)
  expect(await park.act('handler', markRead, { id })).toEqual({ id, read_at })
  await expect(
    park.act('handler', markRead, { id: '01999999-0000-7000-8000-000000000000' }),
  ).rejects.toMatchObject({ code: 'notices.missing' })
})

test('the list has the unread first, by the page, each notice once', async () => {
  const all = await toldTo(park, 'handler')
  expect(all.map(({ read_at }) => read_at !== null)).toEqual([false, false, true])
  const pages: string[] = []
  let cursor: string | undefined
  do {
    const page = await park.ask('handler', listNotices, { limit: 1, ...(cursor && { cursor }) })
    pages.push(...page.items.map(({ id }) => id))
    cursor = page.next ?? undefined
  } while (cursor)
  expect(pages).toEqual(all.map(({ id }) => id))
  expect((await park.ask('handler', listNotices, { unread: 'true' })).items).toHaveLength(2)
})

test('all are read at one stroke, those of others are not', async () => {
  const before = await park.ask('asker', unreadNotices, {})
  expect(before.unread).toBeGreaterThan(5)
  expect(await park.act('handler', markAllRead, {})).toEqual({ read: 2 })
  expect(await park.ask('handler', unreadNotices, {})).toEqual({ unread: 0 })
  expect(await park.ask('asker', unreadNotices, {})).toEqual(before)
  expect(await park.act('handler', markAllRead, {})).toEqual({ read: 0 })
})

test('what has come since somebody asked to have read all is still unread', async () => {
  const asked = bench.clock()
  bench.clock.pass(60_000)
  await aRepliedCase(park)
  await hear(bench)
  const now = bench.clock()
  bench.clock.set(asked)
  expect(await park.act('handler', markAllRead, {})).toEqual({ read: 0 })
  bench.clock.set(now)
  expect(await park.act('handler', markAllRead, {})).toEqual({ read: 1 })
})

test('over HTTP: list, count, read one, read all, in the language asked for', async () => {
  const list = await server.call('asker', 'GET', '/notices?limit=1&language=en')
  const [first] = list.body['items'] as { id: string; title: string; link: string; case_id: string }[]
  expect(first?.title).toMatch(/^Answered, please rate: 2026-\d{4}$/)
  expect(first?.link).toBe(`/cases/${first?.case_id ?? ''}`)
  const { unread } = (await server.call('asker', 'GET', '/notices/unread')).body as { unread: number }
  expect((await server.call('asker', 'POST', `/notices/${first?.id ?? ''}/read`)).status).toBe(200)
  expect((await server.call('asker', 'GET', '/notices/unread')).body).toEqual({ unread: unread - 1 })
  expect((await server.call('head', 'POST', `/notices/${first?.id ?? ''}/read`)).status).toBe(404)
  expect((await server.call('asker', 'POST', '/notices/read-all')).body).toEqual({ read: unread - 1 })
  expect((await server.call(undefined, 'GET', '/notices')).status).toBe(401)
})
