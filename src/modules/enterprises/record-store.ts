import { sql } from 'kysely'
import { tables } from '../../kernel/statement.ts'

/** What commands on one enterprise read, lock and write. */
const { prepared } = tables(
  'enterprises',
  'enterprise_changes',
  'enterprise_facts',
  'enterprise_former_names',
  'enterprise_masters',
  'enterprise_tags',
  'users',
)

export interface RecordRow {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly name_key: string
  readonly code: string | null
  readonly code_fault: string | null
  readonly kind: string
  readonly address: string | null
  readonly contact_name: string | null
  readonly contact_phone: string | null
  readonly merged_into: string | null
  readonly master_id: string | null
}

const COLUMNS = [
  'id',
  'version',
  'name',
  'name_key',
  'code',
  'code_fault',
  'kind',
  'address',
  'contact_name',
  'contact_phone',
  'merged_into',
  'master_id',
] as const

/** In the order of their ids: two who lock the same do not wait for each other. */
export const lockRecords = prepared<{ parkId: string; ids: string[] }>()('enterprises.lock', (db, p) =>
  db
    .selectFrom('enterprises')
    .select(COLUMNS)
    .where('park_id', '=', p.parkId)
    .where(sql<boolean>`id = any(${p.ids}::uuid[])`)
    .orderBy('id')
    .forUpdate(),
)

export const selectRecord = prepared<{ parkId: string; id: string }>()('enterprises.record', (db, p) =>
  db.selectFrom('enterprises').select(COLUMNS).where('park_id', '=', p.parkId).where('id', '=', p.id),
)

/** What was merged into a master, directly or through others; locked. */
export const lockMergedInto = prepared<{ parkId: string; masterId: string }>()(
  'enterprises.lock_merged',
  (db, p) =>
    db
      .selectFrom('enterprises')
      .select(['id', 'merged_into', 'version'])
      .where('park_id', '=', p.parkId)
      .where('master_id', '=', p.masterId)
      .orderBy('id')
      .forUpdate(),
)

/** Adds an enterprise; nothing comes back when somebody added the same one at the same moment. */
export const insertRecord = prepared<
  { parkId: string; now: string } & Omit<RecordRow, 'version' | 'merged_into' | 'master_id'>
>()('enterprises.insert', (db, p) =>
  db
    .insertInto('enterprises')
    .values({
      park_id: p.parkId,
      id: p.id,
      name: p.name,
      name_key: p.name_key,
      code: p.code,
      code_fault: p.code_fault,
      kind: p.kind,
      address: p.address,
      contact_name: p.contact_name,
      contact_phone: p.contact_phone,
      created_at: p.now,
    })
    .onConflict((on) => on.doNothing())
    .returning('id'),
)

export const updateRecord = prepared<
  { parkId: string; to: number } & Omit<RecordRow, 'merged_into' | 'master_id' | 'version'>
>()('enterprises.update', (db, p) =>
  db
    .updateTable('enterprises')
    .set({
      version: p.to,
      name: p.name,
      name_key: p.name_key,
      code: p.code,
      code_fault: p.code_fault,
      kind: p.kind,
      address: p.address,
      contact_name: p.contact_name,
      contact_phone: p.contact_phone,
    })
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id),
)

export const setVersion = prepared<{ parkId: string; id: string; to: number }>()(
  'enterprises.set_version',
  (db, p) =>
    db
      .updateTable('enterprises')
      .set({ version: p.to })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
)

/** What a row counts as from now on, as decided and as followed to its end. */
export const setMaster = prepared<{
  parkId: string
  id: string
  mergedInto: string | null
  masterId: string | null
  to: number
}>()('enterprises.set_master', (db, p) =>
  db
    .updateTable('enterprises')
    .set({ merged_into: p.mergedInto, master_id: p.masterId, version: p.to })
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id),
)

/** Ends what it counted as. */
export const endMaster = prepared<{ parkId: string; id: string; now: string }>()(
  'enterprises.end_master',
  (db, p) =>
    db
      .updateTable('enterprise_masters')
      .set({ until_at: p.now })
      .where('park_id', '=', p.parkId)
      .where('enterprise_id', '=', p.id)
      .where('until_at', 'is', null),
)

