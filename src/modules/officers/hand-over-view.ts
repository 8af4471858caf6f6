import type { Actor } from '../../kernel/actor.ts'
import type { Tx } from '../../kernel/database.ts'
import type { HandOverView } from './contract.ts'
import { selectHandedCases, type HandOverRow } from './store.ts'

/** Administrators read no cases. */
const readsCases = (actor: Actor): boolean =>
  actor.console || actor.holdings.some(({ post }) => post !== 'admin')

/** A hand-over as one reader may see it. */
export async function handOverView(
  { tx, parkId, actor }: { readonly tx: Tx; readonly parkId: string; readonly actor: Actor },
  row: HandOverRow,
): Promise<HandOverView> {
  const { id, day, reason, subjects, made_at, accepted_at } = row
  return {
    id,
    from: { id: row.from_user, name: row.from_name },
    to: { id: row.to_user, name: row.to_name },
    day,
    reason,
    subjects,
    made_at,
    accepted_at,
    cases: readsCases(actor) ? await tx.all(selectHandedCases, { parkId, ids: row.case_ids }) : null,
  }
}
