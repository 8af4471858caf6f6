import { defineCommand } from '../../kernel/command.ts'
import { act, onCase, requireOpenWay, timeOf, withWorker } from './act.ts'
import { AcceptCase, CaseView } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { viewOf } from './view.ts'

/** The department signs for the case: from now on it is theirs. */
export const acceptCase = defineCommand({
  ...onCase('accept'),
  name: 'cases.accept',
  route: { method: 'POST', path: '/cases/{id}/accept', summary: 'Sign for the case' },
  input: AcceptCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'accept', version: input.version })
    const { now, actor } = ctx
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'accept',
      to: 'accepted',
      set: {
        accepted_at: now,
        accepted_by: actor.userId,
        worked_by: withWorker(row, actor),
        responded_at: row.responded_at ?? now,
        responded_on: row.responded_on ?? dayOf(now, time.zone),
      },
    })
    return viewOf(next, { actor, now, time })
  },
})
