import { sql } from 'kysely'
import type { Actor, Holding, Post } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/database.ts'
import { BY_WORKER, tables } from '../../kernel/statement.ts'
import { localDate } from '../../kernel/zone.ts'

const { prepared } = tables(
  'accounts',
  'users',
  'posts',
  'stand_ins',
  'sessions',
  'tokens',
  'departments',
  'enterprises',
  'parks',
)

interface At {
  readonly parkId: string
  readonly userId: string
  readonly now: string
}

/** A post that is held at the moment. */
const heldAt = (p: At) => sql`(h.until_at is null or h.until_at > ${p.now}::timestamptz)`

/**
 * The posts somebody has at a moment: his own, and those of whom he stands in for. The second are read from the posts
 * that the other one holds himself, so no stand-in passes on what he has as a stand-in.
 */
const held = (p: At) => sql`
  select h.id, h.post, h.department_id, h.enterprise_id, h.created_at, h.until_at, null::uuid as stands_in_for
  from posts h
  where h.park_id = ${p.parkId}::uuid and h.user_id = ${p.userId}::uuid and ${heldAt(p)}
  union all
  select h.id, h.post, h.department_id, h.enterprise_id, s.from_at, s.until_at, s.user_id
  from stand_ins s
  join posts h on h.park_id = s.park_id and h.user_id = s.user_id
  where s.park_id = ${p.parkId}::uuid and s.stand_in_id = ${p.userId}::uuid and s.ended_at is null
    and s.from_at <= ${p.now}::timestamptz and s.until_at > ${p.now}::timestamptz and ${heldAt(p)}
    and h.post <> 'enterprise' and (h.id = s.post_id or (s.post_id is null and h.post <> 'admin'
      and (s.department_id is null or h.department_id = s.department_id)))`

/** Duplicates of an enterprise that were merged are the same body: who speaks for one speaks for all, the master first. */
const mergedWith = (p: Pick<At, 'parkId'>) => sql`case when h.enterprise_id is not null then array(
    select g.id from enterprises e
    join enterprises g on g.park_id = e.park_id
      and (g.id = coalesce(e.master_id, e.id) or g.master_id = coalesce(e.master_id, e.id))
    where e.park_id = ${p.parkId}::uuid and e.id = h.enterprise_id
    order by g.master_id nulls first, g.id) end`

interface HeldRow {
  readonly id: string | null
  readonly post: string | null
  readonly department_id: string | null
  readonly enterprise_id: string | null
  readonly stands_in_for: string | null
}

const selectActor = prepared<At>()(
  'people.actor',
  (_, p) => sql<
    HeldRow & { name: string; time_zone: string; predecessors: string[]; enterprise_ids: string[] | null }
  >`
    select u.name, k.time_zone, ${mergedWith(p)} as enterprise_ids, array(select o.id from users o where o.park_id = u.park_id and o.handed_over_to = u.id)
      as predecessors, h.id, h.post, h.department_id, h.enterprise_id, h.stands_in_for
    from users u
    join parks k on k.id = u.park_id
    left join lateral (${held(p)}) h on true
    where u.park_id = ${p.parkId} and u.id = ${p.userId}::uuid and u.left_at is null
    order by h.stands_in_for nulls first, h.created_at, h.id`,
)

/** The person with the posts held at this instant, or undefined when the park has no such person, or has no more. */
export async function findActor(
  tx: Tx,
  {
    parkId,
    userId,
    now,
    scopes,
    postId,
  }: At & { readonly scopes?: readonly string[]; readonly postId?: string | null },
): Promise<Actor | undefined> {
  const rows = await tx.all(selectActor, { parkId, userId, now })
  const [first] = rows
  if (!first) return undefined
  const holdings = rows.flatMap(({ id, post, department_id, enterprise_ids, stands_in_for }): Holding[] =>
    post === null || (postId && (id !== postId || stands_in_for !== null))
      ? []
      : (enterprise_ids ?? [null]).map((enterpriseId) => ({
          post: post as Post, // marked cast: a CHECK allows no other posts
          departmentId: department_id,
          enterpriseId,
          standsInFor: stands_in_for,
        })),
  )
  return {
    userId,
    parkId,
    name: first.name,
    console: false,
    holdings,
    successorOf: first.predecessors,
    today: localDate(now, first.time_zone),
    ...(scopes && { scopes }),
  }
}

/** The posts somebody has now, own and other, with the names around them. */
export const selectHeld = prepared<At>()(
  'people.held',
  (_, p) => sql<
    HeldRow & {
      id: string
      created_at: string
      until_at: string | null
      department: string | null
      enterprise: string | null
      other: string | null
    }
  >`
    select h.*, d.name as department, e.name as enterprise, o.name as other
    from (${held(p)}) h
    left join departments d on d.park_id = ${p.parkId} and d.id = h.department_id
    left join enterprises e on e.park_id = ${p.parkId} and e.id = h.enterprise_id
    left join users o on o.park_id = ${p.parkId} and o.id = h.stands_in_for
    order by h.stands_in_for nulls first, h.post, h.id`,
)

