import { sql } from 'kysely'
import { BY_WORKER, tables } from '../../kernel/statement.ts'

const { prepared, shaped } = tables('webhooks', 'webhook_deliveries', 'users')

const columns = [
  'w.id',
  'w.url',
  'w.topics',
  'w.made_by',
  'w.made_at',
  'w.disabled_why',
  'w.former_until',
] as const

export interface WebhookRow {
  readonly id: string
  readonly url: string
  readonly topics: readonly string[]
  readonly made_by: string
  readonly made_at: string
  readonly disabled_why: string | null
  readonly former_until: string | null
  readonly maker: string | null
}

export const selectWebhooks = prepared<{ parkId: string }>()('notices.webhooks', (db, p) =>
  db
    .selectFrom('webhooks as w')
    .leftJoin('users as u', (join) =>
      join.onRef('u.park_id', '=', 'w.park_id').onRef('u.id', '=', 'w.made_by'),
    )
    .select(columns)
    .select('u.name as maker')
    .where('w.park_id', '=', p.parkId)
    .orderBy('w.id'),
)

/** For a change: others wait. */
export const lockWebhook = prepared<{ parkId: string; id: string }>()('notices.lock_webhook', (db, p) =>
  db
    .selectFrom('webhooks as w')
    .leftJoin('users as u', (join) =>
      join.onRef('u.park_id', '=', 'w.park_id').onRef('u.id', '=', 'w.made_by'),
    )
    .select(columns)
    .select(['u.name as maker', 'w.secret'])
    .where('w.park_id', '=', p.parkId)
    .where('w.id', '=', p.id)
    .forUpdate('w'),
)

export const selectWebhookByUrl = prepared<{ parkId: string; url: string }>()(
  'notices.webhook_by_url',
  (db, p) => db.selectFrom('webhooks').select('id').where('park_id', '=', p.parkId).where('url', '=', p.url),
)

export const insertWebhook = prepared<{
  parkId: string
  id: string
  url: string
  topics: string[]
  secret: Buffer
  madeBy: string
  now: string
}>()('notices.insert_webhook', (db, p) =>
  db.insertInto('webhooks').values({
    park_id: p.parkId,
    id: p.id,
    url: p.url,
    topics: p.topics,
    secret: p.secret,
    made_by: p.madeBy,
    made_at: p.now,
  }),
)

export const switchWebhook = prepared<{
  parkId: string
  id: string
  disabledAt: string | null
  why: string | null
}>()('notices.switch_webhook', (db, p) =>
  db
    .updateTable('webhooks')
    .set({ disabled_at: p.disabledAt, disabled_why: p.why })
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id),
)

export const deleteWebhook = prepared<{ parkId: string; id: string }>()('notices.delete_webhook', (db, p) =>
  db.deleteFrom('webhooks').where('park_id', '=', p.parkId).where('id', '=', p.id),
)

export const replaceSecret = prepared<{
  parkId: string
  id: string
  secret: Buffer
  former: Buffer
  formerUntil: string
}>()('notices.replace_secret', (db, p) =>
  db
    .updateTable('webhooks')
    .set({ secret: p.secret, former_secret: p.former, former_until: p.formerUntil })
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id),
)

export const selectDeliveries = shaped<
  { after: boolean },
  { parkId: string; webhookId: string; limit: number; afterId?: string }
>()('notices.webhook_deliveries', (db, shape, p) => {
  let page = db
    .selectFrom('webhook_deliveries')
    .select([
      'id',
      'topic',
      'state',
      'attempts',
      'not_before',
      'last_status',
      'fault',
      'created_at',
      'done_at',
    ])
    .where('park_id', '=', p.parkId)
    .where('webhook_id', '=', p.webhookId)
  if (shape.after) page = page.where(sql<boolean>`id < ${p.afterId}::uuid`)
  return page.orderBy('id', 'desc').limit(p.limit)
})

/** What was sent, given up or still waits is to go out again, now, with all its tries. */
const AGAIN = (now: string) => ({ state: 'waiting', attempts: 0, not_before: now, done_at: null })

