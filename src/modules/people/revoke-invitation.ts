import { z } from 'zod'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { lockInvitationById, revokeInvitationRow } from './invitation-store.ts'
import { mayTieContacts } from './policy.ts'
import { findTied } from './tied-enterprise.ts'

/** Takes an invitation back before it is used. */
export const revokeInvitation = defineCommand({
  name: 'people.revoke_invitation',
  route: {
    method: 'POST',
    path: '/enterprises/{id}/invitations/{invitation_id}/revoke',
    summary: 'Take an invitation back',
  },
  input: z.strictObject({ id: z.uuid(), invitation_id: z.uuid() }),
  answer: z.object({ id: z.uuid() }),
  async load(ctx, { id, invitation_id }) {
    const { tx, parkId } = ctx
    const [row, enterprise] = await Promise.all([
      tx.first(lockInvitationById, { parkId, enterpriseId: id, id: invitation_id }),
      findTied(ctx, id),
    ])
    if (!row || !enterprise) throw new Failure('missing', 'people.missing')
    return { ...row, enterprise }
  },
  allow: (actor, row) => mayTieContacts(actor, row.enterprise),
  handle({ tx, parkId, now }, { invitation_id: id }, row) {
    if (row.used_at !== null || row.revoked_at !== null || row.expires_at <= now)
      throw new Failure('conflict', 'people.invitation_over')
    tx.send(revokeInvitationRow, { parkId, id, now })
    return { id }
  },
  audit: ({ id, invitation_id }) => ({ subjectId: id, summary: { invitation: invitation_id } }),
})
