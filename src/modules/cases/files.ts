import { sql } from 'kysely'
import type { Context } from '../../kernel/command.ts'
import { tables } from '../../kernel/statement.ts'
import type { FileHolder } from '../../kernel/file-holder.ts'
import { claimFiles } from '../files/index.ts'
import type { Doing } from './act.ts'
import { asksOnly, canSee } from './sight.ts'
import { getCase, type LoadedCase } from './store.ts'

const { prepared } = tables('case_files', 'files', 'file_contents', 'entries', 'users')

/** The name under which the files module knows that a file belongs to a case. */
const HOLDER = 'cases'

/**
 * Takes files of the actor into the entry that the act is about to write.
 * @returns what the entry holds of them: hashes as facts, names as words; give it to `act` with the rest
 * @throws Failure as `claimFiles`
 */
export async function takeFiles(
  ctx: Context,
  row: LoadedCase,
  { ids, isPublic }: { readonly ids: readonly string[]; readonly isPublic: boolean },
): Promise<Required<Pick<Doing, 'files' | 'internal' | 'said'>>> {
  const claimed = await claimFiles(ctx, { ids, holder: HOLDER })
  ctx.tx.send(insertCaseFiles, {
    parkId: ctx.parkId,
    caseId: row.id,
    seq: row.version + 1,
    ids,
    internal: !isPublic,
  })
  return {
    files: claimed.map(({ id, sha256, size, type }) => ({ id, sha256, size, type })),
    internal: !isPublic,
    said: Object.fromEntries(claimed.map(({ name }, i) => [fileWord(i), name])),
  }
}

/** The name under which an entry says what a file is called: the first is `file_1`. */
export const fileWord = (index: number): string => `file_${index + 1}`

/** Who sees a file of a case: who sees the case, and askers only what is public. */
export const caseFileHolder: FileHolder = {
  name: HOLDER,
  async maySee({ tx, parkId, actor }, fileId) {
    const link = await tx.first(selectLink, { parkId, fileId })
    if (!link) return false
    const row = await getCase(tx, parkId, link.case_id)
    return canSee(actor, row) && !(link.internal && asksOnly(actor))
  },
}

const insertCaseFiles = prepared<{
  parkId: string
  caseId: string
  seq: number
  ids: readonly string[]
  internal: boolean
}>()('cases.insert_files', (_, p) => {
  return sql`
    insert into case_files (park_id, file_id, case_id, seq, internal)
    select ${p.parkId}::uuid, id, ${p.caseId}::uuid, ${p.seq}::int, ${p.internal}::boolean
    from unnest(${p.ids}::uuid[]) as id`
})

const selectLink = prepared<{ parkId: string; fileId: string }>()('cases.file_link', (db, p) =>
  db
    .selectFrom('case_files')
    .select(['case_id', 'internal'])
    .where('park_id', '=', p.parkId)
    .where('file_id', '=', p.fileId),
)

/** Those of these files that are pictures and hang on the case. */
export const selectPictures = prepared<{ parkId: string; caseId: string; ids: readonly string[] }>()(
  'cases.pictures',
  (_, p) => {
    return sql<{ id: string }>`
    select f.id from case_files l
    join files f on f.park_id = l.park_id and f.id = l.file_id
    join file_contents k on k.park_id = f.park_id and k.sha256 = f.sha256
    where l.park_id = ${p.parkId} and l.case_id = ${p.caseId}::uuid and l.file_id = any(${p.ids}::uuid[])
      and k.type like 'image/%'`
  },
)

/** The files of a case in the order in which they came, with who brought them and in which post. */
export const selectCaseFiles = prepared<{ parkId: string; caseId: string; limit: number }>()(
  'cases.files',
  (_, p) => {
    return sql<{
      id: string
      seq: number
      internal: boolean
      name: string
      sha256: string
      size: number
      type: string
      kept_place: boolean
      post: string
      user_id: string
      user_name: string | null
      recorded_at: string
    }>`
      select l.file_id as id, l.seq, l.internal, f.name, f.sha256, c.size, c.type, f.kept_place, n.post, n.user_id,
        u.name as user_name, n.recorded_at
      from case_files l
      join files f on f.park_id = l.park_id and f.id = l.file_id
      join file_contents c on c.park_id = f.park_id and c.sha256 = f.sha256
      join entries n on n.park_id = l.park_id and n.case_id = l.case_id and n.seq = l.seq
      left join users u on u.park_id = n.park_id and u.id = n.user_id
      where l.park_id = ${p.parkId} and l.case_id = ${p.caseId}
      order by l.seq, l.file_id limit ${p.limit}`
  },
)
