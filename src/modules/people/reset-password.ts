import { z } from 'zod'
import { ownHoldings } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { ResetPassword } from './contract.ts'
import { setNewPassword } from './new-password.ts'
import { lockAccount, useResetCode } from './password-store.ts'
import { hashToken } from './tokens.ts'

/** Sets a new password with a code, which is used up by it. Run as the person to whom the code belongs. */
export const resetPassword = defineCommand({
  name: 'people.reset_password',
  input: ResetPassword,
  answer: z.object({}),
  async load({ tx, parkId, now }, { code }) {
    const used = await tx.first(useResetCode, { parkId, codeHash: hashToken(code), now })
    const account = used && (await tx.first(lockAccount, { parkId, userId: used.user_id }))
    if (!account) throw new Failure('missing', 'people.code_refused')
    return account
  },
  allow: (actor, account) =>
    account.user_id === actor.userId ? (ownHoldings(actor)[0]?.post ?? 'system') : 'forbidden',
  async handle(ctx, { password }, account) {
    await setNewPassword(ctx, account, password)
    return {}
  },
  audit: (_, __, account) => ({ subjectId: account.user_id }),
})
