import { shiftInstant } from '../../kernel/clock.ts'
import { actorBehind, type Principal } from '../../kernel/command.ts'
import { ask, inPark } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { parseInput } from '../../kernel/input.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { getPark } from '../parks/index.ts'
import { SignIn, type SessionView } from './contract.ts'
import { countAttempt, countFromAddress } from './attempts.ts'
import { isSlipOver, SLIP_DAYS } from './one-time-password.ts'
import { hasExpired, passwordFits } from './passwords.ts'
import {
  clearFailures,
  countFailure,
  deleteSession,
  insertSession,
  selectAccounts,
  selectSession,
  touchSession,
} from './store.ts'
import { selectByToken } from './token-store.ts'
import { hashToken, newToken } from './tokens.ts'
import { viewOf } from './view.ts'

const NOBODY = '00000000-0000-0000-0000-000000000000'
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
 * @throws Failure `people.sign_in_refused`; to somebody whose password fits, `people.which_park` when it does in several
 *   parks, and `people.slip_over` when it was a one-time password that nobody used in time
 */
export async function signIn(
  runtime: Runtime,
  { raw, address }: { readonly raw: unknown; readonly address: string },
): Promise<{ token: string; session: SessionView }> {
  const input = parseInput(SignIn, raw)
  const { app } = runtime.database
  const now = runtime.clock()
  const fromHere = await countFromAddress(runtime, address)
  const forName = await countAttempt(runtime, 'name', input.name)
  const accounts = await ask(app, selectAccounts, { name: input.name })
  const open = forName.isTooMany
    ? []
    : accounts.filter((account) => account.locked_until === null || account.locked_until <= now)
  const fits = await Promise.all(open.map((account) => passwordFits(account.password_hash, input.password)))
  if (open.length === 0) await passwordFits(null, input.password)
  const fitting = open.filter((_, i) => fits[i])
  if (fitting.length === 0) {
    const lockedUntil = shiftInstant(now, LOCK)
    // Also for nobody: a name that does not exist is as much work.
    for (const userId of open.length === 0 ? [NOBODY] : open.map((account) => account.user_id))
      await ask(app, countFailure, { userId, most: MOST_FAILURES, lockedUntil })
    runtime.log.warn({ accounts: open.length, locked: accounts.length - open.length }, 'sign-in refused')
    throw new Failure('forbidden', 'people.sign_in_refused')
  }
  await Promise.all([fromHere.succeeded(), forName.succeeded()])
  const good = fitting.filter((account) => !account.must_change || !isSlipOver(setAt(account), now))
  if (good.length === 0) throw new Failure('forbidden', 'people.slip_over', { days: SLIP_DAYS })
  const sessions = await Promise.all(
    good.map((account) => {
      const mustChange = account.must_change || hasExpired(runtime.passwords, setAt(account), now)
      return sessionOf(runtime, {
        parkId: account.park_id,
        userId: account.user_id,
        ...(mustChange && confined(account.must_change)),
      })
    }),
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
  await ask(app, clearFailures, { userId: session.user.id })
  const token = await openSession(runtime, {
    parkId: session.park.id,
    userId: session.user.id,
    onlyPassword: session.must_change_password,
  })
  return { token, session }
}

const setAt = (account: { password_at: string | null; created_at: string }) =>
  account.password_at ?? account.created_at

/** Begins a session under a new id. @returns its token, of which only the hash is kept */
export async function openSession(
  runtime: Runtime,
  who: { readonly parkId: string; readonly userId: string; readonly onlyPassword: boolean },
): Promise<string> {
  const now = runtime.clock()
  const { token, tokenHash } = newToken('bhs_')
  await ask(runtime.database.app, insertSession, {
    ...who,
    tokenHash,
    now,
    expiresAt: shiftInstant(now, LONGEST),
  })
  return token
}

/** A session that is there to choose a password and for nothing else: the present one is a slip's, or has expired. */
const confined = (slip: boolean) =>
  ({
    scopes: [],
    confinedBy: slip ? 'people.must_change_password' : 'people.password_expired',
  }) as const

/** Who is signed in: the person, the posts and the park. */
export async function sessionOf(runtime: Runtime, principal: Principal): Promise<SessionView> {
  return inPark(runtime.database.app, principal.parkId, 'read', async (tx) => {
    const now = runtime.clock()
    const [actor, park] = await Promise.all([
      actorBehind({ runtime, tx, now }, principal),
      getPark(tx, principal.parkId),
    ])
    if (!actor) throw new Failure('forbidden', 'kernel.nobody')
    return {
      user: await viewOf(tx, actor, now),
      park: { id: park.id, code: park.code, name: park.name },
      must_change_password: 'confinedBy' in principal,
    }
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
  return { parkId: row.parkId, userId: row.userId, ...(row.onlyPassword && confined(row.mustChange)) }
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
