import { sql } from 'kysely'
import { tables } from '../../kernel/statement.ts'

const { prepared } = tables(
  'users',
  'accounts',
  'posts',
  'stand_ins',
  'invitations',
  'reset_codes',
  'departments',
  'enterprises',
)

/** A person, kept from changing until the transaction ends. */
export const lockUser = prepared<{ parkId: string; id: string }>()('people.lock_user', (db, p) =>
  db
    .selectFrom('users')
    .select(['id', 'name', 'left_at'])
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id)
    .forUpdate(),
)

/** By id or exact name; whoever has left is not found. */
export const selectPresent = prepared<{ parkId: string; named: string }>()(
  'people.present',
  (_, p) => sql<{ id: string; name: string }>`
    select id, name from users
    where park_id = ${p.parkId} and (id::text = ${p.named} or name = ${p.named}) and left_at is null
    order by id::text = ${p.named} desc
    limit 1`,
)

export interface PostRow {
  readonly id: string
  readonly user_id: string
  readonly post: string
  readonly department_id: string | null
  readonly enterprise_id: string | null
  readonly until_at: string | null
}

const postColumns = ['id', 'user_id', 'post', 'department_id', 'enterprise_id', 'until_at'] as const

/** All posts that somebody holds now, kept from changing. */
export const lockPostsOf = prepared<{ parkId: string; userId: string }>()('people.lock_posts_of', (db, p) =>
  db
    .selectFrom('posts')
    .select(postColumns)
    .where('park_id', '=', p.parkId)
    .where('user_id', '=', p.userId)
    .where('until_at', 'is', null)
    .orderBy('id')
    .forUpdate(),
)

/** The kinds of post that somebody holds now. */
export const selectKindsOfPost = prepared<{ parkId: string; userId: string }>()(
  'people.kinds_of_post',
  (db, p) =>
    db
      .selectFrom('posts')
      .select('post')
      .where('park_id', '=', p.parkId)
      .where('user_id', '=', p.userId)
      .where('until_at', 'is', null),
)

/**
 * Who administers the park, kept from changing: two who end each other's post must not leave nobody. Not as of the
 * command's instant: whoever waited here may have begun before the end that he finds.
 */
export const lockAdmins = prepared<{ parkId: string }>()('people.lock_admins', (db, p) =>
  db
    .selectFrom('posts')
    .select(['id', 'user_id'])
    .where('park_id', '=', p.parkId)
    .where('post', '=', 'admin')
    .where('until_at', 'is', null)
    .orderBy('id')
    .forUpdate(),
)

export const selectPost = prepared<{ parkId: string; userId: string; id: string }>()('people.post', (db, p) =>
  db
    .selectFrom('posts')
    .select(postColumns)
    .where('park_id', '=', p.parkId)
    .where('user_id', '=', p.userId)
    .where('id', '=', p.id),
)

/** Ends posts; what has ended keeps its end. */
export const endPosts = prepared<{ parkId: string; ids: readonly string[]; now: string }>()(
  'people.end_posts',
  (_, p) => sql`
    update posts set until_at = ${p.now}::timestamptz
    where park_id = ${p.parkId} and id = any(${p.ids}::uuid[]) and until_at is null`,
)

/** Who left earlier and handed over to this person. */
export const selectPredecessors = prepared<{ parkId: string; id: string }>()('people.predecessors', (db, p) =>
  db.selectFrom('users').select('id').where('park_id', '=', p.parkId).where('handed_over_to', '=', p.id),
)

/** What was handed over to one who leaves goes on with the rest. */
export const passOn = prepared<{ parkId: string; id: string; to: string | null }>()(
  'people.pass_on',
  (db, p) =>
    db
      .updateTable('users')
      .set({ handed_over_to: p.to })
      .where('park_id', '=', p.parkId)
      .where((eb) => eb('id', '=', p.id).or('handed_over_to', '=', p.id)),
)

