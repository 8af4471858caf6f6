import { sql, type RawBuilder } from 'kysely'
import type { LoadContext } from '../../kernel/command.ts'
import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { tables } from '../../kernel/statement.ts'
import { getClockwork, type Clockwork } from '../parks/index.ts'
import { CASE_COLUMNS, type CaseRow } from './columns.ts'

/** A case with what policy and views need from its neighbours. */
export type LoadedCase = CaseRow & {
  readonly department_name: string | null
  readonly enterprise_name: string | null
  readonly registrar_name: string | null
  readonly officer_name: string | null
  /** The dispatch centre's own department is in charge of the case. */
  readonly centre_leads: boolean
  /** How many parts of it are still open. */
  readonly open_children: number
  /** The names of its co-organisers by their ids; null where there are none. */
  readonly helper_names: Readonly<Record<string, string>> | null
  /** What its clocks are set by; null where it was read to be shown, and nothing is done with it. */
  readonly clockwork: Clockwork | null
}

/** A case as one statement reads it, without what its clocks are set by. */
type ReadCase = Omit<LoadedCase, 'clockwork'>

const { prepared } = tables(
  'cases',
  'entries',
  'case_past',
  'case_numbers',
  'parks',
  'departments',
  'enterprises',
  'users',
  'posts',
  'case_wakes',
)

const list = (columns: readonly string[], prefix = '') =>
  sql.raw(columns.map((column) => prefix + column).join(', '))

/** `cases as c` with its neighbours, from the given source. */
export const withNeighbours = (source: RawBuilder<unknown>) => sql`
  ${source}
  left join departments d on d.park_id = c.park_id and d.id = c.lead_department_id
  left join enterprises e on e.park_id = c.park_id and e.id = c.enterprise_id
  left join users r on r.park_id = c.park_id and r.id = c.registered_by
  left join users o on o.park_id = c.park_id and o.id = c.officer_id`

const neighbours = sql`
  d.name as department_name, e.name as enterprise_name, r.name as registrar_name, o.name as officer_name,
  exists (select from posts p where p.park_id = c.park_id and p.post = 'dispatcher'
    and p.department_id = c.lead_department_id) as centre_leads,
  (select count(*)::int from cases k where k.park_id = c.park_id and k.parent_id = c.id
    and k.state not in ('struck_off', 'closed_refused', 'closed_withdrawn', 'closed_merged', 'closed_handed_over'))
    as open_children,
  (select json_object_agg(h.id, h.name) from departments h where h.park_id = c.park_id
    and c.co_organisers <> '[]' and h.id::text in (select g ->> 'department_id' from jsonb_array_elements(c.co_organisers) g))
    as helper_names`

const selectOne = prepared<{ parkId: string; id: string }>()('cases.one', (_, p) => {
  return sql<ReadCase>`
    select ${list(CASE_COLUMNS, 'c.')}, ${neighbours}
    from ${withNeighbours(sql`cases c`)}
    where c.park_id = ${p.parkId} and c.id = ${p.id}`
})

const lockOne = prepared<{ parkId: string; id: string }>()('cases.lock', (_, p) => {
  return sql<ReadCase>`
    select ${list(CASE_COLUMNS, 'c.')}, ${neighbours}
    from ${withNeighbours(sql`cases c`)}
    where c.park_id = ${p.parkId} and c.id = ${p.id}
    for update of c`
})

/** @throws Failure `cases.missing` */
export async function getCase(tx: Tx, parkId: string, id: string): Promise<LoadedCase> {
  return { ...found(await tx.first(selectOne, { parkId, id })), clockwork: null }
}

/** Loads a case and keeps others from changing it until the transaction ends. @throws Failure `cases.missing` */
export async function lockCase({ tx, parkId }: LoadContext, id: string): Promise<LoadedCase> {
  const [row, clockwork] = await Promise.all([tx.first(lockOne, { parkId, id }), getClockwork(tx, parkId)])
  return { ...found(row), clockwork }
}

function found(row: ReadCase | undefined): ReadCase {
  if (!row) throw new Failure('missing', 'cases.missing')
  return row
}

const lockDue = prepared<{ parkId: string; id: string }>()('cases.lock_due', (_, p) => {
  return sql<ReadCase>`
    select ${list(CASE_COLUMNS, 'c.')}, ${neighbours}
    from ${withNeighbours(sql`case_wakes w join cases c on c.park_id = w.park_id and c.id = w.case_id`)}
    where w.park_id = ${p.parkId} and w.case_id = ${p.id}
    for update of w, c skip locked`
})

/**
 * Locks a case for the sweep, and its wake; undefined where somebody else has either of them: waiting here for somebody
 * who acts on the case and then moves its wake would be waiting for each other.
 */
export async function lockDueCase(tx: Tx, parkId: string, id: string): Promise<LoadedCase | undefined> {
  const [row, clockwork] = await Promise.all([tx.first(lockDue, { parkId, id }), getClockwork(tx, parkId)])
  return row && { ...row, clockwork }
}

