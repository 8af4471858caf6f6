import { createHash } from 'node:crypto'
import { realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { Failure } from '../failure.ts'
import { currentUser, makeFolder, makePrivateFolder, readOrMakeSecret, type Owner } from '../files.ts'
import { isSystemError } from '../system-error.ts'

/** The folders and names of one embedded PostgreSQL. */
export interface Place {
  /** The data folder, and whom it belongs to. */
  readonly folder: string
  readonly holder: Owner
  /** PostgreSQL's own files. */
  readonly cluster: string
  /** FIFOs, socket, settings: nothing of it is needed once PostgreSQL is down. */
  readonly run: string
  readonly logFile: string
  /** Of the superuser. */
  readonly password: string
  /** In the process list: this folder's alone, a copy of the folder has another. */
  readonly name: string
}

/**
 * The data folder, made when it is missing.
 * @throws Failure `postgres.not_writable`, `postgres.disk_full`.
 */
export function openPlace(dataDir: string): Place {
  try {
    makeFolder(resolve(dataDir), 0o700)
    const folder = realpathSync(dataDir)
    const { uid, gid, dev, ino } = statSync(folder)
    const holder = { uid, gid }
    const run = makePrivateFolder(join(folder, 'run'))
    const logs = makePrivateFolder(join(folder, 'log'))
    const password = readOrMakeSecret(makePrivateFolder(join(folder, 'secrets')), 'database-superuser')
    const id = createHash('sha256').update(`${password} ${dev} ${ino}`).digest('hex').slice(0, 16)
    return {
      folder,
      holder,
      cluster: join(folder, 'postgres'),
      run,
      logFile: join(logs, 'postgres.log'),
      password,
      name: `bihuan-${id}`,
    }
  } catch (error) {
    throw toFailure(error, dataDir)
  }
}

/** The operating system's refusals that a person can mend; anything else is passed on as it is. */
export function toFailure(error: unknown, folder: string): unknown {
  if (isSystemError(error, 'ENOSPC', 'EDQUOT'))
    return new Failure('conflict', 'postgres.disk_full', { folder, said: String(error) })
  if (isSystemError(error, 'EACCES', 'EPERM', 'EROFS', 'ENOTDIR')) {
    return new Failure('conflict', 'postgres.not_writable', {
      folder,
      me: currentUser().uid,
      said: String(error),
    })
  }
  return error
}
