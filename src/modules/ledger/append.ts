import type { LoadContext } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { seal, type Draft } from './entry.ts'
import { insertEntries, insertEntry } from './store.ts'

/** What a module tells the ledger; the rest follows from the context. */
export type Appending = Omit<Draft, 'parkId' | 'id' | 'recordedAt'>

type Ctx = Pick<LoadContext, 'parkId' | 'now' | 'tx' | 'runtime'>

/**
 * Appends an entry and returns its hash, which the case keeps as the head of its chain. The number being one more
 * than the last is what stops two writers: the second finds it taken.
 */
export function append(ctx: Ctx, appending: Appending): Buffer {
  const draft: Draft = { ...appending, parkId: ctx.parkId, id: newId(ctx.now), recordedAt: ctx.now }
  const sealed = seal(draft, ctx.runtime.secrets.ledgerKey)
  ctx.tx.send(insertEntry, {
    ...draft,
    ...sealed,
    body: JSON.stringify(sealed.body),
    opened: JSON.stringify(sealed.opened),
  })
  return sealed.hash
}

/**
 * Appends whole chains, each the entries of one case in their order from its first; returns the last hash of each.
 * For histories that come from elsewhere: one statement for all of them.
 */
export function appendChains(
  ctx: Ctx,
  chains: readonly {
    readonly caseId: string
    readonly entries: readonly Omit<Appending, 'caseId' | 'seq' | 'previous'>[]
  }[],
): Buffer[] {
  const rows: object[] = []
  const heads = chains.map(({ caseId, entries }) => {
    let previous: Buffer | null = null
    for (const [i, entry] of entries.entries()) {
      const draft: Draft = {
        ...entry,
        caseId,
        seq: i + 1,
        previous,
        parkId: ctx.parkId,
        id: newId(ctx.now),
        recordedAt: ctx.now,
      }
      const sealed = seal(draft, ctx.runtime.secrets.ledgerKey)
      previous = sealed.hash
      rows.push({
        case_id: caseId,
        seq: draft.seq,
        id: draft.id,
        action: draft.action,
        from_state: draft.from,
        to_state: draft.to,
        post: draft.post,
        user_id: draft.userId,
        recorded_at: draft.recordedAt,
        happened_at: draft.happenedAt,
        body: sealed.body,
        hash: sealed.hash.toString('hex'),
        mac: sealed.mac.toString('hex'),
        mac_key: sealed.macKey,
        opened: sealed.opened,
      })
    }
    if (previous === null) throw new Error('a chain has at least one entry')
    return previous
  })
  if (rows.length > 0) ctx.tx.send(insertEntries, { parkId: ctx.parkId, rows: JSON.stringify(rows) })
  return heads
}
