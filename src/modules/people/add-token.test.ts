import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addToken } from './add-token.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a token is shown once and kept as a hash, until its day', async () => {
  const { token, expires } = await park.act('console', addToken, { user: 'dispatcher', days: 30 })
  expect(token).toMatch(/^bht_[\w-]{43}$/)
  expect(expires.slice(0, 10)).toBe('2026-11-08')
  const rows = await bench.sql('select token_hash from tokens where user_id = $1', [park.people.dispatcher])
  expect(JSON.stringify(rows)).not.toContain(token)
})

test('an unknown user and anybody but the console are refused', async () => {
  await expect(park.act('console', addToken, { user: '没有此人' })).rejects.toMatchObject({
    kind: 'missing',
    code: 'people.user_unknown',
  })
  await expect(park.act('admin', addToken, { user: 'dispatcher' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
