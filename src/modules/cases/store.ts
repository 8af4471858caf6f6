import { sql, type RawBuilder } from 'kysely'
import type { LoadContext } from '../../kernel/command.ts'
import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { literals, tables } from '../../kernel/statement.ts'
import { getClockwork, type Clockwork } from '../parks/index.ts'
import { CASE_COLUMNS, type CaseRow } from './columns.ts'
import { ENDED_STATES } from './contract.ts'
import type { OfficerPeriod } from './sight.ts'

/** What policy and views need from around a case. */
export interface Neighbours {
  readonly department_name: string | null
  readonly enterprise_name: string | null
  readonly registrar_name: string | null
  readonly officer_name: string | null
  readonly handler_name: string | null
  /** The names of the departments that were ever charged with it, by id. */
  readonly department_names: Readonly<Record<string, string>> | null
  readonly parent_number: string | null
  /** The dispatch centre's own department is in charge of the case. */
  readonly centre_leads: boolean
  /** How many parts of it are still open. */
  readonly open_children: number
  /** The names of parties who are enterprises or came by a merged case, by their keys. */
  readonly party_names: Readonly<Record<string, string>> | null
  /** The number of the case it was merged into. */
  readonly master_number: string | null
  /** The officers of the enterprise (of its master, if it was merged) or project that asked, by day. */
  readonly officers: readonly OfficerPeriod[]
  /** What its clocks are set by; null where it was read to be shown, and nothing is done with it. */
  readonly clockwork: Clockwork | null
}

/** A case with its neighbours. */
export type LoadedCase = CaseRow & Neighbours

/** A case that has just begun. */
export const NO_NEIGHBOURS: Neighbours = {
  department_name: null,
  enterprise_name: null,
  registrar_name: null,
  officer_name: null,
  handler_name: null,
  department_names: null,
  parent_number: null,
  centre_leads: false,
  open_children: 0,
  party_names: null,
  master_number: null,
  officers: [],
  clockwork: null,
}

/** A case as one statement reads it, without what its clocks are set by. */
type ReadCase = Omit<LoadedCase, 'clockwork'>

const { prepared } = tables(
  'cases',
  'entries',
  'case_past',
  'case_numbers',
  'case_likeness',
  'parks',
  'departments',
  'enterprises',
  'users',
  'posts',
  'officer_assignments',
  'case_wakes',
)

const list = (columns: readonly string[], prefix = '') =>
  sql.raw(columns.map((column) => prefix + column).join(', '))

/** `cases as c` with the names of those around it, from the given source. */
export const withNames = (source: RawBuilder<unknown>) => sql`
  ${source}
  left join departments d on d.park_id = c.park_id and d.id = c.lead_department_id
  left join enterprises e on e.park_id = c.park_id and e.id = c.enterprise_id
  left join users r on r.park_id = c.park_id and r.id = c.registered_by
  left join users o on o.park_id = c.park_id and o.id = c.officer_id`

/** … and with everything else that policy and views need. */
const withNeighbours = (source: RawBuilder<unknown>) => sql`
  ${withNames(source)}
  left join users hn on hn.park_id = c.park_id and hn.id = c.handler_id
  left join cases m on m.park_id = c.park_id and m.id = c.parent_id`

const neighbours = sql`
  d.name as department_name, e.name as enterprise_name, r.name as registrar_name, o.name as officer_name,
  hn.name as handler_name, m.number as parent_number,
  (select jsonb_object_agg(n.id, n.name) from departments n where n.park_id = c.park_id and n.id = any(c.departments))
    as department_names,
  exists (select from posts p where p.park_id = c.park_id and p.post = 'dispatcher'
    and p.department_id = c.lead_department_id) as centre_leads,
  (select count(*)::int from cases k where k.park_id = c.park_id and k.parent_id = c.id
    and k.state not in (${literals(ENDED_STATES)}))
    as open_children,
  (select jsonb_object_agg(x.party ->> 'key', coalesce(pe.name, k.asker_name))
    from jsonb_array_elements(c.parties) as x(party)
    left join enterprises pe on pe.park_id = c.park_id and pe.id = (x.party ->> 'enterprise_id')::uuid
    left join cases k on k.park_id = c.park_id and k.id = (x.party ->> 'case_id')::uuid
      and x.party ->> 'role' = 'asker'
    where coalesce(pe.name, k.asker_name) is not null) as party_names,
  (select m.number from cases m where m.park_id = c.park_id and m.id = c.merged_into) as master_number,
  coalesce((select json_agg(json_build_object('user', a.user_id, 'from', a.from_day, 'until', a.until_day))
    from officer_assignments a where a.park_id = c.park_id
      and (a.enterprise_id = coalesce(e.master_id, e.id) or a.project_id = c.project_id)), '[]') as officers`

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

