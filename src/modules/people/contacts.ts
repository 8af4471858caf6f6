import { z } from 'zod'
import { enterprisesOf } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import { defineQuery } from '../../kernel/query.ts'
import { ContactList } from './contract.ts'
import { selectContacts, selectOpenInvitations } from './invitation-store.ts'
import { mayTieContacts } from './policy.ts'
import { findTied } from './tied-enterprise.ts'

/** Who acts for an enterprise, and who is invited to; names and numbers masked, but for the enterprise's own people. */
export const listContacts = defineQuery({
  name: 'people.contacts',
  route: {
    method: 'GET',
    path: '/enterprises/{id}/contacts',
    summary: 'Who acts for an enterprise and who is invited, masked',
  },
  input: z.strictObject({ id: z.uuid() }),
  answer: ContactList,
  allow: () => true,
  async answerWith(ctx, { id }) {
    const { tx, parkId, actor, now } = ctx
    const enterprise = await findTied(ctx, id)
    const verdict = enterprise ? mayTieContacts(actor, enterprise) : 'unseen'
    if (verdict === 'unseen') throw new Failure('missing', 'people.missing')
    if (verdict === 'forbidden')
      throw new Failure('forbidden', 'kernel.forbidden', { act: 'people.contacts' })
    const [contacts, invitations] = await Promise.all([
      tx.all(selectContacts, { parkId, enterpriseId: id, now }),
      tx.all(selectOpenInvitations, { parkId, enterpriseId: id, now }),
    ])
    // They are each other's colleagues.
    const shown = enterprisesOf(actor).includes(id) ? (name: string) => name : maskName
    return {
      items: contacts.map(({ user_id, name, created_at }) => ({
        user_id,
        name: shown(name),
        from: created_at,
      })),
      invitations: invitations.map(({ id: invitation, name, phone, expires_at }) => ({
        id: invitation,
        name: maskName(name),
        phone: maskPhone(phone),
        expires: expires_at,
      })),
    }
  },
})
