import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { canonicalEntry, hashEntry } from '../../src/modules/ledger/entry.ts'
import { verifyPark, type NamedFinding } from '../../src/modules/cases/index.ts'
import { aRegisteredCase, aStruckOffCase } from '../../src/modules/cases/fixtures.ts'
import type { CaseView } from '../../src/modules/cases/contract.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'

let bench: TestProduct
let park: TestPark
let victim: CaseView

beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

beforeEach(async () => {
  park = await foundPark(bench)
  await aRegisteredCase(park)
  victim = await aStruckOffCase(park)
  await aRegisteredCase(park)
  expect(await check()).toEqual([])
})

const check = async () => (await verifyPark(bench.product.runtime, park.id)).findings

/** As a superuser with triggers and foreign keys switched off; asserts that something was really changed. */
async function tamper(text: string, values: unknown[] = []): Promise<void> {
  const rows = await bench.sql(`${text} returning 1 as done`, values, true)
  expect(rows.length, 'the fault happened').toBeGreaterThan(0)
}

/** The first thing named, in the order in which a reader is told. */
const first = (findings: readonly NamedFinding[]) =>
  findings.map(({ number, seq, fault }) => `${number} ${seq} ${fault}`)[0]

const on = () => [victim.id, park.id]
const where = 'case_id = $1 and park_id = $2'

test('the control: a clean ledger is silent, also after tampering was undone', async () => {
  await tamper(`update entries set post = 'head' where ${where} and seq = 4`, on())
  expect(await check()).not.toEqual([])
  await tamper(`update entries set post = 'handler' where ${where} and seq = 4`, on())
  expect(await check()).toEqual([])
})

const EDITS: readonly (readonly [string, string, number])[] = [
  ['the post of an entry', `update entries set post = 'head' where ${where} and seq = 3`, 3],
  ['who made an entry', `update entries set user_id = gen_random_uuid() where ${where} and seq = 2`, 2],
  [
    'the act of an entry',
    `update entries set action = 'accept', to_state = 'accepted' where ${where} and seq = 4`,
    4,
  ],
  [
    'what an entry set',
    `update entries set body = jsonb_set(body, '{set,outcome}', '"explained"') where ${where} and seq = 4`,
    4,
  ],
  [
    'a back-dated record',
    `update entries set recorded_at = recorded_at - interval '3 days' where ${where} and seq = 4`,
    4,
  ],
  [
    'a back-dated happening',
    `update entries set happened_at = happened_at - interval '3 days' where ${where} and seq = 4`,
    4,
  ],
  ['a hash', `update entries set hash = sha256('x') where ${where} and seq = 3`, 3],
  ['a MAC', `update entries set mac = sha256('x') where ${where} and seq = 3`, 3],
]
test.each(EDITS)('an edit of %s is named', async (_, sql, seq) => {
  await tamper(sql, on())
  expect(first(await check())).toMatch(new RegExp(`^${victim.number} ${seq} (changed|forged)$`))
})

test('an edited answer is named although its entry is untouched', async () => {
  await tamper(
    `update entry_texts set opened = jsonb_set(opened, '{0,value}', '"什么都办好了"') where ${where} and seq = 4`,
    on(),
  )
  expect(first(await check())).toBe(`${victim.number} 4 text_changed`)
})

test('removed words are named', async () => {
  await tamper(`delete from entry_texts where ${where} and seq = 4`, on())
  expect(first(await check())).toBe(`${victim.number} 4 text_missing`)
})

test('an entry removed from the middle is named', async () => {
  await tamper(`delete from entries where ${where} and seq = 3`, on())
  expect(first(await check())).toBe(`${victim.number} 3 missing`)
})

test('an entry removed from the middle with the later ones moved up is named where it was', async () => {
  await tamper(`delete from entries where ${where} and seq = 3`, on())
  for (const seq of [4, 5, 6])
    await tamper(`update entries set seq = seq - 1 where ${where} and seq = ${seq}`, on())
  await tamper(`update cases set version = 5 where id = $1 and park_id = $2`, on())
  expect(first(await check())).toBe(`${victim.number} 3 changed`)
})

test('a removed last entry is named', async () => {
  await tamper(`delete from entries where ${where} and seq = 6`, on())
  expect(first(await check())).toBe(`${victim.number} 6 missing`)
})

