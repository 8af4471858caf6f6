import { z } from 'zod'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { selectContacts } from './invitation-store.ts'
import { onEnterprise } from './invite-contact.ts'
import { endPosts, lockUser, revokeInvitationsOf } from './post-store.ts'
import { findTied } from './tied-enterprise.ts'

/** Somebody acts for an enterprise no longer: with his next request, on every device. */
export const untieContact = defineCommand({
  name: 'people.untie_contact',
  route: {
    method: 'POST',
    path: '/enterprises/{id}/contacts/{user_id}/untie',
    summary: 'A contact acts for the enterprise no longer',
  },
  input: z.strictObject({ id: z.uuid(), user_id: z.uuid() }),
  answer: z.object({ user_id: z.uuid(), until: z.iso.datetime() }),
  async load(ctx, { id, user_id }) {
    const { tx, parkId, now } = ctx
    const [enterprise, , contacts] = await Promise.all([
      findTied(ctx, id),
      tx.first(lockUser, { parkId, id: user_id }),
      tx.all(selectContacts, { parkId, enterpriseId: id, now }),
    ])
    return { enterprise, ids: contacts.filter((one) => one.user_id === user_id).map((one) => one.post_id) }
  },
  allow: (actor, { enterprise }) => onEnterprise.allow(actor, enterprise),
  handle({ tx, parkId, now }, { id, user_id }, { ids }) {
    if (ids.length === 0) throw new Failure('missing', 'people.missing')
    tx.send(endPosts, { parkId, ids, now })
    tx.send(revokeInvitationsOf, { parkId, userId: user_id, enterpriseId: id, now })
    return { user_id, until: now }
  },
  audit: ({ id, user_id }) => ({ subjectId: id, summary: { contact: user_id } }),
})
