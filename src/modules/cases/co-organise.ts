import { Failure } from '../../kernel/failure.ts'
import { getDepartment } from '../parks/index.ts'
import { withWorker } from './act.ts'
import { CoAccept, CoReply, CoReturn, SetCoOrganisers, type CoOrganiser } from './contract.ts'
import { defineAct, type ActContext } from './define-act.ts'
import { coOrganisers } from './dispatch-case.ts'
import { partsOf } from './help-rules.ts'
import type { LoadedCase } from './store.ts'

/** Who helps the department in charge, as it should be from now on: the missing are dropped, the new are asked. */
export const setCoOrganisers = defineAct({
  act: 'set_co_organisers',
  name: 'cases.set_co_organisers',
  summary: 'Say which departments help the lead, each with its own deadline',
  input: SetCoOrganisers,
  async doing(ctx, { co_organisers, reason }, row) {
    const asked = await coOrganisers(ctx, row, {
      leadId: row.lead_department_id ?? '',
      wanted: co_organisers,
    })
    return {
      action: 'set_co_organisers',
      to: row.state,
      set: {
        co_organisers: asked.list,
        departments: [...new Set([...row.departments, ...asked.list.map(({ department_id: id }) => id)])],
      },
      said: { reason },
      neighbours: { department_names: { ...row.department_names, ...asked.names } },
    }
  },
})

/** A co-organiser signs for its part. */
export const coAccept = defineAct({
  act: 'co_accept',
  name: 'cases.co_accept',
  summary: 'Sign for the part of a co-organiser',
  input: CoAccept,
  async doing(ctx, { department }, row) {
    const mine = await helperOf(ctx, row, { act: 'co_accept', department })
    return {
      action: 'co_accept',
      to: row.state,
      set: {
        co_organisers: replaced(row, {
          ...mine,
          state: 'accepted',
          accepted_at: ctx.now,
          accepted_by: ctx.actor.userId,
        }),
        worked_by: withWorker(row, ctx.actor),
      },
    }
  },
})

/** A co-organiser says that it is not its matter; the dispatch centre drops or replaces it. No return of the case. */
export const coReturn = defineAct({
  act: 'co_return',
  name: 'cases.co_return',
  summary: 'Say, as a co-organiser, that it is not its matter',
  input: CoReturn,
  async doing(ctx, { department, reason }, row) {
    const mine = await helperOf(ctx, row, { act: 'co_return', department })
    return {
      action: 'co_return',
      to: row.state,
      set: { co_organisers: replaced(row, { ...mine, state: 'returned' }) },
      said: { reason },
    }
  },
})

/** A co-organiser answers the department in charge, which merges the answers into one. */
export const coReply = defineAct({
  act: 'co_reply',
  name: 'cases.co_reply',
  summary: 'Answer the lead, as a co-organiser',
  input: CoReply,
  async doing(ctx, { department, answer }, row) {
    const mine = await helperOf(ctx, row, { act: 'co_reply', department })
    return {
      action: 'co_reply',
      to: row.state,
      set: {
        co_organisers: replaced(row, {
          ...mine,
          state: 'replied',
          replied_at: ctx.now,
          replied_on: ctx.today,
          replied_by: ctx.actor.userId,
        }),
        worked_by: withWorker(row, ctx.actor),
      },
      said: { co_answer: answer },
    }
  },
})

const replaced = (row: LoadedCase, changed: CoOrganiser): readonly CoOrganiser[] =>
  row.co_organisers.map((one) => (one.department_id === changed.department_id ? changed : one))

/** The co-organiser for whom this person acts. @throws Failure where he works for several and names none */
async function helperOf(
  { tx, parkId, actor }: ActContext,
  row: LoadedCase,
  { act, department }: { act: Parameters<typeof partsOf>[2]; department: string | undefined },
): Promise<CoOrganiser> {
  const mine = partsOf(actor, row, act)
  const named = department === undefined ? undefined : await getDepartment(tx, parkId, department)
  const found = named === undefined ? mine : mine.filter(({ department_id: id }) => id === named.id)
  const [one, other] = found
  if (one === undefined) throw new Failure('conflict', 'cases.not_helping_so', { act })
  if (other !== undefined) {
    throw new Failure('invalid', 'cases.which_department', {
      field: 'department',
      departments: found.map(({ department_id: id }) => row.department_names?.[id] ?? id),
    })
  }
  return one
}
