import { sql } from 'kysely'
import { tables } from '../../kernel/statement.ts'

/** What lists and cards read. */
const { prepared, shaped } = tables(
  'enterprises',
  'enterprise_changes',
  'enterprise_facts',
  'enterprise_former_names',
  'enterprise_tags',
  'officer_assignments',
  'users',
)

export interface LineRow {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly code: string | null
  readonly code_fault: string | null
  readonly kind: string
  readonly contact_name: string | null
  readonly contact_phone: string | null
  readonly officer_id: string | null
  readonly officer_name: string | null
}

interface Page {
  readonly parkId: string
  readonly today: string
  readonly limit: number
  readonly pattern?: string
  readonly size?: string
  readonly industry?: string
  readonly above_size?: string
  readonly kind?: string
  readonly tag?: string
  readonly officer?: string
  readonly withoutOfficer?: boolean
  readonly afterName?: string
  readonly afterId?: string
}

/** The fact of the enterprise `e` that holds today. */
const factToday = (fact: 'size' | 'industry' | 'above_size', p: Page) => sql`(
  select f.value from enterprise_facts f
  where f.park_id = e.park_id and f.enterprise_id = e.id and f.fact = ${sql.lit(fact)} and f.valid_from <= ${p.today}::date
  order by f.valid_from desc, f.recorded_at desc, f.id desc limit 1)`

const FILTERS = {
  pattern: (p: Page) => sql`(e.name ilike ${p.pattern} or e.code ilike ${p.pattern}
    or exists (select from enterprise_former_names n
      where n.park_id = e.park_id and n.enterprise_id = e.id and n.name ilike ${p.pattern})
    or exists (select from enterprises x
      where x.park_id = e.park_id and x.master_id = e.id and (x.name ilike ${p.pattern} or x.code ilike ${p.pattern})))`,
  size: (p: Page) => sql`${factToday('size', p)} = ${p.size}`,
  industry: (p: Page) => sql`${factToday('industry', p)} like ${p.industry}`,
  above_size: (p: Page) => sql`${factToday('above_size', p)} = ${p.above_size}`,
  kind: (p: Page) => sql`e.kind = ${p.kind}`,
  tag: (p: Page) => sql`exists (select from enterprise_tags t where t.park_id = e.park_id
    and t.enterprise_id = e.id and t.tag = ${p.tag} and t.removed_at is null)`,
  officer: (p: Page) => sql`a.user_id = ${p.officer}::uuid`,
  withoutOfficer: (p: Page) => sql`(a.id is null) = ${p.withoutOfficer}::boolean`,
  afterId: (p: Page) => sql`(e.name, e.id) > (${p.afterName}::text, ${p.afterId}::uuid)`,
} as const
export type LineFilter = keyof typeof FILTERS
export const LINE_FILTERS = Object.keys(FILTERS) as readonly LineFilter[] // marked cast: keys of a literal

/** A page of the register by name; what was merged stands under its master and not by itself. */
export const selectLines = shaped<readonly LineFilter[], Page>()(
  'enterprises.page',
  (_, set, p) => sql<LineRow>`
    select e.id, e.version, e.name, e.code, e.code_fault, e.kind, e.contact_name, e.contact_phone,
      u.id as officer_id, u.name as officer_name
    from enterprises e
    left join officer_assignments a on a.park_id = e.park_id and a.enterprise_id = e.id
      and a.from_day <= ${p.today}::date and (a.until_day is null or a.until_day > ${p.today}::date)
    left join users u on u.park_id = a.park_id and u.id = a.user_id
    where ${sql.join(
      [sql`e.park_id = ${p.parkId} and e.master_id is null`, ...set.map((name) => FILTERS[name](p))],
      sql` and `,
    )}
    order by e.name, e.id
    limit ${p.limit}`,
)

export interface FactRow {
  readonly enterprise_id: string
  readonly fact: string
  readonly value: string
  readonly name: string | null
  readonly valid_from: string
  readonly said_by: string
  readonly source: string
}

/** The facts that hold on a day: of each kind the newest that has come, of one day the last word. */
export const selectFacts = prepared<{ parkId: string; ids: string[]; day: string }>()(
  'enterprises.facts',
  (_, p) => sql<FactRow>`
    select distinct on (enterprise_id, fact) enterprise_id, fact, value, name, valid_from, said_by, source
    from enterprise_facts
    where park_id = ${p.parkId} and enterprise_id = any(${p.ids}::uuid[]) and valid_from <= ${p.day}::date
    order by enterprise_id, fact, valid_from desc, recorded_at desc, id desc`,
)

/** The tags at an instant. */
export const selectTags = prepared<{ parkId: string; ids: string[]; at: string }>()(
  'enterprises.tags',
  (_, p) => sql<{ enterprise_id: string; tag: string }>`
    select enterprise_id, tag from enterprise_tags
    where park_id = ${p.parkId} and enterprise_id = any(${p.ids}::uuid[])
      and added_at <= ${p.at}::timestamptz and (removed_at is null or removed_at > ${p.at}::timestamptz)
    order by enterprise_id, tag`,
)

export const selectFormerNames = prepared<{ parkId: string; id: string }>()(
  'enterprises.former_names',
  (db, p) =>
    db
      .selectFrom('enterprise_former_names')
      .select(['name', 'until_at'])
      .where('park_id', '=', p.parkId)
      .where('enterprise_id', '=', p.id)
      .orderBy('until_at', 'desc'),
)

/** What counts as this one, with when it was decided. */
export const selectMerged = prepared<{ parkId: string; id: string }>()(
  'enterprises.merged',
  (_, p) => sql<{ id: string; name: string; code: string | null; merged_at: string }>`
    select e.id, e.name, e.code, (select max(c.at) from enterprise_changes c
        where c.park_id = e.park_id and c.enterprise_id = e.id and c.act = 'merge') as merged_at
    from enterprises e
    where e.park_id = ${p.parkId} and e.master_id = ${p.id}
    order by 4, e.id`,
)

export interface CandidateRow {
  readonly id: string
  readonly version: number
  readonly name: string
  readonly code: string | null
  readonly contact_phone: string | null
}

export const selectCandidates = prepared<{ parkId: string; limit: number }>()(
  'enterprises.candidates',
  (db, p) =>
    db
      .selectFrom('enterprises')
      .select(['id', 'version', 'name', 'code', 'contact_phone'])
      .where('park_id', '=', p.parkId)
      .where('master_id', 'is', null)
      .orderBy('created_at')
      .orderBy('id')
      .limit(p.limit),
)
