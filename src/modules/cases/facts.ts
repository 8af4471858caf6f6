import type { Tx } from '../../kernel/database.ts'
import { BY_WORKER, tables } from '../../kernel/statement.ts'
import { sql } from 'kysely'
import type { CaseFacts } from './policy.ts'

/** What a job may know of a case: enough to judge who sees it and to name it, nothing that it says. */
export type CaseInBrief = CaseFacts & {
  readonly id: string
  readonly version: number
  readonly number: string
  readonly due_on: string | null
  readonly registrar_asks: boolean
  readonly department_name: string | null
}

const selectBrief = tables('cases', 'departments', 'posts').prepared<{ parkId: string; id: string }>()(
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
        'c.worked_by',
        'c.rating',
        'c.by_default',
        'c.for_asker',
        'c.dispute',
        'c.countersigned_by',
        'c.struck_off_at',
        'd.name as department_name',
        sql<boolean>`exists (select from posts p where p.park_id = c.park_id and p.post = 'dispatcher'
          and p.department_id = c.lead_department_id)`.as('centre_leads'),
      ])
      .where('c.park_id', '=', p.parkId)
      .where('c.id', '=', p.id),
  BY_WORKER,
)

/** The case in brief as it stands now, for jobs; undefined when there is none. */
export async function findCaseInBrief(tx: Tx, parkId: string, id: string): Promise<CaseInBrief | undefined> {
  const row = await tx.first(selectBrief, { parkId, id })
  return row && { ...row, state: row.state as CaseFacts['state'] } // marked cast: a CHECK allows no other
}
