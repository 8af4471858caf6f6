import { shiftInstant } from '../../kernel/clock.ts'
import { defineCommand, type LoadContext } from '../../kernel/command.ts'
import type { Actor } from '../../kernel/actor.ts'
import { newId } from '../../kernel/ids.ts'
import { InvitationCode, InviteContact } from './contract.ts'
import { insertInvitation } from './invitation-store.ts'
import { mayTieContacts, type Tied } from './policy.ts'
import { findTied } from './tied-enterprise.ts'
import { codeOf, hashToken } from './tokens.ts'

const LASTS = 7 * 24 * 3600 * 1000

/** The road that all acts on the contacts of an enterprise share: an enterprise that is not there is not seen either. */
export const onEnterprise = {
  load: (ctx: LoadContext, { id }: { readonly id: string }) => findTied(ctx, id),
  allow: (actor: Actor, enterprise: Tied | undefined) =>
    enterprise ? mayTieContacts(actor, enterprise) : 'unseen',
}

/** Invites somebody to act for an enterprise. The code is shown to whoever invites, who passes it on. */
export const inviteContact = defineCommand({
  ...onEnterprise,
  name: 'people.invite_contact',
  route: {
    method: 'POST',
    path: '/enterprises/{id}/invitations',
    status: 201,
    summary: 'Invite somebody to act for an enterprise: a code for one use, seven days',
  },
  input: InviteContact,
  answer: InvitationCode,
  handle({ tx, parkId, now, actor, runtime }, { id: enterpriseId, name, phone }, enterprise) {
    const id = newId(now)
    const expires = shiftInstant(now, LASTS)
    tx.send(insertInvitation, {
      parkId,
      id,
      enterpriseId,
      codeHash: hashToken(codeOf(runtime, 'bhi_', { parkId, id })),
      name,
      phone: phone ?? null,
      madeBy: actor.userId,
      now,
      expiresAt: expires,
    })
    return { id, enterprise: { id: enterpriseId, name: enterprise?.name ?? '' }, expires, code: '' }
  },
  reveal: (runtime, answer, parkId) => ({
    ...answer,
    code: codeOf(runtime, 'bhi_', { parkId, id: answer.id }),
  }),
  audit: ({ id }, invitation) => ({ subjectId: id, summary: { invitation: invitation.id } }),
})
