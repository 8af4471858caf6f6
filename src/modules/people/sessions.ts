import { shiftInstant } from '../../kernel/clock.ts'
import type { Principal } from '../../kernel/command.ts'
import { ask, inPark } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { findPark } from '../parks/index.ts'
import { SignIn, type SessionView } from './contract.ts'
import { passwordFits } from './passwords.ts'
import {
  clearFailures,
  countFailure,
  deleteSession,
  findActor,
  insertSession,
  selectAccounts,
  selectByToken,
  selectSession,
  touchSession,
} from './store.ts'
import { hashToken, newToken } from './tokens.ts'
import { viewOf } from './view.ts'

const MINUTE = 60_000
const MOST_FAILURES = 5
const LOCK = 10 * MINUTE
const LONGEST = 12 * 60 * MINUTE
export const IDLE = 30 * MINUTE
/** The last use is noted once a minute at most: a page that asks ten times writes once. */
const TOUCH_EVERY = MINUTE

/**
 * Signs a person in by name and password. What went wrong is not told apart: unknown name, wrong password and a
 * locked account answer alike and take alike.
 * @throws Failure `people.sign_in_refused`, or `people.which_park` to somebody who fits in several parks.
 */
export async function signIn(
  runtime: Runtime,
  raw: unknown,
): Promise<{ token: string; session: SessionView }> {
  const input = parseInput(SignIn, raw)
  const { app } = runtime.database
  const now = runtime.clock()
  const accounts = await ask(app, selectAccounts, { name: input.name })
  const open = accounts.filter((account) => account.locked_until === null || account.locked_until <= now)
  const fits = await Promise.all(open.map((account) => passwordFits(account.password_hash, input.password)))
  if (open.length === 0) await passwordFits(null, input.password)
  const fitting = open.filter((_, i) => fits[i])
  if (fitting.length === 0) {
    const lockedUntil = shiftInstant(now, LOCK)
    for (const { user_id: userId } of open)
      await ask(app, countFailure, { userId, most: MOST_FAILURES, lockedUntil })
    runtime.log.warn({ accounts: open.length, locked: accounts.length - open.length }, 'sign-in refused')
    throw new Failure('forbidden', 'people.sign_in_refused')
  }
  const sessions = await Promise.all(
    fitting.map((account) => sessionOf(runtime, { parkId: account.park_id, userId: account.user_id })),
  )
  const chosen = sessions.filter(({ park }) => input.park === undefined || park.code === input.park)
  const [session, another] = chosen
  if (!session) throw new Failure('forbidden', 'people.sign_in_refused')
  if (another) {
    const parks = chosen.map(({ park }) => park).toSorted((a, b) => (a.code < b.code ? -1 : 1))
    throw new Failure('conflict', 'people.which_park', {
      parks: parks.map(({ code }) => code),
      names: parks.map(({ name }) => name),
    })
  }
  const { token, tokenHash } = newToken('bhs_')
  await ask(app, clearFailures, { userId: session.user.id })
  await ask(app, insertSession, {
    tokenHash,
    parkId: session.park.id,
    userId: session.user.id,
    now,
    expiresAt: shiftInstant(now, LONGEST),
  })
  return { token, session }
}

/** Who is signed in: the person, the posts and the park. */
export async function sessionOf(runtime: Runtime, principal: Principal): Promise<SessionView> {
  return inPark(runtime.database.app, principal.parkId, 'read', async (tx) => {
    const [actor, park] = await Promise.all([
      findActor(tx, principal, runtime.clock()),
      findPark(tx, principal.parkId),
    ])
    if (!actor || !park) throw new Failure('forbidden', 'kernel.nobody')
    return { user: await viewOf(tx, actor), park: { id: park.id, code: park.code, name: park.name } }
  })
}

/** The person behind a session cookie, or undefined when it has ended. */
export async function principalOfSession(runtime: Runtime, token: string): Promise<Principal | undefined> {
  const now = runtime.clock()
  const tokenHash = hashToken(token)
  const { app } = runtime.database
  const [row] = await ask(app, selectSession, { tokenHash, now, idleSince: shiftInstant(now, -IDLE) })
  if (!row) return undefined
  if (row.seenAt < shiftInstant(now, -TOUCH_EVERY)) await ask(app, touchSession, { tokenHash, now })
  return { parkId: row.parkId, userId: row.userId }
}

/** The person for whom a program acts with an API token, or undefined when the token is unknown or has expired. */
export async function principalOfToken(runtime: Runtime, token: string): Promise<Principal | undefined> {
  const [row] = await ask(runtime.database.app, selectByToken, {
    tokenHash: hashToken(token),
    now: runtime.clock(),
  })
  return row
}

/** Ends a session at once. */
export async function signOut(runtime: Runtime, token: string): Promise<void> {
  await ask(runtime.database.app, deleteSession, { tokenHash: hashToken(token) })
}
