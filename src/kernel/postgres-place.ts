import { createHash, randomBytes } from 'node:crypto'
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { Failure } from './failure.ts'
import { readIfThere, syncFolder } from './files.ts'
import { currentUser, give, type Owner } from './postgres-runner.ts'
import { isSystemError } from './system-error.ts'

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
    const run = makePrivate(join(folder, 'run'))
    const logs = makePrivate(join(folder, 'log'))
    const password = readOrMakeSecret(makePrivate(join(folder, 'secrets')), 'database-superuser')
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

/** What root makes in another's folder is the other's: who owns the folder must be able to start without root. */
function makeFolder(folder: string, mode: number): void {
  if (existsSync(folder)) return
  const parent = dirname(folder)
  makeFolder(parent, 0o755)
  try {
    mkdirSync(folder, { mode })
  } catch (error) {
    // Another process may make it at the same moment.
    if (isSystemError(error, 'EEXIST')) return
    throw error
  }
  giveAsParent(folder)
}

function makePrivate(folder: string): string {
  makeFolder(folder, 0o700)
  if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return folder
}

function giveAsParent(path: string): void {
  const { uid, gid } = statSync(dirname(path))
  give(path, { uid, gid })
}

/**
 * 256 random bits, made once. On the disk before it is used, for a database whose password was lost with the power
 * is lost; under its name at one stroke, so that of two who make it at once both read the same.
 */
function readOrMakeSecret(folder: string, name: string): string {
  const path = join(folder, name)
  if (!existsSync(path)) {
    const draft = `${path}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, randomBytes(32).toString('hex'), { mode: 0o600, flush: true })
    giveAsParent(draft)
    try {
      linkSync(draft, path)
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error
    } finally {
      rmSync(draft)
    }
    syncFolder(folder)
  }
  const secret = readIfThere(path) ?? ''
  if (!/^[0-9a-f]{64}$/.test(secret)) throw new Failure('conflict', 'postgres.secret_bad', { file: path })
  return secret
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
