import { z } from 'zod'
import { ownHoldings } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { Password } from './contract.ts'
import { setNewPassword } from './new-password.ts'
import { lockAccount } from './password-store.ts'

/** Changes one's own password. The old one is asked for at the door (`own-password.ts`), where wrong ones are counted. */
export const changePassword = defineCommand({
  name: 'people.change_password',
  // What a session with an expired password is there for.
  scope: null,
  input: z.strictObject({ user: z.uuid(), password: Password }),
  answer: z.object({}),
  async load({ tx, parkId }, { user }) {
    const account = await tx.first(lockAccount, { parkId, userId: user })
    if (!account) throw new Failure('missing', 'people.missing')
    return account
  },
  allow: (actor, account) =>
    account.user_id === actor.userId ? (ownHoldings(actor)[0]?.post ?? 'system') : 'unseen',
  async handle(ctx, { password }, account) {
    await setNewPassword(ctx, account, password)
    return {}
  },
  audit: (_, __, account) => ({ subjectId: account.user_id }),
})
