import { departmentsOf, enterprisesOf, holds, type Actor, type Capacity } from '../../kernel/actor.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import { Failure } from '../../kernel/failure.ts'
import type { CaseAct } from './contract.ts'
import type { CaseRow } from './columns.ts'
import { statesFor, whoEverMay, whoMay, type Who } from './transitions.ts'

/** From which day until before which somebody is the officer of the enterprise or project that asked. */
export interface OfficerPeriod {
  readonly user: string
  readonly from: string
  readonly until: string | null
}

/**
 * What the policy needs to know of a case; `centre_leads`: the dispatch centre's own department is the lead;
 * `officers`: of the enterprise or project that asked, by day.
 */
export type CaseFacts = Pick<
  CaseRow,
  | 'state'
  | 'kind'
  | 'confidential'
  | 'enterprise_id'
  | 'registered_by'
  | 'lead_department_id'
  | 'departments'
  | 'return_count'
  | 'worked_by'
  | 'rating'
  | 'by_default'
  | 'for_asker'
  | 'dispute'
  | 'countersigned_by'
  | 'struck_off_at'
> & { readonly centre_leads: boolean; readonly officers: readonly OfficerPeriod[] }

/** A satisfied asker may be asked again for thirty days after the case was struck off. */
const REOPEN_WITHIN_MS = 30 * 24 * 3600 * 1000

/** The most often a case may be returned by departments; then the dispatch centre's decision stands. */
export const MOST_RETURNS = 2

/** Posts that see the whole park. */
export const seesPark = (actor: Actor): boolean =>
  actor.console ||
  (['dispatcher', 'return_visitor', 'supervisor', 'auditor'] as const).some((post) => holds(actor, post))

/** Whether the case exists for this person. The same rule stands in SQL in scope.ts; a test holds them together. */
export function canSee(actor: Actor, facts: CaseFacts): boolean {
  if (seesPark(actor) || facts.registered_by === actor.userId) return true
  if (facts.enterprise_id !== null && enterprisesOf(actor).includes(facts.enterprise_id)) return true
  if (!facts.confidential && isOfficerToday(actor, facts)) return true
  const mine = departmentsOf(actor, 'handler', 'head', 'leader')
  return facts.departments.some((department) => mine.includes(department))
}

/** The officer of today sees what was there before him, and the former one sees it no longer. */
const isOfficerToday = (actor: Actor, { officers }: Pick<CaseFacts, 'officers'>): boolean => {
  const { today } = actor
  if (today === undefined || !holds(actor, 'officer')) return false
  return officers.some(
    ({ user, from, until }) => user === actor.userId && from <= today && (until === null || today < until),
  )
}

/** Whether this person may know who asked. */
export function canSeeAsker(actor: Actor, facts: CaseFacts): boolean {
  return (
    !facts.confidential ||
    seesConfidential(actor) ||
    facts.registered_by === actor.userId ||
    isAsker(actor, facts)
  )
}

/** Posts that may know who asked a confidential case. */
export const seesConfidential = (actor: Actor): boolean =>
  actor.console || holds(actor, 'dispatcher') || holds(actor, 'supervisor')

const isAsker = (actor: Actor, { enterprise_id }: Pick<CaseFacts, 'enterprise_id'>): boolean =>
  enterprise_id !== null && enterprisesOf(actor).includes(enterprise_id)

/** In which capacity this person may take the act on this case, whatever its state; undefined when never. */
export function capacityFor(actor: Actor, facts: CaseFacts, act: CaseAct): Capacity | undefined {
  const now = whoMay(act, facts.state)
  // Somebody with two posts acts in the one that the state allows.
  return [...now, ...whoEverMay(act)].find((who) => fits(actor, facts, act, who))
}