test('a case all of whose entries were removed is named', async () => {
  await tamper(`delete from entries where ${where}`, on())
  expect((await check()).map(({ number, seq, fault }) => `${number} ${seq} ${fault}`)).toEqual(
    [1, 2, 3, 4, 5, 6].map((seq) => `${victim.number} ${seq} missing`),
  )
})

test('numbers edited beyond all measure are named, and the check ends', async () => {
  await tamper(`update entries set seq = 2147483647 where ${where} and seq = 6`, on())
  expect(first(await check())).toBe(`${victim.number} 6 missing`)
  await tamper(`update cases set version = 2147483647 where id = $1 and park_id = $2`, on())
  expect((await check()).length).toBeLessThanOrEqual(1001)
})

test('two entries that changed places are named', async () => {
  await tamper(`update entries set seq = 99 where ${where} and seq = 3`, on())
  await tamper(`update entries set seq = 3 where ${where} and seq = 4`, on())
  await tamper(`update entries set seq = 4 where ${where} and seq = 99`, on())
  expect(first(await check())).toBe(`${victim.number} 3 changed`)
})

test('an inserted entry is named, also one that is hashed correctly: it lacks the key', async () => {
  const [last] = await bench.sql(`select * from entries where ${where} order by seq desc limit 1`, on())
  if (!last) throw new Error('there is a last entry')
  const forged = {
    parkId: park.id,
    caseId: victim.id,
    seq: 7,
    id: '01a1f8dd-97c6-7653-b9f5-01ef91e6514f',
    previous: last['hash'] as Buffer,
    action: 'reopen',
    from: 'struck_off',
    to: 'accepted',
    post: 'supervisor',
    userId: park.people.supervisor,
    recordedAt: '2026-10-10T02:00:00.000Z',
    happenedAt: '2026-10-10T02:00:00.000Z',
    body: { set: {}, said: {} },
  }
  const hash = hashEntry(canonicalEntry(forged))
  await tamper(
    `insert into entries (park_id, case_id, seq, id, action, from_state, to_state, post, user_id, recorded_at, happened_at, body, hash, mac, mac_key)
     values ($1, $2, 7, $3, 'reopen', 'struck_off', 'accepted', 'supervisor', $4, $5, $5, $6, $7, $7, $8)`,
    [
      park.id,
      victim.id,
      forged.id,
      forged.userId,
      forged.recordedAt,
      JSON.stringify(forged.body),
      hash,
      last['mac_key'],
    ],
  )
  await tamper(
    `update cases set version = 7, state = 'accepted', entry_hash = $3 where id = $1 and park_id = $2`,
    [...on(), hash],
  )
  expect(first(await check())).toBe(`${victim.number} 7 forged`)
})

test('a case that does not stand as its entries say is named, whichever column was changed', async () => {
  const columns: Readonly<Record<string, string>> = {
    rating: '1',
    due_on: `'2030-01-01'`,
    text: `'别的事'`,
    struck_off_on: `'2020-01-01'`,
    lead_department_id: 'null',
    key_list: 'true',
    enterprise_id: 'gen_random_uuid()',
  }
  for (const [column, value] of Object.entries(columns)) {
    const [before] = await bench.sql(
      `select to_jsonb(${column}) as was from cases where id = $1 and park_id = $2`,
      on(),
    )
    await tamper(`update cases set ${column} = ${value} where id = $1 and park_id = $2`, on())
    expect(first(await check()), column).toBe(`${victim.number} 6 state_differs`)
    await tamper(
      `update cases set ${column} = (jsonb_populate_record(null::cases, jsonb_build_object('${column}', $3::jsonb))).${column} where id = $1 and park_id = $2`,
      [...on(), JSON.stringify(before?.['was'])],
    )
  }
  expect(await check()).toEqual([])
})

test('a case removed as a whole, its entries left, is named', async () => {
  await tamper('delete from cases where id = $1 and park_id = $2', on())
  expect((await check()).map(({ caseId, fault }) => [caseId, fault])).toEqual([[victim.id, 'no_case']])
})

test('what the application may do, by its own role: nothing that edits or removes', async () => {
  const { app } = bench.product.runtime.database
  for (const statement of [
    'update entries set post = post',
    'delete from entries',
    'delete from audit',
    'delete from cases',
    'update audit set action = action',
    'update entry_texts set seq = seq',
    'delete from case_past',
  ]) {
    await expect(app.query(statement), statement).rejects.toMatchObject({ code: '42501' })
  }
})
