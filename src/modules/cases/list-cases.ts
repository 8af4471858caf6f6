import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { defineQuery } from '../../kernel/query.ts'
import { tables } from '../../kernel/statement.ts'
import { findEnterprise, findMerged } from '../enterprises/index.ts'
import { findDepartments } from '../parks/index.ts'
import { type CaseLine, CaseList, ListCases, type CaseSort } from './contract.ts'
import { lampSql } from './lamp.ts'
import { askerInScope, inScope, onlyParty, scopeOf, type ScopeParams, type ScopeShape } from './scope.ts'
import { bigrams } from './search.ts'

/** What decides the text of the statement: which filters are set, and the order. */
interface Shape {
  readonly scope: ScopeShape
  readonly filters: readonly (keyof typeof FILTERS)[]
  readonly sort: CaseSort
  readonly after: boolean
}

interface Params extends ScopeParams {
  readonly parkId: string
  readonly now: string
  readonly limit: number
  readonly state?: readonly string[]
  readonly kind?: readonly string[]
  readonly department?: string
  /** With the duplicates that were merged into it. */
  readonly enterprise?: readonly string[]
  readonly officer?: string
  readonly lamp?: string
  readonly rung?: string
  readonly source?: string
  readonly category?: string
  readonly words?: readonly string[]
  readonly pattern?: string
  readonly due_before?: string
  readonly overdue?: string
  readonly created_from?: string
  readonly created_to?: string
  readonly afterKey?: string
  readonly afterId?: string
}

/** Each filter is one condition on a column, chosen here and nowhere built from what a user typed. */
const FILTERS = {
  state: (p: Params) => sql<boolean>`c.state = any(${p.state}::text[])`,
  kind: (p: Params) => sql<boolean>`c.kind = any(${p.kind}::text[])`,
  department: (p: Params) => sql<boolean>`c.lead_department_id = ${p.department}::uuid`,
  // Filtering by the asker must not tell who asked a confidential case.
  enterprise: (p: Params) =>
    sql<boolean>`c.enterprise_id = any(${p.enterprise}::uuid[]) and ${askerInScope(p)}`,
  // Nor may filtering by the officer tell a later asker who took down what the first one said.
  officer: (p: Params) =>
    sql<boolean>`c.officer_id = ${p.officer}::uuid and not (c.officer_id = c.registered_by and ${onlyParty(p)})`,
  lamp: (p: Params) => sql<boolean>`${lampSql(p.now)} = ${p.lamp}`,
  rung: (p: Params) => sql<boolean>`c.rung = ${p.rung}`,
  source: (p: Params) => sql<boolean>`c.source = ${p.source}`,
  category: (p: Params) => sql<boolean>`c.category = ${p.category}`,
  // The pairs of characters find candidates by the index; the pattern makes sure they stand together.
  words: (p: Params) =>
    sql<boolean>`c.search @@ array_to_string(array(select quote_literal(w) from unnest(${p.words}::text[]) as w), ' & ')::tsquery`,
  pattern: (p: Params) =>
    sql<boolean>`(c.text ilike ${p.pattern} or c.number ilike ${p.pattern} or (${askerInScope(p)}
      and (e.name ilike ${p.pattern} or c.asker_name ilike ${p.pattern})))`,
  due_before: (p: Params) => sql<boolean>`c.due_on < ${p.due_before}::date`,
  overdue: (p: Params) =>
    sql<boolean>`c.state in ('dispatched', 'accepted', 'returned') and ${p.now}::timestamptz > c.due_at`,
  created_from: (p: Params) => sql<boolean>`c.registered_on >= ${p.created_from}::date`,
  created_to: (p: Params) => sql<boolean>`c.registered_on <= ${p.created_to}::date`,
} as const

/** Each order: its key, how a cursor's text becomes that key again, and the direction. Cases without a due date come last. */
const SORTS: Readonly<Record<CaseSort, { key: RawBuilder<unknown>; type: string; down: boolean }>> = {
  registered: { key: sql`c.registered_at`, type: 'timestamptz', down: false },
  '-registered': { key: sql`c.registered_at`, type: 'timestamptz', down: true },
  due: { key: sql`coalesce(c.due_at, 'infinity')`, type: 'timestamptz', down: false },
  '-due': { key: sql`coalesce(c.due_at, '-infinity')`, type: 'timestamptz', down: true },
  number: { key: sql`c.number`, type: 'text', down: false },
  '-number': { key: sql`c.number`, type: 'text', down: true },
}

const instant = (column: string) =>
  sql.raw(`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`)

/** PostgreSQL writes the page as JSON: cheaper than reading rows here and writing them again. */
const selectPage = tables('cases', 'departments', 'enterprises', 'officer_assignments').shaped<
  Shape,
  Params
