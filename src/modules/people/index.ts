import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { selectUserByName } from './store.ts'

export { addToken } from './add-token.ts'
export { addUser } from './add-user.ts'
export { importPeople } from './import-people.ts'
export { issuePasswords } from './issue-passwords.ts'
export { isFreshIssue, newIssue, oneTimePassword } from './one-time-password.ts'
export { peopleModule } from './module.ts'
export { joinEnterprise } from './joining.ts'
export { changeOwnPassword, resetOwnPassword } from './own-password.ts'
export { requireGoodPassword } from './passwords.ts'
export { principalOfSession, principalOfToken, sessionOf, signIn, signOut } from './sessions.ts'
export { findActor, findHolders } from './store.ts'

/** The person of this name. @throws Failure `people.user_unknown` */
export async function getUserByName(
  tx: Tx,
  parkId: string,
  name: string,
): Promise<{ id: string; name: string }> {
  const user = await tx.first(selectUserByName, { parkId, name })
  if (!user) throw new Failure('missing', 'people.user_unknown', { name })
  return user
}