/** The case, if the park has it. */
export const findCase = (tx: Tx, parkId: string, id: string): Promise<ReadCase | undefined> =>
  tx.first(selectOne, { parkId, id })

/** Loads a case and keeps others from changing it until the transaction ends. @throws Failure `cases.missing` */
export async function lockCase({ tx, parkId }: LoadContext, id: string): Promise<LoadedCase> {
  const [row, clockwork] = await Promise.all([tx.first(lockOne, { parkId, id }), getClockwork(tx, parkId)])
  return { ...found(row), clockwork }
}

function found(row: ReadCase | undefined): ReadCase {
  if (!row) throw new Failure('missing', 'cases.missing')
  return row
}

const lockMerged = prepared<{ parkId: string; id: string }>()('cases.lock_merged', (_, p) => {
  return sql<ReadCase>`
    select ${list(CASE_COLUMNS, 'c.')}, ${neighbours}
    from ${withNeighbours(sql`cases c`)}
    where c.park_id = ${p.parkId} and c.merged_into = ${p.id}
    order by c.id
    for update of c`
})

/** The cases that were merged into this one, locked in the order of their ids like everything that is locked together. */
export async function lockMergedInto({ tx, parkId }: LoadContext, id: string): Promise<LoadedCase[]> {
  const [rows, clockwork] = await Promise.all([tx.all(lockMerged, { parkId, id }), getClockwork(tx, parkId)])
  return rows.map((row) => ({ ...row, clockwork }))
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

/** `rows`: cases as JSON, each with what it is found by (`bigrams`, `bands`), and `wake` where the sweep has to look at it. */
export const insertCases = prepared<{ parkId: string; rows: string }>()('cases.insert', (_, p) => {
  return sql`
    with given as materialized (select x from jsonb_array_elements(${p.rows}::jsonb) as x),
    woken as (
      insert into case_wakes (park_id, case_id, next_at, awaits_year)
      select ${p.parkId}::uuid, (x ->> 'id')::uuid, (x -> 'wake' ->> 'nextAt')::timestamptz,
        (x -> 'wake' ->> 'awaitsYear')::int
      from given where x ? 'wake'
    ),
    likeness as (
      insert into case_likeness (park_id, case_id, registered_at, bands)
      select ${p.parkId}::uuid, (x ->> 'id')::uuid, (x ->> 'registered_at')::timestamptz,
        array(select jsonb_array_elements_text(x -> 'bands')::int)
      from given
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
  /** What its enterprise counts as now. */
  readonly enterprise_master: string | null
  /** Something was done with it here, beyond being imported and noted. */
  readonly worked_on: boolean
}

/** The imported cases of these identities, and the cases registered here that have these numbers; locked. */
export const lockLedgerCases = prepared<{ parkId: string; keys: string[]; numbers: string[] }>()(
  'cases.lock_ledger_cases',
  (_, p) => {
    return sql<LedgerCase>`
    select ${list(CASE_COLUMNS, 'c.')}, ${neighbours}, e.code as enterprise_code,
      coalesce(e.master_id, e.id) as enterprise_master,
      exists (select from entries n where n.park_id = c.park_id and n.case_id = c.id
        and n.action not in ('history', 'note', 'attach')) as worked_on
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

/** What an amended case is found by from now on. */
export const updateSearch = prepared<{ parkId: string; id: string; bigrams: string[]; bands: number[] }>()(
  'cases.update_search',
  (_, p) => sql`
    with likeness as (
      update case_likeness set bands = ${p.bands}::int[] where park_id = ${p.parkId} and case_id = ${p.id})
    update cases set search = array_to_tsvector(${p.bigrams}::text[]) where park_id = ${p.parkId} and id = ${p.id}`,
)

/** The person, if the park has him and he has not left. */
export const userOfPark = prepared<{ parkId: string; userId: string }>()('cases.user_of_park', (db, p) =>
  db
    .selectFrom('users')
    .select('id')
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.userId)
    .where('left_at', 'is', null),
)

/** The person, if he holds the post. */
export const userWithPost = prepared<{ parkId: string; userId: string; post: string }>()(
  'cases.user_with_post',
  (_, p) => sql<{ id: string; name: string }>`
    select u.id, u.name from users u
    where u.park_id = ${p.parkId} and u.id = ${p.userId} and exists (select from posts h
      where h.park_id = u.park_id and h.user_id = u.id and h.post = ${p.post} and h.until_at is null)`,
)

/** The person, if he works for the department. */
export const workerOf = prepared<{ parkId: string; userId: string; departmentId: string }>()(
  'cases.worker_of',
  (_, p) => sql<{ id: string; name: string }>`
    select u.id, u.name from users u
    where u.park_id = ${p.parkId} and u.id = ${p.userId} and exists (select from posts h
      where h.park_id = u.park_id and h.user_id = u.id and h.department_id::text = ${p.departmentId} and h.until_at is null
        and h.post in ('handler', 'head', 'liaison'))`,
)
