import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import { shiftInstant } from '../../kernel/clock.ts'
import { ask } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { BY_WORKER, tables } from '../../kernel/statement.ts'

const MINUTE = 60_000

/**
 * How many attempts may fail: from one address, behind which a whole office may sit; and for one name or person, whoever
 * tries. Kept in the database, so that a restart forgets nothing and several servers count together.
 */
const LIMITS = {
  address: { most: 60, within: 15 * MINUTE },
  name: { most: 10, within: 60 * MINUTE },
} as const
type Kind = keyof typeof LIMITS

/** The longest for which an attempt counts. */
export const ATTEMPTS_COUNT = Math.max(...Object.values(LIMITS).map(({ within }) => within))

/** An attempt that was counted before it was made: guesses sent at once all count. */
export interface Attempt {
  readonly isTooMany: boolean
  /** Takes it back: it did not fail. A success for a name forgets the failures before it. */
  readonly succeeded: () => Promise<void>
}

/** Counts an attempt, also for a name that does not exist: the work is the same. */
export async function countAttempt(runtime: Runtime, kind: Kind, of: string): Promise<Attempt> {
  const { app } = runtime.database
  const { most, within } = LIMITS[kind]
  const now = runtime.clock()
  // Under a key: addresses and names are personal data, and few enough to be guessed from a bare hash.
  const keyHash = createHmac('sha256', runtime.secrets.ledgerKey.key).update(`${kind}:${of}`).digest()
  const [row] = await ask(app, countOne, { keyHash, now, since: shiftInstant(now, -within) })
  return {
    isTooMany: (row?.failures ?? 0) > most,
    async succeeded() {
      await ask(app, kind === 'name' ? forget : takeBack, { keyHash })
    },
  }
}

/** @throws Failure `people.too_many_tries` when too much has failed from this address lately */
export async function countFromAddress(runtime: Runtime, address: string): Promise<Attempt> {
  const attempt = await countAttempt(runtime, 'address', address)
  if (attempt.isTooMany)
    throw new Failure('forbidden', 'people.too_many_tries', { minutes: LIMITS.address.within / MINUTE })
  return attempt
}

const { prepared } = tables('attempts')

const countOne = prepared<{ keyHash: Buffer; now: string; since: string }>()(
  'people.count_attempt',
  (_, p) => sql<{ failures: number }>`
    insert into attempts (key_hash, since, failures) values (${p.keyHash}, ${p.now}::timestamptz, 1)
    on conflict (key_hash) do update set
      failures = case when attempts.since < ${p.since}::timestamptz then 1 else attempts.failures + 1 end,
      since = case when attempts.since < ${p.since}::timestamptz then excluded.since else attempts.since end
    returning failures`,
)

const takeBack = prepared<{ keyHash: Buffer }>()(
  'people.take_attempt_back',
  (_, p) => sql`update attempts set failures = failures - 1 where key_hash = ${p.keyHash} and failures > 0`,
)

const forget = prepared<{ keyHash: Buffer }>()('people.forget_attempts', (db, p) =>
  db.deleteFrom('attempts').where('key_hash', '=', p.keyHash),
)

export const dropAttempts = prepared<{ before: string }>()(
  'people.drop_attempts',
  (db, p) => db.deleteFrom('attempts').where('since', '<', p.before),
  BY_WORKER,
)
