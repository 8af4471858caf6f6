import { departmentsOf, enterprisesOf, holds, seatsOf, type Actor } from '../../kernel/actor.ts'
import type { CaseRow } from './columns.ts'

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
> & { readonly centre_leads: boolean; readonly open_children: number }

/** What decides who sees a case. */
export type SightFacts = Pick<
  CaseRow,
  | 'confidential'
  | 'enterprise_id'
  | 'party_enterprises'
  | 'registered_by'
  | 'officer_id'
  | 'lead_department_id'
  | 'departments'
  | 'about_department_id'
  | 'return_visitor_id'
>

/** Posts that see the whole park. */
export const seesPark = (actor: Actor): boolean =>
  actor.console ||
  (['dispatcher', 'return_visitor', 'supervisor', 'auditor'] as const).some((post) => holds(actor, post))

/** Posts by which somebody sees the cases of his department. */
export const IN_DEPARTMENTS = ['handler', 'head', 'liaison', 'leader'] as const

/** Whether the case exists for this person. The same rule stands in SQL in scope.ts; a test holds them together. */
export function canSee(actor: Actor, facts: SightFacts): boolean {
  const seats = seatsOf(actor)
  if (seesPark(actor) || seats.includes(facts.registered_by)) return true
  if (facts.enterprise_id !== null && enterprisesOf(actor).includes(facts.enterprise_id)) return true
  if (facts.officer_id !== null && seats.includes(facts.officer_id) && !facts.confidential) return true
  const mine = departmentsOf(actor, ...IN_DEPARTMENTS)
  return facts.departments.some((department) => mine.includes(department))
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

export const isAsker = (actor: Actor, { enterprise_id }: Pick<CaseFacts, 'enterprise_id'>): boolean =>
  enterprise_id !== null && enterprisesOf(actor).includes(enterprise_id)

/** Whether this person is here only to ask: what the park says among itself is not for him. */
export const asksOnly = (actor: Actor): boolean =>
  !actor.console && actor.holdings.every(({ post }) => post === 'enterprise')
