import { defineCommand } from '../../kernel/command.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, CountersignCase } from './contract.ts'
import { viewOf } from './view.ts'

/** Where the dispatch centre's own department did the work, the supervisor signs before it strikes the case off. */
export const countersignCase = defineCommand({
  ...onCase('countersign'),
  name: 'cases.countersign',
  route: {
    method: 'POST',
    path: '/cases/{id}/countersign',
    summary: "Countersign a case that the dispatch centre's own department led",
  },
  input: CountersignCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'countersign', version: input.version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'countersign',
      to: 'confirmed',
      set: { countersigned_by: actor.userId },
      said: { note: input.text },
    })
    return viewOf(next, { actor, now, time })
  },
})
