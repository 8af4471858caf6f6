import { sql } from 'kysely'
import { z } from 'zod'
import { holds, type Actor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/database.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import { defineQuery } from '../../kernel/query.ts'
import { tables } from '../../kernel/statement.ts'
import { LedgerLine } from './contract.ts'
import { askerInScope, inScope, scopeOf, type ScopeParams } from './scope.ts'

const { prepared } = tables('cases', 'departments', 'enterprises')

const selectYears = prepared<{ parkId: string }>()('cases.ledger_years', (db, p) =>
  db
    .selectFrom('cases')
    .select('year')
    .distinct()
    .where('park_id', '=', p.parkId)
    .where('kind', '=', 'request')
    .orderBy('year'),
)

interface PageParams extends ScopeParams {
  readonly parkId: string
  readonly year: number
  readonly after: string
  readonly limit: number
}

/** What tells who asked, for those who may know. */
const forReader = (p: PageParams, column: string, instead = 'null') =>
  sql`case when ${askerInScope(p)} then ${sql.raw(column)} else ${sql.raw(instead)} end`

/**
 * The serial is the one on paper; of a case registered here the count in its number, unless the paper of that year has
 * used it, or else the whole number: a serial stands once in a ledger.
 */
const selectLines = prepared<PageParams>()(
  'cases.ledger_lines',
  (_, p) => sql<LedgerLine>`
    select c.number, c.state, c.registered_on, c.source,
      case when c.imported_from is not null or not exists (select from cases o
        where o.park_id = c.park_id and o.imported_from = c.year || '/' || c.serial) then c.serial
        else c.number end as serial,
      ${forReader(p, 'coalesce(c.asker_name, e.name)', "'保密'")} as asker_name,
      ${forReader(p, 'e.code')} as credit_code, ${forReader(p, 'c.contact_name')} as contact_name,
      ${forReader(p, 'c.contact_phone')} as contact_phone, c.category, c.text, c.lead_leader, d.name as department,
      c.co_departments, c.dispatched_on, coalesce(c.deadline, '[]') as deadline, c.due_on, c.demand, c.progress,
      c.answer, c.replied_on, c.struck_off_on, c.rating, c.remark, c.outcome, c.rung, c.return_count, c.reopen_count
    from cases c
    left join enterprises e on e.park_id = c.park_id and e.id = c.enterprise_id
    left join departments d on d.park_id = c.park_id and d.id = c.lead_department_id
    where c.park_id = ${p.parkId} and c.kind = 'request' and c.year = ${p.year} and c.number > ${p.after}
      and ${inScope('park_but_own_people', p)}
    order by c.number
    limit ${p.limit}`,
)

/** Who may take the ledger out as a whole; whoever asked in confidence is named to those who may know it. */
export const mayExport = (actor: Actor): boolean =>
  actor.console || EXPORTERS.some((post) => holds(actor, post))

export const EXPORTERS = ['dispatcher', 'supervisor', 'auditor'] as const

const countRequests = prepared<{ parkId: string }>()(
  'cases.count_requests',
  (_, p) => sql<{ rows: number }>`
    select count(*)::int as rows from cases where park_id = ${p.parkId} and kind = 'request'`,
)

/** How many rows the whole ledger has. */
export const countLedgerLines = async (tx: Tx, parkId: string): Promise<number> =>
  (await tx.first(countRequests, { parkId }))?.rows ?? 0

/** The years in which the park has requests. */
export const ledgerYears = defineQuery({
  name: 'cases.ledger_years',
  input: z.strictObject({}),
  answer: z.array(z.number().int()),
  allow: mayExport,
  answerWith: async ({ tx, parkId }) => (await tx.all(selectYears, { parkId })).map(({ year }) => year),
})

/** The requests of a year as a printed ledger shows them, in the order of their numbers, by the page. */
export const ledgerLines = defineQuery({
  name: 'cases.ledger_lines',
  input: z.strictObject({
    year: z.number().int(),
    after: z.string(),
    limit: z.number().int().min(1).max(2000),
  }),
  answer: z.array(LedgerLine),
  allow: mayExport,
  async answerWith({ tx, parkId, actor }, { year, after, limit }) {
    const lines = await tx.all(selectLines, { parkId, year, after, limit, ...scopeOf(actor).params })
    // Whoever takes the ledger out to check it has nobody to call.
    if (actor.console || holds(actor, 'dispatcher') || holds(actor, 'supervisor')) return lines
    return lines.map((line) => ({
      ...line,
      contact_name: maskName(line.contact_name),
      contact_phone: maskPhone(line.contact_phone),
    }))
  },
})
