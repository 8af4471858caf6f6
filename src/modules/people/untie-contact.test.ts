import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enterpriseIn,
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { anOfficerOf, aPerson, signedIn } from './fixtures.ts'
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

test('stale assignment: a contact who is untied sees nothing with the very next request, on every device', async () => {
  const { id: user_id } = await aPerson(park, '吴联系人', {
    post: 'enterprise',
    enterprise: '示例电气装备有限公司',
  })
  const id = await enterpriseId()
  const devices = [await signedIn(server, '吴联系人'), await signedIn(server, '吴联系人')]
  const { body } = await server.call(undefined, 'POST', '/cases', {
    body: { kind: 'request', text: '停水', asker: { kind: 'enterprise', name: '示例电气装备有限公司' } },
    headers: { cookie: devices[0] ?? '' },
  })
  const other = await server.call('asker', 'POST', '/cases', {
    body: { kind: 'request', text: '停电', asker: { kind: 'enterprise' } },
  })
  const asked = (of: unknown) =>
    Promise.all(
      devices.map(
        async (cookie) =>
          (await server.call(undefined, 'GET', `/cases/${String(of)}`, { headers: { cookie } })).status,
      ),
    )
  expect(body['number']).toBeDefined()
  expect(await asked(other.body['id'])).toEqual([200, 200])
  await park.act('asker', untieContact, { id, user_id })
  expect(await asked(other.body['id'])).toEqual([404, 404])
  await expect(park.act('asker', untieContact, { id, user_id })).rejects.toMatchObject({
    code: 'people.missing',
  })
})

test('strangers untie nobody', async () => {
  const id = await enterpriseId()
  const untie = (who: Parameters<TestPark['act']>[0]) =>
    park.act(who, untieContact, { id, user_id: park.people.asker })
  await expect(untie('handler')).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(untie('otherAsker')).rejects.toMatchObject({ code: 'people.missing' })
})
