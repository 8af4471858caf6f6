import { Failure } from '../../kernel/failure.ts'
import { localDateTime, toInstant } from '../../kernel/zone.ts'
import { getDeadlineRule, getDepartment, type ParkTime } from '../parks/index.ts'
import { DispatchCase, type CoOrganiser } from './contract.ts'
import { dueAfter, dueOn, type Due } from './deadlines.ts'
import { defineAct, type ActContext } from './define-act.ts'
import type { LoadedCase } from './store.ts'

/** Within how much office time a department accepts or answers what it is charged with. */
const RESPOND_WITHIN_MINUTES = 4 * 60

/** Charges a department with a case and starts its clock. What was returned keeps its due date unless a new one is given. */
export const dispatchCase = defineAct({
  act: 'dispatch',
  name: 'cases.dispatch',
  summary: 'Charge a department with the case, with a deadline',
  input: DispatchCase,
  async doing(ctx, input, row) {
    const { tx, parkId, now, time, today } = ctx
    const department = await getDepartment(tx, parkId, departmentNamed(input))
    requireChargeable(row, department)
    const due = await dueOf(ctx, row, input.deadline)
    const wanted = input.co_organisers
    const helpers =
      wanted === undefined
        ? { list: row.co_organisers.filter(({ department_id: id }) => id !== department.id), names: {} }
        : await coOrganisers(ctx, { ...row, ...due }, { leadId: department.id, wanted })
    return {
      action: 'dispatch',
      to: 'dispatched',
      set: {
        lead_department_id: department.id,
        departments: [
          ...new Set([...row.departments, department.id, ...helpers.list.map(({ department_id: id }) => id)]),
        ],
        rung: row.rung === 'on_spot' ? 'department' : row.rung,
        dispatched_at: now,
        dispatched_on: today,
        dispatched_by: ctx.actor.userId,
        respond_by: respondBy(time, now),
        ...due,
        first_due_on: row.first_due_on ?? due.due_on,
        co_organisers: helpers.list,
      },
      said: { demand: input.demand, lead_leader: input.lead_leader },
      neighbours: {
        department_name: department.name,
        department_names: { ...row.department_names, ...helpers.names, [department.id]: department.name },
        centre_leads: false,
      },
    }
  },
})

/** @throws Failure `cases.about_this_department` where the case is a complaint about one of its people */
export function requireChargeable(
  { about_department_id: about }: Pick<LoadedCase, 'about_department_id'>,
  department: { readonly id: string; readonly name: string },
): void {
  if (about !== null && about === department.id)
    throw new Failure('conflict', 'cases.about_this_department', { department: department.name })
}

/** The co-organisers as they are wanted: who helps already goes on, who is new or had returned it is asked. */
export async function coOrganisers(
  ctx: ActContext,
  row: LoadedCase,
  { leadId, wanted }: { leadId: string; wanted: NonNullable<DispatchCase['co_organisers']> },
): Promise<{ readonly list: readonly CoOrganiser[]; readonly names: Readonly<Record<string, string>> }> {
  const { tx, parkId, now, time, today } = ctx
  const list: CoOrganiser[] = []
  const names: Record<string, string> = {}
  for (const [i, { department: named, deadline }] of wanted.entries()) {
    const department = await getDepartment(tx, parkId, named)
    requireChargeable(row, department)
    if (department.id === leadId || names[department.id] !== undefined) {
      throw new Failure('invalid', 'cases.helps_twice', {
        field: `co_organisers.${i}.department`,
        department: department.name,
      })
    }
    names[department.id] = department.name
    const already = row.co_organisers.find(({ department_id: id }) => id === department.id)
    if (already && already.state !== 'returned' && deadline === undefined) {
      list.push(already)
      continue
    }
    const due = deadline === undefined ? row : await dueOf(ctx, row, deadline)
    list.push({
      department_id: department.id,
      state: already && already.state !== 'returned' ? already.state : 'asked',
      asked_at: now,
      asked_on: today,
      respond_by: respondBy(time, now),
      due_at: due.due_at ?? now,
      due_on: due.due_on ?? today,
      accepted_at: already?.accepted_at ?? null,
      accepted_by: already?.accepted_by ?? null,
      replied_at: already?.replied_at ?? null,
      replied_on: already?.replied_on ?? null,
      replied_by: already?.replied_by ?? null,
    })
  }
  return { list, names }
}

/** Until the park routes by category, somebody has to name the department. */
function departmentNamed({ department }: DispatchCase): string {
  if (department === undefined)
    throw new Failure('invalid', 'cases.department_needed', { field: 'department' })
  return department
}

/** The deadline asked for; what was returned keeps its own unless a new one is asked for. */
async function dueOf(
  { tx, time, today }: ActContext,
  row: LoadedCase,
  deadline: DispatchCase['deadline'],
): Promise<Due | Pick<LoadedCase, 'due_on' | 'due_at'>> {
  const start = { why: 'dispatched', from: today } as const
  if (deadline === undefined && row.due_on !== null) return { due_on: row.due_on, due_at: row.due_at }
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
export function respondBy(time: ParkTime, now: string): string {
  const { due } = time.working.addWorkingMinutes(
    localDateTime(now, time.zone).slice(0, 16),
    RESPOND_WITHIN_MINUTES,
  )
  return toInstant(due, time.zone)
}
