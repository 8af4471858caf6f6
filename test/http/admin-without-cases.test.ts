import { afterAll, beforeAll, expect, test } from 'vitest'
import { aRepliedCase } from '../../src/modules/cases/fixtures.ts'
import { endStandIn } from '../../src/modules/people/end-stand-in.ts'
import { aPerson, aStandIn, PASSWORD } from '../../src/modules/people/fixtures.ts'
import { MODULES } from '../../src/modules.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'
import { openTestServer, type TestServer } from '../support/server.ts'

/** Words that stand in one case and nowhere else. */
const TEXT = '独一无二的诉求正文'
const ASKER = '独一无二的提出人公司'
const ANSWER = '已加开两班'

let bench: TestProduct
let park: TestPark
let server: TestServer
let id: string
let cookie: string
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
  const made = await aRepliedCase(park, { text: TEXT, asker: { kind: 'resident', name: ASKER } })
  id = made.id
  await aPerson(park, '专职管理员', { post: 'admin' })
  const { headers } = await server.call(undefined, 'POST', '/session', {
    body: { name: '专职管理员', password: PASSWORD },
    key: null,
  })
  cookie = (headers.get('set-cookie') ?? '').split(';')[0] ?? ''
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

const holdsContent = (text: string) => [TEXT, ASKER, ANSWER, id].filter((word) => text.includes(word))

test('no query of the API tells an administrator of a case', async () => {
  const figures = [...bench.product.runtime.figures.keys()]
  const fill: Record<string, readonly string[]> = { id: [id], name: figures }
  const told: string[] = []
  let asked = 0
  for (const { path } of MODULES.flatMap(({ queries }) => queries.flatMap(({ route }) => route ?? []))) {
    const parameter = /\{(\w+)\}/.exec(path)?.[1]
    for (const value of parameter === undefined ? [''] : (fill[parameter] ?? [id])) {
      for (const question of ['', `?subject=${id}`, `?q=${encodeURIComponent(TEXT)}`]) {
        const address = path.replace(/\{\w+\}/, value) + question
        const { status, body } = await server.call('admin', 'GET', address)
        asked += 1
        const found = holdsContent(JSON.stringify(body)).filter(
          (word) => !address.includes(encodeURIComponent(word)),
        )
        if (found.length > 0) told.push(`${address}: ${String(status)} ${found.join(' ')}`)
      }
    }
  }
  expect(told).toEqual([])
  expect(asked).toBeGreaterThan(30)
})

test('no command about cases works for an administrator, and a case is not there for him', async () => {
  const commands = MODULES.filter(({ name }) => name === 'cases').flatMap((module) => module.commands)
  for (const { name, route } of commands) {
    if (!route?.path.includes('{id}')) continue
    const { status } = await server.call('admin', 'POST', route.path.replace('{id}', id), {
      body: { version: 4, reason: '看一看' },
    })
    // What is not acceptable as given is said before anything is looked at.
    expect([404, 422], name).toContain(status)
  }
  expect(
    await server.call('admin', 'POST', `/cases/${id}/contact`, { body: { reason: '看一看' } }),
  ).toMatchObject({
    status: 404,
    body: { code: 'cases.missing' },
  })
})

test('no page shows an administrator a case, its file or its list', async () => {
  for (const page of [
    '/',
    '/cases',
    `/cases/${id}`,
    `/cases?q=${encodeURIComponent(TEXT)}`,
    '/cases?state=replied',
  ]) {
    const response = await server.raw(page, { headers: { cookie, accept: 'text/html' } })
    const text = (await response.text()).replaceAll(page, '').replaceAll(encodeURIComponent(page), '')
    expect([page, holdsContent(text).filter((word) => !page.includes(encodeURIComponent(word)))]).toEqual([
      page,
      [],
    ])
  }
})

test('the control: whoever stands in for the dispatcher sees it, as long as he does', async () => {
  const asked = async () =>
    (await server.call(undefined, 'GET', `/cases/${id}`, { headers: { cookie } })).body['text']
  const standIn = await aStandIn(bench, park, { away: 'dispatcher', standIn: '专职管理员' as 'admin' })
  expect(await asked()).toBe(TEXT)
  await park.act('admin', endStandIn, { id: standIn.id })
  expect(await asked()).toBeUndefined()
})
