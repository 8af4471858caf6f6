import { holds, seatsOf, type Actor } from '../../kernel/actor.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import { ownWork, type ActRule } from './act-rule.ts'
import type { CaseAct } from './contract.ts'
import type { CaseFacts } from './sight.ts'

type Acts = Extract<
  CaseAct,
  'confirm' | 'confirm_for_asker' | 'reject' | 'reopen' | 'withdraw' | 'merge' | 'hand_over'
>

/** A satisfied asker may be asked again for thirty days after the case was struck off. */
const REOPEN_WITHIN_MS = 30 * 24 * 3600 * 1000

/** A supervisor confirms and sends back only what he found himself; of the park's own people only the one who asked. */
const onlyWhoAsked: ActRule['fits'] = (actor, facts, who, usual) => {
  switch (who) {
    case 'supervisor':
      return holds(actor, who) && facts.kind === 'finding' && seatsOf(actor).includes(facts.registered_by)
    case 'enterprise':
    case 'return_visitor':
      return usual
    default:
      return holds(actor, who) && facts.registrar_asks && seatsOf(actor).includes(facts.registered_by)
  }
}

/** What askers and parties do, each for himself, and what is done with several of them. */
export const askerRules: Readonly<Record<Acts, ActRule>> = {
  confirm: { fits: onlyWhoAsked, obstacle: ownWork },
  confirm_for_asker: { obstacle: ownWork },
  reject: {
    fits: onlyWhoAsked,
    obstacle: (_, facts) =>
      facts.state === 'confirmed' && !facts.for_asker
        ? new Failure('conflict', 'cases.asker_confirmed')
        : undefined,
  },
  reopen: {
    fits: (actor, facts, who, usual) =>
      who === 'supervisor' ? usual : onlyWhoAsked(actor, facts, who, usual),
    obstacle: reopenObstacle,
  },
  withdraw: {},
  merge: {},
  hand_over: {},
}

function reopenObstacle(actor: Actor, facts: CaseFacts, now: string): Failure | undefined {
  if (holds(actor, 'supervisor') || facts.struck_off_at === null) return undefined
  const until = shiftInstant(facts.struck_off_at, REOPEN_WITHIN_MS)
  return now > until ? new Failure('conflict', 'cases.reopen_too_late', { days: 30 }) : undefined
}
