import { defineCommand } from '../../kernel/command.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { AddToken, TokenView } from './contract.ts'
import { insertToken, selectUserByName } from './store.ts'
import { newToken } from './tokens.ts'

const DAY = 24 * 3600 * 1000

/** Gives a program a token to act as a person. The console may for anybody; over HTTP a token can make no token. */
export const addToken = defineCommand({
  name: 'people.add_token',
  input: AddToken,
  answer: TokenView,
  async load({ tx, parkId }, { user }) {
    const found = user === undefined ? undefined : await tx.first(selectUserByName, { parkId, name: user })
    if (user !== undefined && !found) throw new Failure('missing', 'people.user_unknown', { name: user })
    return found
  },
  allow: (actor) => (actor.console ? 'console' : 'forbidden'),
  handle({ tx, parkId, now, actor }, { days }, user) {
    const { token, tokenHash } = newToken('bht_')
    const expires = shiftInstant(now, days * DAY)
    tx.send(insertToken, {
      tokenHash,
      id: newId(now),
      parkId,
      userId: user?.id ?? actor.userId,
      now,
      expiresAt: expires,
    })
    return { token, expires }
  },
  audit: (input, _, user) => ({ ...(user && { subjectId: user.id }), summary: { days: input.days } }),
})
