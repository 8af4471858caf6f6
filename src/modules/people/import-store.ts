import { sql } from 'kysely'
import { tables } from '../../kernel/statement.ts'

const { prepared } = tables('accounts', 'users', 'posts')

/** Those of these names, with the posts they hold: a row for each post. */
export const selectNamed = prepared<{ parkId: string; names: readonly string[] }>()('people.named', (db, p) =>
  db
    .selectFrom('users as u')
    .leftJoin('posts as h', (join) =>
      join.onRef('h.park_id', '=', 'u.park_id').onRef('h.user_id', '=', 'u.id'),
    )
    .select(['u.id', 'u.name', 'u.phone', 'h.post', 'h.department_id'])
    .where('u.park_id', '=', p.parkId)
    .where(sql<boolean>`u.name = any(${p.names}::text[])`),
)

/** Nothing where another has made the same name meanwhile; the two do not fail each other. */
export const insertUserOnce = prepared<{
  parkId: string
  id: string
  name: string
  phone: string | null
  now: string
}>()('people.insert_user_once', (db, p) =>
  db
    .insertInto('users')
    .values({ park_id: p.parkId, id: p.id, name: p.name, phone: p.phone, created_at: p.now })
    .onConflict((on) => on.columns(['park_id', 'name']).doNothing())
    .returning('id'),
)

export const setPhone = prepared<{ parkId: string; userId: string; phone: string }>()(
  'people.set_phone',
  (db, p) =>
    db
      .updateTable('users')
      .set({ phone: p.phone })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.userId)
      .where('phone', 'is', null),
)

/** The accounts of a park among these, locked in one order: two who give out passwords at once do not mix. */
export const lockAccounts = prepared<{ parkId: string; ids: readonly string[] }>()(
  'people.lock_accounts',
  (db, p) =>
    db
      .selectFrom('accounts')
      .select(['user_id as id', 'name', 'password_hash as passwordHash', 'must_change as mustChange'])
      .where('park_id', '=', p.parkId)
      .where(sql<boolean>`user_id = any(${p.ids}::uuid[])`)
      .orderBy('user_id')
      .forUpdate(),
)
