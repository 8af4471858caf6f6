import { sql } from 'kysely'
import type { Actor, Holding, Post } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/database.ts'
import { tables } from '../../kernel/statement.ts'
import { localDate } from '../../kernel/zone.ts'

const { prepared } = tables(
  'accounts',
  'users',
  'posts',
  'sessions',
  'tokens',
  'departments',
  'enterprises',
  'parks',
)

/** Duplicates of an enterprise that were merged are the same body: who speaks for one speaks for all, the master first. */
const mergedWith = sql<string[] | null>`case when h.enterprise_id is not null then array(
    select g.id from enterprises e
    join enterprises g on g.park_id = e.park_id
      and (g.id = coalesce(e.master_id, e.id) or g.master_id = coalesce(e.master_id, e.id))
    where e.park_id = h.park_id and e.id = h.enterprise_id
    order by g.master_id nulls first, g.id) end`

const selectActor = prepared<{ parkId: string; userId: string }>()('people.actor', (db, p) =>
  db
    .selectFrom('users as u')
    .innerJoin('parks as k', 'k.id', 'u.park_id')
    .leftJoin('posts as h', (join) =>
      join.onRef('h.park_id', '=', 'u.park_id').onRef('h.user_id', '=', 'u.id'),
    )
    .select(['u.id', 'u.name', 'k.time_zone', 'h.post', 'h.department_id', mergedWith.as('enterprise_ids')])
    .where('u.park_id', '=', p.parkId)
    .where('u.id', '=', p.userId),
)

/** The person with the posts held at this moment, or undefined when the park has no such person. */
export async function findActor(
  tx: Tx,
  { parkId, userId }: { readonly parkId: string; readonly userId: string },
  now: string,
): Promise<Actor | undefined> {
  const rows = await tx.all(selectActor, { parkId, userId })
  const [first] = rows
  if (!first) return undefined
  const holdings = rows.flatMap(({ post, department_id, enterprise_ids }): Holding[] =>
    post === null
      ? []
      : (enterprise_ids ?? [null]).map((enterpriseId) => ({
          post: post as Post, // marked cast: a CHECK allows no other posts
          departmentId: department_id,
          enterpriseId,
        })),
  )
  return {
    userId,
    parkId,
    name: first.name,
    console: false,
    holdings,
    today: localDate(now, first.time_zone),
  }
}

export const selectUserByName = prepared<{ parkId: string; name: string }>()('people.by_name', (db, p) =>
  db.selectFrom('users').select(['id', 'name']).where('park_id', '=', p.parkId).where('name', '=', p.name),
)

export const selectHoldings = prepared<{ parkId: string; userId: string }>()('people.holdings', (db, p) =>
  db
    .selectFrom('posts as h')
    .leftJoin('departments as d', (join) =>
      join.onRef('d.park_id', '=', 'h.park_id').onRef('d.id', '=', 'h.department_id'),
    )
    .leftJoin('enterprises as e', (join) =>
      join.onRef('e.park_id', '=', 'h.park_id').onRef('e.id', '=', 'h.enterprise_id'),
    )
    .select([
      'h.post',
      'd.id as department_id',
      'd.name as department',
      'e.id as enterprise_id',
      'e.name as enterprise',
    ])
    .where('h.park_id', '=', p.parkId)
    .where('h.user_id', '=', p.userId)
    .orderBy('h.post'),
)

export const insertUser = prepared<{ parkId: string; id: string; name: string; now: string }>()(
  'people.insert_user',
  (db, p) => db.insertInto('users').values({ park_id: p.parkId, id: p.id, name: p.name, created_at: p.now }),
)

export const insertAccount = prepared<{
  parkId: string
  userId: string
  name: string
  passwordHash: string | null
  now: string
}>()('people.insert_account', (db, p) =>
  db.insertInto('accounts').values({
    user_id: p.userId,
    park_id: p.parkId,
    name: p.name,
    password_hash: p.passwordHash,
    failures: 0,
    created_at: p.now,
  }),
)