/** Rows travel as JSON; bytes in PostgreSQL's own spelling. */
export const rowJson = (row: CaseRow): object => ({
  ...row,
  entry_hash: `\\x${row.entry_hash.toString('hex')}`,
})

const IN_PARK = CASE_COLUMNS.filter((column) => column !== 'park_id')

/** `rows`: cases as JSON, each with its `bigrams`, and `wake` where the sweep has to look at it. */
export const insertCases = prepared<{ parkId: string; rows: string }>()('cases.insert', (_, p) => {
  return sql`
    with given as materialized (select x from jsonb_array_elements(${p.rows}::jsonb) as x),
    woken as (
      insert into case_wakes (park_id, case_id, next_at, awaits_year)
      select ${p.parkId}::uuid, (x ->> 'id')::uuid, (x -> 'wake' ->> 'nextAt')::timestamptz,
        (x -> 'wake' ->> 'awaitsYear')::int
      from given where x ? 'wake'
    )
    insert into cases (park_id, ${list(IN_PARK)}, search)
    select ${p.parkId}::uuid, ${list(IN_PARK, 'r.')},
      array_to_tsvector(array(select jsonb_array_elements_text(x -> 'bigrams')))
    from given, jsonb_populate_record(null::cases, x) as r`
})

/**
 * Replaces a case by its next version and keeps the former as it stood. Guarded by version and state; whoever comes
 * second cannot get here, because the number of his entry is taken.
 */
export const updateCase = prepared<{
  parkId: string
  id: string
  version: number
  state: string
  now: string
  row: string
}>()('cases.update', (_, p) => {
  return sql`
    with past as (
      insert into case_past (${list(CASE_COLUMNS)}, search, recorded_to)
      select ${list(CASE_COLUMNS)}, search, ${p.now}::timestamptz
      from cases
      where park_id = ${p.parkId} and id = ${p.id} and version = ${p.version} and state = ${p.state}
    )
    update cases c
    set (${list(CASE_COLUMNS)}) = (select ${list(CASE_COLUMNS, 'r.')} from jsonb_populate_record(null::cases, ${p.row}::jsonb) as r)
    where c.park_id = ${p.parkId} and c.id = ${p.id} and c.version = ${p.version} and c.state = ${p.state}`
})

/**
 * Takes the next number of the park's present year. The row stays locked until the transaction ends, so numbers have
 * no gaps; that is why it is asked for last before the case is written.
 */
export const takeNumber = prepared<{ parkId: string; now: string }>()('cases.take_number', (_, p) => {
  return sql<{ year: number; last: number; timeZone: string }>`
    with park as (select id, time_zone from parks where id = ${p.parkId}),
    taken as (
      insert into case_numbers (park_id, year, last)
      select ${p.parkId}::uuid, extract(year from ${p.now}::timestamptz at time zone time_zone)::int, 1 from park
      on conflict (park_id, year) do update set last = case_numbers.last + 1
      returning year, last
    )
    select taken.year, taken.last, park.time_zone as "timeZone" from taken, park`
})

/** 2026-0412 */
export const numberOf = (year: number, serial: number | string): string =>
  `${year}-${String(serial).padStart(4, '0')}`

/** A case that a row of a ledger may be. */
export type LedgerCase = ReadCase & {
  readonly enterprise_code: string | null
  /** Something was done with it here, beyond being imported and noted. */
  readonly worked_on: boolean
}

/** The imported cases of these identities, and the cases registered here that have these numbers; locked. */
export const lockLedgerCases = prepared<{ parkId: string; keys: string[]; numbers: string[] }>()(
  'cases.lock_ledger_cases',
  (_, p) => {
    return sql<LedgerCase>`
    select ${list(CASE_COLUMNS, 'c.')}, ${neighbours}, e.code as enterprise_code,
      exists (select from entries n where n.park_id = c.park_id and n.case_id = c.id
        and n.action not in ('history', 'note')) as worked_on
    from ${withNeighbours(sql`cases c`)}
    where c.park_id = ${p.parkId} and (c.imported_from = any(${p.keys}::text[])
      or (c.imported_from is null and c.number = any(${p.numbers}::text[])))
    order by c.number
    for update of c`
  },
)

/** Raises the counter of a year to at least this; locks it until the transaction ends. */
export const raiseNumber = prepared<{ parkId: string; year: number; least: number }>()(
  'cases.raise_number',
  (_, p) => {
    return sql<{ last: number }>`
    insert into case_numbers (park_id, year, last) values (${p.parkId}, ${p.year}, ${p.least})
    on conflict (park_id, year) do update set last = greatest(case_numbers.last, excluded.last)
    returning last`
  },
)

export const selectNumbers = prepared<{ parkId: string; numbers: string[] }>()('cases.numbers', (db, p) =>
  db
    .selectFrom('cases')
    .select('number')
    .where('park_id', '=', p.parkId)
    .where(sql<boolean>`number = any(${p.numbers}::text[])`),
)
