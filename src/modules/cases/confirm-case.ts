import { defineCommand, type Context } from '../../kernel/command.ts'
import { act, onCase, requireOpenWay, timeOf, type Setting } from './act.ts'
import { CaseView, ConfirmCase } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { viewOf } from './view.ts'

/** The one who asked says how it went: 5 or 4 satisfied, 3 fairly, 2 or 1 not. */
export const confirmCase = defineCommand({
  ...onCase('confirm'),
  name: 'cases.confirm',
  route: { method: 'POST', path: '/cases/{id}/confirm', summary: 'Confirm and rate, as the one who asked' },
  input: ConfirmCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'confirm', version: input.version })
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'confirm',
      to: 'confirmed',
      set: confirmation(ctx, time.zone, input.rating),
      said: { comment: input.text },
    })
    return viewOf(next, { actor: ctx.actor, now: ctx.now, time })
  },
})

/** What a confirmation sets; a rating of 1 or 2 opens a dispute, which the supervisor decides before strike-off. */
export function confirmation({ actor, now }: Context, zone: string, rating: number): Setting {
  return {
    confirmed_at: now,
    confirmed_on: dayOf(now, zone),
    confirmed_by: actor.userId,
    rating,
    dispute: rating <= 2 ? 'open' : null,
  }
}
