import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { canonicalEntry, hashEntry } from '../../src/modules/ledger/entry.ts'
import { importCases, listCases, verifyPark, type NamedFinding } from '../../src/modules/cases/index.ts'
import { anImportedRow, aRegisteredCase, aStruckOffCase } from '../../src/modules/cases/fixtures.ts'
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
  ['a body that is none', `update entries set body = '{}' where ${where} and seq = 3`, 3],
  [
    'facts that are none',
    `update entries set body = jsonb_set(body, '{set}', '5') where ${where} and seq = 3`,
    3,
  ],
  [
    'a commitment that is none',
    `update entries set body = jsonb_set(body, '{said,answer}', '7') where ${where} and seq = 4`,
    4,
  ],
  [
    'a number beyond all measure',
    `update entries set body = jsonb_set(body, '{set,rating}', '1e999') where ${where} and seq = 5`,
    5,
  ],
  [
    'a fact beside the facts',
    `update entries set body = body || '{"more": 1}' where ${where} and seq = 3`,
    3,
  ],
  ['the name of the key', `update entries set mac_key = 'another' where ${where} and seq = 3`, 3],
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

test.each([
  ['words that are none', `opened = '5'`],
  ['an object', `opened = '{}'`],
  ['an opening that is none', `opened = '[7]'`],
  [
    'a salt with something after it',
    `opened = jsonb_set(opened, '{0,salt}', to_jsonb((opened->0->>'salt') || 'x'))`,
  ],
  ['another path', `opened = jsonb_set(opened, '{0,path}', '"/gone/answer"')`],
  // The last of the same name is what a reader would be shown.
  ['a second opening of one word', `opened = opened || jsonb_set(opened, '{0,value}', '"什么都办好了"')`],
])('words of another form are named and the check goes on: %s', async (_, change) => {
  await tamper(`update entry_texts set ${change} where ${where} and seq = 4`, on())
  await tamper(`update entries set post = 'head' where ${where} and seq = 6`, on())
  expect((await check()).map(({ seq, fault }) => `${seq} ${fault}`)).toEqual(
    expect.arrayContaining(['4 text_changed', '6 changed']) as string[],
  )
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
    macKey: String(last['mac_key']),
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

test('a column that holds a number beyond all measure is named, and the check ends', async () => {
  await tamper(`update cases set deadline = '1e999' where id = $1 and park_id = $2`, on())
  expect(first(await check())).toBe(`${victim.number} 6 state_differs`)
})

const past = 'id = $1 and park_id = $2'
test.each([
  [
    'a state',
    `update case_past set state = 'struck_off', struck_off_on = '2026-10-01' where ${past} and version = 4`,
    4,
  ],
  ['a rating', `update case_past set rating = 5 where ${past} and version = 2`, 2],
  ['words', `update case_past set answer = '什么都办好了' where ${past} and version = 5`, 5],
  [
    'since when it stood',
    `update case_past set recorded_at = recorded_at - interval '3 days' where ${past} and version = 3`,
    3,
  ],
  [
    'until when it stood',
    `update case_past set recorded_to = recorded_to + interval '3 days' where ${past} and version = 3`,
    3,
  ],
  ['the version', `update case_past set version = 77 where ${past} and version = 5`, 5],
  ['that it is there: the first', `delete from case_past where ${past} and version = 1`, 1],
  ['that it is there: one between', `delete from case_past where ${past} and version = 3`, 3],
  ['that it is there: the last', `delete from case_past where ${past} and version = 5`, 5],
  [
    'that it is another case’s',
    `update case_past set id = gen_random_uuid() where ${past} and version = 1`,
    1,
  ],
])('a former version is named when somebody changed of it %s', async (_, sql, version) => {
  await tamper(sql, on())
  expect(first(await check())).toBe(`${victim.number} ${version} past_differs`)
})

test('an invented former version is named', async () => {
  await tamper(
    `insert into case_past select r.* from cases c, jsonb_populate_record(null::case_past, to_jsonb(c)
       || jsonb_build_object('recorded_to', c.recorded_at + interval '1 day')) r where c.id = $1 and c.park_id = $2`,
    on(),
  )
  expect(first(await check())).toBe(`${victim.number} 6 past_differs`)
})

test('the former versions of an imported case, also of a corrected one, are in order; a changed one is named', async () => {
  const row = anImportedRow()
  await park.act('console', importCases, { rows: [row] })
  expect(await check()).toEqual([])
  const corrected = { ...row, hash: 'other', answer: '换了新灯' }
  await park.act('console', importCases, { rows: [corrected], update: true })
  expect(await check()).toEqual([])
  const [kept] = await bench.sql(
    `select p.id, p.version, p.number from case_past p where park_id = $1 and imported_from is not null`,
    [park.id],
  )
  if (!kept) throw new Error('the correction keeps what stood before')
  await tamper(`update case_past set outcome = 'explained' where id = $1 and park_id = $2`, [
    kept['id'],
    park.id,
  ])
  expect(first(await check())).toBe(`${String(kept['number'])} ${String(kept['version'])} past_differs`)
})

test('a case removed as a whole, its entries left, is named', async () => {
  await tamper('delete from cases where id = $1 and park_id = $2', on())
  expect((await check()).map(({ caseId, number, fault }) => [caseId, number, fault])).toEqual([
    [victim.id, victim.number, 'no_case'],
  ])
})

/** The case, its entries with their words and its past: nothing is left but its number in the counter. */
async function removeWhole({ id }: Pick<CaseView, 'id'>): Promise<void> {
  const of = [id, park.id]
  for (const table of ['entry_texts', 'entries'])
    await tamper(`delete from ${table} where case_id = $1 and park_id = $2`, of)
  await tamper('delete from cases where id = $1 and park_id = $2', of)
  await bench.sql('delete from case_past where id = $1 and park_id = $2', of, true)
}

test('a case of which nothing is left is named by its number, also the first and the last of the year', async () => {
  await removeWhole(victim)
  expect(await check()).toEqual([{ caseId: null, seq: 1, number: victim.number, fault: 'number_gone' }])
  const { items } = await park.ask('supervisor', listCases, {})
  for (const one of items) await removeWhole(one)
  expect((await check()).map(({ number }) => number)).toEqual(['2026-0001', '2026-0002', '2026-0003'])
})

test('a counter and numbers that were edited beyond all measure are named, and the check ends', async () => {
  await tamper('update case_numbers set last = 2147483647 where park_id = $1', [park.id])
  await tamper(`update cases set number = '2026-9999999999' where id = $1 and park_id = $2`, on())
  const found = await check()
  expect(found.length).toBeLessThanOrEqual(1001)
  expect(found.map(({ fault }) => fault)).toEqual(expect.arrayContaining(['number_gone', 'state_differs']))
})

test('former versions that a removed case left behind are named', async () => {
  await tamper(`delete from entry_texts where ${where}`, on())
  await tamper(`delete from entries where ${where}`, on())
  await tamper('delete from cases where id = $1 and park_id = $2', on())
  expect(first(await check())).toBe(`${victim.number} 1 past_differs`)
})

test('numbers that a ledger on paper left out are no fault; those given here after them are looked at', async () => {
  await park.act('console', importCases, {
    rows: [anImportedRow({ year: 2026, serial: '40', registered_on: '2026-03-02' })],
  })
  const later = [await aRegisteredCase(park), await aRegisteredCase(park)]
  expect(later.map(({ number }) => number)).toEqual(['2026-0041', '2026-0042'])
  expect(await check()).toEqual([])
  for (const one of later) await removeWhole(one)
  expect((await check()).map(({ number, fault }) => `${number} ${fault}`)).toEqual([
    '2026-0041 number_gone',
    '2026-0042 number_gone',
  ])
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
