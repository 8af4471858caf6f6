import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addUser } from './add-user.ts'
import { issuePasswords } from './issue-passwords.ts'
import { isFreshIssue, newIssue, oneTimePassword } from './one-time-password.ts'
import { signIn } from './sessions.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const OWN = '青花-瓷器-2026'

test('who has no own password gets one to be used once; who has an own one keeps it and is not named', async () => {
  const { id: chosen } = await park.act('console', addUser, {
    name: '有密码',
    post: 'officer',
    password: OWN,
  })
  const { id: bare } = await park.act('console', addUser, { name: '没密码', post: 'officer' })
  const { issued } = await park.act('admin', issuePasswords, {
    people: [
      { id: chosen, password: 'k7mq-4xvd-9hpr' },
      { id: bare, password: 'k7mq-4xvd-9hps' },
    ],
  })
  expect(issued).toEqual([{ id: bare, name: '没密码' }])
  await signIn(bench.product.runtime, { raw: { name: '有密码', password: OWN }, address: '127.0.0.1' })
  await signIn(bench.product.runtime, {
    raw: { name: '没密码', password: 'k7mq-4xvd-9hps' },
    address: '127.0.0.1',
  })
  const again = await park.act('admin', issuePasswords, {
    people: [{ id: bare, password: 'wxyz-wxyz-wxyz' }],
  })
  expect(again.issued).toHaveLength(1)
  await expect(
    signIn(bench.product.runtime, {
      raw: { name: '没密码', password: 'k7mq-4xvd-9hps' },
      address: '127.0.0.1',
    }),
  ).rejects.toMatchObject({ code: 'people.sign_in_refused' })
})

test('a slip that nobody used for thirty days opens nothing, and says where to get a new one', async () => {
  const { runtime } = bench.product
  const { id } = await park.act('console', addUser, { name: '忘了密码条', post: 'officer' })
  const password = 'k7mq-4xvd-9hpt'
  const now = bench.clock()
  await park.act('admin', issuePasswords, { people: [{ id, password }] })
  const entry = { raw: { name: '忘了密码条', password }, address: '127.0.0.1' }
  try {
    bench.clock.pass(30 * 24 * 3600 * 1000 - 1000)
    expect((await signIn(runtime, entry)).session).toMatchObject({ must_change_password: true })
    bench.clock.pass(1000)
    await expect(signIn(runtime, entry)).rejects.toMatchObject({ code: 'people.slip_over' })
    // To somebody who does not hold it, it is a wrong password like any other.
    const guess = { ...entry, raw: { ...entry.raw, password: 'k7mq-4xvd-9hpu' } }
    await expect(signIn(runtime, guess)).rejects.toMatchObject({ code: 'people.sign_in_refused' })
    await park.act('admin', issuePasswords, { people: [{ id, password: 'k7mq-4xvd-9hpv' }] })
    const again = { ...entry, raw: { ...entry.raw, password: 'k7mq-4xvd-9hpv' } }
    expect((await signIn(runtime, again)).session).toMatchObject({ must_change_password: true })
  } finally {
    bench.clock.set(now)
  }
})

test('nothing that is kept holds the password in clear', async () => {
  const { id } = await park.act('console', addUser, { name: '保密者', post: 'officer' })
  const password = 'qqqq-wwww-eeee'
  await park.act('admin', issuePasswords, { people: [{ id, password }] }, 'issue-key')
  const everything = await bench.sql(
    `select row_to_json(a)::text as row from accounts a union all select row_to_json(k)::text from idempotency_keys k
     union all select row_to_json(x)::text from audit x union all select row_to_json(o)::text from outbox o`,
  )
  expect(everything.length).toBeGreaterThan(3)
  expect(JSON.stringify(everything)).not.toContain(password)
})

test('somebody of another park is not there, and other posts may not', async () => {
  const other = await foundPark(bench)
  const people = [{ id: other.people.handler, password: 'k7mq-4xvd-9hpr' }]
  expect(await park.act('admin', issuePasswords, { people })).toEqual({ issued: [] })
  await expect(park.act('head', issuePasswords, { people })).rejects.toMatchObject({ kind: 'forbidden' })
})

test('the same handing out gives the same password, another one or another person a different one', () => {
  const { runtime } = bench.product
  const [one, two] = [newIssue(bench.clock()), newIssue(bench.clock())]
  const password = oneTimePassword(runtime, one, park.people.handler)
  expect(password).toMatch(/^[2-9a-hjkmnp-z]{4}(-[2-9a-hjkmnp-z]{4}){2}$/)
  expect(oneTimePassword(runtime, one, park.people.handler)).toBe(password)
  const others = [
    oneTimePassword(runtime, two, park.people.handler),
    oneTimePassword(runtime, one, park.people.head),
  ]
  expect(new Set([password, ...others]).size).toBe(3)
})

test('a handing out is over after a quarter of an hour', () => {
  const issue = newIssue('2026-10-09T02:00:00.000Z')
  expect(isFreshIssue(issue, '2026-10-09T02:14:59.000Z')).toBe(true)
  expect(isFreshIssue(issue, '2026-10-09T02:15:00.000Z')).toBe(false)
  expect(isFreshIssue(issue, '2026-10-09T01:59:59.000Z')).toBe(false)
  expect(isFreshIssue('anything', '2026-10-09T02:00:00.000Z')).toBe(false)
})