export const selectUserByName = prepared<{ parkId: string; name: string }>()('people.by_name', (db, p) =>
  db
    .selectFrom('users')
    .select(['id', 'name', 'left_at'])
    .where('park_id', '=', p.parkId)
    .where('name', '=', p.name),
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
    password_at: p.now,
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

export const selectAccounts = prepared<{ name: string }>()('people.accounts', (db, p) =>
  db
    .selectFrom('accounts')
    .select([
      'user_id',
      'park_id',
      'password_hash',
      'locked_until',
      'password_at',
      'created_at',
      'must_change',
    ])
    .where('name', '=', p.name)
    .where('closed_at', 'is', null)
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
  onlyPassword: boolean
}>()('people.insert_session', (db, p) =>
  db.insertInto('sessions').values({
    token_hash: p.tokenHash,
    park_id: p.parkId,
    user_id: p.userId,
    created_at: p.now,
    seen_at: p.now,
    expires_at: p.expiresAt,
    only_password: p.onlyPassword,
  }),
)

export const selectSession = prepared<{ tokenHash: Buffer; now: string; idleSince: string }>()(
  'people.by_session',
  (db, p) =>
    db
      .selectFrom('sessions as s')
      .innerJoin('accounts as a', 'a.user_id', 's.user_id')
      .select([
        's.park_id as parkId',
        's.user_id as userId',
        's.seen_at as seenAt',
        'a.must_change as mustChange',
        's.only_password as onlyPassword',
      ])
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

/** Ends what somebody is signed in with, on every device. */
export const deleteSessionsOf = prepared<{ userId: string }>()('people.delete_sessions_of', (db, p) =>
  db.deleteFrom('sessions').where('user_id', '=', p.userId),
)

export const dropSessions = prepared<{ now: string; idleSince: string }>()(
  'people.drop_sessions',
  (db, p) =>
    db
      .deleteFrom('sessions')
      .where((eb) => eb.or([eb('expires_at', '<', p.now), eb('seen_at', '<', p.idleSince)])),
  BY_WORKER,
)

/** Whom to look for: holders of posts, of posts in departments, of an enterprise, and certain people. */
interface Sought {
  readonly parkId: string
  readonly posts: readonly string[]
  readonly departmentPosts: readonly string[]
  readonly departments: readonly string[]
  readonly enterprises: readonly string[]
  readonly users: readonly string[]
}

const selectHolders = prepared<Sought & { readonly now: string }>()(
  'people.holders',
  (_, p) => {
    return sql<{ user_id: string; zone: string } & Holding>`
    with held as (
      select h.user_id, h.post, h.department_id, g.id as enterprise_id, null::uuid as stands_in_for
      from posts h
      left join enterprises e on e.park_id = h.park_id and e.id = h.enterprise_id
      left join enterprises g on g.park_id = e.park_id
        and (g.id = coalesce(e.master_id, e.id) or g.master_id = coalesce(e.master_id, e.id))
      where h.park_id = ${p.parkId}::uuid and (h.until_at is null or h.until_at > ${p.now}::timestamptz)
      union all
      select s.stand_in_id, h.post, h.department_id, h.enterprise_id, s.user_id
      from stand_ins s
      join posts h on h.park_id = s.park_id and h.user_id = s.user_id
      where s.park_id = ${p.parkId}::uuid and s.ended_at is null and s.from_at <= ${p.now}::timestamptz
        and s.until_at > ${p.now}::timestamptz and (h.until_at is null or h.until_at > ${p.now}::timestamptz)
        and h.post <> 'enterprise' and (h.id = s.post_id or (s.post_id is null and h.post <> 'admin'
          and (s.department_id is null or h.department_id = s.department_id))))
    select h.user_id, h.post, h.department_id as "departmentId", h.enterprise_id as "enterpriseId",
      h.stands_in_for as "standsInFor", (select k.time_zone from parks k where k.id = ${p.parkId}::uuid) as zone
    from held h
    where h.user_id in (
      select f.user_id from held f
      where f.post = any(${p.posts}::text[])
        or (f.post = any(${p.departmentPosts}::text[]) and f.department_id = any(${p.departments}::uuid[]))
        or f.enterprise_id = any(${p.enterprises}::uuid[])
        or f.user_id = any(${p.users}::uuid[]) or f.stands_in_for = any(${p.users}::uuid[]))
    order by h.user_id`
  },
  BY_WORKER,
)

/** The people sought and their stand-ins, each with all posts held at this instant and without a name; who holds no post any more is not found. */
export async function findHolders(tx: Tx, sought: Sought & { readonly now: string }): Promise<Actor[]> {
  const holdings = new Map<string, Holding[]>()
  const rows = await tx.all(selectHolders, sought)
  const zone = rows[0]?.zone
  for (const { user_id: userId, zone: _, ...holding } of rows)
    holdings.set(userId, [...(holdings.get(userId) ?? []), holding])
  return [...holdings].map(([userId, held]) => ({
    userId,
    parkId: sought.parkId,
    name: '',
    console: false,
    holdings: held,
    ...(zone !== undefined && { today: localDate(sought.now, zone) }),
  }))
}
