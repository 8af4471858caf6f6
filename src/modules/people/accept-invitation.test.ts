import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enterpriseIn,
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { run } from '../../kernel/command.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { listContacts } from './contacts.ts'
import { anOfficerOf, aPerson, PASSWORD, signedIn } from './fixtures.ts'
import { inviteContact } from './invite-contact.ts'
import { revokeInvitation } from './revoke-invitation.ts'
import { untieContact } from './untie-contact.ts'

let bench: TestProduct
let park: TestPark
let server: TestServer
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  await anOfficerOf(bench, park)
  server = await openTestServer(bench, park)
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

const enterpriseId = (name?: string) => enterpriseIn(bench, park, name)

const invited = async (enterprise?: string, who: 'officer' | 'asker' = 'officer') =>
  park.act(who, inviteContact, { id: await enterpriseId(enterprise), name: '受邀人' })
const accept = (body: object, { cookie, key }: { cookie?: string; key?: string } = {}) =>
  server.call(undefined, 'POST', '/invitations/accept', {
    body,
    ...(key !== undefined && { key }),
    ...(cookie !== undefined && { headers: { cookie } }),
  })

test('somebody new comes in with a code, once, and acts for the enterprise; sent again with its key it is one request', async () => {
  const { code } = await invited()
  const body = { code, name: '陈联系人', password: PASSWORD }
  const first = await accept(body, { key: 'accept-1' })
  expect(first).toMatchObject({ status: 201, body: { name: '陈联系人', posts: [{ post: 'enterprise' }] } })
  expect((await accept(body, { key: 'accept-1' })).body).toEqual(first.body)
  expect(await accept(body)).toMatchObject({ status: 404, body: { code: 'people.code_refused' } })
  const cookie = await signedIn(server, '陈联系人')
  const { body: registered } = await server.call(undefined, 'POST', '/cases', {
    body: { kind: 'request', text: '路灯不亮', asker: { kind: 'enterprise' } },
    headers: { cookie },
  })
  expect(registered).toMatchObject({ asker: { name: '示例电气装备有限公司' } })
  expect(await bench.sql("select user_id from audit where action = 'people.accept_invitation'")).toEqual([
    { user_id: first.body['id'] },
  ])
})

test('somebody who is signed in gets the post besides; an enterprise has several contacts, a contact several enterprises', async () => {
  await aPerson(park, '周联系人', { post: 'enterprise', enterprise: '示例食品有限公司' })
  const cookie = await signedIn(server, '周联系人')
  const { code } = await invited()
  expect((await accept({ code }, { cookie })).status).toBe(201)
  const { body } = await server.call(undefined, 'GET', '/me', { headers: { cookie } })
  expect(
    (body['posts'] as { enterprise: { name: string } }[]).map((post) => post.enterprise.name).toSorted(),
  ).toEqual(['示例电气装备有限公司', '示例食品有限公司'])
  const { items } = await park.ask('admin', listContacts, { id: await enterpriseId() })
  expect(items.length).toBeGreaterThan(1)
  const again = await invited()
  expect(await accept({ code: again.code }, { cookie })).toMatchObject({
    status: 409,
    body: { code: 'people.contact_already' },
  })
})

test('a code that is wrong, used, taken back, run out or of another park is refused in the same words', async () => {
  const used = await invited()
  await accept({ code: used.code, name: '用过的人', password: PASSWORD })
  const back = await invited()
  await park.act('officer', revokeInvitation, { id: back.enterprise.id, invitation_id: back.id })
  const late = await invited()
  bench.clock.pass(8 * 24 * 3600_000)
  const fresh = await invited()
  const elsewhere = await foundPark(bench)
  await aPerson(elsewhere, '外园区人', { post: 'officer' })
  const cookie = await signedIn(server, '外园区人')
  const person = { name: '来人', password: PASSWORD }
  const wrong = fresh.code.slice(0, -4) + (fresh.code.endsWith('AAAA') ? 'BBBB' : 'AAAA')
  const answers = [
    await accept({ code: 'bhi_', ...person }),
    await accept({ code: wrong, ...person }),
    await accept({ code: used.code, ...person }),
    await accept({ code: back.code, ...person }),
    await accept({ code: late.code, ...person }),
    await accept({ code: fresh.code }, { cookie }),
  ]
  for (const { status, body } of answers) {
    expect({ status, code: body.code, detail: body['detail'] }).toEqual({
      status: 404,
      code: 'people.code_refused',
      detail: answers[0]?.body['detail'],
    })
  }
  // The control: the right one is taken, and of two who come at once by one of them.
  const race = await Promise.all(
    ['甲', '乙'].map((name) => accept({ code: fresh.code, name, password: PASSWORD })),
  )
  expect(race.map(({ status }) => status).toSorted()).toEqual([201, 404])
})

test('a newcomer needs a name that is free and a good password, and may try again', async () => {
  const { code } = await invited()
  expect(await accept({ code })).toMatchObject({ status: 422, body: { code: 'people.newcomer_unnamed' } })
  expect(await accept({ code, name: '新人', password: 'password1' })).toMatchObject({
    body: { code: 'people.password_common' },
  })
  // Said before the code is looked at, so that it tells nothing of it; and the change itself asks once more.
  const bad = { name: '新人', password: 'password1' }
  expect(await accept({ code: `bhi_${'x'.repeat(43)}`, ...bad })).toMatchObject({
    body: { code: 'people.password_common' },
  })
  const principal = { parkId: park.id, userId: randomUUID(), name: '新人', console: false, holdings: [] }
  await expect(
    run(bench.product.runtime, acceptInvitation, { code, ...bad }, { principal, requestId: 'test' }),
  ).rejects.toMatchObject({ code: 'people.password_common' })
  expect(await accept({ code, name: 'asker', password: PASSWORD })).toMatchObject({
    status: 409,
    body: { code: 'people.newcomer_taken' },
  })
  expect((await accept({ code, name: '新人', password: PASSWORD })).status).toBe(201)
})

test('whoever guesses codes from one address is stopped', async () => {
  bench.clock.pass(3600_000)
  const guesses = await Promise.all(
    Array.from({ length: 62 }, (_, i) =>
      accept({ code: `bhi_${String(i).padStart(43, 'x')}`, name: '来人', password: PASSWORD }),
    ),
  )
  expect(guesses.filter(({ status }) => status === 404).length).toBe(60)
  expect(guesses.filter(({ status }) => status === 429).length).toBe(2)
  bench.clock.pass(16 * 60_000)
  const { code } = await invited()
  expect((await accept({ code, name: '守时的人', password: PASSWORD })).status).toBe(201)
})

test('whoever is untied leaves no invitation behind', async () => {
  const { code } = await invited(undefined, 'asker')
  await park.act('officer', untieContact, { id: await enterpriseId(), user_id: park.people.asker })
  expect((await accept({ code, name: '后门', password: PASSWORD })).status).toBe(404)
})
