import { holds, type Actor, type Capacity, type Post } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { ownWork, type ActRule } from './act-rule.ts'
import { askerRules } from './asker-rules.ts'
import type { CaseAct } from './contract.ts'
import { helping, helpRules } from './help-rules.ts'
import { intakeRules } from './intake-rules.ts'
import { requestRules } from './request-rules.ts'
import { canSee, isAsker, isHeard, sitsAs, type CaseFacts } from './sight.ts'
import { steeringRules } from './steering-rules.ts'
import { isPost, statesFor, whoEverMay, whoMay } from './transitions.ts'

/** The most often a case may be returned by departments; then the dispatch centre's decision stands. */
export const MOST_RETURNS = 2

/**
 * Who takes part may say or show something: whoever asks or is concerned, and not the first asker alone; who works on it,
 * in charge or beside; and who wrote it down, also before a department is in charge.
 */
const TAKES_PART: ActRule = {
  fits(actor, facts, who, usual) {
    const asksOrIsConcerned = holds(actor, who) && isHeard(actor, facts)
    // Who registered it for an enterprise that he has left is heard no more.
    if (who === 'enterprise') return asksOrIsConcerned
    const wroteItDown = holds(actor, who) && sitsAs(actor, facts.registered_by)
    return usual || asksOrIsConcerned || wroteItDown || helping(actor, facts, who).length > 0
  },
}

/** What the transition table leaves open, act by act. */
const RULES: Readonly<Record<CaseAct, ActRule>> = {
  ...intakeRules,
  ...helpRules,
  ...askerRules,
  ...requestRules,
  ...steeringRules,
  accept: {},
  return: {
    obstacle: (_, facts) =>
      facts.return_count >= MOST_RETURNS
        ? new Failure('conflict', 'cases.returned_twice', { most: MOST_RETURNS })
        : undefined,
  },
  decide_dispute: {
    obstacle: (_, facts) =>
      facts.dispute === 'open' ? undefined : new Failure('conflict', 'cases.no_dispute'),
  },
  countersign: {
    obstacle(_, facts) {
      if (!facts.centre_leads) return new Failure('conflict', 'cases.countersign_not_needed')
      return facts.countersigned_by === null ? undefined : new Failure('conflict', 'cases.countersigned')
    },
  },
  strike_off: { obstacle: (actor, facts) => ownWork(actor, facts) ?? strikeOffObstacle(facts) },
  note: TAKES_PART,
  attach: TAKES_PART,
}

/**
 * In which capacity somebody who sees this case may take the act on it, whatever its state; undefined when never. Whoever
 * asks has asked `canSee` before.
 */
export function capacityFor(actor: Actor, facts: CaseFacts, act: CaseAct): Capacity | undefined {
  const now = whoMay(act, facts.state)
  // Somebody with two posts acts in the one that the state allows.
  return [...now, ...whoEverMay(act)].filter(isPost).find((who) => {
    const usual = fits(actor, facts, who)
    return RULES[act].fits?.(actor, facts, who, usual) ?? usual
  })
}

/** What a post means on a case where an act says nothing else. */
function fits(actor: Actor, facts: CaseFacts, who: Post): boolean {
  switch (who) {
    case 'handler':
    case 'head':
    case 'liaison':
      return facts.lead_department_id !== null && holds(actor, who, facts.lead_department_id)
    case 'enterprise':
      return isAsker(actor, facts)
    case 'officer':
    case 'hotline':
    case 'leader':
    case 'return_visitor':
    case 'supervisor':
    case 'dispatcher':
      return holds(actor, who)
    case 'admin':
    case 'auditor':
    case 'city':
      return false
  }
}

/**
 * What stands in the way of an act by somebody who holds the right post: the state, or a rule of the loop.
 * @returns the refusal, or undefined when the way is free.
 */
export function obstacle(
  actor: Actor,
  facts: CaseFacts,
  { act, as, now }: { readonly act: CaseAct; readonly as: Capacity; readonly now: string },
): Failure | undefined {
  const states = as === 'console' ? [] : statesFor(act, as)
  if (!states.includes(facts.state)) {
    return new Failure('conflict', 'cases.wrong_state', { act, state: facts.state, possible_in: states })
  }
  return RULES[act].obstacle?.(actor, facts, now)
}

function strikeOffObstacle(facts: CaseFacts): Failure | undefined {
  if (facts.dispute === 'open') return new Failure('conflict', 'cases.dispute_open')
  if (facts.centre_leads && facts.countersigned_by === null)
    return new Failure('conflict', 'cases.countersign_needed')
  if (facts.open_children > 0)
    return new Failure('conflict', 'cases.children_open', { count: facts.open_children })
  return undefined
}

/** The acts this person may take now: what screens draw as buttons. */
export function canDo(
  actor: Actor,
  facts: CaseFacts,
  acts: readonly CaseAct[],
  now: string,
): Record<CaseAct, boolean> {
  const sees = canSee(actor, facts)
  const can = acts.map((act) => {
    const as = sees ? capacityFor(actor, facts, act) : undefined
    const free = as !== undefined && !obstacle(actor, facts, { act, as, now })
    return [act, free] as const
  })
  return Object.fromEntries(can) as Record<CaseAct, boolean> // marked cast: one entry for each act
}
