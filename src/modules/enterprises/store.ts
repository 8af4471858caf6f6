import { sql } from 'kysely'
import { tables } from '../../kernel/statement.ts'

const { prepared, shaped } = tables('enterprises')

export interface EnterpriseRow {
  readonly id: string
  readonly name: string
  readonly name_key: string
  readonly code: string | null
  readonly code_fault: string | null
}

/** By id, by right code or by name, the oldest first. */
export const selectNamed = prepared<{ parkId: string; ids: string[]; codes: string[]; nameKeys: string[] }>()(
  'enterprises.named',
  (db, p) =>
    db
      .selectFrom('enterprises')
      .select(['id', 'name', 'name_key', 'code', 'code_fault'])
      .where('park_id', '=', p.parkId)
      .where(
        sql<boolean>`(id = any(${p.ids}::uuid[]) or (code = any(${p.codes}::text[]) and code_fault is null)
          or name_key = any(${p.nameKeys}::text[]))`,
      )
      .orderBy('created_at')
      .orderBy('id'),
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

export const selectPage = shaped<
  { search: boolean; after: boolean },
  { parkId: string; pattern?: string; afterName?: string; afterId?: string; limit: number }
>()('enterprises.page', (db, shape, p) => {
  let page = db
    .selectFrom('enterprises')
    .select(['id', 'name', 'code', 'code_fault', 'contact_name', 'contact_phone'])
    .where('park_id', '=', p.parkId)
  if (shape.search) page = page.where(sql<boolean>`(name ilike ${p.pattern} or code ilike ${p.pattern})`)
  if (shape.after) page = page.where(sql<boolean>`(name, id) > (${p.afterName}::text, ${p.afterId}::uuid)`)
  return page.orderBy('name').orderBy('id').limit(p.limit)
})
