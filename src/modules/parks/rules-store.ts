import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { tables } from '../../kernel/statement.ts'
import {
  EscalationLevel,
  type RouteView,
  type DeadlineRuleView,
  type LadderView,
  type SetLadder,
} from './contract.ts'

const { prepared } = tables(
  'parks',
  'departments',
  'park_days_off',
  'deadline_rules',
  'escalation_levels',
  'routes',
)

const ruleColumns = sql.raw(
  `code, name, step, kind, category, urgency, unit, coalesce(amount, working_days) as amount, working_days,
   automatic, withdrawn, valid_from, source`,
)

const selectDeadlineRules = prepared<{ parkId: string }>()('parks.deadline_rules', (_, p) => {
  return sql<DeadlineRuleView>`select ${ruleColumns} from deadline_rules where park_id = ${p.parkId}
    order by code, valid_from desc`
})

/** All rules of a park, also those that are past and those to come; by code, the newest first. */
export const findDeadlineRules = (tx: Tx, parkId: string): Promise<DeadlineRuleView[]> =>
  tx.all(selectDeadlineRules, { parkId })

export const insertDeadlineRule = prepared<{ parkId: string; id: string } & DeadlineRuleView>()(
  'parks.insert_deadline_rule',
  (db, p) =>
    db.insertInto('deadline_rules').values({
      park_id: p.parkId,
      id: p.id,
      code: p.code,
      name: p.name,
      step: p.step,
      kind: p.kind,
      category: p.category,
      urgency: p.urgency,
      unit: p.unit,
      amount: p.amount,
      working_days: p.working_days,
      automatic: p.automatic,
      withdrawn: p.withdrawn,
      valid_from: p.valid_from,
      source: p.source,
    }),
)

export interface LevelRow extends EscalationLevel, Pick<LadderView, 'valid_from' | 'source'> {}

const selectLevels = prepared<{ parkId: string }>()('parks.escalation_levels', (db, p) =>
  db
    .selectFrom('escalation_levels')
    .select(['level', 'after_working_days', 'rung', 'posts', 'valid_from', 'source'])
    .where('park_id', '=', p.parkId)
    .orderBy('valid_from')
    .orderBy('level'),
)

export async function findLevels(tx: Tx, parkId: string): Promise<LevelRow[]> {
  const rows = await tx.all(selectLevels, { parkId })
  return rows.map((row) => ({
    ...EscalationLevel.parse(row),
    valid_from: row.valid_from,
    source: row.source,
  }))
}

export const insertLevel = prepared<{
  parkId: string
  id: string
  valid_from: string
  level: number
  after_working_days: number
  rung: string | null
  posts: SetLadder['levels'][number]['posts']
  source: string
}>()('parks.insert_escalation_level', (db, p) =>
  db.insertInto('escalation_levels').values({
    park_id: p.parkId,
    id: p.id,
    valid_from: p.valid_from,
    level: p.level,
    after_working_days: p.after_working_days,
    rung: p.rung,
    posts: p.posts,
    source: p.source,
  }),
)

const selectRoutes = prepared<{ parkId: string }>()('parks.routes', (_, p) => {
  return sql<RouteView>`
    select r.id, r.category, r.subject, r.kind, json_build_object('id', d.id, 'name', d.name) as department,
      r.lead_leader, r.valid_from, r.until
    from routes r join departments d on d.park_id = r.park_id and d.id = r.department_id
    where r.park_id = ${p.parkId}
    order by r.valid_from, r.id`
})

export const findRoutes = (tx: Tx, parkId: string): Promise<RouteView[]> => tx.all(selectRoutes, { parkId })

export const insertRoute = prepared<
  { parkId: string; departmentId: string; now: string } & Omit<RouteView, 'department'>
>()('parks.insert_route', (db, p) =>
  db.insertInto('routes').values({
    park_id: p.parkId,
    id: p.id,
    category: p.category,
    subject: p.subject,
    kind: p.kind,
    department_id: p.departmentId,
    lead_leader: p.lead_leader,
    valid_from: p.valid_from,
    until: p.until,
    created_at: p.now,
  }),
)

export const endRouteOn = prepared<{ parkId: string; id: string; until: string }>()(
  'parks.end_route',
  (db, p) =>
    db.updateTable('routes').set({ until: p.until }).where('park_id', '=', p.parkId).where('id', '=', p.id),
)

/**
 * What a park's clocks run by: its time as text, and how many rules and levels there are. Those are only ever added to,
 * so whoever has read as many before need not read them again.
 */
export const selectClockwork = prepared<{ parkId: string }>()('parks.clockwork', (_, p) => {
  return sql<{
    timeZone: string
    officeHours: string
    daysOff: string | null
    rules: number
    levels: number
    choices: number
  }>`
    select k.time_zone as "timeZone", k.office_hours::text as "officeHours",
      (select string_agg(o.day || ' ' || o.name, ';' order by o.day) from park_days_off o where o.park_id = ${p.parkId})
        as "daysOff",
      (select count(*)::int from deadline_rules where park_id = ${p.parkId}) as rules,
      (select count(*)::int from escalation_levels where park_id = ${p.parkId}) as levels,
      (select count(*)::int from park_choices where park_id = ${p.parkId}) as choices
    from parks k where k.id = ${p.parkId}`
})
