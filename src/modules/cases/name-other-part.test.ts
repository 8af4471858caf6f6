import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { run } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { seen } from './asker-fixtures.ts'
import { bySystem, handedOver, passOn } from './between-parks-fixtures.ts'
import { aRegisteredCase } from './fixtures.ts'
import { nameOtherPart } from './name-other-part.ts'

let bench: TestProduct
let park: TestPark
let other: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  other = await foundPark(bench)
})
afterAll(() => bench.close())

const name = (input: { id: string; other: string; number: string }, key: string) =>
  run(bench.product.runtime, nameOtherPart, input, bySystem(park, key))

test('the number is named once; of another case, or one that was not handed over, nothing is written', async () => {
  const handed = await handedOver(park, other)
  await name({ id: handed.id, other: newId(bench.clock()), number: '2026-9999' }, 'stranger')
  expect(await seen(park, handed)).toMatchObject({ version: 2, handed_to: { number: null } })
  await passOn(bench)
  const named = await seen(park, handed)
  expect(named.version).toBe(3)
  const [row] = await bench.sql("select handed_to ->> 'case_id' as id from cases where id = $1", [handed.id])
  await name({ id: handed.id, other: String(row?.['id']), number: '2026-9999' }, 'again')
  expect(await seen(park, handed)).toMatchObject({ version: 3, handed_to: named.handed_to })
  const open = await aRegisteredCase(park)
  await name({ id: open.id, other: newId(bench.clock()), number: '2026-9999' }, 'open')
  expect(await seen(park, open)).toMatchObject({ version: 1, handed_to: null })
})

test('nobody but the system names it', async () => {
  const { id } = await handedOver(park, other)
  const input = { id, other: newId(bench.clock()), number: '2026-0001' }
  for (const who of ['dispatcher', 'console', 'asker'] as const)
    await expect(park.act(who, nameOtherPart, input), who).rejects.toMatchObject({ kind: 'forbidden' })
})
