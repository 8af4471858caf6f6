import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { run } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { seen } from './asker-fixtures.ts'
import { bySystem } from './between-parks-fixtures.ts'
import { takeOverCase, type TakeOverCase } from './take-over-case.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
let other: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  other = await foundPark(bench)
})
afterAll(() => bench.close())

const handed = (over: Partial<TakeOverCase> = {}): TakeOverCase => ({
  id: newId(bench.clock()),
  from: { park_id: other.id, park: '示例开发区', case_id: newId(bench.clock()), number: '2026-0412' },
  kind: 'request',
  text: '园区东门外的路灯不亮',
  category: '市政设施',
  subject: null,
  urgency: 'normal',
  confidential: false,
  asker: { kind: 'enterprise', name: '示例电气装备有限公司', code: '91430300MA4DEM010W' },
  contact_name: '陈示例',
  contact_phone: '10000000001',
  registered_at: '2026-10-08T15:30:00.000Z',
  others: [],
  ...over,
})
const takeOver = (input: TakeOverCase, key = `take-over/${input.id}`) =>
  run(bench.product.runtime, takeOverCase, input, bySystem(park, key))

test('registered once under our next number, however often it is asked, also under another key', async () => {
  const input = handed()
  const { value } = await takeOver(input)
  expect(value).toEqual({ id: input.id, number: '2026-0001' })
  expect((await takeOver(input)).value).toEqual(value)
  expect((await takeOver(input, 'another')).value).toEqual(value)
  // The day is ours: half past eleven in the evening in UTC+8.
  expect(await seen(park, input)).toMatchObject({
    version: 1,
    registered_on: '2026-10-08',
    contact: { name: '陈**', phone: '100****0001' },
    handed_from: { park: '示例开发区', number: '2026-0412' },
  })
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('an enterprise is found in our register by its code, or added to it', async () => {
  const [known] = await bench.sql('select id from enterprises where park_id = $1 and code = $2', [
    park.id,
    '91430300MA4DEM010W',
  ])
  const one = handed({
    asker: { kind: 'enterprise', name: '示例电气（集团）', code: '91430300MA4DEM010W' },
    others: [
      {
        key: 'k',
        role: 'asker',
        number: '2026-0500',
        kind: 'enterprise',
        name: '示例光电有限公司',
        code: null,
      },
    ],
  })
  await takeOver(one)
  expect(await seen(park, one)).toMatchObject({
    asker: { id: known?.['id'] },
    parties: [{ name: '示例光电有限公司', number: '2026-0500' }],
  })
})

test('nobody but the system takes over', async () => {
  for (const who of ['dispatcher', 'console', 'admin'] as const)
    await expect(park.act(who, takeOverCase, handed()), who).rejects.toMatchObject({ kind: 'forbidden' })
})
