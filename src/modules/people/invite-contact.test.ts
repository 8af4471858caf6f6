import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enterpriseIn,
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { addUser } from './add-user.ts'
import { listContacts } from './contacts.ts'
import { anOfficerOf, aStandIn, postOf } from './fixtures.ts'
import { inviteContact } from './invite-contact.ts'

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

test('an invitation is a code that is shown and not kept; asked again with the same key it is the same', async () => {
  const id = await enterpriseId()
  const body = { name: '王厂长', phone: '13800000001' }
  const invite = (key: string) =>
    server.call('officer', 'POST', `/enterprises/${id}/invitations`, { body, key })
  const first = await invite('invite-1')
  expect(first.status).toBe(201)
  expect(first.body['code']).toMatch(/^bhi_[\w-]{43}$/)
  expect((await invite('invite-1')).body).toEqual(first.body)
  expect((await invite('invite-2')).body['code']).not.toBe(first.body['code'])
  const kept = await bench.sql(
    `select (select string_agg(answer, '') from idempotency_keys) || (select string_agg(summary::text, '') from audit)
       || (select string_agg(encode(code_hash, 'hex'), '') from invitations) as all`,
  )
  const secret = String(first.body['code']).slice('bhi_'.length + 22)
  expect(JSON.stringify(kept)).not.toContain(secret)
})

test('its officer of today, dispatcher, administrator and a contact invite; others may not, and another enterprise is not there', async () => {
  const id = await enterpriseId()
  const invite = (who: Parameters<TestPark['act']>[0], to = id) =>
    park.act(who, inviteContact, { id: to, name: '李厂长' })
  for (const who of ['officer', 'dispatcher', 'admin', 'asker'] as const) {
    expect((await invite(who)).expires > bench.clock(), who).toBe(true)
  }
  for (const who of ['handler', 'auditor', 'leader', 'otherOfficer'] as const) {
    await expect(invite(who), who).rejects.toMatchObject({ kind: 'forbidden' })
  }
  await expect(invite('otherAsker')).rejects.toMatchObject({ code: 'people.missing' })
  await expect(invite('admin', park.id)).rejects.toMatchObject({ code: 'people.missing' })
  const other = await foundPark(bench)
  await expect(other.act('admin', inviteContact, { id, name: '李厂长' })).rejects.toMatchObject({
    code: 'people.missing',
  })
})

test('who stands in for the officer in another of his posts does not name the contacts of his enterprises', async () => {
  const id = await enterpriseId()
  await park.act('console', addUser, { name: 'officer', post: 'hotline' })
  const invite = (who: Who = 'handler') => park.act(who, inviteContact, { id, name: '李厂长' })
  const lend = async (post: string, standIn: Who = 'handler') =>
    aStandIn(bench, park, {
      away: 'officer',
      standIn,
      more: { post_id: await postOf(bench, park.people.officer, post) },
    })
  await lend('hotline')
  await expect(invite()).rejects.toMatchObject({ kind: 'forbidden' })
  // Also when he is an officer himself, of other enterprises.
  await lend('hotline', 'otherOfficer')
  await expect(invite('otherOfficer')).rejects.toMatchObject({ kind: 'forbidden' })
  await lend('officer')
  expect((await invite()).code, 'the control').toMatch(/^bhi_/)
})

test('contacts and invitations are shown masked, but for names among colleagues', async () => {
  const id = await enterpriseId('示例食品有限公司')
  await park.act('otherAsker', inviteContact, { id, name: '赵厂长', phone: '13800000002' })
  const asDispatcher = await park.ask('dispatcher', listContacts, { id })
  expect(asDispatcher).toMatchObject({
    items: [{ user_id: park.people.otherAsker, name: 'o**' }],
    invitations: [{ name: '赵**', phone: '138****0002' }],
  })
  expect((await park.ask('otherAsker', listContacts, { id })).items[0]?.name).toBe('otherAsker')
  await expect(park.ask('asker', listContacts, { id })).rejects.toMatchObject({ code: 'people.missing' })
  await expect(park.ask('handler', listContacts, { id })).rejects.toMatchObject({ kind: 'forbidden' })
})
