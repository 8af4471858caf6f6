import { sql } from 'kysely'
import { tables } from '../../kernel/statement.ts'

const { prepared } = tables('accounts', 'users', 'former_passwords', 'reset_codes')

/** What a person signs in with; undefined for somebody who has left. */
export const selectAccount = prepared<{ parkId: string; userId: string }>()('people.account', (db, p) =>
  db
    .selectFrom('accounts')
    .select(['user_id', 'name', 'password_hash', 'password_at', 'created_at'])
    .where('park_id', '=', p.parkId)
    .where('user_id', '=', p.userId)
    .where('closed_at', 'is', null),
)

/** The same, kept from changing until the transaction ends. */
export const lockAccount = prepared<{ parkId: string; userId: string }>()('people.lock_account', (db, p) =>
  db
    .selectFrom('accounts')
    .select(['user_id', 'name', 'password_hash'])
    .where('park_id', '=', p.parkId)
    .where('user_id', '=', p.userId)
    .where('closed_at', 'is', null)
    .forUpdate(),
)

/** `mustChange`: it opens nothing but the choice of an own one. */
export const setPassword = prepared<{
  userId: string
  passwordHash: string
  now: string
  mustChange: boolean
}>()('people.set_password', (db, p) =>
  db
    .updateTable('accounts')
    .set({
      password_hash: p.passwordHash,
      password_at: p.now,
      must_change: p.mustChange,
      failures: 0,
      locked_until: null,
    })
    .where('user_id', '=', p.userId),
)

export const selectFormer = prepared<{ parkId: string; userId: string; most: number }>()(
  'people.former_passwords',
  (db, p) =>
    db
      .selectFrom('former_passwords')
      .select('password_hash')
      .where('park_id', '=', p.parkId)
      .where('user_id', '=', p.userId)
      .orderBy('created_at', 'desc')
      .limit(p.most),
)

export const insertFormer = prepared<{
  parkId: string
  id: string
  userId: string
  passwordHash: string
  now: string
}>()('people.insert_former', (db, p) =>
  db.insertInto('former_passwords').values({
    park_id: p.parkId,
    id: p.id,
    user_id: p.userId,
    password_hash: p.passwordHash,
    created_at: p.now,
  }),
)

/** Keeps the last ones alone. */
export const trimFormer = prepared<{ parkId: string; userId: string; most: number }>()(
  'people.trim_former',
  (_, p) => sql`
    delete from former_passwords
    where park_id = ${p.parkId} and user_id = ${p.userId}::uuid and id not in (
      select id from former_passwords where park_id = ${p.parkId} and user_id = ${p.userId}::uuid
      order by created_at desc, id desc limit ${p.most})`,
)

export const insertResetCode = prepared<{
  parkId: string
  id: string
  userId: string
  codeHash: Buffer
  madeBy: string
  now: string
  expiresAt: string
}>()('people.insert_reset_code', (db, p) =>
  db.insertInto('reset_codes').values({
    park_id: p.parkId,
    id: p.id,
    user_id: p.userId,
    code_hash: p.codeHash,
    made_by: p.madeBy,
    created_at: p.now,
    expires_at: p.expiresAt,
  }),
)

/** Whose code it is or was. */
export const selectResetCode = prepared<{ parkId: string; codeHash: Buffer }>()(
  'people.reset_code',
  (db, p) =>
    db
      .selectFrom('reset_codes')
      .select('user_id')
      .where('park_id', '=', p.parkId)
      .where('code_hash', '=', p.codeHash),
)

/** Takes the code: of two who come with it at once one gets a row. */
export const useResetCode = prepared<{ parkId: string; codeHash: Buffer; now: string }>()(
  'people.use_reset_code',
  (db, p) =>
    db
      .updateTable('reset_codes')
      .set({ used_at: p.now })
      .where('park_id', '=', p.parkId)
      .where('code_hash', '=', p.codeHash)
      .where('used_at', 'is', null)
      .where('expires_at', '>', p.now)
      .returning(['id', 'user_id']),
)
