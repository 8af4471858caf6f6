import { withWorker } from './act.ts'
import { FORGET_PROPOSAL } from './columns.ts'
import { ProposeReply, SendBack } from './contract.ts'
import { defineAct } from './define-act.ts'
import { requireCommitment, requireMerged, requireReview } from './reply-case.ts'

/** The handler puts an answer before the head, who replies with it or sends it back. The clock runs until he signs. */
export const proposeReply = defineAct({
  act: 'propose_reply',
  name: 'cases.propose_reply',
  summary: 'Propose an answer for the head to sign',
  input: ProposeReply,
  doing(ctx, input, row) {
    requireReview(ctx, input)
    requireCommitment(ctx, input)
    requireMerged(row, input.without_co_organisers)
    return {
      action: 'propose_reply',
      to: 'accepted',
      set: {
        proposal: {
          by: ctx.actor.userId,
          at: ctx.now,
          outcome: input.outcome,
          review_on: input.review_on ?? null,
          commitment_due: input.commitment?.due ?? null,
        },
        worked_by: withWorker(row, ctx.actor),
      },
      said: {
        proposed_answer: input.answer,
        commitment: input.commitment?.text,
        without_co_organisers: input.without_co_organisers,
      },
    }
  },
})

/** The head does not sign: the handler writes it again. */
export const sendBack = defineAct({
  act: 'send_back',
  name: 'cases.send_back',
  summary: 'Send a proposed answer back to the handler',
  input: SendBack,
  doing: (_, { reason }) => ({
    action: 'send_back',
    to: 'accepted',
    set: FORGET_PROPOSAL,
    said: { reason },
  }),
})
