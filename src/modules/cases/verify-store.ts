import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { tables } from '../../kernel/statement.ts'
import { CASE_COLUMNS, type CaseRow } from './columns.ts'
import { numberOf } from './store.ts'

export const FIRST_ID = '00000000-0000-0000-0000-000000000000'
export const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const { prepared } = tables('cases', 'case_past', 'case_numbers')
const columns = sql.raw(CASE_COLUMNS.join(', '))

interface Page {
  readonly parkId: string
  readonly after: string
  readonly limit: number
}

const selectStates = prepared<Page>()('cases.verify_states', (_, p) => {
  return sql<CaseRow>`select ${columns} from cases
    where park_id = ${p.parkId} and id > ${p.after}
    order by id limit ${p.limit}`
})

/** A former version of a case, and when the next replaced it. */
export type PastRow = CaseRow & { readonly recorded_to: string }

const selectPast = prepared<Page & { afterVersion: number }>()('cases.verify_past', (_, p) => {
  return sql<PastRow>`select ${columns}, recorded_to from case_past
    where park_id = ${p.parkId} and (id, version) > (${p.after}::uuid, ${p.afterVersion}::int)
    order by id, version limit ${p.limit}`
})

/** Gives the rows that come next up to a case, in the order of ids. */
export type Reader<T> = (upTo: string) => AsyncGenerator<T>

/** The cases of a park as they stand, in the order in which the chains come. */
export const readStates = (tx: Tx, parkId: string): Reader<CaseRow> =>
  reader((last, limit) => tx.all(selectStates, { parkId, after: last?.id ?? FIRST_ID, limit }))

/** All former versions of the cases of a park, in the order of cases and versions. */
export const readPast = (tx: Tx, parkId: string): Reader<PastRow> =>
  reader((last, limit) =>
    tx.all(selectPast, {
      parkId,
      after: last?.id ?? FIRST_ID,
      afterVersion: last?.version ?? 0,
      limit,
    }),
  )

const PAGE = 500

/** The database reads the next page while this one is compared: half of the time is its. */
export function reader<T extends { readonly id: string }>(
  ask: (last: T | undefined, limit: number) => Promise<T[]>,
): Reader<T> {
  const begin = (last: T | undefined) => {
    const asked = ask(last, PAGE)
    asked.catch(() => undefined) // heard when it is waited for
    return asked
  }
  let page: Promise<T[]> | undefined = begin(undefined)
  let rows: T[] = []
  let next = 0
  return async function* (upTo) {
    for (;;) {
      const row = rows[next]
      if (row) {
        if (row.id > upTo) return
        next += 1
        yield row
      } else if (page) {
        rows = await page
        next = 0
        page = rows.length < PAGE ? undefined : begin(rows.at(-1))
      } else return
    }
  }
}

/** What the counter of a year can hold, less one: a number beside it would be no number of ours. */
const MOST_NUMBERS = 2 ** 31 - 2

/**
 * Numbers are given one after the other, by the counter of the year. A ledger on paper may have left some out, so a
 * year is only looked at above the highest number that was imported into it.
 */
const selectGaps = prepared<{ parkId: string; most: number }>()('cases.verify_numbers', (_, p) => {
  return sql<{ year: number; first: number; last: number }>`
    with given as (
      select year, substring(number from '^\\d{4}-(\\d{1,10})$')::bigint as n,
        case when imported_from is not null then substring(serial from '^(\\d{1,9})$')::bigint end as paper
      from cases where park_id = ${p.parkId}
    ), years as (
      select year, least(max(last), ${sql.raw(String(MOST_NUMBERS))}) as last, coalesce(max(paper), 0) as floor
      from (
        select year, last, null::bigint as paper from case_numbers where park_id = ${p.parkId}
        union all select year, n, paper from given
      ) as known
      group by year
    ), marks as (
      select y.year, y.floor as n from years y
      union all select y.year, greatest(y.last, y.floor) + 1 from years y
      union all select g.year, g.n from given g join years y on y.year = g.year and g.n > y.floor and g.n <= y.last
    )
    select year, (n + 1)::int as first, (next - 1)::int as last
    from (select year, n, lead(n) over (partition by year order by n) as next from marks) as m
    where next > n + 1
    order by year, n
    limit ${p.most}`
})

/** The numbers that were given and belong to no case, the most that are asked for. */
export async function findGapsInNumbers(
  tx: Tx,
  { parkId, most }: { readonly parkId: string; readonly most: number },
): Promise<string[]> {
  const numbers: string[] = []
  for (const { year, first, last } of await tx.all(selectGaps, { parkId, most })) {
    for (let n = first; n <= last && numbers.length < most; n++) numbers.push(numberOf(year, n))
  }
  return numbers
}
