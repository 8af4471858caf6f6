import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Who } from '../../test/browser/example-park.ts'
import { sweepAll } from '../kernel/jobs.ts'
import { outboxJob } from '../kernel/outbox.ts'
import { noticesModule } from '../modules/notices/index.ts'
import { openPages, type PagesBench } from './fixtures.ts'

let pages: PagesBench
beforeAll(async () => {
  pages = await openPages()
  await sweepAll(pages.product.runtime, outboxJob(noticesModule.listeners))
})
afterAll(() => pages.close())

const get = async (url: string, who: Who, language = 'zh') => {
  const cookie = `${await pages.cookieOf(who)}; lang=${language}`
  return pages.server.inject({ method: 'GET', url, headers: { accept: 'text/html', cookie } })
}

/** The number that the bell shows; 0 where it shows none. */
const bellOf = (body: string) =>
  Number(/<a class="bell"[^]*?<b aria-hidden="true">(\d+)/.exec(body)?.[1] ?? 0)
const formsOf = (body: string) =>
  [...body.matchAll(/data-send="(\/api\/v1\/notices\/[^"]+)"/g)].map(([, path]) => path)

test('the bell counts what is unread, and the page lists it with a button each and one for all', async () => {
  const { statusCode, body } = await get('/notices', 'handler')
  expect(statusCode).toBe(200)
  const unread = bellOf(body)
  expect(unread).toBeGreaterThan(2)
  expect(body).toContain(`${unread} 条未读`)
  expect(body).toMatch(/<a href="\/cases\/[0-9a-f-]{36}">待签收：2026-\d{4}<\/a>/)
  expect(formsOf(body)).toHaveLength(unread + 1)
  expect(bellOf((await get('/cases', 'handler')).body)).toBe(unread)
  expect((await get('/notices', 'handler', 'en')).body).toMatch(/To accept: 2026-\d{4}/)
})

test('a notice that is marked as read has no button any more, and the bell counts one less', async () => {
  const { body } = await get('/notices', 'handler')
  const before = bellOf(body)
  const path = formsOf(body).find((one) => one?.endsWith('/read')) ?? ''
  const { statusCode } = await pages.server.inject({
    method: 'POST',
    url: path,
    headers: { cookie: await pages.cookieOf('handler'), 'idempotency-key': 'read-one' },
    payload: {},
  })
  expect(statusCode).toBe(200)
  const after = (await get('/notices', 'handler')).body
  expect(bellOf(after)).toBe(before - 1)
  expect(formsOf(after)).not.toContain(path)
})

test('whoever has read everything, or was told nothing, sees so, and whoever is not signed in nothing', async () => {
  await pages.server.inject({
    method: 'POST',
    url: '/api/v1/notices/read-all',
    headers: { cookie: await pages.cookieOf('handler'), 'idempotency-key': 'read-all' },
    payload: {},
  })
  const read = (await get('/notices', 'handler')).body
  expect(bellOf(read)).toBe(0)
  expect(read).toContain('没有未读的通知。')
  expect(formsOf(read)).toEqual([])
  expect((await get('/notices', 'admin')).body).toContain('还没有通知')
  const { headers } = await pages.server.inject({
    method: 'GET',
    url: '/notices',
    headers: { accept: 'text/html' },
  })
  expect(headers.location).toBe('/sign-in?to=%2Fnotices')
  expect((await get('/notices?cursor=made-up', 'handler')).statusCode).toBe(400)
})