export const markLeft = prepared<{ parkId: string; id: string; now: string }>()('people.mark_left', (db, p) =>
  db.updateTable('users').set({ left_at: p.now }).where('park_id', '=', p.parkId).where('id', '=', p.id),
)

export const closeAccount = prepared<{ userId: string; now: string }>()('people.close_account', (db, p) =>
  db.updateTable('accounts').set({ closed_at: p.now, password_hash: null }).where('user_id', '=', p.userId),
)

/** Ends every stand-in of somebody and for somebody, running or to come. */
export const endStandInsOf = prepared<{ parkId: string; userId: string; now: string }>()(
  'people.end_stand_ins_of',
  (db, p) =>
    db
      .updateTable('stand_ins')
      .set({ ended_at: p.now })
      .where('park_id', '=', p.parkId)
      .where((eb) => eb('user_id', '=', p.userId).or('stand_in_id', '=', p.userId))
      .where('ended_at', 'is', null)
      .where('until_at', '>', p.now),
)

/** Whoever goes leaves no door open behind him: neither an invitation of his, to one enterprise or to any, … */
export const revokeInvitationsOf = prepared<{
  parkId: string
  userId: string
  enterpriseId: string | null
  now: string
}>()(
  'people.revoke_invitations_of',
  (_, p) => sql`
    update invitations set revoked_at = ${p.now}::timestamptz
    where park_id = ${p.parkId} and made_by = ${p.userId}::uuid and used_at is null and revoked_at is null
      and (${p.enterpriseId}::uuid is null or enterprise_id = ${p.enterpriseId}::uuid)`,
)

/** … nor a code to set a password. */
export const voidResetCodes = prepared<{ parkId: string; userId: string; now: string }>()(
  'people.void_reset_codes',
  (db, p) =>
    db
      .updateTable('reset_codes')
      .set({ used_at: p.now })
      .where('park_id', '=', p.parkId)
      .where('user_id', '=', p.userId)
      .where('used_at', 'is', null),
)

/** A page of people with the posts they hold, as far as the reader may see: of his departments, or all. */
export const selectUsers = prepared<{
  parkId: string
  now: string
  departments: readonly string[] | null
  department: string | null
  post: string | null
  afterName: string | null
  afterId: string | null
  limit: number
}>()(
  'people.users',
  (_, p) => sql<{ id: string; name: string; left_at: string | null; posts: unknown }>`
    select u.id, u.name, u.left_at, coalesce(h.posts, '[]') as posts
    from users u
    left join lateral (
      select json_agg(json_build_object('id', h.id, 'post', h.post,
          'department', case when d.id is not null then json_build_object('id', d.id, 'name', d.name) end,
          'enterprise', case when e.id is not null then json_build_object('id', e.id, 'name', e.name) end,
          'from', to_char(h.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'until', null, 'stands_in_for', null) order by h.post, h.id) as posts,
        coalesce(bool_or((${p.department}::uuid is null or h.department_id = ${p.department}::uuid)
          and (${p.post}::text is null or h.post = ${p.post}::text)), false) as fits,
        coalesce(bool_or(h.department_id = any(${p.departments}::uuid[])), false) as seen
      from posts h
      left join departments d on d.park_id = h.park_id and d.id = h.department_id
      left join enterprises e on e.park_id = h.park_id and e.id = h.enterprise_id
      where h.park_id = u.park_id and h.user_id = u.id and (h.until_at is null or h.until_at > ${p.now}::timestamptz)
    ) h on true
    where u.park_id = ${p.parkId}
      and (${p.departments}::uuid[] is null or h.seen)
      and ((${p.department}::uuid is null and ${p.post}::text is null) or h.fits)
      and (${p.afterName}::text is null or (u.name, u.id) > (${p.afterName}::text, ${p.afterId}::uuid))
    order by u.name, u.id
    limit ${p.limit}`,
)
