import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { addResetCode } from './add-reset-code.ts'
import { leave } from './leave.ts'

let bench: TestProduct
let park: TestPark
let server: TestServer
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

test('a code to set a password is shown to the administrator, kept as a hash, and voids the one before', async () => {
  const id = park.people.handler
  const { body, status } = await server.call('admin', 'POST', `/users/${id}/reset-code`)
  expect(status).toBe(201)
  expect(body['code']).toMatch(/^bhr_[\w-]{43}$/)
  await park.act('admin', addResetCode, { id })
  const rows = await bench.sql(
    'select used_at is null as open from reset_codes where user_id = $1 order by id',
    [id],
  )
  expect(rows).toEqual([{ open: false }, { open: true }])
  const [kept] = await bench.sql("select string_agg(answer, '') as all from idempotency_keys")
  expect(String(kept?.['all'])).not.toContain(String(body['code']).slice(4))
})

test('only administrators give codes, to people who are here', async () => {
  const id = park.people.hotline
  await expect(park.act('head', addResetCode, { id })).rejects.toMatchObject({ kind: 'forbidden' })
  const other = await foundPark(bench)
  await expect(other.act('admin', addResetCode, { id })).rejects.toMatchObject({ code: 'people.missing' })
  await park.act('admin', leave, { id })
  await expect(park.act('admin', addResetCode, { id })).rejects.toMatchObject({ code: 'people.has_left' })
})
