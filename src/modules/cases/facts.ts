import type { Tx } from '../../kernel/database.ts'
import { BY_WORKER, tables } from '../../kernel/statement.ts'
import { sql } from 'kysely'
import { z } from 'zod'
import { CaseState, CoOrganiser, Party } from './contract.ts'
import type { OfficerPeriod, SightFacts } from './sight.ts'

/** What a job may know of a case: enough to judge who sees it and to name it, nothing that it says. */
export type CaseInBrief = SightFacts & {
  readonly id: string
  readonly state: CaseState
  readonly kind: string
  readonly officer_id: string | null
  readonly return_count: number
  readonly dispute: string | null
  readonly handler_id: string | null
  readonly parties: readonly Party[]
  readonly co_organisers: readonly CoOrganiser[]
  readonly version: number
  readonly number: string
  readonly due_on: string | null
  readonly registrar_asks: boolean
  readonly department_name: string | null
}

const selectBrief = tables('cases', 'departments', 'enterprises', 'officer_assignments').prepared<{
  parkId: string
  id: string
}>()(
  'cases.brief',
  (db, p) =>
    db
      .selectFrom('cases as c')
      .leftJoin('departments as d', (join) =>
        join.onRef('d.park_id', '=', 'c.park_id').onRef('d.id', '=', 'c.lead_department_id'),
      )
      .select([
        'c.id',
        'c.version',
        'c.number',
        'c.state',
        'c.kind',
        'c.confidential',
        'c.enterprise_id',
        'c.registered_by',
        'c.registrar_asks',
        'c.officer_id',
        'c.lead_department_id',
        'c.departments',
        'c.due_on',
        'c.return_count',
        'c.dispute',
        'c.handler_id',
        'c.parties',
        'c.party_enterprises',
        'c.party_people',
        'c.co_organisers',
        'c.about_department_id',
        'c.return_visitor_id',
        'd.name as department_name',
        sql<readonly OfficerPeriod[]>`coalesce((
          select json_agg(json_build_object('user', a.user_id, 'from', a.from_day, 'until', a.until_day))
          from officer_assignments a
          where a.park_id = c.park_id and (a.project_id = c.project_id or a.enterprise_id = (
            select coalesce(e.master_id, e.id) from enterprises e
            where e.park_id = c.park_id and e.id = c.enterprise_id))), '[]')`.as('officers'),
      ])
      .where('c.park_id', '=', p.parkId)
      .where('c.id', '=', p.id),
  BY_WORKER,
)

/** The case in brief as it stands now, for jobs; undefined when there is none. */
export async function findCaseInBrief(tx: Tx, parkId: string, id: string): Promise<CaseInBrief | undefined> {
  const row = await tx.first(selectBrief, { parkId, id })
  return (
    row && {
      ...row,
      state: CaseState.parse(row.state),
      parties: z.array(Party).parse(row.parties),
      co_organisers: z.array(CoOrganiser).parse(row.co_organisers),
    }
  )
}
