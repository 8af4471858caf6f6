import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { ChangePassword, PasswordChanged } from './contract.ts'
import { deleteSessionsOf, lockAccounts, setPassword } from './import-store.ts'
import { hashPassword, passwordFits } from './passwords.ts'

/** Somebody chooses an own password; all his sessions end, and he signs in with the new one. */
export const changePassword = defineCommand({
  name: 'people.change_password',
  route: { method: 'POST', path: '/me/password', summary: "Choose one's own password" },
  input: ChangePassword,
  answer: PasswordChanged,
  load: () => Promise.resolve(undefined),
  // Everybody his own; the console has none.
  allow: (actor) => (actor.console ? 'forbidden' : (actor.holdings[0]?.post ?? 'forbidden')),
  async handle({ tx, parkId, actor, now }, { current, password }) {
    const account = await tx.first(lockAccounts, { parkId, ids: [actor.userId] })
    if (!account || !(await passwordFits(account.passwordHash, current)))
      throw new Failure('invalid', 'kernel.input', {
        faults: [{ path: 'current', code: 'people.password_wrong', detail: {} }],
      })
    if (current.normalize('NFKC') === password.normalize('NFKC'))
      throw new Failure('invalid', 'kernel.input', {
        faults: [{ path: 'password', code: 'people.password_same', detail: {} }],
      })
    const passwordHash = await hashPassword(password)
    tx.send(setPassword, { parkId, userId: actor.userId, passwordHash, mustChange: false })
    tx.send(deleteSessionsOf, { parkId, userId: actor.userId })
    return { changed_at: now }
  },
  audit: () => ({}),
})
