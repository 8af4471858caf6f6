import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  enterpriseIn,
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { listContacts } from './contacts.ts'
import { anOfficerOf } from './fixtures.ts'
import { inviteContact } from './invite-contact.ts'
import { revokeInvitation } from './revoke-invitation.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  await anOfficerOf(bench, park)
})
afterAll(() => bench.close())

const enterpriseId = (name?: string) => enterpriseIn(bench, park, name)

test('an invitation is taken back once, by those who may invite, and is no longer listed', async () => {
  const id = await enterpriseId()
  const { id: invitation_id } = await park.act('asker', inviteContact, { id, name: '李厂长' })
  const revoke = (who: Parameters<TestPark['act']>[0]) =>
    park.act(who, revokeInvitation, { id, invitation_id })
  await expect(revoke('handler')).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(revoke('otherAsker')).rejects.toMatchObject({ code: 'people.missing' })
  await expect(
    park.act('officer', revokeInvitation, { id: await enterpriseId('示例食品有限公司'), invitation_id }),
  ).rejects.toMatchObject({ code: 'people.missing' })
  await revoke('officer')
  expect((await park.ask('asker', listContacts, { id })).invitations).toEqual([])
  await expect(revoke('officer')).rejects.toMatchObject({ code: 'people.invitation_over' })
})
