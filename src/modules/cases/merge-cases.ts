import { SYSTEM_ID, type Actor } from '../../kernel/actor.ts'
import { defineCommand, type Context, type LoadContext } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { act, onCase, requireOpenWay, type Setting, timeOf } from './act.ts'
import { CaseView, MergeCase, type Party } from './contract.ts'
import { endOfWork } from './ending.ts'
import { UNCONFIRMED, withParties } from './parties-rules.ts'
import { namesIn } from './party-view.ts'
import { capacityFor } from './policy.ts'
import { canSee } from './sight.ts'
import { lockCase, lockMergedInto, type LoadedCase } from './store.ts'
import { viewOf } from './view.ts'

/** The cases of a merging, all locked: the one that ends, the one that goes on, and those merged into the first before. */
interface Merging {
  readonly row: LoadedCase
  readonly master: LoadedCase
  readonly followers: readonly LoadedCase[]
}

const { allow, audit } = onCase('merge')

/**
 * Several asked the same: one case ends and another, the master, goes on for all of them. Each asker keeps the number of
 * his own case, is carried over as a party, and confirms for himself; none of them learns of the others.
 */
export const mergeCases = defineCommand({
  name: 'cases.merge',
  route: {
    method: 'POST',
    path: '/cases/{id}/merge',
    summary: 'Merge a case into another, which goes on for the askers of both',
  },
  input: MergeCase,
  answer: CaseView,
  load: loadBoth,
  allow(actor: Actor, { row, master }: Merging) {
    const verdict = allow(actor, row)
    if (verdict === 'unseen' || !canSee(actor, master)) return 'unseen'
    return capacityFor(actor, master, 'merge') === undefined ? 'forbidden' : verdict
  },
  async handle(ctx, { version, master_version, reason }, { row, master, followers }) {
    requireOpenWay(ctx, row, { act: 'merge', version })
    requireMaster(row, master, master_version)
    const time = timeOf(row)
    const named = (one: LoadedCase) => ({ merged: { case_id: one.id, number: one.number } })
    const next = act(ctx, row, {
      action: 'merge',
      to: 'closed_merged',
      set: { merged_into: master.id, ...endOfWork(row) },
      said: { reason },
      besides: named(master),
    })
    act(ctx, master, {
      action: 'merge',
      to: master.state,
      ...takingOver(row, master),
      besides: named(row),
    })
    for (const follower of followers) follow(ctx, follower, master)
    return viewOf({ ...next, master_number: master.number }, { actor: ctx.actor, now: ctx.now, time })
  },
  audit: (input, view, { row }) => audit(input, view, row),
})

/** In one order whichever way two cases are merged, so that two who do it crosswise wait for each other in turn. */
async function loadBoth(ctx: LoadContext, { id, master }: { id: string; master: string }): Promise<Merging> {
  if (id === master) throw new Failure('invalid', 'cases.merge_itself', { field: 'master' })
  const [lower, higher] = id < master ? [id, master] : [master, id]
  const [one, other] = await Promise.all([lockCase(ctx, lower), lockCase(ctx, higher)])
  const followers = await lockMergedInto(ctx, id)
  return one.id === id ? { row: one, master: other, followers } : { row: other, master: one, followers }
}

/** The master is open and not confirmed, and as the dispatcher saw it. */
function requireMaster(row: LoadedCase, master: LoadedCase, seen: number): void {
  const { state, version, number } = master
  if (!OPEN_FOR_MORE.includes(state)) throw new Failure('conflict', 'cases.master_closed', { number, state })
  if (version !== seen)
    throw new Failure('conflict', 'cases.changed_since', { state, version, yours: seen, number })
  // What has to be re-inspected must not end as a mere request, nor the other way round.
  const strict = [row.kind, master.kind].some((kind) => kind === 'hazard' || kind === 'finding')
  if (strict && row.kind !== master.kind)
    throw new Failure('conflict', 'cases.merge_other_kind', { kind: row.kind, master: master.kind })
  const about = row.about_department_id
  const otherPerson = master.about_department_id !== null && master.about_department_id !== about
  if (about !== null && (otherPerson || master.departments.includes(about)))
    throw new Failure('conflict', 'cases.merge_about_person')
  if (
    about === null &&
    master.about_department_id !== null &&
    row.departments.includes(master.about_department_id)
  )
    throw new Failure('conflict', 'cases.merge_about_person')
}

const OPEN_FOR_MORE: readonly string[] = [
  'registered',
  'dispatched',
  'accepted',
  'returned',
  'suspended',
  'replied',
]

/** What the master takes over: who asks, whom it concerns, and that it was asked in confidence or about a person. */
function takingOver(
  row: LoadedCase,
  master: LoadedCase,
): { set: Setting; said: Record<string, string | undefined> } {
  const { parties, names } = carriedOver(row, master)
  const known = namesIn(master.opposite_names)
  return {
    set: {
      ...withParties([...master.parties, ...parties]),
      ...(row.confidential && !master.confidential && { confidential: true }),
      ...(row.about_department_id !== null && { about_department_id: row.about_department_id }),
    },
    said: {
      opposite_names: Object.keys(names).length === 0 ? undefined : JSON.stringify({ ...known, ...names }),
    },
  }
}

/** The askers of the merged case under their own numbers, and its opposite parties under new keys. */
function carriedOver(
  row: LoadedCase,
  master: LoadedCase,
): { parties: Party[]; names: Readonly<Record<string, string>> } {
  const names: Record<string, string> = {}
  const known = namesIn(row.opposite_names)
  const taken = master.parties.filter(({ role }) => role === 'opposite').length
  const opposite = row.parties.filter(({ role }) => role === 'opposite')
  const askers: Party[] = [
    {
      ...UNCONFIRMED,
      key: row.id,
      role: 'asker',
      kind: row.asker_kind as Party['kind'], // marked cast: a CHECK allows no other
      enterprise_id: row.enterprise_id,
      case_id: row.id,
      number: row.number,
      registered_by: row.registered_by,
      registrar_asks: row.registrar_asks,
      left_on: row.asker_left_on,
    },
    ...row.parties.filter(({ role }) => role === 'asker'),
  ]
  for (const { key } of askers) {
    const name = known[key]
    if (name !== undefined) names[key] = name
  }
  const concerned = opposite.map((party, i): Party => {
    const key = `o${taken + i + 1}`
    const name = known[party.key]
    if (name !== undefined) names[key] = name
    return { ...party, key, case_id: row.id, number: row.number }
  })
  return { parties: [...askers, ...concerned], names }
}

/** A case that was merged into one that is merged itself goes where that one goes. */
function follow(ctx: Context, row: LoadedCase, master: LoadedCase): void {
  act(ctx, row, {
    action: 'merge',
    to: 'closed_merged',
    set: { merged_into: master.id },
    besides: { merged: { case_id: master.id, number: master.number } },
    by: { userId: SYSTEM_ID, post: 'system' },
  })
}
