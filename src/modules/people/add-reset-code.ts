import { z } from 'zod'
import { shiftInstant } from '../../kernel/clock.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { ResetCode } from './contract.ts'
import { mayManagePeople } from './policy.ts'
import { insertResetCode } from './password-store.ts'
import { lockUser, voidResetCodes } from './post-store.ts'
import { codeOf, hashToken } from './tokens.ts'

const LASTS = 15 * 60_000

/** Gives somebody who forgot his password a code to set a new one; the codes before it are void. */
export const addResetCode = defineCommand({
  name: 'people.add_reset_code',
  route: {
    method: 'POST',
    path: '/users/{id}/reset-code',
    status: 201,
    summary: 'A code with which a person sets a new password: one use, fifteen minutes',
  },
  input: z.strictObject({ id: z.uuid() }),
  answer: ResetCode,
  async load({ tx, parkId }, { id }) {
    const user = await tx.first(lockUser, { parkId, id })
    if (!user) throw new Failure('missing', 'people.missing')
    return user
  },
  allow: mayManagePeople,
  handle({ tx, parkId, now, actor, runtime }, _, user) {
    if (user.left_at !== null) throw new Failure('conflict', 'people.has_left', { name: user.name })
    const id = newId(now)
    const expires = shiftInstant(now, LASTS)
    tx.send(voidResetCodes, { parkId, userId: user.id, now })
    tx.send(insertResetCode, {
      parkId,
      id,
      userId: user.id,
      codeHash: hashToken(codeOf(runtime, 'bhr_', { parkId, id })),
      madeBy: actor.userId,
      now,
      expiresAt: expires,
    })
    return { id, user: { id: user.id, name: user.name }, expires, code: '' }
  },
  reveal: (runtime, answer, parkId) => ({
    ...answer,
    code: codeOf(runtime, 'bhr_', { parkId, id: answer.id }),
  }),
  audit: ({ id }) => ({ subjectId: id }),
})