export const insertMaster = prepared<{ parkId: string; id: string; masterId: string; now: string }>()(
  'enterprises.insert_master',
  (db, p) =>
    db
      .insertInto('enterprise_masters')
      .values({ park_id: p.parkId, enterprise_id: p.id, from_at: p.now, master_id: p.masterId }),
)

/** `rows`: changes as JSON, in their order. */
export const insertChanges = prepared<{
  parkId: string
  enterpriseId: string
  version: number
  now: string
  userId: string
  post: string
  act: string
  reason: string | null
  rows: string
}>()('enterprises.insert_changes', (_, p) => {
  return sql`
    insert into enterprise_changes (park_id, id, enterprise_id, version, at, user_id, post, act, field, was, became, reason)
    select ${p.parkId}::uuid, id, ${p.enterpriseId}::uuid, ${p.version}::int, ${p.now}::timestamptz, ${p.userId}::uuid,
      ${p.post}, ${p.act}, field, was, became, ${p.reason}
    from jsonb_to_recordset(${p.rows}::jsonb) as r (id uuid, field text, was text, became text)`
})

export const insertFact = prepared<{
  parkId: string
  id: string
  enterpriseId: string
  fact: string
  value: string
  name: string | null
  validFrom: string
  saidBy: string
  source: string
  now: string
  userId: string
}>()('enterprises.insert_fact', (db, p) =>
  db.insertInto('enterprise_facts').values({
    park_id: p.parkId,
    id: p.id,
    enterprise_id: p.enterpriseId,
    fact: p.fact,
    value: p.value,
    name: p.name,
    valid_from: p.validFrom,
    said_by: p.saidBy,
    source: p.source,
    recorded_at: p.now,
    recorded_by: p.userId,
  }),
)

export const insertFormerName = prepared<{
  parkId: string
  id: string
  nameKey: string
  name: string
  now: string
}>()('enterprises.insert_former_name', (db, p) =>
  db
    .insertInto('enterprise_former_names')
    .values({ park_id: p.parkId, enterprise_id: p.id, name_key: p.nameKey, name: p.name, until_at: p.now }),
)

export const insertTag = prepared<{
  parkId: string
  id: string
  enterpriseId: string
  tag: string
  now: string
  userId: string
}>()('enterprises.insert_tag', (db, p) =>
  db.insertInto('enterprise_tags').values({
    park_id: p.parkId,
    id: p.id,
    enterprise_id: p.enterpriseId,
    tag: p.tag,
    added_at: p.now,
    added_by: p.userId,
  }),
)

export const endTag = prepared<{
  parkId: string
  enterpriseId: string
  tag: string
  now: string
  userId: string
}>()('enterprises.end_tag', (db, p) =>
  db
    .updateTable('enterprise_tags')
    .set({ removed_at: p.now, removed_by: p.userId })
    .where('park_id', '=', p.parkId)
    .where('enterprise_id', '=', p.enterpriseId)
    .where('tag', '=', p.tag)
    .where('removed_at', 'is', null),
)

export const selectChanges = prepared<{
  parkId: string
  id: string
  afterAt: string | null
  afterId: string | null
  limit: number
}>()(
  'enterprises.changes',
  (_, p) => sql<{
    id: string
    at: string
    version: number
    user_id: string
    user_name: string | null
    post: string
    act: string
    field: string | null
    was: string | null
    became: string | null
    reason: string | null
  }>`
    select c.id, c.at, c.version, c.user_id, u.name as user_name, c.post, c.act, c.field, c.was, c.became, c.reason
    from enterprise_changes c
    left join users u on u.park_id = c.park_id and u.id = c.user_id
    where c.park_id = ${p.parkId} and c.enterprise_id = ${p.id}
      and (${p.afterId}::uuid is null or (c.at, c.id) < (${p.afterAt}::timestamptz, ${p.afterId}::uuid))
    order by c.at desc, c.id desc
    limit ${p.limit}`,
)
