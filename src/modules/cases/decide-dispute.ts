import { defineCommand } from '../../kernel/command.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, DecideDispute } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { viewOf } from './view.ts'
import { beginAgain, workingState } from './work-again.ts'

/** An asker is not satisfied: the supervisor decides whether the case may be struck off or is worked again. */
export const decideDispute = defineCommand({
  ...onCase('decide_dispute'),
  name: 'cases.decide_dispute',
  route: {
    method: 'POST',
    path: '/cases/{id}/decide-dispute',
    summary: 'Decide on a case whose asker is not satisfied',
  },
  input: DecideDispute,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'decide_dispute', version: input.version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const allowed = input.decision === 'allow_strike_off'
    const next = act(ctx, row, {
      action: 'decide_dispute',
      to: allowed ? 'confirmed' : workingState(row),
      set: allowed
        ? { dispute: 'allowed' }
        : beginAgain(time, row, { why: 'rejected', today: dayOf(now, time.zone) }),
      said: { reason: input.reason },
    })
    return viewOf(next, { actor, now, time })
  },
})
