import type { Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { hashPassword, passwordFits, REMEMBERED, requireGoodPassword } from './passwords.ts'
import { insertFormer, selectFormer, setPassword, trimFormer } from './password-store.ts'
import { deleteSessionsOf } from './store.ts'

/** Sets a password by the policy of the installation, and ends every session: whoever knew the old one is out. */
export async function setNewPassword(
  { tx, parkId, now, runtime }: Context,
  account: { readonly user_id: string; readonly name: string; readonly password_hash: string | null },
  password: string,
): Promise<void> {
  const { passwords } = runtime
  const userId = account.user_id
  requireGoodPassword(passwords, { password, name: account.name })
  if (account.password_hash !== null && (await passwordFits(account.password_hash, password)))
    throw new Failure('invalid', 'people.password_same', { field: 'password' })
  if (passwords.password_policy === 'mlps3') {
    const former = await tx.all(selectFormer, { parkId, userId, most: REMEMBERED })
    const fits = await Promise.all(former.map((row) => passwordFits(row.password_hash, password)))
    if (fits.includes(true))
      throw new Failure('invalid', 'people.password_used_before', { field: 'password', last: REMEMBERED })
  }
  if (account.password_hash !== null) {
    tx.send(insertFormer, { parkId, id: newId(now), userId, passwordHash: account.password_hash, now })
    tx.send(trimFormer, { parkId, userId, most: REMEMBERED })
  }
  tx.send(setPassword, { userId, passwordHash: await hashPassword(password), now, mustChange: false })
  tx.send(deleteSessionsOf, { userId })
}
