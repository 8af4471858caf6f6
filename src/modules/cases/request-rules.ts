import { seatsOf } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import type { ActRule } from './act-rule.ts'
import type { CaseAct, Pending } from './contract.ts'
import type { CaseFacts } from './sight.ts'

type Acts = Extract<
  CaseAct,
  'request_extension' | 'decide_extension' | 'request_suspension' | 'decide_suspension' | 'resume'
>

/** The most often the due date of a case is put off. */
export const MOST_EXTENSIONS = 2

/** A request is made before the due moment, and one at a time. */
function mayAsk(facts: CaseFacts, now: string): Failure | undefined {
  if (facts.pending !== null)
    return new Failure('conflict', 'cases.request_waits', { what: facts.pending.what })
  if (facts.due_at === null) return new Failure('conflict', 'cases.no_deadline')
  return now > facts.due_at
    ? new Failure('conflict', 'cases.asked_too_late', { due: facts.due_at })
    : undefined
}

/** It is decided by another person, before the same moment. */
const decides =
  (what: Pending['what']): NonNullable<ActRule['obstacle']> =>
  (actor, { pending }, now) => {
    if (pending?.what !== what) return new Failure('conflict', 'cases.nothing_requested', { what })
    if (seatsOf(actor).includes(pending.by)) return new Failure('forbidden', 'cases.own_request')
    return now > pending.decide_by
      ? new Failure('conflict', 'cases.decided_too_late', { due: pending.decide_by })
      : undefined
  }

/** What a head asks and another person decides: more time, or a pause. */
export const requestRules: Readonly<Record<Acts, ActRule>> = {
  request_extension: {
    obstacle: (_, facts, now) =>
      facts.extension_count >= MOST_EXTENSIONS
        ? new Failure('conflict', 'cases.extended_twice', { most: MOST_EXTENSIONS })
        : mayAsk(facts, now),
  },
  decide_extension: { obstacle: decides('extension') },
  request_suspension: { obstacle: (_, facts, now) => mayAsk(facts, now) },
  decide_suspension: { obstacle: decides('suspension') },
  resume: {},
}
