import { sql } from 'kysely'
import { BY_WORKER, tables } from '../../kernel/statement.ts'

const { prepared } = tables('invitations', 'users', 'posts', 'enterprises', 'reset_codes')

export const insertInvitation = prepared<{
  parkId: string
  id: string
  enterpriseId: string
  codeHash: Buffer
  name: string
  phone: string | null
  madeBy: string
  now: string
  expiresAt: string
}>()('people.insert_invitation', (db, p) =>
  db.insertInto('invitations').values({
    park_id: p.parkId,
    id: p.id,
    enterprise_id: p.enterpriseId,
    code_hash: p.codeHash,
    name: p.name,
    phone: p.phone,
    made_by: p.madeBy,
    created_at: p.now,
    expires_at: p.expiresAt,
  }),
)

/** An invitation that is or was; whether it still opens the way is asked when it is taken. */
export const selectInvitation = prepared<{ parkId: string; codeHash: Buffer }>()(
  'people.invitation',
  (db, p) =>
    db
      .selectFrom('invitations')
      .select(['id', 'enterprise_id'])
      .where('park_id', '=', p.parkId)
      .where('code_hash', '=', p.codeHash),
)

/** Keeps an invitation from being taken twice until the transaction ends; none when it opens nothing any more. */
export const lockInvitation = prepared<{ parkId: string; codeHash: Buffer; now: string }>()(
  'people.lock_invitation',
  (_, p) => sql<{ id: string; enterprise_id: string; enterprise: string }>`
    select i.id, i.enterprise_id, e.name as enterprise
    from invitations i
    join enterprises e on e.park_id = i.park_id and e.id = i.enterprise_id
    where i.park_id = ${p.parkId} and i.code_hash = ${p.codeHash} and i.used_at is null and i.revoked_at is null
      and i.expires_at > ${p.now}::timestamptz
    for update of i`,
)

export const lockInvitationById = prepared<{ parkId: string; enterpriseId: string; id: string }>()(
  'people.lock_invitation_by_id',
  (db, p) =>
    db
      .selectFrom('invitations')
      .select(['id', 'enterprise_id', 'used_at', 'revoked_at', 'expires_at'])
      .where('park_id', '=', p.parkId)
      .where('enterprise_id', '=', p.enterpriseId)
      .where('id', '=', p.id)
      .forUpdate(),
)

export const useInvitation = prepared<{ parkId: string; id: string; userId: string; now: string }>()(
  'people.use_invitation',
  (db, p) =>
    db
      .updateTable('invitations')
      .set({ used_at: p.now, used_by: p.userId })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
)

export const revokeInvitationRow = prepared<{ parkId: string; id: string; now: string }>()(
  'people.revoke_invitation_row',
  (db, p) =>
    db
      .updateTable('invitations')
      .set({ revoked_at: p.now })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
)

/** The invitations to an enterprise that still open the way. */
export const selectOpenInvitations = prepared<{ parkId: string; enterpriseId: string; now: string }>()(
  'people.open_invitations',
  (db, p) =>
    db
      .selectFrom('invitations')
      .select(['id', 'name', 'phone', 'expires_at'])
      .where('park_id', '=', p.parkId)
      .where('enterprise_id', '=', p.enterpriseId)
      .where('used_at', 'is', null)
      .where('revoked_at', 'is', null)
      .where('expires_at', '>', p.now)
      .orderBy('created_at')
      .orderBy('id'),
)

/** Who acts for an enterprise now. */
export const selectContacts = prepared<{ parkId: string; enterpriseId: string; now: string }>()(
  'people.contacts',
  (db, p) =>
    db
      .selectFrom('posts as h')
      .innerJoin('users as u', (join) =>
        join.onRef('u.park_id', '=', 'h.park_id').onRef('u.id', '=', 'h.user_id'),
      )
      .select(['h.id as post_id', 'u.id as user_id', 'u.name', 'h.created_at'])
      .where('h.park_id', '=', p.parkId)
      .where('h.enterprise_id', '=', p.enterpriseId)
      .where((eb) => eb('h.until_at', 'is', null).or('h.until_at', '>', p.now))
      .orderBy('h.created_at')
      .orderBy('h.id'),
)

/** Personal data of people who never came is not kept. */
export const dropInvitations = prepared<{ parkId: string; before: string }>()(
  'people.drop_invitations',
  (db, p) => db.deleteFrom('invitations').where('park_id', '=', p.parkId).where('expires_at', '<', p.before),
  BY_WORKER,
)

export const dropResetCodes = prepared<{ parkId: string; before: string }>()(
  'people.drop_reset_codes',
  (db, p) => db.deleteFrom('reset_codes').where('park_id', '=', p.parkId).where('expires_at', '<', p.before),
  BY_WORKER,
)