function fits(actor: Actor, facts: CaseFacts, act: CaseAct, who: Who): boolean {
  if (who === 'import' || who === 'system') return false
  switch (who) {
    case 'handler':
    case 'head':
      return facts.lead_department_id !== null && holds(actor, who, facts.lead_department_id)
    case 'enterprise':
      return isAsker(actor, facts)
    case 'return_visitor':
      // The one who asks how it went must not be one of those who did it.
      return (
        holds(actor, who) && !departmentsOf(actor, ...LOCAL).some((id) => id === facts.lead_department_id)
      )
    case 'supervisor':
      if (act === 'confirm' || act === 'reject') {
        return holds(actor, who) && facts.kind === 'finding' && facts.registered_by === actor.userId
      }
      return holds(actor, who)
    case 'officer':
    case 'hotline':
    case 'leader':
      return holds(actor, who) && canSee(actor, facts)
    case 'dispatcher':
    case 'admin':
    case 'auditor':
      return holds(actor, who)
  }
}

const LOCAL = ['handler', 'head', 'dispatcher', 'leader', 'return_visitor', 'officer', 'hotline'] as const

/**
 * What stands in the way of an act by somebody who holds the right post: the state, or a rule of the loop.
 * @returns the refusal, or undefined when the way is free.
 */
export function obstacle(actor: Actor, facts: CaseFacts, act: CaseAct, now: string): Failure | undefined {
  if (!statesFor(act).includes(facts.state)) {
    return new Failure('conflict', 'cases.wrong_state', {
      act,
      state: facts.state,
      possible_in: statesFor(act),
    })
  }
  switch (act) {
    case 'return':
      return facts.return_count >= MOST_RETURNS
        ? new Failure('conflict', 'cases.returned_twice', { most: MOST_RETURNS })
        : undefined
    case 'confirm':
    case 'confirm_for_asker':
      return ownWork(actor, facts)
    case 'strike_off':
      return ownWork(actor, facts) ?? strikeOffObstacle(facts)
    case 'reject':
      return facts.state === 'confirmed' && !facts.for_asker
        ? new Failure('conflict', 'cases.asker_confirmed')
        : undefined
    case 'decide_dispute':
      return facts.dispute === 'open' ? undefined : new Failure('conflict', 'cases.no_dispute')
    case 'countersign':
      if (!facts.centre_leads) return new Failure('conflict', 'cases.countersign_not_needed')
      return facts.countersigned_by === null ? undefined : new Failure('conflict', 'cases.countersigned')
    case 'reopen':
      return reopenObstacle(actor, facts, now)
    case 'dispatch':
    case 'accept':
    case 'reply':
    case 'note':
      return undefined
  }
}

/** Nobody confirms or strikes off his own work, whoever answered after him. */
function ownWork({ userId }: Actor, { worked_by }: CaseFacts): Failure | undefined {
  return worked_by.includes(userId) ? new Failure('forbidden', 'cases.own_work') : undefined
}

function strikeOffObstacle(facts: CaseFacts): Failure | undefined {
  if (facts.dispute === 'open') return new Failure('conflict', 'cases.dispute_open')
  if (facts.centre_leads && facts.countersigned_by === null)
    return new Failure('conflict', 'cases.countersign_needed')
  return undefined
}

function reopenObstacle(actor: Actor, facts: CaseFacts, now: string): Failure | undefined {
  if (holds(actor, 'supervisor') || facts.struck_off_at === null) return undefined
  const until = shiftInstant(facts.struck_off_at, REOPEN_WITHIN_MS)
  return now > until ? new Failure('conflict', 'cases.reopen_too_late', { days: 30 }) : undefined
}

/** The acts this person may take now: what screens draw as buttons. */
export function canDo(
  actor: Actor,
  facts: CaseFacts,
  acts: readonly CaseAct[],
  now: string,
): Record<CaseAct, boolean> {
  const can = acts.map((act) => {
    const free = canSee(actor, facts) && capacityFor(actor, facts, act) && !obstacle(actor, facts, act, now)
    return [act, Boolean(free)] as const
  })
  return Object.fromEntries(can) as Record<CaseAct, boolean> // marked cast: one entry for each act
}
