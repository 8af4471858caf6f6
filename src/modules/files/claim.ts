import type { Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { requireSound } from './content-store.ts'
import { holdFiles, lockFiles } from './store.ts'

/** What an entry holds of a file, so that nobody can exchange it later; the name is a word and stands apart. */
export interface ClaimedFile {
  readonly id: string
  readonly sha256: string
  readonly size: number
  readonly type: string
  readonly name: string
}

/**
 * Takes up files that the actor has sent, for something of the holding module, in the caller's transaction. A file is
 * taken up once; what somebody else sent is not there for the actor.
 * @returns the files in the order of the ids
 * @throws Failure `files.unknown`, `files.twice`, `files.held`, `files.content_gone`, `files.content_changed`
 */
export async function claimFiles(
  { tx, parkId, actor, runtime }: Pick<Context, 'tx' | 'parkId' | 'actor' | 'runtime'>,
  { ids, holder }: { readonly ids: readonly string[]; readonly holder: string },
): Promise<ClaimedFile[]> {
  if (new Set(ids).size < ids.length) throw new Failure('invalid', 'files.twice', { field: 'files' })
  const rows = new Map((await tx.all(lockFiles, { parkId, ids })).map((row) => [row.id, row]))
  const claimed: ClaimedFile[] = []
  for (const id of ids) {
    const row = rows.get(id)
    if (row?.uploaded_by !== actor.userId)
      throw new Failure('invalid', 'files.unknown', { field: 'files', id })
    if (row.held_by !== null) throw new Failure('conflict', 'files.held', { id, name: row.name })
    const { sha256, size, type, name } = row
    await requireSound(runtime, { parkId, sha256, size })
    claimed.push({ id, sha256, size, type, name })
  }
  tx.send(holdFiles, { parkId, ids, holder })
  return claimed
}
