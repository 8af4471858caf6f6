import { holds } from '../../kernel/actor.ts'
import { normalInstant } from '../../kernel/clock.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { act, onCase, requireOpenWay, timeOf, withWorker } from './act.ts'
import { CaseView, ReplyCase } from './contract.ts'
import { dayOf } from './deadlines.ts'
import { viewOf } from './view.ts'

/**
 * The department answers. "Explained" (cannot be solved now) is the head's to say and names a day to look again.
 * Lateness is by the day on which the answer was recorded: when it happened is a claim.
 */
export const replyCase = defineCommand({
  ...onCase('reply'),
  name: 'cases.reply',
  route: { method: 'POST', path: '/cases/{id}/reply', summary: 'Answer the case, with its outcome' },
  input: ReplyCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'reply', version: input.version })
    const { actor, now } = ctx
    const time = timeOf(row)
    const today = dayOf(now, time.zone)
    if (input.outcome === 'explained') {
      if (!holds(actor, 'head', row.lead_department_id)) throw new Failure('forbidden', 'cases.head_signs')
      if (input.review_on === undefined || input.review_on <= today) {
        throw new Failure('invalid', 'cases.review_needed', { field: 'review_on', after: today })
      }
    }
    const happenedAt = input.happened_at === undefined ? now : normalInstant(input.happened_at)
    if (happenedAt > now) throw new Failure('invalid', 'cases.not_yet', { field: 'happened_at' })
    const first = row.first_replied_on === null
    const next = act(ctx, row, {
      action: 'reply',
      to: 'replied',
      happenedAt,
      set: {
        replied_at: now,
        replied_on: today,
        replied_by: actor.userId,
        worked_by: withWorker(row, actor),
        outcome: input.outcome,
        review_on: input.review_on ?? null,
        ...(first && {
          first_replied_on: today,
          first_reply_due_on: row.due_on,
          reply_working_days:
            row.dispatched_on === null ? null : time.calendar.workingDaysBetween(row.dispatched_on, today),
        }),
      },
      said: { answer: input.answer },
    })
    return viewOf(next, { actor, now, time })
  },
})
