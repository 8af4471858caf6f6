import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { addResetCode } from './add-reset-code.ts'
import { aPerson, PASSWORD, signedIn } from './fixtures.ts'
import { resetPassword } from './reset-password.ts'

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

const NEXT = '白墙-黑瓦-马头墙'
const reset = (code: string, password = NEXT, key?: string) =>
  server.call(undefined, 'POST', '/password-reset', {
    body: { code, password },
    ...(key !== undefined && { key }),
  })

test('with a code a new password is set once; every session ends; the same request sent again is the same one', async () => {
  const { id } = await aPerson(park, '秦专员', {})
  const cookie = await signedIn(server, '秦专员')
  const { code } = await park.act('admin', addResetCode, { id })
  expect((await reset(code, NEXT, 'reset-1')).status).toBe(204)
  expect((await reset(code, NEXT, 'reset-1')).status).toBe(204)
  expect((await server.call(undefined, 'GET', '/me', { headers: { cookie } })).status).toBe(401)
  expect(await signedIn(server, '秦专员')).toBe('')
  expect(await signedIn(server, '秦专员', NEXT)).not.toBe('')
  expect(await reset(code, '另外-一个-密码')).toMatchObject({
    status: 404,
    body: { code: 'people.code_refused' },
  })
})

test('wrong, used and old codes are refused alike; a bad password costs no code', async () => {
  const { id } = await aPerson(park, '许专员', {})
  const old = await park.act('admin', addResetCode, { id })
  bench.clock.pass(16 * 60_000)
  const { code } = await park.act('admin', addResetCode, { id })
  const answers = [await reset('bhr_'), await reset(`bhr_${'x'.repeat(43)}`), await reset(old.code)]
  for (const { status, body } of answers)
    expect({ status, detail: body['detail'] }).toEqual({ status: 404, detail: answers[0]?.body['detail'] })
  expect(await reset(code, 'password1')).toMatchObject({ body: { code: 'people.password_common' } })
  expect(await reset(code, PASSWORD)).toMatchObject({ body: { code: 'people.password_same' } })
  const race = await Promise.all([reset(code, '竞争者-甲-的密码'), reset(code, '竞争者-乙-的密码')])
  expect(race.map(({ status }) => status).toSorted()).toEqual([204, 404])
})

test('a code opens an account that wrong guesses had locked', async () => {
  const { id } = await aPerson(park, '何专员', {})
  for (let i = 0; i < 5; i++) await signedIn(server, '何专员', `猜测号 ${i}`)
  expect(await signedIn(server, '何专员')).toBe('')
  const { code } = await park.act('admin', addResetCode, { id })
  await reset(code)
  expect(await signedIn(server, '何专员', NEXT)).not.toBe('')
})

test('a code is its owner’s: whoever else has it sets nobody’s password, and another site sends none', async () => {
  const { id } = await aPerson(park, '吕专员', {})
  const { code } = await park.act('admin', addResetCode, { id })
  await expect(park.act('admin', resetPassword, { code, password: NEXT })).rejects.toMatchObject({
    code: 'kernel.forbidden',
  })
  const body = { code, password: NEXT }
  const headers = { origin: 'https://evil.example' }
  expect(await server.call(undefined, 'POST', '/password-reset', { body, headers })).toMatchObject({
    status: 403,
    body: { code: 'kernel.foreign_origin' },
  })
  expect((await reset(code)).status, 'the control').toBe(204)
})

test('what is said of a bad password is said before the code is looked at, and so tells nothing of it', async () => {
  expect(await reset(`bhr_${'x'.repeat(43)}`, 'password1')).toMatchObject({
    body: { code: 'people.password_common' },
  })
})
