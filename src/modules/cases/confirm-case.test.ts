import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addUser } from '../people/index.ts'
import { confirmCase } from './confirm-case.ts'
import { aCaseAnsweredByTwo, aConfirmedCase, anAcceptedCase, aRepliedCase } from './fixtures.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('the asker confirms and rates; a satisfied one opens the way to strike-off', async () => {
  const { id, version } = await aRepliedCase(park)
  const view = await park.act('asker', confirmCase, { id, version, rating: 5, text: '很快' })
  expect(view).toMatchObject({
    state: 'confirmed',
    rating: 5,
    comment: '很快',
    dispute: null,
    for_asker: false,
  })
})

test('a rating of 1 or 2 opens a dispute', async () => {
  expect((await aConfirmedCase(park, 2)).dispute).toBe('open')
  expect((await aConfirmedCase(park, 3)).dispute).toBeNull()
})

test('nobody but the asker confirms: not the handler, not the dispatcher, not another enterprise', async () => {
  const { id, version } = await aRepliedCase(park)
  await expect(park.act('handler', confirmCase, { id, version, rating: 5 })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('dispatcher', confirmCase, { id, version, rating: 5 })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(park.act('otherAsker', confirmCase, { id, version, rating: 5 })).rejects.toMatchObject({
    kind: 'missing',
  })
})

test('who answered cannot confirm, even with the post of the asker', async () => {
  await park.act('console', addUser, {
    name: 'handler',
    post: 'enterprise',
    enterprise: '示例电气装备有限公司',
  })
  const { id, version } = await aRepliedCase(park)
  await expect(park.act('handler', confirmCase, { id, version, rating: 5 })).rejects.toMatchObject({
    code: 'cases.own_work',
  })
})

test('nor can who answered before a colleague did', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, {
    name: 'handler',
    post: 'enterprise',
    enterprise: '示例电气装备有限公司',
  })
  const { id, version } = await aCaseAnsweredByTwo(own)
  await expect(own.act('handler', confirmCase, { id, version, rating: 5 })).rejects.toMatchObject({
    code: 'cases.own_work',
  })
  await expect(
    bench.sql('update cases set confirmed_by = $2 where id = $1', [id, own.people.handler]),
  ).rejects.toThrow(/cases_own_work_check/)
})

test('an unanswered case and a stale version are refused', async () => {
  const accepted = await anAcceptedCase(park)
  await expect(
    park.act('asker', confirmCase, { id: accepted.id, version: accepted.version, rating: 5 }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
  const { id, version } = await aRepliedCase(park)
  await expect(park.act('asker', confirmCase, { id, version: version - 1, rating: 5 })).rejects.toMatchObject(
    { code: 'cases.changed_since' },
  )
})
