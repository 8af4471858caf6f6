import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { addUser } from './add-user.ts'
import { endPost } from './end-post.ts'
import { aPerson, postOf, signedIn } from './fixtures.ts'
import { listUsers } from './queries.ts'

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

test('stale assignment: when a post ends, the very next request is refused on every device', async () => {
  const { id, posts } = await aPerson(park, '孙交办', { post: 'dispatcher' })
  const devices = [await signedIn(server, '孙交办'), await signedIn(server, '孙交办')]
  const asked = () =>
    Promise.all(
      devices.map(
        async (cookie) => (await server.call(undefined, 'GET', '/cases', { headers: { cookie } })).status,
      ),
    )
  expect(await asked()).toEqual([200, 200])
  await park.act('admin', endPost, { id, post_id: posts[0]?.id ?? '' })
  expect(await asked()).toEqual([403, 403])
})

test('a post that has ended is history: it stays, counts no longer, and can be given again', async () => {
  const { id, posts } = await aPerson(park, '钱科员', { post: 'handler', department: '建设交通局' })
  await park.act('admin', endPost, { id, post_id: posts[0]?.id ?? '' })
  const rows = await bench.sql('select post, until_at from posts where user_id = $1', [id])
  expect(rows).toEqual([{ post: 'handler', until_at: expect.any(Date) as unknown }])
  await park.act('admin', addUser, { name: '钱科员', post: 'handler', department: '建设交通局' })
  const { items } = await park.ask('admin', listUsers, { limit: 200 })
  expect(items.find((user) => user.id === id)?.posts.length).toBe(1)
})

test('a post ends once; a stranger, another person and another park do not find it', async () => {
  const { id, posts } = await aPerson(park, '冯科员', { post: 'hotline' })
  const post_id = posts[0]?.id ?? ''
  await expect(park.act('head', endPost, { id, post_id })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.act('admin', endPost, { id: park.people.head, post_id })).rejects.toMatchObject({
    code: 'people.missing',
  })
  const other = await foundPark(bench)
  await expect(other.act('admin', endPost, { id, post_id })).rejects.toMatchObject({ code: 'people.missing' })
  await park.act('admin', endPost, { id, post_id })
  await expect(park.act('admin', endPost, { id, post_id })).rejects.toMatchObject({
    code: 'people.post_ended',
  })
})

test('the last administrator stays, also when two end each other at once', async () => {
  const id = park.people.admin
  const post_id = await postOf(bench, id, 'admin')
  await expect(park.act('admin', endPost, { id, post_id })).rejects.toMatchObject({
    code: 'people.last_admin',
  })
  // Again and again: which of the two comes first, and which of them has the earlier instant, is chance.
  for (let i = 0; i < 8; i++) {
    const [first] = await bench.sql(
      "select user_id, id from posts where park_id = $1 and post = 'admin' and until_at is null",
      [park.id],
    )
    const second = await aPerson(park, `管理员${i}`, { post: 'admin' })
    const ends = await Promise.allSettled([
      park.act('console', endPost, { id: String(first?.['user_id']), post_id: String(first?.['id']) }),
      park.act('console', endPost, { id: second.id, post_id: second.posts[0]?.id ?? '' }),
    ])
    expect(ends.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  }
})