export const insertPost = prepared<{
  parkId: string
  id: string
  userId: string
  post: string
  departmentId: string | null
  enterpriseId: string | null
  now: string
}>()('people.insert_post', (db, p) =>
  db.insertInto('posts').values({
    park_id: p.parkId,
    id: p.id,
    user_id: p.userId,
    post: p.post,
    department_id: p.departmentId,
    enterprise_id: p.enterpriseId,
    created_at: p.now,
  }),
)

export const insertToken = prepared<{
  tokenHash: Buffer
  id: string
  parkId: string
  userId: string
  now: string
  expiresAt: string
}>()('people.insert_token', (db, p) =>
  db.insertInto('tokens').values({
    token_hash: p.tokenHash,
    id: p.id,
    park_id: p.parkId,
    user_id: p.userId,
    created_at: p.now,
    expires_at: p.expiresAt,
  }),
)

export const selectByToken = prepared<{ tokenHash: Buffer; now: string }>()('people.by_token', (db, p) =>
  db
    .selectFrom('tokens')
    .select(['park_id as parkId', 'user_id as userId'])
    .where('token_hash', '=', p.tokenHash)
    .where('expires_at', '>', p.now),
)

export const selectAccounts = prepared<{ name: string }>()('people.accounts', (db, p) =>
  db
    .selectFrom('accounts')
    .select(['user_id', 'park_id', 'password_hash', 'failures', 'locked_until'])
    .where('name', '=', p.name)
    .orderBy('created_at')
    .limit(10),
)

/** Counts a failure in the database itself, so that guesses sent at once all count. */
export const countFailure = prepared<{ userId: string; most: number; lockedUntil: string }>()(
  'people.count_failure',
  (db, p) =>
    db
      .updateTable('accounts')
      .set((eb) => ({
        failures: sql<number>`case when ${eb.ref('failures')} + 1 >= ${p.most} then 0 else ${eb.ref('failures')} + 1 end`,
        locked_until: sql<
          string | null
        >`case when ${eb.ref('failures')} + 1 >= ${p.most} then ${p.lockedUntil}::timestamptz else ${eb.ref('locked_until')} end`,
      }))
      .where('user_id', '=', p.userId),
)

export const clearFailures = prepared<{ userId: string }>()('people.clear_failures', (db, p) =>
  db.updateTable('accounts').set({ failures: 0, locked_until: null }).where('user_id', '=', p.userId),
)

export const insertSession = prepared<{
  tokenHash: Buffer
  parkId: string
  userId: string
  now: string
  expiresAt: string
}>()('people.insert_session', (db, p) =>
  db.insertInto('sessions').values({
    token_hash: p.tokenHash,
    park_id: p.parkId,
    user_id: p.userId,
    created_at: p.now,
    seen_at: p.now,
    expires_at: p.expiresAt,
  }),
)

export const selectSession = prepared<{ tokenHash: Buffer; now: string; idleSince: string }>()(
  'people.by_session',
  (db, p) =>
    db
      .selectFrom('sessions')
      .select(['park_id as parkId', 'user_id as userId', 'seen_at as seenAt'])
      .where('token_hash', '=', p.tokenHash)
      .where('expires_at', '>', p.now)
      .where('seen_at', '>', p.idleSince),
)

export const touchSession = prepared<{ tokenHash: Buffer; now: string }>()('people.touch_session', (db, p) =>
  db.updateTable('sessions').set({ seen_at: p.now }).where('token_hash', '=', p.tokenHash),
)

export const deleteSession = prepared<{ tokenHash: Buffer }>()('people.delete_session', (db, p) =>
  db.deleteFrom('sessions').where('token_hash', '=', p.tokenHash),
)

export const dropSessions = prepared<{ now: string; idleSince: string }>()('people.drop_sessions', (db, p) =>
  db
    .deleteFrom('sessions')
    .where((eb) => eb.or([eb('expires_at', '<', p.now), eb('seen_at', '<', p.idleSince)])),
)

export const dropTokens = prepared<{ now: string }>()('people.drop_tokens', (db, p) =>
  db.deleteFrom('tokens').where('expires_at', '<', p.now),
)
