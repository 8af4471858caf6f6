import { Failure } from '../../kernel/failure.ts'
import { FORGET_PENDING } from './columns.ts'
import { DecideRequest, RequestExtension } from './contract.ts'
import { dueOn } from './deadlines.ts'
import { defineAct } from './define-act.ts'
import { asks, getPending } from './pending.ts'
import { runsOf } from './work-again.ts'

/** The head asks for more time: how far it is, why it is not enough, and until when. */
export const requestExtension = defineAct({
  act: 'request_extension',
  name: 'cases.request_extension',
  summary: 'Ask for more time before the due date, with progress and reason',
  input: RequestExtension,
  doing(ctx, { until, progress, reason }, row) {
    if (row.due_on !== null && until <= row.due_on)
      throw new Failure('invalid', 'cases.until_not_later', { field: 'until', due: row.due_on })
    return {
      action: 'request_extension',
      to: 'accepted',
      set: { pending: asks(ctx, row, { what: 'extension', until }) },
      said: { pending_reason: reason, progress },
    }
  },
})

/** The dispatch centre grants the new date or not. The first due date stays on record. */
export const decideExtension = defineAct({
  act: 'decide_extension',
  name: 'cases.decide_extension',
  summary: 'Grant or refuse more time',
  input: DecideRequest,
  doing({ time, today }, { grant, reason }, row) {
    const pending = getPending(row)
    const start = {
      why: 'extended',
      from: today,
      rule: null,
      given: pending.until,
      before: runsOf(row),
    } as const
    return {
      action: 'decide_extension',
      to: 'accepted',
      set: {
        ...FORGET_PENDING,
        ...(grant && {
          ...dueOn(time, pending.until, start),
          extension_count: row.extension_count + 1,
        }),
      },
      besides: { granted: grant, was_due_on: row.due_on, asked_until: pending.until },
      said: { reason },
    }
  },
})
