import { Failure } from '../../kernel/failure.ts'
import { getDepartment } from '../parks/index.ts'
import { RedispatchCase } from './contract.ts'
import { defineAct } from './define-act.ts'
import { dueOf, requireChargeable } from './dispatch-case.ts'
import { resumption } from './resumption.ts'
import { respondBy } from './step-times.ts'

/** Another department takes the case over. What was promised to the asker stays: the first due date is kept. */
export const redispatchCase = defineAct({
  act: 'redispatch',
  name: 'cases.redispatch',
  summary: 'Charge another department, keeping the due date',
  input: RedispatchCase,
  async doing(ctx, { department: named, deadline, reason, demand }, row) {
    const { tx, parkId, actor, now, time, work, today } = ctx
    const department = await getDepartment(tx, parkId, named)
    requireChargeable(row, department)
    if (department.id === row.lead_department_id)
      throw new Failure('conflict', 'cases.same_department', { department: department.name })
    const resumed = row.state === 'suspended' ? resumption(time, row, now) : {}
    return {
      action: 'redispatch',
      to: 'dispatched',
      set: {
        ...resumed,
        ...dueOf(ctx, { ...row, ...resumed }, { deadline, why: 'redispatched' }), // marked cast: what a resumption sets fits its columns
        lead_department_id: department.id,
        departments: [...new Set([...row.departments, department.id])],
        rung: row.rung === 'on_spot' ? 'department' : row.rung,
        dispatched_at: now,
        dispatched_on: today,
        dispatched_by: actor.userId,
        respond_by: respondBy(work, row, now),
        accepted_at: null,
        accepted_by: null,
        handler_id: null,
        proposal: null,
        proposed_answer: null,
        // Who was asked to help and is now in charge helps no more.
        co_organisers: row.co_organisers.filter(({ department_id }) => department_id !== department.id),
      },
      said: { reason, demand },
      neighbours: {
        department_name: department.name,
        department_names: { ...row.department_names, [department.id]: department.name },
        centre_leads: false,
        handler_name: null,
      },
    }
  },
})
