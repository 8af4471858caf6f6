import { holds, type Actor, type Post } from '../../kernel/actor.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import { ownWork, type ActRule } from './act-rule.ts'
import type { CaseAct } from './contract.ts'
import { askersPresent, saidInPerson, spokenFor, type Standing } from './parties-rules.ts'
import { sitsAs, type CaseFacts } from './sight.ts'

type Acts = Extract<
  CaseAct,
  'confirm' | 'confirm_for_asker' | 'reject' | 'reopen' | 'withdraw' | 'merge' | 'hand_over'
>

/** A satisfied asker may be asked again for thirty days after the case was struck off. */
const REOPEN_WITHIN_MS = 30 * 24 * 3600 * 1000

/** The other rows of the table are the master's own entry, and the system's. */
const MERGED_FROM: readonly string[] = ['registered', 'dispatched']

/** In which post somebody speaks for an asker: for an enterprise, for what a supervisor found, for himself. */
const speaksAs = (actor: Actor, who: Post, { enterprise_id }: Standing): boolean =>
  holds(actor, who) && (who === 'enterprise') === (enterprise_id !== null)

/** Each of several askers and parties for himself; a supervisor what he found, of the park's people who asked himself. */
const onlyWhoAsked: ActRule['fits'] = (actor, facts, who) =>
  spokenFor(actor, facts).some((one) => speaksAs(actor, who, one))

const askersThemselves = (actor: Actor, facts: CaseFacts, who: Post): boolean =>
  spokenFor(actor, facts).some((one) => one.role === 'asker' && speaksAs(actor, who, one))

/** The asker, or whoever registered for him. */
const askerOrRegistrar: ActRule['fits'] = (actor, facts, who) =>
  askersThemselves(actor, facts, who) ||
  (who !== 'enterprise' && holds(actor, who) && registeredBy(actor, facts).length > 0)

/** The askers who have not left and for whom this person registered. */
export const registeredBy = (actor: Actor, facts: CaseFacts): readonly Standing[] =>
  askersPresent(facts).filter(({ registered_by }) => registered_by !== null && sitsAs(actor, registered_by))

/** What askers and parties do, each for himself, and what is done with several of them. */
export const askerRules: Readonly<Record<Acts, ActRule>> = {
  confirm: {
    fits: onlyWhoAsked,
    obstacle: (actor, facts) => ownWork(actor, facts) ?? confirmObstacle(actor, facts),
  },
  confirm_for_asker: {
    // The one who asks how it went must not be one of those who did it, whatever his post there.
    fits: ({ holdings }, { lead_department_id: lead }, _, usual) =>
      usual && (lead === null || holdings.every(({ departmentId }) => departmentId !== lead)),
    obstacle: ownWork,
  },
  reject: {
    fits: onlyWhoAsked,
    obstacle: (actor, facts) =>
      spokenFor(actor, facts).every(saidInPerson)
        ? new Failure('conflict', 'cases.asker_confirmed')
        : undefined,
  },
  reopen: {
    fits: (actor, facts, who, usual) => (who === 'supervisor' ? usual : askersThemselves(actor, facts, who)),
    obstacle: reopenObstacle,
  },
  withdraw: {
    fits: askerOrRegistrar,
    obstacle: (_, { kind }) =>
      kind === 'hazard' || kind === 'finding'
        ? new Failure('conflict', 'cases.never_withdrawn', { kind })
        : undefined,
  },
  merge: {
    obstacle: (_, { state }) =>
      MERGED_FROM.includes(state)
        ? undefined
        : new Failure('conflict', 'cases.wrong_state', { act: 'merge', state, possible_in: MERGED_FROM }),
  },
  hand_over: {},
}

function confirmObstacle(actor: Actor, facts: CaseFacts): Failure | undefined {
  const waiting = spokenFor(actor, facts).some(({ confirmed_on }) => confirmed_on === null)
  return waiting ? undefined : new Failure('conflict', 'cases.confirmed_already')
}

function reopenObstacle(actor: Actor, facts: CaseFacts, now: string): Failure | undefined {
  if (holds(actor, 'supervisor') || facts.struck_off_at === null) return undefined
  const until = shiftInstant(facts.struck_off_at, REOPEN_WITHIN_MS)
  return now > until ? new Failure('conflict', 'cases.reopen_too_late', { days: 30 }) : undefined
}
