import { Failure } from '../../kernel/failure.ts'
import { getDepartment, ruleFor, ruleNamed } from '../parks/index.ts'
import { DispatchCase, type CoOrganiser } from './contract.ts'
import { dueAfter, dueOn, type Due } from './deadlines.ts'
import { defineAct, type ActContext } from './define-act.ts'
import { handedOver } from './hand-over-time.ts'
import { departmentFor } from './routing.ts'
import { coTimes, respondBy } from './step-times.ts'
import type { LoadedCase } from './store.ts'
import { runsOf } from './work-again.ts'

/** Charges a department with a case and starts its clock. What was returned keeps its due date unless a new one is given. */
export const dispatchCase = defineAct({
  act: 'dispatch',
  name: 'cases.dispatch',
  summary: 'Charge a department with the case, with a deadline',
  input: DispatchCase,
  async doing(ctx, input, row) {
    const { tx, now, work, today } = ctx
    const department = await departmentFor(tx, row, { named: input.department, day: today })
    requireChargeable(row, department)
    const due = dueOf(ctx, row, input)
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
        respond_by: respondBy(work, row, now),
        ...due,
        first_due_on: row.first_due_on ?? due.due_on,
        co_organisers: helpers.list,
      },
      said: { demand: input.demand, lead_leader: input.lead_leader ?? department.lead_leader },
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
  const { tx, parkId, now, work, today } = ctx
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
    const times = coTimes(work, row, now)
    const due = deadline === undefined ? times : dueOf(ctx, row, { deadline })
    list.push({
      department_id: department.id,
      state: already && already.state !== 'returned' ? already.state : 'asked',
      asked_at: now,
      asked_on: today,
      respond_by: times.respond_by,
      due_at: due.due_at ?? times.due_at,
      due_on: due.due_on ?? times.due_on,
      accepted_at: already?.accepted_at ?? null,
      accepted_by: already?.accepted_by ?? null,
      replied_at: already?.replied_at ?? null,
      replied_on: already?.replied_on ?? null,
      replied_by: already?.replied_by ?? null,
    })
  }
  return { list, names }
}

/** The deadline asked for; what was returned or is taken over keeps its own unless a new one is asked for. */
export function dueOf(
  { work, now, today }: ActContext,
  row: LoadedCase,
  { deadline, why = 'dispatched' }: Pick<DispatchCase, 'deadline'> & { why?: 'dispatched' | 'redispatched' },
): Due | Pick<LoadedCase, 'due_on' | 'due_at'> {
  const { time, rules } = work
  // A takeover is told beside what was promised before.
  const start = { why, from: today, before: why === 'redispatched' ? runsOf(row) : [] } as const
  if (deadline === undefined && row.due_on !== null)
    return { due_at: row.due_at, ...handedOver(work, row, now) }
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
