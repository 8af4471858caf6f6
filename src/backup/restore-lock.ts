import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Failure } from '../kernel/failure.ts'
import { giveAsParent } from '../kernel/files.ts'

/**
 * One restore at a time into a data folder, for each clears away what others left. The lock is that of an empty SQLite
 * file, as at a start: freed when its process ends, however it ends.
 * @throws Failure `backup.restore_at_work`
 */
export function lockRestore(data: string): { readonly release: () => void } {
  const path = join(data, 'restore.lock')
  if (!existsSync(path)) {
    closeSync(openSync(path, 'a', 0o600))
    giveAsParent(path)
  }
  const file = new DatabaseSync(path)
  try {
    file.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    if (!String(error).includes('database is locked')) throw error
    throw new Failure('conflict', 'backup.restore_at_work', { data })
  }
  return { release: () => file.close() }
}
