import { holds } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { IssuePasswords, PasswordsIssued } from './contract.ts'
import { lockAccounts } from './import-store.ts'
import { setPassword } from './password-store.ts'
import { hashPassword } from './passwords.ts'
import { deleteSessionsOf } from './store.ts'

/**
 * Gives people passwords that open nothing but the page on which they choose their own. Who has an own password keeps
 * it and is left out of the answer: this is no way into somebody's account. The passwords come from the caller, because
 * answers are remembered and these must not be.
 */
export const issuePasswords = defineCommand({
  name: 'people.issue_passwords',
  input: IssuePasswords,
  answer: PasswordsIssued,
  load: ({ tx, parkId }, { people }) => tx.all(lockAccounts, { parkId, ids: people.map(({ id }) => id) }),
  allow: (actor) => (actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'),
  async handle({ tx, now }, { people }, accounts) {
    const passwords = new Map(people.map(({ id, password }) => [id, password]))
    const open = accounts.filter(({ passwordHash, mustChange }) => passwordHash === null || mustChange)
    for (const { id } of open) {
      const passwordHash = await hashPassword(passwords.get(id) ?? '')
      tx.send(setPassword, { userId: id, passwordHash, now, mustChange: true })
      tx.send(deleteSessionsOf, { userId: id })
    }
    return { issued: open.map(({ id, name }) => ({ id, name })) }
  },
  audit: (_, { issued }) => ({ summary: { issued: issued.map(({ id }) => id) } }),
})
