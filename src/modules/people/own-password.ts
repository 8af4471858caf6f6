import { inPark } from '../../kernel/database.ts'
import { run, type Principal } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { countAttempt, countFromAddress } from './attempts.ts'
import { changePassword } from './change-password.ts'
import { ChangePassword, ResetPassword } from './contract.ts'
import { passwordFits, requireGoodPassword } from './passwords.ts'
import { selectAccount, selectResetCode } from './password-store.ts'
import { resetPassword } from './reset-password.ts'
import { openSession } from './sessions.ts'
import { hashToken, parkOfCode } from './tokens.ts'

/** How a request came in that shows a password or a code: from where, and under which key. */
export interface AtTheDoor {
  readonly address: string
  readonly key: string
  readonly requestId: string
}

/**
 * Changes one's own password: the old one is asked for and wrong ones are counted, all sessions end, and a new one
 * begins under a new id.
 * @returns the new session's token
 * @throws Failure `people.old_password_wrong` or `people.too_many_tries`, or what is wrong with the new one
 */
export async function changeOwnPassword(
  runtime: Runtime,
  { principal, raw, key, requestId }: { principal: Principal; raw: unknown } & Omit<AtTheDoor, 'address'>,
): Promise<string> {
  const input = parseInput(ChangePassword, raw)
  const { parkId, userId } = principal
  const account = await inPark(runtime.database.app, parkId, 'read', (tx) =>
    tx.first(selectAccount, { parkId, userId }),
  )
  const attempt = await countAttempt(runtime, 'name', `password of ${userId}`)
  if (attempt.isTooMany) throw new Failure('forbidden', 'people.too_many_tries', { minutes: 60 })
  if (!(await passwordFits(account?.password_hash ?? null, input.old)))
    throw new Failure('forbidden', 'people.old_password_wrong', { field: 'old' })
  await attempt.succeeded()
  await run(runtime, changePassword, { user: userId, password: input.new }, { principal, key, requestId })
  return openSession(runtime, { parkId, userId, onlyPassword: false })
}

/**
 * Sets a new password with a code. What is wrong with a code is not told: unknown, used, run out.
 * @throws Failure `people.code_refused` or `people.too_many_tries`, or what is wrong with the new password
 */
export async function resetOwnPassword(
  runtime: Runtime,
  { raw, address, key, requestId }: { raw: unknown } & AtTheDoor,
): Promise<void> {
  const input = parseInput(ResetPassword, raw)
  const attempt = await countFromAddress(runtime, address)
  // Before the code is looked at: what is said of the password says nothing of the code.
  requireGoodPassword(runtime.passwords, { password: input.password, name: '' })
  const parkId = parkOfCode('bhr_', input.code)
  const found =
    parkId &&
    (await inPark(runtime.database.app, parkId, 'read', (tx) =>
      tx.first(selectResetCode, { parkId, codeHash: hashToken(input.code) }),
    ))
  if (!parkId || !found) return refuseCode(input.password)
  const principal = { parkId, userId: found.user_id }
  await run(runtime, resetPassword, input, { principal, key, requestId }).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'people.code_refused') return refuseCode(input.password)
    throw error
  })
  await attempt.succeeded()
}

/** Refuses a code with as much work as taking one costs. @throws Failure `people.code_refused` always */
export async function refuseCode(password: string): Promise<never> {
  await passwordFits(null, password)
  throw new Failure('missing', 'people.code_refused')
}
