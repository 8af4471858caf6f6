import type { CaseRow } from './columns.ts'
import type { Pending } from './contract.ts'
import type { ActContext } from './define-act.ts'

/** What a head asks for; undecided it lapses at the due moment that is in force now. */
export const asks = (
  { actor, now }: Pick<ActContext, 'actor' | 'now'>,
  { due_at }: Pick<CaseRow, 'due_at'>,
  { what, until }: Pick<Pending, 'what' | 'until'>,
): Pending => ({ what, by: actor.userId, at: now, until, decide_by: due_at ?? now })

/** What the dispatch centre decides on. */
export function getPending({ pending }: Pick<CaseRow, 'pending'>): Pending {
  if (pending === null) throw new Error('the rules let nobody decide what nobody asked')
  return pending
}
