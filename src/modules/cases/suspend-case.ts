import { Failure } from '../../kernel/failure.ts'
import { FORGET_PENDING } from './columns.ts'
import { DecideRequest, RequestSuspension, ResumeCase } from './contract.ts'
import { defineAct } from './define-act.ts'
import { asks, getPending } from './pending.ts'
import { resumption } from './resumption.ts'

/** The head asks that the clock stand still: others have to act first, and until when at the latest. */
export const requestSuspension = defineAct({
  act: 'request_suspension',
  name: 'cases.request_suspension',
  summary: 'Ask that the clock stand still, with the reason and the latest end',
  input: RequestSuspension,
  doing(ctx, { until, reason }, row) {
    if (until <= ctx.today)
      throw new Failure('invalid', 'cases.until_not_later', { field: 'until', due: ctx.today })
    return {
      action: 'request_suspension',
      to: 'accepted',
      set: { pending: asks(ctx, row, { what: 'suspension', until }) },
      said: { pending_reason: reason },
    }
  },
})

/** The dispatch centre lets the clock stand still, or not. */
export const decideSuspension = defineAct({
  act: 'decide_suspension',
  name: 'cases.decide_suspension',
  summary: 'Grant or refuse a suspension',
  input: DecideRequest,
  doing({ now, today }, { grant, reason }, row) {
    const pending = getPending(row)
    return {
      action: 'decide_suspension',
      to: grant ? 'suspended' : 'accepted',
      set: {
        ...FORGET_PENDING,
        ...(grant && { suspended_at: now, suspended_on: today, suspended_until: pending.until }),
      },
      besides: { granted: grant, asked_until: pending.until },
      said: { reason },
    }
  },
})

/** Work goes on: the clock gets back the working days that the suspension took. */
export const resumeCase = defineAct({
  act: 'resume',
  name: 'cases.resume',
  summary: 'Resume a suspended case; the working days it stood still are given back',
  input: ResumeCase,
  doing: ({ time, now }, { reason }, row) => ({
    action: 'resume',
    to: 'accepted',
    set: resumption(time, row, now),
    said: { reason },
  }),
})
