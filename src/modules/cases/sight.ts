import { departmentsOf, enterprisesOf, holds, seatsAs, seatsOf, type Actor } from '../../kernel/actor.ts'
import type { CaseRow } from './columns.ts'
import type { Party } from './contract.ts'
import { speaksFor } from './parties-rules.ts'

/** What the policy needs to know of a case; `centre_leads`: the dispatch centre's own department is the lead. */
export type CaseFacts = Pick<
  CaseRow,
  | 'state'
  | 'kind'
  | 'confidential'
  | 'enterprise_id'
  | 'registered_by'
  | 'officer_id'
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
  | 'registrar_asks'
  | 'accepted_by'
  | 'parties'
  | 'party_enterprises'
  | 'party_people'
  | 'asker_left_on'
  | 'asker_confirmed_on'
  | 'confirmed_on'
  | 'handed_from'
  | 'co_organisers'
  | 'proposal'
  | 'pending'
  | 'extension_count'
  | 'objected'
  | 'refused_by'
  | 'refused_on'
  | 'object_by'
  | 'due_at'
  | 'urged_at'
  | 'about_department_id'
  | 'return_visitor_id'
  | 'handler_id'
  | 'imported_from'
  | 'rung'
> &
  SightFacts & { readonly centre_leads: boolean; readonly open_children: number }

/** From which day until before which somebody is the officer of the enterprise or project that asked. */
export interface OfficerPeriod {
  readonly user: string
  readonly from: string
  readonly until: string | null
}

/** What decides who sees a case; `officers`: of the enterprise or project that asked, by day. */
export type SightFacts = Pick<
  CaseRow,
  | 'confidential'
  | 'enterprise_id'
  | 'party_enterprises'
  | 'party_people'
  | 'registered_by'
  | 'lead_department_id'
  | 'departments'
  | 'about_department_id'
  | 'return_visitor_id'
> & { readonly officers: readonly OfficerPeriod[] }

/** Whether he is this person, or sits in this person's seat: stands in for him or took over from him. */
export const sitsAs = (actor: Actor, userId: string): boolean => seatsOf(actor).includes(userId)

/** Posts that see the whole park. */
export const seesPark = (actor: Actor): boolean =>
  actor.console ||
  (['dispatcher', 'return_visitor', 'supervisor', 'auditor'] as const).some((post) => holds(actor, post))

/** Posts by which somebody sees the cases of his department. */
export const IN_DEPARTMENTS = ['handler', 'head', 'liaison', 'leader'] as const

/**
 * Whether the case exists for this person. The same rule stands in SQL in scope.ts; a test holds them together.
 * A complaint about a person is not there for his department, whatever else somebody of it may see.
 */
export function canSee(actor: Actor, facts: SightFacts): boolean {
  if (sitsAs(actor, facts.registered_by) || isFirstAsker(actor, facts)) return true
  return seesByPost(actor, facts) || (isParty(actor, facts) && !isOfThePersonMeant(actor, facts))
}

/** Whether his posts show him the case, and not that he registered, asks or is concerned. */
const seesByPost = (actor: Actor, facts: SightFacts): boolean =>
  !isOfThePersonMeant(actor, facts) && (seesPark(actor) || isServed(actor, facts) || isCharged(actor, facts))

/** Whether he belongs to the department of the person whom the complaint is about. */
const isOfThePersonMeant = (actor: Actor, { about_department_id: about }: SightFacts): boolean =>
  about !== null && departmentsOf(actor, ...IN_DEPARTMENTS).includes(about)

/** The officer of today, also of what was asked before him; what is asked in confidence is outside his scope. */
function isServed(actor: Actor, { officers, confidential }: SightFacts): boolean {
  const { today } = actor
  if (confidential || today === undefined) return false
  const seats = seatsAs(actor, 'officer')
  return officers.some(
    ({ user, from, until }) => seats.includes(user) && from <= today && (until === null || today < until),
  )
}

function isCharged(actor: Actor, { departments }: SightFacts): boolean {
  const mine = departmentsOf(actor, ...IN_DEPARTMENTS)
  return departments.some((department) => mine.includes(department))
}

/** Whoever came by a merged case or is the opposite party, or speaks for him; not once he has left. */
const isParty = (actor: Actor, { party_enterprises, party_people }: SightFacts): boolean =>
  party_people.some((person) => sitsAs(actor, person)) ||
  enterprisesOf(actor).some((enterprise) => party_enterprises.includes(enterprise))

/** The registrar of a case that somebody else asks. */
const wroteItDown = (actor: Actor, { registered_by, registrar_asks }: CaseFacts): boolean =>
  sitsAs(actor, registered_by) && !registrar_asks

/**
 * Whether he sees the case for the park, and not as one of those who ask or are concerned: to these nobody else's name,
 * number or registrar is shown. Whoever asks himself what is about a person of his department has no post before it.
 */
export const seesForPark = (actor: Actor, facts: CaseFacts): boolean =>
  wroteItDown(actor, facts) || seesByPost(actor, facts)

/** Whether a confidential case hides its askers from this person. */
const isKeptFrom = (actor: Actor, { confidential, return_visitor_id }: CaseFacts): boolean =>
  confidential &&
  !seesConfidential(actor) &&
  (return_visitor_id === null || !sitsAs(actor, return_visitor_id))

/** Whether this person may know who asked first. */
export const canSeeAsker = (actor: Actor, facts: CaseFacts): boolean =>
  sitsAs(actor, facts.registered_by) ||
  isFirstAsker(actor, facts) ||
  (seesForPark(actor, facts) && !isKeptFrom(actor, facts))

/**
 * Whether this person may know of this party. The first asker knows the opposite parties that were named when his case
 * was registered; no asker knows another.
 */
export const canSeeParty = (actor: Actor, facts: CaseFacts, party: Party): boolean =>
  speaksFor(actor, party) ||
  (party.role === 'opposite' &&
    party.case_id === null &&
    (sitsAs(actor, facts.registered_by) || isFirstAsker(actor, facts))) ||
  (seesForPark(actor, facts) && !isKeptFrom(actor, facts))

/** Whether this person may know who registered the case: of whoever asks or speaks for him that would tell who asked. */
export const canSeeRegistrar = (actor: Actor, facts: CaseFacts): boolean =>
  canSeeAsker(actor, facts) || (seesForPark(actor, facts) && !facts.registrar_asks)

/** Posts that may know who asked a confidential case. */
export const seesConfidential = (actor: Actor): boolean =>
  actor.console || holds(actor, 'dispatcher') || holds(actor, 'supervisor')

const isFirstAsker = (actor: Actor, { enterprise_id }: Pick<CaseFacts, 'enterprise_id'>): boolean =>
  enterprise_id !== null && enterprisesOf(actor).includes(enterprise_id)

/** Whether this person is here only to ask: what the park says among itself is not for him. */
export const asksOnly = (actor: Actor): boolean =>
  !actor.console && actor.holdings.every(({ post }) => post === 'enterprise')

/** The enterprise that asked first, as long as it asks. */
export const isAsker = (actor: Actor, facts: Pick<CaseFacts, 'enterprise_id' | 'asker_left_on'>): boolean =>
  isFirstAsker(actor, facts) && facts.asker_left_on === null

/** One who asks, first or since, or is concerned: what he says of the case is heard. */
export const isHeard = (actor: Actor, facts: CaseFacts): boolean =>
  isAsker(actor, facts) || isParty(actor, facts)
