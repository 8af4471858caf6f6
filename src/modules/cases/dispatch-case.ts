import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { localDateTime, toInstant } from '../../kernel/zone.ts'
import { getDeadlineRule, getDepartment, getParkTime, type ParkTime } from '../parks/index.ts'
import { act, onCase, requireOpenWay } from './act.ts'
import { CaseView, DispatchCase } from './contract.ts'
import { dayOf, dueAfter, dueOn, type Due } from './deadlines.ts'
import type { Tx } from '../../kernel/database.ts'
import type { LoadedCase } from './store.ts'
import { viewOf } from './view.ts'

/** Within how much office time a department accepts or answers what it is charged with. */
const RESPOND_WITHIN_MINUTES = 4 * 60

/** Charges a department with a case and starts its clock. What was returned keeps its due date unless a new one is given. */
export const dispatchCase = defineCommand({
  ...onCase('dispatch'),
  name: 'cases.dispatch',
  route: {
    method: 'POST',
    path: '/cases/{id}/dispatch',
    summary: 'Charge a department with the case, with a deadline',
  },
  input: DispatchCase,
  answer: CaseView,
  async handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'dispatch', version: input.version })
    const { tx, parkId, now } = ctx
    const [department, time] = await Promise.all([
      getDepartment(tx, parkId, departmentNamed(input)),
      getParkTime(tx, parkId),
    ])
    const today = dayOf(now, time.zone)
    const due = await dueOf(tx, time, { input, row, today })
    const next = act(ctx, row, {
      action: 'dispatch',
      to: 'dispatched',
      set: {
        lead_department_id: department.id,
        departments: [...new Set([...row.departments, department.id])],
        rung: 'department',
        dispatched_at: now,
        dispatched_on: today,
        dispatched_by: ctx.actor.userId,
        respond_by: respondBy(time, now),
        ...due,
        first_due_on: row.first_due_on ?? due.due_on,
      },
      said: { demand: input.demand, lead_leader: input.lead_leader },
    })
    return viewOf(
      { ...next, department_name: department.name, centre_leads: false },
      { actor: ctx.actor, now, time },
    )
  },
})

/** Until the park routes by category, somebody has to name the department. */
function departmentNamed({ department }: DispatchCase): string {
  if (department === undefined)
    throw new Failure('invalid', 'cases.department_needed', { field: 'department' })
  return department
}

async function dueOf(
  tx: Tx,
  time: ParkTime,
  { input, row, today }: { input: DispatchCase; row: LoadedCase; today: string },
): Promise<Due | Pick<LoadedCase, 'due_on'>> {
  const { deadline } = input
  const start = { why: 'dispatched', from: today } as const
  if (deadline === undefined && row.due_on !== null) return { due_on: row.due_on }
  if (deadline && 'date' in deadline) {
    if (deadline.date < today) {
      throw new Failure('invalid', 'cases.due_before_dispatch', {
        field: 'deadline.date',
        date: deadline.date,
        today,
      })
    }
    return dueOn(time, deadline.date, { ...start, rule: null, given: deadline.date })
  }
  if (deadline && 'working_days' in deadline) {
    return dueAfter(time, deadline.working_days, { ...start, rule: null, given: null })
  }
  const code = deadline?.rule ?? 'general'
  const rule = await getDeadlineRule(tx, { parkId: row.park_id, code, on: today })
  const { working_days: days, ...named } = rule
  return dueAfter(time, days, {
    ...start,
    rule: { code: named.code, name: named.name, valid_from: named.valid_from },
    given: null,
  })
}

/** Office time decides, so a case dispatched on Friday evening is accepted in time on Monday. */
function respondBy(time: ParkTime, now: string): string {
  const { due } = time.working.addWorkingMinutes(
    localDateTime(now, time.zone).slice(0, 16),
    RESPOND_WITHIN_MINUTES,
  )
  return toInstant(due, time.zone)
}
