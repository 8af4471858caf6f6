import { defineCommand } from '../../kernel/command.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { AddToken, TokenView } from './contract.ts'
import { selectPost } from './post-store.ts'
import { selectUserByName } from './store.ts'
import { insertToken } from './token-store.ts'
import { newToken } from './tokens.ts'

const DAY = 24 * 3600 * 1000

/** Gives a program a token to act as a person. The console may for anybody; over HTTP a token can make no token. */
export const addToken = defineCommand({
  name: 'people.add_token',
  input: AddToken,
  answer: TokenView,
  async load({ tx, parkId }, { user }) {
    const found = user === undefined ? undefined : await tx.first(selectUserByName, { parkId, name: user })
    if (user !== undefined && (!found || found.left_at !== null))
      throw new Failure('missing', 'people.user_unknown', { name: user })
    return found
  },
  allow: (actor) => (actor.console ? 'console' : 'forbidden'),
  async handle({ tx, parkId, now, actor, runtime }, { days, scopes, name, post_id: postId = null }, user) {
    const unknown = scopes.filter((scope) => !runtime.scopes.has(scope))
    if (unknown.length > 0) {
      throw new Failure('invalid', 'people.scope_unknown', {
        field: 'scopes',
        scopes: unknown,
        known: [...runtime.scopes].toSorted(),
      })
    }
    const userId = user?.id ?? actor.userId
    if (postId !== null && !(await tx.first(selectPost, { parkId, userId, id: postId })))
      throw new Failure('missing', 'people.missing')
    const { token, tokenHash } = newToken('bht_')
    const expires = shiftInstant(now, days * DAY)
    const id = newId(now)
    tx.send(insertToken, {
      tokenHash,
      id,
      parkId,
      userId,
      name: name ?? null,
      scopes: [...new Set(scopes)],
      postId,
      now,
      expiresAt: expires,
    })
    return { token, expires }
  },
  audit: (input, _, user) => ({
    ...(user && { subjectId: user.id }),
    summary: { days: input.days, scopes: input.scopes },
  }),
})
