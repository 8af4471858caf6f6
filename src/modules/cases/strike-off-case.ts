import { defineCommand } from '../../kernel/command.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, StrikeOffCase } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { viewOf } from './view.ts'

/** The dispatch centre checks and strikes the case off. Never the one who worked on it. */
export const strikeOffCase = defineCommand({
  ...onCase('strike_off'),
  name: 'cases.strike_off',
  route: { method: 'POST', path: '/cases/{id}/strike-off', summary: 'Check and strike off' },
  input: StrikeOffCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'strike_off', version: input.version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'strike_off',
      to: 'struck_off',
      set: { struck_off_at: now, struck_off_on: dayOf(now, time.zone), struck_off_by: actor.userId },
      said: { evidence: input.evidence },
    })
    return viewOf(next, { actor, now, time })
  },
})
