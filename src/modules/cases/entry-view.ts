import { z } from 'zod'
import type { Actor } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import type { selectHistory } from '../ledger/index.ts'
import type { EntryView } from './contract.ts'
import { INTERNAL_NOTE } from './note-case.ts'
import { everybody, FIRST, speaksFor } from './parties-rules.ts'
import { hiddenFrom } from './party-view.ts'
import { canSeeAsker, canSeeParty, seesForPark } from './sight.ts'
import type { LoadedCase } from './store.ts'

type History = NonNullable<(typeof selectHistory)['row']>

/** What is shown of an entry, of which the database knows no more than that it is JSON. */
const Shown = z.object({
  opened: z.array(z.object({ path: z.string(), value: z.string() })).nullable(),
  body: z.object({ set: z.record(z.string(), z.unknown()) }),
})

/**
 * An entry as one reader may see it; undefined for an internal note that is not for his eyes. Where an asker is kept
 * from the reader, nothing of him is shown. Of several askers each sees that another one acted, and neither who it was
 * nor what he said.
 * @throws Failure `cases.entry_unreadable` when somebody has changed it behind our back beyond recognition
 */
export function entryFor(actor: Actor, row: LoadedCase, entry: History): EntryView | undefined {
  const readable = Shown.safeParse(entry)
  if (!readable.success)
    throw new Failure('conflict', 'cases.entry_unreadable', { number: row.number, seq: entry.seq })
  const { opened, body } = readable.data
  const said = Object.fromEntries(
    (opened ?? []).map(({ path, value }) => [path.slice('/said/'.length), value]),
  )
  const forPark = seesForPark(actor, row)
  const internal = said[INTERNAL_NOTE] !== undefined || body.set['internal'] === true
  if (!forPark && (internal || WITHIN_THE_PARK.includes(entry.action))) return undefined
  const hidden = !canSeeAsker(actor, row)
  const partiesHidden = row.parties.some((party) => !canSeeParty(actor, row, party))
  const unknown = new Set(hiddenFrom(row, actor))
  const byAsker = isByAsker(row, entry)
  const isOthers = !forPark && isOfAnother(actor, row, { entry, byAsker, hidden, set: body.set })
  const actorHidden = unknown.has(entry.user_id) || (byAsker && (forPark ? hidden : isOthers))
  if (actorHidden) unknown.add(entry.user_id)
  return {
    seq: entry.seq,
    id: entry.id,
    action: entry.action,
    from: entry.from_state,
    to: entry.to_state,
    actor: actorHidden ? null : { id: entry.user_id, name: entry.user_name },
    post: entry.post,
    recorded_at: entry.recorded_at,
    happened_at: entry.happened_at,
    said: isOthers ? {} : masked(said, tellingWords(entry.action, { hidden, partiesHidden })),
    set: isOthers ? {} : shownFacts(body.set, { hidden, partiesHidden, unknown }),
    hash: entry.hash.toString('hex'),
  }
}

/** Steps of which an asker is told nothing: an answer that nobody has signed is none. */
const WITHIN_THE_PARK: readonly string[] = [
  'co_return',
  'co_reply',
  'propose_reply',
  'send_back',
  'request_extension',
  'request_suspension',
  'lapse',
]

/** Whether one of those who ask or are concerned made the entry, or somebody who speaks for him. */
const isByAsker = (row: LoadedCase, { post, user_id }: History): boolean =>
  post === 'enterprise' ||
  everybody(row).some(({ registrar_asks, registered_by }) => registrar_asks && registered_by === user_id)

/** What is done by askers, or about one of them. */
const ASKERS_ACTS: readonly string[] = ['confirm', 'confirm_for_asker', 'reject', 'withdraw', 'merge']

/** For an asker: whether the entry is another asker's business. Entries say whose it is once there are several. */
function isOfAnother(
  actor: Actor,
  row: LoadedCase,
  {
    entry,
    byAsker,
    hidden,
    set,
  }: { entry: History; byAsker: boolean; hidden: boolean; set: Readonly<Record<string, unknown>> },
): boolean {
  if (!byAsker && !ASKERS_ACTS.includes(entry.action)) return false
  if (entry.user_id === actor.userId) return false
  // The entry by which a case was merged says which.
  if (entry.action === 'merge') return entry.to_state !== 'closed_merged'
  const of = Array.isArray(set['of']) ? (set['of'] as readonly unknown[]) : [FIRST] // marked cast: what an array holds is unknown
  if (of.includes(FIRST) && !hidden) return false
  return !row.parties.some((party) => of.includes(party.key) && speaksFor(actor, party))
}

function masked(said: Readonly<Record<string, string>>, telling: readonly string[]): Record<string, string> {
  const shown: Record<string, string> = {}
  for (const [name, value] of Object.entries(said)) {
    if (telling.includes(name)) continue
    if (name === 'contact_name') shown[name] = maskName(value) ?? ''
    else if (name === 'contact_phone') shown[name] = maskPhone(value) ?? ''
    else shown[name] = value
  }
  return shown
}

/** Words that say of themselves who asked or is concerned; the evidence of what an asker said is his voice or his hand. */
function tellingWords(
  action: string,
  { hidden, partiesHidden }: { hidden: boolean; partiesHidden: boolean },
): readonly string[] {
  const isOfAsker = action === 'confirm_for_asker' || action === 'withdraw'
  return [
    ...(hidden ? ['asker_name', 'contact_name', 'contact_phone'] : []),
    ...(hidden || partiesHidden ? ['opposite_names'] : []),
    ...((hidden || partiesHidden) && isOfAsker ? ['evidence'] : []),
  ]
}

/** Facts that say of themselves who asked first, and who asks or is concerned besides. */
const TELLING: readonly string[] = ['enterprise_id', 'project_id', 'asker_kind', 'registrar_asks']
const TELLING_OF_PARTIES: readonly string[] = ['parties', 'party_enterprises', 'party_people', 'of', 'merged']

/** What an entry set, without what tells of those whom the reader may not know: by name, or by an id that it holds. */
function shownFacts(
  set: Readonly<Record<string, unknown>>,
  {
    hidden,
    partiesHidden,
    unknown,
  }: { hidden: boolean; partiesHidden: boolean; unknown: ReadonlySet<string> },
): Record<string, unknown> {
  const ids = [...unknown]
  return Object.fromEntries(
    Object.entries(set).filter(([name, fact]) => {
      if (hidden && TELLING.includes(name)) return false
      if ((hidden || partiesHidden) && TELLING_OF_PARTIES.includes(name)) return false
      const text = JSON.stringify(fact)
      return !ids.some((id) => text.includes(`"${id}"`))
    }),
  )
}
