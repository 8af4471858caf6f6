import { z } from 'zod'
import type { Actor } from '../../kernel/actor.ts'
import type { CaseView, Party } from './contract.ts'
import { FIRST, present, speaksFor, unconfirmed } from './parties-rules.ts'
import { canSeeAsker, canSeeParty, canSeeRegistrar, seesForPark } from './sight.ts'
import type { LoadedCase } from './store.ts'

const Names = z.record(z.string(), z.string())

/** Names of parties who are neither enterprises of the register nor came by a case, by their keys. */
export function namesIn(words: string | null): Readonly<Record<string, string>> {
  return words === null ? {} : Names.parse(JSON.parse(words))
}

type Shown = Pick<
  CaseView,
  'parties' | 'unconfirmed' | 'asker_left_on' | 'merged_into' | 'handed_from' | 'handed_to'
>

/** Who asks besides the first asker, and where the case came from or went, as far as the reader may know. */
export function partiesFor(row: LoadedCase, actor: Actor): Shown {
  const known = row.parties.filter((party) => canSeeParty(actor, row, party))
  const keys = new Set(known.map(({ key }) => key))
  const first = canSeeAsker(actor, row) || seesForPark(actor, row)
  const waits = row.state === 'replied' ? unconfirmed(row) : []
  const elsewhere = (park: LoadedCase['handed_to']) => park && { park: park.park, number: park.number }
  return {
    parties: known.map((party) => viewOfParty(row, party, actor)),
    unconfirmed: waits.map(({ key }) => key).filter((key) => (key === FIRST ? first : keys.has(key))),
    asker_left_on: first ? row.asker_left_on : null,
    merged_into:
      row.merged_into === null || row.master_number === null
        ? null
        : { id: row.merged_into, number: row.master_number },
    handed_from: elsewhere(row.handed_from),
    handed_to: elsewhere(row.handed_to),
  }
}

function viewOfParty(row: LoadedCase, party: Party, actor: Actor): CaseView['parties'][number] {
  const { key, role, kind, number, case_id, left_on, confirmed_on, rating, by_default, for_asker } = party
  return {
    ...{ key, role, kind, number, case_id, left_on, confirmed_on, rating, by_default, for_asker },
    id: party.enterprise_id,
    name: row.party_names?.[key] ?? namesIn(row.opposite_names)[key] ?? null,
    mine: speaksFor(actor, party),
  }
}

/** What a later asker or a party alone sees of the confirmations: his own, and never what the first asker said. */
export function confirmationFor(
  row: LoadedCase,
  actor: Actor,
): Pick<CaseView, 'rating' | 'by_default' | 'for_asker' | 'comment' | 'dispute'> {
  const { rating, by_default, for_asker, comment, dispute } = row
  if (canSeeAsker(actor, row) || seesForPark(actor, row))
    return { rating, by_default, for_asker, comment, dispute: dispute as CaseView['dispute'] } // marked cast: a CHECK allows no other
  const own = row.parties.find((party) => speaksFor(actor, party))
  return {
    rating: own?.rating ?? null,
    by_default: own?.by_default ?? false,
    for_asker: own?.for_asker ?? false,
    comment: null,
    dispute: null,
  }
}

/**
 * The ids and numbers that would tell this reader of askers, parties or registrars whom he may not know: a fact of an
 * entry that holds one of them is not shown to him.
 */
export function hiddenFrom(row: LoadedCase, actor: Actor): ReadonlySet<string> {
  const ids = new Set<string | null>()
  if (!canSeeAsker(actor, row)) ids.add(row.enterprise_id)
  if (!canSeeRegistrar(actor, row)) ids.add(row.registered_by)
  const forPark = seesForPark(actor, row)
  for (const party of row.parties) {
    if (canSeeParty(actor, row, party)) continue
    for (const id of [party.enterprise_id, party.case_id, party.number]) ids.add(id)
    // A return visitor who confirms for several of them tells of none.
    if (!party.for_asker) ids.add(party.confirmed_by)
    if (!forPark || party.registrar_asks) ids.add(party.registered_by)
  }
  const own = present(row).filter((one) => speaksFor(actor, one))
  for (const { enterprise_id } of own) ids.delete(enterprise_id)
  ids.delete(actor.userId)
  ids.delete(null)
  return ids as ReadonlySet<string> // marked cast: null was taken out
}