>()('cases.page', (_, { scope, filters, sort, after }, p) => {
  const { key, type, down } = SORTS[sort]
  const conditions = [inScope(scope, p), ...filters.map((name) => FILTERS[name](p))]
  if (after) {
    const position = sql`(${p.afterKey}::${sql.raw(type)}, ${p.afterId}::uuid)`
    conditions.push(
      down ? sql<boolean>`(${key}, c.id) < ${position}` : sql<boolean>`(${key}, c.id) > ${position}`,
    )
  }
  const direction = sql.raw(down ? 'desc' : 'asc')
  return sql<{ line: unknown; key: string; id: string }>`
      select json_build_object(
          'id', c.id, 'number', c.number, 'version', c.version, 'state', c.state, 'kind', c.kind, 'text', c.text,
          'category', c.category, 'source', c.source, 'urgency', c.urgency, 'confidential', c.confidential,
          'asker', case when ${askerInScope(p)} then
            json_build_object('kind', c.asker_kind, 'id', coalesce(c.enterprise_id, c.project_id), 'name', coalesce(e.name, c.asker_name)) end,
          'department', case when d.id is not null then json_build_object('id', d.id, 'name', d.name) end,
          'lead_leader', c.lead_leader, 'rung', c.rung, 'lamp', ${lampSql(p.now)},
          'registered_on', c.registered_on, 'dispatched_on', c.dispatched_on, 'due_on', c.due_on,
          'due_at', ${instant('c.due_at')}, 'replied_on', c.replied_on, 'outcome', c.outcome,
          'rating', case when not ${onlyParty(p)} then c.rating end,
          'struck_off_on', c.struck_off_on, 'key_list', c.key_list) as line,
        ${key}::text as key, c.id
      from cases c
      left join departments d on d.park_id = c.park_id and d.id = c.lead_department_id
      left join enterprises e on e.park_id = c.park_id and e.id = c.enterprise_id
      where c.park_id = ${p.parkId} and ${sql.join(conditions, sql` and `)}
      order by ${key} ${direction}, c.id ${direction}
      limit ${p.limit}`
})

/** Cases as far as the reader may see them, filtered, sorted, by the page. */
export const listCases = defineQuery({
  name: 'cases.list',
  route: { method: 'GET', path: '/cases', summary: 'Cases, filtered and by the page' },
  input: ListCases,
  answer: CaseList,
  // The administrator administers and does not read cases; everybody else sees what scope.ts says.
  allow: (actor) => actor.console || actor.holdings.some(({ post }) => post !== 'admin'),
  async answerWith(ctx, { sort, limit, cursor, department, enterprise, q, ...simple }) {
    const { tx, parkId, now, actor } = ctx
    const [departments, asker] = await Promise.all([
      department === undefined ? undefined : findDepartments(tx, parkId),
      enterprise === undefined ? undefined : findEnterprise(tx, parkId, namedBy(enterprise)),
    ])
    const departmentId = departments?.find(({ id, name }) => id === department || name === department)?.id
    // A department or enterprise that is not there has no cases: an empty list and no error, as with any filter.
    if ((department !== undefined && !departmentId) || (enterprise !== undefined && !asker))
      return { items: [], next: null }
    // A position in one order is none in another: its key is of another kind.
    const position = z.tuple([z.literal(sort), z.string(), z.uuid()])
    const [, afterKey, afterId] = cursor === undefined ? [] : decodeCursor(cursor, position)
    const words = q === undefined ? [] : bigrams(q)
    const filters = {
      ...simple,
      ...(departmentId && { department: departmentId }),
      ...(asker && { enterprise: await findMerged(tx, parkId, asker.id) }),
      ...(words.length > 0 && { words }),
      ...(q !== undefined && { pattern: `%${q.normalize('NFKC').replace(/[\\%_]/g, '\\$&')}%` }),
    }
    const { shape, params } = scopeOf(actor)
    const set = (Object.keys(FILTERS) as (keyof typeof FILTERS)[]).filter(
      (name) => filters[name] !== undefined,
    )
    const rows = await tx.all(
      selectPage({ scope: shape, filters: set, sort, after: afterId !== undefined }),
      {
        ...params,
        ...filters,
        parkId,
        now,
        limit: limit + 1,
        ...(afterId !== undefined && { afterKey, afterId }),
      } as Params,
    ) // marked cast: filters that are not set are not in the statement either
    const last = rows[limit - 1]
    return {
      items: rows.slice(0, limit).map(({ line }) => line as CaseLine), // marked cast: built by the statement above
      next: rows.length > limit && last ? encodeCursor([sort, last.key, last.id]) : null,
    }
  },
})

/** A reader types an id, a code or a name; a code is told by its form. */
const namedBy = (text: string) =>
  z.uuid().safeParse(text).success
    ? { id: text }
    : /^[0-9a-z]{18}$/i.test(text.trim())
      ? { code: text }
      : { name: text }
