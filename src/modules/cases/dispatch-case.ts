import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { ruleFor, ruleNamed, type Clockwork } from '../parks/index.ts'
import { act, clockworkOf, onCase, requireOpenWay } from './act.ts'
import { CaseView, DispatchCase } from './contract.ts'
import { dayOf, dueAfter, dueOn, type Due } from './deadlines.ts'
import { handedOver } from './hand-over-time.ts'
import { departmentFor } from './routing.ts'
import { respondBy } from './step-times.ts'
import type { LoadedCase } from './store.ts'
import { viewOf } from './view.ts'

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
    const { tx, now } = ctx
    const work = clockworkOf(row)
    const { time } = work
    const today = dayOf(now, time.zone)
    const department = await departmentFor(tx, row, { named: input.department, day: today })
    const due = dueOf(work, { input, row, today, now })
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
        respond_by: respondBy(work, row, now),
        ...due,
        first_due_on: row.first_due_on ?? due.due_on,
      },
      said: { demand: input.demand, lead_leader: input.lead_leader ?? department.lead_leader },
    })
    return viewOf(
      { ...next, department_name: department.name, centre_leads: false },
      { actor: ctx.actor, now, time },
    )
  },
})

function dueOf(
  work: Clockwork,
  { input, row, today, now }: { input: DispatchCase; row: LoadedCase; today: string; now: string },
): Due | Pick<LoadedCase, 'due_on'> {
  const { deadline } = input
  const { time, rules } = work
  const start = { why: 'dispatched', from: today } as const
  if (deadline === undefined && row.due_on !== null) return handedOver(work, row, now)
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
  const fitting = deadline ? undefined : ruleFor(rules, { step: 'reply', matter: row, day: today })
  const { code, name, valid_from, amount } = fitting ?? ruleNamed(rules, deadline?.rule ?? 'general', today)
  return dueAfter(time, amount, { ...start, rule: { code, name, valid_from }, given: null })
}
