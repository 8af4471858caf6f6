import { sql } from 'kysely'
import { BY_BOTH, tables } from '../../kernel/statement.ts'

const { prepared, shaped } = tables(
  'notices',
  'notice_settings',
  'notice_deliveries',
  'quiet_hours',
  'users',
  'parks',
)

/** One notice a receiver, and one message for each whose receiver has a channel; a key that is known adds nothing. */
export const insertNotices = prepared<{
  parkId: string
  ids: string[]
  users: string[]
  key: string
  template: string
  about: string
  caseId: string | null
  urgent: boolean
  hold: string
  now: string
}>()(
  'notices.insert',
  (_, p) => {
    return sql`
    with told as (
      insert into notices (park_id, id, user_id, key, template, about, case_id, urgent, created_at)
      select ${p.parkId}::uuid, g.id, g.user_id, ${p.key}::text, ${p.template}::text, ${p.about}::jsonb, ${p.caseId}::uuid,
        ${p.urgent}::boolean, ${p.now}::timestamptz
      from unnest(${p.ids}::uuid[], ${p.users}::uuid[]) as g (id, user_id)
      join users u on u.park_id = ${p.parkId}::uuid and u.id = g.user_id
      on conflict (park_id, user_id, key) do nothing
      returning id, user_id)
    insert into notice_deliveries (park_id, id, notice_id, user_id, hold, state, not_before, created_at)
    select ${p.parkId}::uuid, t.id, t.id, t.user_id, ${p.hold}::text, 'waiting', ${p.now}::timestamptz, ${p.now}::timestamptz
    from told t
    join notice_settings s on s.park_id = ${p.parkId}::uuid and s.user_id = t.user_id and s.channel <> 'none'
    where ${p.hold}::text <> 'inside'`
  },
  BY_BOTH,
)

interface Mine {
  readonly parkId: string
  readonly userId: string
}

const columns = ['id', 'template', 'about', 'case_id', 'urgent', 'created_at', 'read_at'] as const

export const selectMine = shaped<
  { unread: boolean; after: boolean },
  Mine & { limit: number; afterRead?: boolean; afterId?: string }
>()('notices.mine', (db, shape, p) => {
  let page = db
    .selectFrom('notices')
    .select(columns)
    .where('park_id', '=', p.parkId)
    .where('user_id', '=', p.userId)
  if (shape.unread) page = page.where('read_at', 'is', null)
  if (shape.after)
    page = page.where(
      sql<boolean>`((read_at is not null) > ${p.afterRead}::boolean
        or ((read_at is not null) = ${p.afterRead}::boolean and id < ${p.afterId}::uuid))`,
    )
  return page
    .orderBy(sql`(read_at is not null)`)
    .orderBy('id', 'desc')
    .limit(p.limit)
})

export const countUnread = prepared<Mine>()('notices.count_unread', (db, p) =>
  db
    .selectFrom('notices')
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('unread'))
    .where('park_id', '=', p.parkId)
    .where('user_id', '=', p.userId)
    .where('read_at', 'is', null),
)

export const selectNotice = prepared<{ parkId: string; id: string }>()('notices.one', (db, p) =>
  db
    .selectFrom('notices')
    .select(['id', 'user_id', 'read_at'])
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id),
)

export const setRead = prepared<{ parkId: string; id: string; now: string }>()('notices.set_read', (db, p) =>
  db
    .updateTable('notices')
    .set({ read_at: p.now })
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id)
    .where('read_at', 'is', null),
)

/** All that were there when it was asked; what came since has not been seen. */
export const setAllRead = prepared<Mine & { now: string }>()('notices.set_all_read', (db, p) =>
  db
    .updateTable('notices')
    .set({ read_at: p.now })
    .where('park_id', '=', p.parkId)
    .where('user_id', '=', p.userId)
    .where('read_at', 'is', null)
    .where('created_at', '<=', p.now)
    .returning('id'),
)

export const selectSettings = prepared<Mine>()('notices.settings', (db, p) =>
  db
    .selectFrom('notice_settings')
    .select(['channel', 'address', 'language', 'quiet_from', 'quiet_to', 'urgent_at_once'])
    .where('park_id', '=', p.parkId)
    .where('user_id', '=', p.userId),
)

export const upsertSettings = prepared<
  Mine & {
    channel: string
    address: string | null
    language: string | null
    quietFrom: string | null
    quietTo: string | null
    urgentAtOnce: boolean
    now: string
  }
>()('notices.set_settings', (db, p) =>
  db
    .insertInto('notice_settings')
    .values({
      park_id: p.parkId,
      user_id: p.userId,
      channel: p.channel,
      address: p.address,
      language: p.language,
      quiet_from: p.quietFrom,
      quiet_to: p.quietTo,
      urgent_at_once: p.urgentAtOnce,
      updated_at: p.now,
    })
    .onConflict((on) =>
      on.columns(['park_id', 'user_id']).doUpdateSet((eb) => ({
        channel: eb.ref('excluded.channel'),
        address: eb.ref('excluded.address'),
        language: eb.ref('excluded.language'),
        quiet_from: eb.ref('excluded.quiet_from'),
        quiet_to: eb.ref('excluded.quiet_to'),
        urgent_at_once: eb.ref('excluded.urgent_at_once'),
        updated_at: eb.ref('excluded.updated_at'),
      })),
    ),
)

export const selectQuietHours = prepared<{ parkId: string }>()(
  'notices.quiet_hours',
  (db, p) =>
    db
      .selectFrom('quiet_hours')
      .select(['quiet_from as from', 'quiet_to as to'])
      .where('park_id', '=', p.parkId),
  BY_BOTH,
)

export const upsertQuietHours = prepared<{ parkId: string; from: string; to: string }>()(
  'notices.set_quiet_hours',
  (db, p) =>
    db
      .insertInto('quiet_hours')
      .values({ park_id: p.parkId, quiet_from: p.from, quiet_to: p.to })
      .onConflict((on) =>
        on.column('park_id').doUpdateSet((eb) => ({
          quiet_from: eb.ref('excluded.quiet_from'),
          quiet_to: eb.ref('excluded.quiet_to'),
        })),
      ),
)
