import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { followUnmerge } from '../officers/index.ts'
import { todayIn } from '../parks/index.ts'
import { EnterpriseView, UnmergeEnterprise } from './contract.ts'
import { countAs } from './merge-enterprise.ts'
import { viewOfRecord } from './profile.ts'
import { lockMergedInto, lockRecords, selectRecord, setVersion } from './record-store.ts'
import { mayKeep, requireVersion, tellChanges } from './record.ts'

/** Undoes a merge: the enterprise stands for itself again, with what had been merged into it before. */
export const unmergeEnterprise = defineCommand({
  name: 'enterprises.unmerge',
  route: { method: 'POST', path: '/enterprises/{id}/unmerge', summary: 'Undo a merge' },
  input: UnmergeEnterprise,
  answer: EnterpriseView,
  async load({ tx, parkId, now }, { id }) {
    // The master is locked with it: whoever merges and unmerges there at the same moment has to wait.
    const seen = await tx.first(selectRecord, { parkId, id })
    const ids = [id, seen?.master_id ?? id]
    const [rows, today] = await Promise.all([tx.all(lockRecords, { parkId, ids }), todayIn(tx, parkId, now)])
    const row = rows.find((one) => one.id === id)
    if (!row) throw new Failure('missing', 'enterprises.missing')
    return { row, master: rows.find((one) => one.id === row.master_id), today }
  },
  allow: mayKeep,
  async handle(ctx, { version, reason }, { row, master, today }) {
    if (row.master_id === null) throw new Failure('conflict', 'enterprises.not_merged', { name: row.name })
    requireVersion(row, version)
    if (!master)
      throw new Failure('conflict', 'enterprises.changed_since', { name: row.name, version, yours: version })
    const { tx, parkId } = ctx
    const siblings = await tx.all(lockMergedInto, { parkId, masterId: master.id })
    for (const one of under(row.id, siblings)) countAs(ctx, one, row.id)
    countAs(ctx, { ...row, merged_into: null }, null)
    await followUnmerge(ctx, { merged: row.id, today })
    const next = { ...row, version: row.version + 1, merged_into: null, master_id: null }
    tellChanges(ctx, next, {
      act: 'unmerge',
      reason,
      changes: [{ field: 'master', was: master.id, became: null }],
    })
    const left = { ...master, version: master.version + 1 }
    tx.send(setVersion, { parkId, id: master.id, to: left.version })
    tellChanges(ctx, left, {
      act: 'give_back',
      reason,
      changes: [{ field: 'duplicate', was: row.id, became: null }],
    })
    return viewOfRecord(ctx, next, today)
  },
  audit: ({ id }, _, { master }) => ({ subjectId: id, summary: { from: master?.id ?? null } }),
})

interface Sibling {
  readonly id: string
  readonly merged_into: string | null
  readonly version: number
}

/** What was merged into a row, directly or by way of others. */
function under(id: string, siblings: readonly Sibling[]): Sibling[] {
  return siblings
    .filter(({ merged_into }) => merged_into === id)
    .flatMap((one) => [one, ...under(one.id, siblings)])
}
