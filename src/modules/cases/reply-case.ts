import { normalInstant } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import { withWorker, type Doing } from './act.ts'
import { bornWorking } from './child-case.ts'
import { FORGET_PROPOSAL } from './columns.ts'
import { ReplyCase, type Outcome } from './contract.ts'
import { defineAct, type ActContext } from './define-act.ts'
import { needsSignature, waitingFor } from './help-rules.ts'
import type { LoadedCase } from './store.ts'

/** What an answer says, whoever gives it. */
interface Answer {
  readonly answer: string
  readonly outcome: Outcome
  readonly review_on?: string | undefined
  readonly happened_at?: string | undefined
}

/**
 * The department answers, and merges what its co-organisers said or says why it did not wait. "Explained" (cannot be
 * solved now) is the head's to sign and names a day to look again; of what is only partly solved the rest becomes a
 * case of its own. Lateness is by the day on which the answer was recorded: when it happened is a claim.
 */
export const replyCase = defineAct({
  act: 'reply',
  name: 'cases.reply',
  summary: 'Answer the case, with its outcome',
  input: ReplyCase,
  async doing(ctx, input, row) {
    if (ctx.as === 'handler' && needsSignature(ctx.work.choices, input.outcome))
      throw new Failure('forbidden', 'cases.head_signs', { outcome: input.outcome })
    requireMerged(row, input.without_co_organisers)
    requireCommitment(ctx, input)
    const reply = replyOf(ctx, input, row)
    if (input.commitment !== undefined) await bornWorking(ctx, row, input.commitment)
    return {
      action: 'reply',
      ...reply,
      set: { ...reply.set, ...FORGET_PROPOSAL },
      said: { ...reply.said, without_co_organisers: input.without_co_organisers },
    }
  },
})

/** What an answer sets and says. @throws Failure `cases.review_needed`, `cases.not_yet` */
export function replyOf(ctx: ActContext, input: Answer, row: LoadedCase): Omit<Doing, 'action'> {
  const { actor, now, time, today } = ctx
  requireReview(ctx, input)
  const happenedAt = input.happened_at === undefined ? now : normalInstant(input.happened_at)
  if (happenedAt > now) throw new Failure('invalid', 'cases.not_yet', { field: 'happened_at' })
  return {
    to: 'replied',
    happenedAt,
    set: {
      replied_at: now,
      replied_on: today,
      replied_by: actor.userId,
      worked_by: withWorker(row, actor),
      outcome: input.outcome,
      review_on: input.review_on ?? null,
      ...(row.first_replied_on === null && {
        first_replied_on: today,
        first_reply_due_on: row.due_on,
        reply_working_days:
          row.dispatched_on === null ? null : time.calendar.workingDaysBetween(row.dispatched_on, today),
      }),
    },
    said: { answer: input.answer },
  }
}

/** @throws Failure `cases.review_needed` where what cannot be solved now names no day to look again */
export function requireReview(
  { today }: ActContext,
  { outcome, review_on: on }: Pick<Answer, 'outcome' | 'review_on'>,
): void {
  if (outcome === 'explained' && (on === undefined || on <= today))
    throw new Failure('invalid', 'cases.review_needed', { field: 'review_on', after: today })
}

/** @throws Failure where a partly solved case names no rest, or another one does, or the rest is due in the past */
export function requireCommitment(
  { today }: ActContext,
  { outcome, commitment }: Pick<ReplyCase, 'outcome' | 'commitment'>,
): void {
  if ((outcome === 'partly_solved') !== (commitment !== undefined))
    throw new Failure('invalid', 'cases.commitment_needed', { field: 'commitment', outcome })
  if (commitment !== undefined && commitment.due < today) {
    throw new Failure('invalid', 'cases.due_before_dispatch', {
      field: 'commitment.due',
      date: commitment.due,
      today,
    })
  }
}

/** @throws Failure `cases.co_organisers_missing` naming the departments that have not replied */
export function requireMerged(row: LoadedCase, why: string | undefined): void {
  const missing = waitingFor(row)
  if (missing.length === 0 || why !== undefined) return
  throw new Failure('conflict', 'cases.co_organisers_missing', {
    field: 'without_co_organisers',
    departments: missing.map(({ department_id: id }) => row.department_names?.[id] ?? id),
  })
}
