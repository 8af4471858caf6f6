import { defineCommand, type Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { todayIn } from '../parks/index.ts'
import { EnterpriseView, TagEnterprise } from './contract.ts'
import { selectTags } from './profile-store.ts'
import { viewOfRecord } from './profile.ts'
import { endTag, insertTag, setVersion, type RecordRow } from './record-store.ts'
import { lockRecord, mayKeep, onceEach, requireFresh, tellChanges, type Change } from './record.ts'

/** Puts labels of the park on an enterprise and takes others away. */
export const tagEnterprise = defineCommand({
  name: 'enterprises.tag',
  route: { method: 'POST', path: '/enterprises/{id}/tag', summary: 'Add labels and take others away' },
  input: TagEnterprise,
  answer: EnterpriseView,
  load: (ctx, { id }) => lockRecord(ctx, id),
  allow: mayKeep,
  async handle(ctx, input, row) {
    requireFresh(row, input.version)
    if (input.add.length + input.remove.length === 0)
      throw new Failure('invalid', 'enterprises.nothing_said', {})
    const changes = await changeTags(ctx, row.id, input)
    const next = changes.length === 0 ? row : { ...row, version: row.version + 1 }
    tellTags(ctx, next, changes)
    return viewOfRecord(ctx, next, await todayIn(ctx.tx, ctx.parkId, ctx.now))
  },
  audit: ({ id, add, remove }) => ({ subjectId: id, summary: { add, remove } }),
})

/** Adds and ends tags of a locked enterprise; what it has already, or has not, is no change. */
export async function changeTags(
  { tx, parkId, now, actor }: Context,
  enterpriseId: string,
  { add, remove }: { readonly add: readonly string[]; readonly remove: readonly string[] },
): Promise<Change[]> {
  const rows = await tx.all(selectTags, { parkId, ids: [enterpriseId], at: now })
  const has = new Set(rows.map(({ tag }) => tag))
  const fresh = onceEach(add).filter((tag) => !has.has(tag))
  const gone = onceEach(remove).filter((tag) => has.has(tag) && !onceEach(add).includes(tag))
  for (const tag of gone) tx.send(endTag, { parkId, enterpriseId, tag, now, userId: actor.userId })
  for (const tag of fresh)
    tx.send(insertTag, { parkId, id: newId(now), enterpriseId, tag, now, userId: actor.userId })
  return [
    ...gone.map((tag) => ({ field: 'tag', was: tag, became: null })),
    ...fresh.map((tag) => ({ field: 'tag', was: null, became: tag })),
  ]
}

function tellTags(ctx: Context, next: RecordRow, changes: readonly Change[]): void {
  if (changes.length === 0) return
  ctx.tx.send(setVersion, { parkId: ctx.parkId, id: next.id, to: next.version })
  tellChanges(ctx, next, { act: 'tag', changes })
}
