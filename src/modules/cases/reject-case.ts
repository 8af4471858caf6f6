import { defineCommand } from '../../kernel/command.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, RejectCase } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { viewOf } from './view.ts'
import { beginAgain, workingState } from './work-again.ts'

/** The one who asked says that it is not solved: the work goes on with the time that was left. */
export const rejectCase = defineCommand({
  ...onCase('reject'),
  name: 'cases.reject',
  route: {
    method: 'POST',
    path: '/cases/{id}/reject',
    summary: 'Send the answer back, as the one who asked',
  },
  input: RejectCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'reject', version: input.version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'reject',
      to: workingState(row),
      set: {
        reject_count: row.reject_count + 1,
        ...beginAgain(time, row, { why: 'rejected', today: dayOf(now, time.zone) }),
      },
      said: { reason: input.reason },
    })
    return viewOf(next, { actor, now, time })
  },
})
