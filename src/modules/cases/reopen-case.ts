import { defineCommand } from '../../kernel/command.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, ReopenCase } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { viewOf } from './view.ts'
import { beginAgain, workingState } from './work-again.ts'

/** A struck-off case comes back: within thirty days for the one who asked, at any time for the supervisor. */
export const reopenCase = defineCommand({
  ...onCase('reopen'),
  name: 'cases.reopen',
  route: { method: 'POST', path: '/cases/{id}/reopen', summary: 'Reopen a struck-off case' },
  input: ReopenCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'reopen', version: input.version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'reopen',
      to: workingState(row),
      set: {
        reopen_count: row.reopen_count + 1,
        struck_off_at: null,
        struck_off_on: null,
        struck_off_by: null,
        ...beginAgain(time, row, { why: 'reopened', today: dayOf(now, time.zone) }),
      },
      said: { reason: input.reason },
    })
    return viewOf(next, { actor, now, time })
  },
})
