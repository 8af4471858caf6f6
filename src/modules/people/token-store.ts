import { BY_WORKER, tables } from '../../kernel/statement.ts'

const { prepared } = tables('tokens', 'users')

export const insertToken = prepared<{
  tokenHash: Buffer
  id: string
  parkId: string
  userId: string
  name: string | null
  scopes: readonly string[]
  postId: string | null
  now: string
  expiresAt: string
}>()('people.insert_token', (db, p) =>
  db.insertInto('tokens').values({
    token_hash: p.tokenHash,
    id: p.id,
    park_id: p.parkId,
    user_id: p.userId,
    name: p.name,
    scopes: p.scopes as string[], // marked cast: only read
    post_id: p.postId,
    created_at: p.now,
    expires_at: p.expiresAt,
  }),
)

export const selectByToken = prepared<{ tokenHash: Buffer; now: string }>()('people.by_token', (db, p) =>
  db
    .selectFrom('tokens')
    .select(['park_id as parkId', 'user_id as userId', 'scopes', 'post_id as postId'])
    .where('token_hash', '=', p.tokenHash)
    .where('expires_at', '>', p.now),
)

const columns = [
  't.id',
  't.name',
  't.user_id',
  'u.name as user',
  't.scopes',
  't.post_id',
  't.created_at',
  't.expires_at',
] as const

/** Tokens that hold: of one person, or of everybody in the park. */
export const selectTokens = prepared<{ parkId: string; userId: string | null; now: string }>()(
  'people.tokens',
  (db, p) =>
    db
      .selectFrom('tokens as t')
      .innerJoin('users as u', (join) =>
        join.onRef('u.park_id', '=', 't.park_id').onRef('u.id', '=', 't.user_id'),
      )
      .select(columns)
      .where('t.park_id', '=', p.parkId)
      .where('t.expires_at', '>', p.now)
      .where((eb) => eb(eb.cast<string>(eb.val(p.userId), 'uuid'), 'is', null).or('t.user_id', '=', p.userId))
      .orderBy('t.created_at', 'desc')
      .orderBy('t.id'),
)

export const selectToken = prepared<{ parkId: string; id: string }>()('people.token', (db, p) =>
  db
    .selectFrom('tokens')
    .select(['id', 'user_id', 'name'])
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id),
)

export const deleteToken = prepared<{ parkId: string; id: string }>()('people.delete_token', (db, p) =>
  db.deleteFrom('tokens').where('park_id', '=', p.parkId).where('id', '=', p.id),
)

export const deleteTokensOf = prepared<{ userId: string }>()('people.delete_tokens_of', (db, p) =>
  db.deleteFrom('tokens').where('user_id', '=', p.userId),
)

export const dropTokens = prepared<{ now: string }>()(
  'people.drop_tokens',
  (db, p) => db.deleteFrom('tokens').where('expires_at', '<', p.now),
  BY_WORKER,
)
