import { sql } from 'kysely'
import type { OpenWork } from '../../kernel/open-work.ts'
import { literals, tables } from '../../kernel/statement.ts'
import { ENDED_STATES } from './contract.ts'

/** In which ways a case can hang on one person, and the column that says so. */
const WAYS = { officer: 'officer_id', accepted: 'accepted_by', handler: 'handler_id' } as const

/** As many numbers as a person reads before he asks for the list. */
const SHOWN = 20

const selectOpen = tables('cases').prepared<{ parkId: string; userId: string }>()(
  'cases.open_work',
  (_, p) => sql<{ what: string; count: number; numbers: string[] }>`
    select w.what, count(*)::int as count, (array_agg(c.number order by c.number))[1:${sql.lit(SHOWN)}] as numbers
    from cases c
    cross join lateral (values ${sql.join(
      Object.entries(WAYS).map(([way, column]) => sql`(${sql.lit(way)}, c.${sql.raw(column)})`),
    )}) as w (what, person)
    where c.park_id = ${p.parkId} and c.state not in (${literals(ENDED_STATES)}) and w.person = ${p.userId}::uuid
    group by w.what
    order by w.what`,
)

/** The cases that still hang on this person: as officer, as the one who works on them, or because he signed for them. */
export const openWorkOf: OpenWork = async (tx, { parkId, userId }) =>
  (await tx.all(selectOpen, { parkId, userId })).map(({ what, ...rest }) => ({
    what: `cases.${what}`,
    ...rest,
  }))
