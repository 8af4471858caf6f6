import { holds, seatsOf, type Actor, type Post } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import type { ActRule } from './act-rule.ts'
import type { CaseAct } from './contract.ts'
import { isAsker, type CaseFacts } from './sight.ts'

type Acts = Extract<CaseAct, 'refuse' | 'object' | 'answer_on_spot' | 'dispatch' | 'redispatch' | 'amend'>

/** The one who asked, or who registered the case and so speaks for him. */
const asksOrRegistered = (actor: Actor, facts: CaseFacts, who: Post): boolean =>
  who === 'enterprise'
    ? isAsker(actor, facts)
    : holds(actor, who) && seatsOf(actor).includes(facts.registered_by)

/** How a case comes in and to whom it goes. */
export const intakeRules: Readonly<Record<Acts, ActRule>> = {
  refuse: {
    // What the asker objected to is decided by somebody else than who refused it.
    obstacle: (actor, facts) =>
      facts.objected && facts.refused_by !== null && seatsOf(actor).includes(facts.refused_by)
        ? new Failure('forbidden', 'cases.decided_by_another')
        : undefined,
  },
  object: {
    fits: asksOrRegistered,
    obstacle(_, facts, now) {
      if (facts.objected) return new Failure('conflict', 'cases.objected_before')
      if (facts.object_by === null) return new Failure('conflict', 'cases.object_where_it_came_from')
      return now > facts.object_by
        ? new Failure('conflict', 'cases.objection_too_late', { until: facts.object_by })
        : undefined
    },
  },
  answer_on_spot: {},
  dispatch: {},
  redispatch: {},
  amend: {
    fits: (actor, facts, who, usual) => (who === 'dispatcher' ? usual : asksOrRegistered(actor, facts, who)),
  },
}