export const replayOne = prepared<{ parkId: string; webhookId: string; id: string; now: string }>()(
  'notices.replay_one',
  (db, p) =>
    db
      .updateTable('webhook_deliveries')
      .set(AGAIN(p.now))
      .where('park_id', '=', p.parkId)
      .where('webhook_id', '=', p.webhookId)
      .where('id', '=', p.id)
      .returning('id'),
)

export const replaySince = prepared<{ parkId: string; webhookId: string; since: string; now: string }>()(
  'notices.replay_since',
  (db, p) =>
    db
      .updateTable('webhook_deliveries')
      .set(AGAIN(p.now))
      .where('park_id', '=', p.parkId)
      .where('webhook_id', '=', p.webhookId)
      .where('created_at', '>=', p.since)
      .returning('id'),
)

/** The webhooks that want to hear of a topic. */
export const selectHearers = prepared<{ parkId: string; topic: string }>()(
  'notices.hearers',
  (db, p) =>
    db
      .selectFrom('webhooks')
      .select('id')
      .where('park_id', '=', p.parkId)
      .where('disabled_at', 'is', null)
      .where(sql<boolean>`topics && array['cases.*', ${p.topic}::text]`),
  BY_WORKER,
)

export const insertEvents = prepared<{
  parkId: string
  ids: string[]
  webhooks: string[]
  key: string
  topic: string
  body: string
  now: string
}>()(
  'notices.insert_events',
  (_, p) => {
    return sql`
    insert into webhook_deliveries (park_id, id, webhook_id, key, topic, body, state, not_before, created_at)
    select ${p.parkId}::uuid, g.id, g.webhook_id, ${p.key}::text, ${p.topic}::text, ${p.body}::text, 'waiting',
      ${p.now}::timestamptz, ${p.now}::timestamptz
    from unnest(${p.ids}::uuid[], ${p.webhooks}::uuid[]) as g (id, webhook_id)
    on conflict (park_id, webhook_id, key) do nothing`
  },
  BY_WORKER,
)

export interface DueEvent {
  readonly id: string
  readonly attempts: number
  readonly body: string
  readonly webhookId: string
  readonly url: string
  readonly secret: Buffer
  readonly former: Buffer | null
  readonly formerUntil: string | null
  readonly madeBy: string
}

/** Takes the next event of a webhook that is on and not skipped; when it is tried again is written before it is sent. */
export const takeEvent = prepared<{ parkId: string; now: string; skip: string[] }>()(
  'notices.take_event',
  (_, p) => {
    return sql<DueEvent>`
    with picked as materialized (
      select d.id, w.id as webhook_id, w.url, w.secret, w.former_secret, w.former_until, w.made_by
      from webhook_deliveries d
      join webhooks w on w.park_id = d.park_id and w.id = d.webhook_id and w.disabled_at is null
      where d.park_id = ${p.parkId}::uuid and d.done_at is null and d.not_before <= ${p.now}::timestamptz
        and w.id <> all(${p.skip}::uuid[])
      order by d.not_before, d.id limit 1 for update of d skip locked)
    update webhook_deliveries as d
    set attempts = d.attempts + 1,
      not_before = ${p.now}::timestamptz + least(600, power(2, least(d.attempts, 10))) * interval '1 minute'
    from picked where d.park_id = ${p.parkId}::uuid and d.id = picked.id
    returning d.id, d.attempts, d.body, picked.webhook_id as "webhookId", picked.url, picked.secret,
      picked.former_secret as former, picked.former_until as "formerUntil", picked.made_by as "madeBy"`
  },
  BY_WORKER,
)

export const noteEvent = prepared<{
  parkId: string
  id: string
  state: string
  status: number | null
  fault: string | null
  doneAt: string | null
}>()(
  'notices.note_event',
  (db, p) =>
    db
      .updateTable('webhook_deliveries')
      .set({ state: p.state, last_status: p.status, fault: p.fault, done_at: p.doneAt })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
  BY_WORKER,
)

export const disableGone = prepared<{ parkId: string; id: string; now: string }>()(
  'notices.disable_gone',
  (db, p) =>
    db
      .updateTable('webhooks')
      .set({ disabled_at: p.now, disabled_why: 'gone' })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id)
      .where('disabled_at', 'is', null),
  BY_WORKER,
)
