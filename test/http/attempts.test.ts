import { afterAll, beforeAll, expect, test } from 'vitest'
import { addUser } from '../../src/modules/people/index.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'
import { openTestServer, type TestServer } from '../support/server.ts'

let bench: TestProduct
let park: TestPark
let server: TestServer
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
  for (const name of ['徐交办', '曹交办'])
    await park.act('console', addUser, { name, post: 'dispatcher', password: PASSWORD })
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

const PASSWORD = '青花-瓷器-2026'
const MINUTE = 60_000
const signIn = (name: string, password: string) =>
  server.call(undefined, 'POST', '/session', { body: { name, password }, key: null })
/** Guesses one after the other, waiting out the lock, so that only the count by the hour stops them. */
async function guess(name: string, times: number) {
  for (let i = 0; i < times; i++) {
    await signIn(name, `猜测号 ${i}`)
    if (i % 4 === 3) bench.clock.pass(11 * MINUTE)
  }
}

test('ten failures within an hour are the most for one name, whoever tries and however patiently', async () => {
  await guess('徐交办', 11)
  bench.clock.pass(11 * MINUTE)
  expect((await signIn('徐交办', PASSWORD)).status).toBe(401)
  bench.clock.pass(61 * MINUTE)
  expect((await signIn('徐交办', PASSWORD)).status).toBe(200)
})

test('a name that does not exist is counted and answered as one that does', async () => {
  await guess('没有此人', 11)
  const [there, notThere] = [await signIn('曹交办', '不对的密码'), await signIn('没有此人', '不对的密码')]
  expect(notThere.status).toBe(there.status)
  expect(notThere.body['detail']).toBe(there.body['detail'])
  const [row] = await bench.sql('select count(*)::int as n, max(failures) as most from attempts')
  expect(Number(row?.['most'])).toBeGreaterThan(10)
})

test('a success forgets the failures of its name; the counts hold neither names nor addresses', async () => {
  bench.clock.pass(61 * MINUTE)
  await guess('曹交办', 3)
  expect((await signIn('曹交办', PASSWORD)).status).toBe(200)
  await guess('曹交办', 4)
  expect((await signIn('曹交办', PASSWORD)).status).toBe(200)
  const rows = JSON.stringify(await bench.sql("select encode(key_hash, 'escape') from attempts"))
  expect(rows).not.toMatch(/曹交办|127\.0\.0\.1/)
})

test('one password tried on many names is stopped by the address, also when sent at once; others are told to wait', async () => {
  bench.clock.pass(61 * MINUTE)
  const answers = await Promise.all(Array.from({ length: 70 }, (_, i) => signIn(`某人${i}`, PASSWORD)))
  expect(answers.filter(({ status }) => status === 401).length).toBe(60)
  const [stopped] = answers.filter(({ status }) => status === 429)
  expect(stopped?.body.code).toBe('people.too_many_tries')
  expect((await signIn('徐交办', PASSWORD)).status).toBe(429)
  bench.clock.pass(16 * MINUTE)
  expect((await signIn('徐交办', PASSWORD)).status).toBe(200)
})
