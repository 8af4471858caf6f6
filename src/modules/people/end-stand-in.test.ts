import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { endPost } from './end-post.ts'
import { endStandIn } from './end-stand-in.ts'
import { aPerson, aStandIn, postOf, signedIn } from './fixtures.ts'
import { listStandIns } from './queries.ts'

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

test('stale assignment: when a stand-in ends, the very next request is refused on every device', async () => {
  await aPerson(park, '蒋联络', { post: 'enterprise', enterprise: '示例食品有限公司' })
  await aPerson(park, '蒋联络', { post: 'auditor', password: undefined })
  const devices = [await signedIn(server, '蒋联络'), await signedIn(server, '蒋联络')]
  const asked = () =>
    Promise.all(
      devices.map(
        async (cookie) => (await server.call(undefined, 'GET', '/users', { headers: { cookie } })).status,
      ),
    )
  expect(await asked()).toEqual([403, 403])
  const { id } = await aStandIn(bench, park, { away: 'dispatcher', standIn: '蒋联络' as 'admin' })
  expect(await asked()).toEqual([200, 200])
  await park.act('dispatcher', endStandIn, { id })
  expect(await asked()).toEqual([403, 403])
  // The same when the post itself ends while somebody stands in for it, …
  await aStandIn(bench, park, { away: 'dispatcher', standIn: '蒋联络' as 'admin' })
  expect(await asked()).toEqual([200, 200])
  const post_id = await postOf(bench, park.people.dispatcher, 'dispatcher')
  await park.act('admin', endPost, { id: park.people.dispatcher, post_id })
  expect(await asked()).toEqual([403, 403])
})

test('… and when its time is over', async () => {
  const { until } = await aStandIn(bench, park, { away: 'head', standIn: 'hotline' })
  const asked = async () => (await server.call('hotline', 'GET', '/users')).status
  expect(await asked()).toBe(200)
  const now = bench.clock()
  bench.clock.set(until)
  expect(await asked()).toBe(403)
  bench.clock.set(now)
})

test('either of the two, the head and the administrator end it; it ends once; others do not find it', async () => {
  for (const who of ['handler', 'officer', 'head', 'admin'] as const) {
    const { id } = await aStandIn(bench, park, { away: 'handler', standIn: 'officer' })
    await expect(park.act('hotline', endStandIn, { id })).rejects.toMatchObject({ code: 'people.missing' })
    expect(await park.act(who, endStandIn, { id })).toMatchObject({ running: false })
    await expect(park.act(who, endStandIn, { id })).rejects.toMatchObject({ code: 'people.stand_in_over' })
  }
  const other = await foundPark(bench)
  const { id } = await aStandIn(bench, park, { away: 'handler', standIn: 'officer' })
  await expect(other.act('admin', endStandIn, { id })).rejects.toMatchObject({ code: 'people.missing' })
})

test('everybody sees the stand-ins he has to do with, a head those of his people, the administrator all', async () => {
  const other = await foundPark(bench)
  const { id } = await aStandIn(bench, other, { away: 'handler', standIn: 'officer' })
  const seen = async (who: 'handler' | 'officer' | 'head' | 'admin' | 'otherHead' | 'hotline') =>
    (await other.ask(who, listStandIns, { running: 'true' })).items.map((item) => item.id)
  for (const who of ['handler', 'officer', 'head', 'admin'] as const)
    expect(await seen(who), who).toEqual([id])
  for (const who of ['otherHead', 'hotline'] as const) expect(await seen(who), who).toEqual([])
  await aStandIn(bench, other, { away: 'head', standIn: 'officer' })
  const first = await other.ask('admin', listStandIns, { limit: 1 })
  const second = await other.ask('admin', listStandIns, { limit: 1, cursor: first.next ?? '' })
  expect([...first.items, ...second.items].map((item) => item.user.name)).toEqual(['head', 'handler'])
  expect(second.next).toBeNull()
})
