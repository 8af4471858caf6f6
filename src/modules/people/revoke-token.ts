import { z } from 'zod'
import { holds } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { deleteToken, selectToken } from './token-store.ts'

/** Ends a token at once: one's own, or as administrator anybody's. */
export const revokeToken = defineCommand({
  name: 'people.revoke_token',
  route: { method: 'POST', path: '/tokens/{id}/revoke', summary: 'End a token at once' },
  input: z.strictObject({ id: z.uuid() }),
  answer: z.object({ id: z.uuid() }),
  async load({ tx, parkId }, { id }) {
    const token = await tx.first(selectToken, { parkId, id })
    if (!token) throw new Failure('missing', 'people.missing')
    return token
  },
  allow(actor, token) {
    if (actor.console) return 'console'
    if (holds(actor, 'admin')) return 'admin'
    return token.user_id === actor.userId ? (actor.holdings[0]?.post ?? 'system') : 'unseen'
  },
  handle({ tx, parkId }, { id }) {
    tx.send(deleteToken, { parkId, id })
    return { id }
  },
  audit: ({ id }, _, { user_id }) => ({ subjectId: user_id, summary: { token: id } }),
})
