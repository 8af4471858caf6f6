import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { anImportedRow, aRegisteredCase } from './fixtures.ts'
import { importCases } from './import-cases.ts'
import { showContact } from './show-contact.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const NAME = '示例联系人'
const PHONE = '13800001234'
let serial = 100

/** A case with a contact, as paper tells of it. */
async function aCaseWithContact(confidential = false): Promise<string> {
  serial += 1
  const asker = { name: '示例电气装备有限公司', code: null, contact_name: NAME, contact_phone: PHONE }
  const row = anImportedRow({
    serial: String(serial),
    hash: `row-${serial}`,
    asker,
    state: 'dispatched',
    replied_on: null,
    answer: null,
    outcome: null,
    rating: null,
    struck_off_on: null,
  })
  await park.act('console', importCases, { rows: [row], update: false })
  const [found] = await bench.sql(
    'update cases set confidential = $2 where imported_from = $1 returning id',
    [`2025/${serial}`, confidential],
  )
  return String(found?.['id'])
}
const look = (who: Parameters<TestPark['act']>[0], id: string) =>
  park.act(who, showContact, { id, reason: '约现场查看' })

test('whoever has to call is shown the contact in clear; each look stands in the audit, without personal data', async () => {
  const id = await aCaseWithContact()
  for (const who of ['handler', 'head', 'dispatcher', 'returnVisitor', 'supervisor'] as const)
    expect(await look(who, id), who).toEqual({ name: NAME, phone: PHONE })
  const rows = await bench.sql(
    "select summary, user_id from audit where action = 'cases.show_contact' and subject_id = $1 order by at",
    [id],
  )
  expect(rows.length).toBe(5)
  expect(rows[0]).toMatchObject({ user_id: park.people.handler, summary: { reason: '约现场查看' } })
  expect(JSON.stringify(rows)).not.toContain(PHONE)
})

test('a look is never answered from memory, and no answer with a number is kept', async () => {
  const id = await aCaseWithContact()
  const input = { id, reason: '回访' }
  await park.act('returnVisitor', showContact, input, 'look-1')
  await park.act('returnVisitor', showContact, input, 'look-1')
  expect(
    await bench.sql(
      "select count(*)::int as n from audit where action = 'cases.show_contact' and subject_id = $1",
      [id],
    ),
  ).toEqual([{ n: 2 }])
  expect(
    await bench.sql("select key from idempotency_keys where key = 'look-1' or answer like $1", [
      `%${PHONE}%`,
    ]),
  ).toEqual([])
})

test('auditors, administrators and others who need not call are refused; whoever does not see the case does not find it', async () => {
  const id = await aCaseWithContact()
  await expect(look('auditor', id)).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(look('leader', id)).rejects.toMatchObject({ kind: 'forbidden' })
  for (const who of ['admin', 'otherHandler', 'otherAsker', 'officer'] as const)
    await expect(look(who, id), who).rejects.toMatchObject({ code: 'cases.missing' })
  const elsewhere = await foundPark(bench)
  await expect(elsewhere.act('dispatcher', showContact, { id, reason: '看看' })).rejects.toMatchObject({
    code: 'cases.missing',
  })
})

test('nobody who may not know who asked in confidence is shown whom to call', async () => {
  const id = await aCaseWithContact(true)
  for (const who of ['handler', 'head', 'returnVisitor'] as const)
    await expect(look(who, id), who).rejects.toMatchObject({ kind: 'forbidden' })
  expect(await look('dispatcher', id)).toEqual({ name: NAME, phone: PHONE })
})

test('a case without a contact says so, and a look needs a reason', async () => {
  const { id } = await aRegisteredCase(park)
  await expect(look('dispatcher', id)).rejects.toMatchObject({ code: 'cases.contact_unknown' })
  await expect(park.act('dispatcher', showContact, { id, reason: ' ' })).rejects.toMatchObject({
    code: 'kernel.input',
  })
})
