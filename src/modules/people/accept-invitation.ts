import { z } from 'zod'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { AcceptInvitation, UserView } from './contract.ts'
import { lockInvitation, selectContacts, useInvitation } from './invitation-store.ts'
import { hashPassword, requireGoodPassword } from './passwords.ts'
import { lockUser } from './post-store.ts'
import { insertAccount, insertPost, insertUser, selectUserByName } from './store.ts'
import { hashToken } from './tokens.ts'

/**
 * Takes an invitation: somebody new becomes a person of the park, somebody who is one gets another post. Run as whoever
 * takes it; somebody new comes under the id of the invitation, so that the same request sent again is the same one.
 */
export const acceptInvitation = defineCommand({
  name: 'people.accept_invitation',
  input: AcceptInvitation,
  answer: UserView.extend({ park: z.object({ id: z.uuid() }) }),
  async load({ tx, parkId, now }, { code }) {
    const invitation = await tx.first(lockInvitation, { parkId, codeHash: hashToken(code), now })
    if (!invitation) throw new Failure('missing', 'people.code_refused')
    return invitation
  },
  // The invitation is the permission.
  allow: () => 'enterprise',
  async handle({ tx, parkId, now, actor, runtime }, { name, password }, invitation) {
    const userId = actor.userId
    const enterpriseId = invitation.enterprise_id
    const known = await tx.first(lockUser, { parkId, id: userId })
    if (known) {
      const contacts = await tx.all(selectContacts, { parkId, enterpriseId, now })
      if (contacts.some((contact) => contact.user_id === userId))
        throw new Failure('conflict', 'people.contact_already', { enterprise: invitation.enterprise })
    } else {
      if (name === undefined || password === undefined)
        throw new Failure('invalid', 'people.newcomer_unnamed', { field: 'name' })
      requireGoodPassword(runtime.passwords, { password, name })
      if (await tx.first(selectUserByName, { parkId, name }))
        throw new Failure('conflict', 'people.newcomer_taken', { field: 'name', name })
      const passwordHash = await hashPassword(password)
      tx.send(insertUser, { parkId, id: userId, name, now })
      tx.send(insertAccount, { parkId, userId, name, passwordHash, now })
    }
    const postId = newId(now)
    tx.send(insertPost, {
      parkId,
      id: postId,
      userId,
      post: 'enterprise',
      departmentId: null,
      enterpriseId,
      now,
    })
    tx.send(useInvitation, { parkId, id: invitation.id, userId, now })
    return {
      id: userId,
      name: known?.name ?? name ?? '',
      posts: [
        {
          id: postId,
          post: 'enterprise' as const,
          department: null,
          enterprise: { id: enterpriseId, name: invitation.enterprise },
          from: now,
          until: null,
          stands_in_for: null,
        },
      ],
      park: { id: parkId },
    }
  },
  audit: (_, user, invitation) => ({
    subjectId: invitation.enterprise_id,
    summary: { invitation: invitation.id, contact: user.id },
  }),
})
