import { sql, type RawBuilder } from 'kysely'

/** What figures ask of a case, by where it comes from when the case was merged into another. */
const OWN = [
  'park_id',
  'id',
  'number',
  'kind',
  'text',
  'category',
  'source',
  'confidential',
  'enterprise_id',
  'project_id',
  'asker_name',
  'registered_by',
  'registrar_asks',
  'officer_id',
  'registered_on',
  'merged_into',
] as const
const OF_MASTER = [
  'rung',
  'lead_department_id',
  'return_visitor_id',
  'dispatched_on',
  'respond_by',
  'responded_at',
  'responded_on',
  'due_at',
  'due_on',
  'replied_on',
  'first_replied_on',
  'first_reply_due_on',
  'reply_working_days',
  'outcome',
  'struck_off_on',
  'key_list',
] as const

interface At {
  readonly parkId: string
  readonly asOf: string
}

const named = (columns: readonly string[], prefix = '') =>
  sql.raw(columns.map((column) => prefix + column).join(', '))

/** The rows of cases that meet a condition, as they stand or as they stood at a former moment: the present rows and those replaced since. */
const rowsAt = (past: boolean, p: At, condition: RawBuilder<unknown>) =>
  past
    ? sql`(select ${named(NEEDED)} from cases
        where park_id = ${p.parkId} and recorded_at <= ${p.asOf}::timestamptz and ${condition}
        union all
        select ${named(NEEDED)} from case_past
        where park_id = ${p.parkId} and recorded_at <= ${p.asOf}::timestamptz
          and recorded_to > ${p.asOf}::timestamptz and ${condition})`
    : sql`(select ${named(NEEDED)} from cases where park_id = ${p.parkId} and ${condition})`

const NEEDED = [
  ...OWN,
  ...OF_MASTER,
  'state',
  'departments',
  'about_department_id',
  'rating',
  'by_default',
  'asker_confirmed_on',
  'confirmed_on',
  'asker_left_on',
  'parties',
] as const

/**
 * Those that were merged into another, then: with the case that goes on for them and the asker's own part in it. The
 * limit says what is true anyway, and keeps the database from opening the parties of every case there is.
 */
export const mergedAt = (past: boolean, p: At) => sql`
  ${rowsAt(past, p, sql`merged_into is not null`)} k
  join lateral (select * from ${rowsAt(past, p, sql`id = k.merged_into`)} one limit 1) m on true
  left join lateral (
    select (x ->> 'rating')::int as rating, coalesce((x ->> 'by_default')::boolean, false) as by_default,
      (x ->> 'confirmed_on')::date as confirmed_on, (x ->> 'left_on')::date as left_on
    from jsonb_array_elements(m.parties) as x where x ->> 'key' = k.id::text
  ) w on true`

/** Those whose first asker left; not told from the others by their own column, which is late in a wide row. */
const leftAt = (past: boolean, p: At) =>
  rowsAt(past, p, sql`state <> 'closed_merged' and asker_left_on is not null`)

/**
 * What figures count, as `c`: each case once for each asker. A case that was merged counts by its own number, asker, day
 * and category and by what its asker said, with the state, the department and the days of the case that goes on for it;
 * whoever left a case that goes on for others has withdrawn. Where nothing was merged and nobody left, the second and
 * the third part find nothing in an index and cost nothing.
 */
export const countedAt = (past: boolean, p: At) => sql`(
  select ${named([...OWN, ...OF_MASTER, ...SAME])}, rating, by_default,
    coalesce(asker_confirmed_on, confirmed_on) as confirmed_on
  from ${rowsAt(past, p, sql`state <> 'closed_merged' and id not in (select l.id from ${leftAt(past, p)} l)`)} alone
  union all
  select ${named(OWN, 'k.')}, ${named(OF_MASTER, 'm.')},
    case when w.left_on is null then m.state else 'closed_withdrawn' end,
    m.departments || k.departments, coalesce(m.about_department_id, k.about_department_id),
    w.rating, coalesce(w.by_default, false), w.confirmed_on
  from ${mergedAt(past, p)}
  union all
  select ${named([...OWN, ...OF_MASTER])}, 'closed_withdrawn', departments, about_department_id, null::int, false, null::date
  from ${leftAt(past, p)} gone
) c`

const SAME = ['state', 'departments', 'about_department_id'] as const
