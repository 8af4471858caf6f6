import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { dispatchCase } from './dispatch-case.ts'
import { anAcceptedCase, aDispatchedCase } from './fixtures.ts'
import { caseEntries } from './queries.ts'
import { returnCase } from './return-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a department returns a case with its reason; after the second return, by whichever department, no third is possible', async () => {
  const first = await aDispatchedCase(park)
  const { id } = first
  const returned = await park.act('head', returnCase, { id, version: first.version, reason: '产权不在我局' })
  expect(returned).toMatchObject({ state: 'returned', return_count: 1, can: { return: false } })
  const second = await park.act('dispatcher', dispatchCase, {
    id,
    version: returned.version,
    department: '生态环境分局',
  })
  const again = await park.act('otherHandler', returnCase, {
    id,
    version: second.version,
    reason: '不归环保管',
  })
  const third = await park.act('dispatcher', dispatchCase, {
    id,
    version: again.version,
    department: '建设交通局',
  })
  await expect(
    park.act('head', returnCase, { id, version: third.version, reason: '还是不归我们' }),
  ).rejects.toMatchObject({ kind: 'conflict', code: 'cases.returned_twice' })
  const { items } = await park.ask('dispatcher', caseEntries, { id })
  expect(items.filter(({ action }) => action === 'return').map(({ said }) => said['reason'])).toEqual([
    '产权不在我局',
    '不归环保管',
  ])
})

test('what was signed for cannot be returned, nor without a reason, nor by a stranger, nor on a stale version', async () => {
  const accepted = await anAcceptedCase(park)
  await expect(
    park.act('handler', returnCase, { id: accepted.id, version: accepted.version, reason: '不归我们' }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
  const { id, version } = await aDispatchedCase(park)
  await expect(park.act('handler', returnCase, { id, version, reason: ' ' })).rejects.toMatchObject({
    code: 'kernel.input',
  })
  await expect(park.act('otherHandler', returnCase, { id, version, reason: '不' })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('handler', returnCase, { id, version: 1, reason: '不' })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
})
