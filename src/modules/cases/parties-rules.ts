import { seatsOf, enterprisesOf, holds, type Actor } from '../../kernel/actor.ts'
import type { CaseRow } from './columns.ts'
import type { Party } from './contract.ts'

/** The first asker's key among those who ask; everybody else has the key of his party. */
export const FIRST = 'asker'

/** What is to be known of a case to say who asks it. */
export type Askers = Pick<
  CaseRow,
  | 'enterprise_id'
  | 'registered_by'
  | 'registrar_asks'
  | 'asker_left_on'
  | 'asker_confirmed_on'
  | 'confirmed_on'
  | 'for_asker'
  | 'rating'
  | 'parties'
>

/** Somebody who asks or is concerned, with his own confirmation; the first asker in the same shape as the others. */
export interface Standing {
  readonly key: string
  readonly role: Party['role']
  readonly enterprise_id: string | null
  readonly registered_by: string | null
  readonly registrar_asks: boolean
  readonly left_on: string | null
  readonly confirmed_on: string | null
  readonly for_asker: boolean
  readonly rating: number | null
}

/** Everybody who ever asked or was concerned, the first asker before the others. */
export const everybody = (facts: Askers): readonly Standing[] => [
  {
    key: FIRST,
    role: 'asker',
    enterprise_id: facts.enterprise_id,
    registered_by: facts.registered_by,
    registrar_asks: facts.registrar_asks,
    left_on: facts.asker_left_on,
    // Of a history from elsewhere nobody knows more than when the case was confirmed.
    confirmed_on: facts.asker_confirmed_on ?? facts.confirmed_on,
    for_asker: facts.for_asker,
    rating: facts.rating,
  },
  ...facts.parties,
]

/** Those who have not left. */
export const present = (facts: Askers): readonly Standing[] =>
  everybody(facts).filter(({ left_on }) => left_on === null)

export const askersPresent = (facts: Askers): readonly Standing[] =>
  present(facts).filter(({ role }) => role === 'asker')

/** Who has still to confirm an answer. */
export const unconfirmed = (facts: Askers): readonly Standing[] =>
  present(facts).filter(({ confirmed_on }) => confirmed_on === null)

/** Whether this person is the asker or party, or speaks for him. */
export const speaksFor = (
  actor: Actor,
  { enterprise_id, registered_by, registrar_asks }: Standing | Party,
): boolean =>
  enterprise_id === null
    ? registrar_asks && registered_by !== null && seatsOf(actor).includes(registered_by)
    : enterprisesOf(actor).includes(enterprise_id)

/** Those for whom this person speaks, who have not left; a supervisor speaks for what he found and no enterprise asks. */
export const spokenFor = (actor: Actor, facts: Askers & Pick<CaseRow, 'kind'>): readonly Standing[] => {
  const found =
    holds(actor, 'supervisor') &&
    facts.kind === 'finding' &&
    facts.enterprise_id === null &&
    seatsOf(actor).includes(facts.registered_by)
  return present(facts).filter((one) => speaksFor(actor, one) || (found && one.key === FIRST))
}

/** Those who confirmed in person: they have had their say until the case is struck off. */
export const saidInPerson = ({ confirmed_on, for_asker }: Standing): boolean =>
  confirmed_on !== null && !for_asker

/** Whether somebody who has not left is not satisfied: that opens a dispute. */
export const isDisputed = (standings: readonly Standing[]): boolean =>
  standings.some(({ left_on, rating }) => left_on === null && rating !== null && rating <= 2)

/** A party before it confirmed, or after its confirmation has lapsed. */
export const UNCONFIRMED = {
  confirmed_at: null,
  confirmed_on: null,
  confirmed_by: null,
  rating: null,
  by_default: false,
  for_asker: false,
} as const satisfies Partial<Party>

/** What the work beginning again does to the parties: their confirmations lapse. Nothing where there are none. */
export const lapsedConfirmations = ({ parties }: Pick<CaseRow, 'parties'>): { parties?: readonly Party[] } =>
  parties.length === 0 ? {} : { parties: parties.map((party) => ({ ...party, ...UNCONFIRMED })) }

/** The columns that follow from the parties: who among them may see the case. */
export function withParties(
  parties: readonly Party[],
): Pick<CaseRow, 'parties' | 'party_enterprises' | 'party_people'> {
  const here = parties.filter(({ left_on }) => left_on === null)
  return {
    parties,
    party_enterprises: [...new Set(here.flatMap(({ enterprise_id }) => enterprise_id ?? []))],
    party_people: [
      ...new Set(
        here.flatMap(({ enterprise_id, registrar_asks, registered_by }) =>
          enterprise_id === null && registrar_asks && registered_by !== null ? [registered_by] : [],
        ),
      ),
    ],
  }
}
