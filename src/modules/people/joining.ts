import type { z } from 'zod'
import { run, type Principal } from '../../kernel/command.ts'
import { inPark } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { countFromAddress } from './attempts.ts'
import { AcceptInvitation } from './contract.ts'
import { selectInvitation } from './invitation-store.ts'
import { refuseCode, type AtTheDoor } from './own-password.ts'
import { requireGoodPassword } from './passwords.ts'
import { hashToken, parkOfCode } from './tokens.ts'

/**
 * Takes an invitation, as somebody new or as the person who is signed in. A code that is unknown, used, taken back or
 * run out is refused in the same words after the same work.
 * @throws Failure `people.code_refused` or `people.too_many_tries`, or what is wrong with name and password
 */
export async function joinEnterprise(
  runtime: Runtime,
  { raw, principal, address, key, requestId }: { raw: unknown; principal: Principal | undefined } & AtTheDoor,
): Promise<z.output<typeof acceptInvitation.answer>> {
  const input = parseInput(AcceptInvitation, raw)
  const attempt = await countFromAddress(runtime, address)
  const { name, password } = input
  // Before the code is looked at: what is said of name and password says nothing of the code.
  if (!principal) {
    if (name === undefined || password === undefined)
      throw new Failure('invalid', 'people.newcomer_unnamed', {
        field: name === undefined ? 'name' : 'password',
      })
    requireGoodPassword(runtime.passwords, { password, name })
  }
  const parkId = parkOfCode('bhi_', input.code)
  const found =
    parkId &&
    (await inPark(runtime.database.app, parkId, 'read', (tx) =>
      tx.first(selectInvitation, { parkId, codeHash: hashToken(input.code) }),
    ))
  const isElsewhere = principal !== undefined && principal.parkId !== parkId
  if (!parkId || !found || isElsewhere) return refuseCode(password ?? '')
  const newcomer = { parkId, userId: found.id, name: name ?? '', console: false, holdings: [] }
  const asked = { principal: principal ?? newcomer, key, requestId }
  const { value } = await run(runtime, acceptInvitation, input, asked).catch((error: unknown) => {
    if (error instanceof Failure && error.code === 'people.code_refused') return refuseCode(password ?? '')
    throw error
  })
  await attempt.succeeded()
  return value
}
