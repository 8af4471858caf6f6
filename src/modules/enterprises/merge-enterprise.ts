import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { followMerge } from '../officers/index.ts'
import { todayIn } from '../parks/index.ts'
import { EnterpriseView, MergeEnterprise } from './contract.ts'
import { viewOfRecord } from './profile.ts'
import {
  endMaster,
  insertMaster,
  lockMergedInto,
  lockRecords,
  setMaster,
  setVersion,
  type RecordRow,
} from './record-store.ts'
import { mayKeep, requireFresh, tellChanges } from './record.ts'

/**
 * Makes a duplicate count as another enterprise of the park. Its row stays and points there, so that its id, code and
 * name still lead somewhere and its cases keep the enterprise that they were registered with.
 */
export const mergeEnterprise = defineCommand({
  name: 'enterprises.merge',
  route: {
    method: 'POST',
    path: '/enterprises/{id}/merge',
    summary: 'Make a duplicate count as another enterprise',
  },
  input: MergeEnterprise,
  answer: EnterpriseView,
  async load({ tx, parkId, now }, { id, into }) {
    const [rows, today] = await Promise.all([
      tx.all(lockRecords, { parkId, ids: [id, into] }),
      todayIn(tx, parkId, now),
    ])
    const duplicate = rows.find((row) => row.id === id)
    const master = rows.find((row) => row.id === into)
    if (!duplicate || !master) throw new Failure('missing', 'enterprises.missing')
    return { duplicate, master, today }
  },
  allow: mayKeep,
  async handle(ctx, { version, reason }, { duplicate, master, today }) {
    if (duplicate.id === master.id)
      throw new Failure('invalid', 'enterprises.merged_with_itself', { field: 'into' })
    requireFresh(duplicate, version)
    // The decision names one enterprise: who meant a duplicate of a third should see that third first.
    if (master.master_id !== null)
      throw new Failure('conflict', 'enterprises.merged', { name: master.name, into: master.master_id })
    const { tx, parkId } = ctx
    for (const row of await tx.all(lockMergedInto, { parkId, masterId: duplicate.id }))
      countAs(ctx, row, master.id)
    const merged: RecordRow = {
      ...duplicate,
      version: duplicate.version + 1,
      merged_into: master.id,
      master_id: master.id,
    }
    countAs(ctx, { ...duplicate, merged_into: master.id }, master.id)
    await followMerge(ctx, { merged: duplicate.id, master: master.id, today })
    tellChanges(ctx, merged, {
      act: 'merge',
      reason,
      changes: [{ field: 'master', was: null, became: master.id }],
    })
    const kept = { ...master, version: master.version + 1 }
    tx.send(setVersion, { parkId, id: master.id, to: kept.version })
    tellChanges(ctx, kept, {
      act: 'take_in',
      reason,
      changes: [{ field: 'duplicate', was: null, became: duplicate.id }],
    })
    return viewOfRecord(ctx, kept, today)
  },
  audit: ({ id, into }) => ({ subjectId: id, summary: { into } }),
})

/** Writes what a row counts as from now on, and until when it counted as something else. */
export function countAs(
  { tx, parkId, now }: Context,
  { id, merged_into, version }: Pick<RecordRow, 'id' | 'merged_into' | 'version'>,
  masterId: string | null,
): void {
  tx.send(setMaster, { parkId, id, mergedInto: merged_into, masterId, to: version + 1 })
  tx.send(endMaster, { parkId, id, now })
  if (masterId !== null) tx.send(insertMaster, { parkId, id, masterId, now })
}
