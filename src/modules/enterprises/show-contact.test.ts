import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enterpriseIn,
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { showContact } from './show-contact.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const enterpriseId = (name?: string) => enterpriseIn(bench, park, name)

const look = async (who: Parameters<TestPark['act']>[0], id?: string) =>
  park.act(who, showContact, { id: id ?? (await enterpriseId()), reason: '上门走访' })

test('whoever serves enterprises is shown the contact in clear, with a reason, and leaves a trace', async () => {
  const id = await enterpriseId()
  await bench.sql(
    "update enterprises set contact_name = '示例联系人', contact_phone = '13800001234' where id = $1",
    [id],
  )
  for (const who of ['officer', 'dispatcher', 'handler', 'asker'] as const)
    expect(await look(who), who).toEqual({ name: '示例联系人', phone: '13800001234' })
  const rows = await bench.sql(
    "select summary from audit where action = 'enterprises.show_contact' and subject_id = $1",
    [id],
  )
  expect(rows.length).toBe(4)
  expect(rows[0]).toEqual({ summary: { reason: '上门走访' } })
})

test('auditors, administrators and leaders are refused; for another enterprise, and another park, it is not there', async () => {
  for (const who of ['auditor', 'admin', 'leader'] as const)
    await expect(look(who), who).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(look('otherAsker')).rejects.toMatchObject({ code: 'enterprises.missing' })
  await expect(look('officer', park.id)).rejects.toMatchObject({ code: 'enterprises.missing' })
  const elsewhere = await foundPark(bench)
  await expect(
    elsewhere.act('officer', showContact, { id: await enterpriseId(), reason: '看看' }),
  ).rejects.toMatchObject({ code: 'enterprises.missing' })
})
