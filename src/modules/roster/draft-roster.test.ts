import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { sweepAll } from '../../kernel/jobs.ts'
import { newId } from '../../kernel/ids.ts'
import type { Roster } from './contract.ts'
import { draftRoster } from './draft-roster.ts'
import { rosterModule } from './module.ts'
import { oneDraft } from './queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const content: Roster = { sheets: [], otherSheets: [], departments: [], people: [], refused: [], examples: 1 }
const draft = async (who: 'admin' | 'console' = 'admin') => {
  const id = newId(bench.clock())
  await park.act(who, draftRoster, { id, file_name: '花名册.xlsx', content })
  return id
}

test('a roster is kept for whoever uploaded it, and for nobody else', async () => {
  const id = await draft()
  expect(await park.ask('admin', oneDraft, { id })).toEqual({
    id,
    file_name: '花名册.xlsx',
    content,
    outcome: null,
  })
  await expect(park.ask('console', oneDraft, { id })).rejects.toMatchObject({ code: 'roster.missing' })
  const other = await foundPark(bench)
  await expect(other.ask('admin', oneDraft, { id })).rejects.toMatchObject({ code: 'roster.missing' })
})

test('it is gone after a day', async () => {
  const old = await draft()
  bench.clock.pass(25 * 3600 * 1000)
  const young = await draft()
  for (const job of rosterModule.jobs) await sweepAll(bench.product.runtime, job)
  await expect(park.ask('admin', oneDraft, { id: old })).rejects.toMatchObject({ code: 'roster.missing' })
  expect((await park.ask('admin', oneDraft, { id: young })).id).toBe(young)
})

test('other posts may not', async () => {
  const id = newId(bench.clock())
  await expect(
    park.act('supervisor', draftRoster, { id, file_name: 'x.xlsx', content }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.ask('supervisor', oneDraft, { id: await draft() })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
