import { sql } from 'kysely'
import { tables } from '../../kernel/statement.ts'

const { prepared } = tables('enterprises', 'enterprise_former_names')

export interface EnterpriseRow {
  readonly id: string
  readonly name: string
  readonly name_key: string
  readonly code: string | null
  readonly code_fault: string | null
  /** What it counts as, for one that was merged. */
  readonly master_id: string | null
  readonly master_name: string | null
  readonly master_code: string | null
  /** Found by a name that it no longer bears; `name_key` is that one. */
  readonly former: boolean
}

/** By id, by right code, by name, or by a former name, the oldest first. */
export const selectNamed = prepared<{ parkId: string; ids: string[]; codes: string[]; nameKeys: string[] }>()(
  'enterprises.named',
  (_, p) => sql<EnterpriseRow>`
    select e.id, e.name, e.name_key, e.code, e.code_fault, e.master_id, m.name as master_name,
      m.code as master_code, false as former, e.created_at
    from enterprises e
    left join enterprises m on m.park_id = e.park_id and m.id = e.master_id
    where e.park_id = ${p.parkId} and (e.id = any(${p.ids}::uuid[])
      or (e.code = any(${p.codes}::text[]) and e.code_fault is null)
      or e.name_key = any(${p.nameKeys}::text[]))
    union all
    select e.id, e.name, f.name_key, e.code, e.code_fault, e.master_id, m.name, m.code, true, f.until_at
    from enterprise_former_names f
    join enterprises e on e.park_id = f.park_id and e.id = f.enterprise_id
    left join enterprises m on m.park_id = e.park_id and m.id = e.master_id
    where f.park_id = ${p.parkId} and f.name_key = any(${p.nameKeys}::text[])
    order by former, created_at, id`,
)

/** An enterprise and what was merged into it. */
export const selectGroup = prepared<{ parkId: string; id: string }>()(
  'enterprises.group',
  (_, p) => sql<{ id: string }>`
    select id from enterprises
    where park_id = ${p.parkId} and (id = ${p.id} or master_id = ${p.id})`,
)

export interface NewEnterprise {
  readonly id: string
  readonly name: string
  readonly name_key: string
  readonly code: string | null
  readonly code_fault: string | null
  readonly contact_name: string | null
  readonly contact_phone: string | null
}

/** Adds those that are not there; who comes second at the same moment adds nothing and asks again. */
export const insertMissing = prepared<{ parkId: string; rows: string; now: string }>()(
  'enterprises.insert_missing',
  (_, p) => sql<{ id: string }>`
    insert into enterprises (park_id, id, name, name_key, code, code_fault, contact_name, contact_phone, created_at)
    select ${p.parkId}::uuid, id, name, name_key, code, code_fault, contact_name, contact_phone, ${p.now}::timestamptz
    from jsonb_to_recordset(${p.rows}::jsonb) as r (
      id uuid, name text, name_key text, code text, code_fault text, contact_name text, contact_phone text)
    on conflict do nothing
    returning id`,
)

/** A later ledger may tell the code of an enterprise that was known by name alone, or with a wrong code. */
export const setCode = prepared<{ parkId: string; id: string; code: string; codeFault: string | null }>()(
  'enterprises.set_code',
  (db, p) =>
    db
      .updateTable('enterprises')
      .set({ code: p.code, code_fault: p.codeFault })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id)
      .where((row) => row.or([row('code', 'is', null), row('code_fault', 'is not', null)])),
)
