import { defineCommand } from '../../kernel/command.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, ReturnCase } from './contract.ts'
import { viewOf } from './view.ts'

/** The department says that the case is not theirs, and why. After the second return the dispatch centre's word stands. */
export const returnCase = defineCommand({
  ...onCase('return'),
  name: 'cases.return',
  route: {
    method: 'POST',
    path: '/cases/{id}/return',
    summary: 'Return the case to the dispatch centre, with a reason',
  },
  input: ReturnCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'return', version: input.version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'return',
      to: 'returned',
      set: { return_count: row.return_count + 1 },
      said: { reason: input.reason },
    })
    return viewOf(next, { actor, now, time })
  },
})
