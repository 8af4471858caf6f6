import { randomBytes } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from './failure.ts'
import { isSystemError } from './system-error.ts'

/** The text of a file, without its last line end; undefined when there is no such file. */
export function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trimEnd()
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Whether two paths lead to one file, by whatever links. */
export function isSameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) => statSync(path, { bigint: true, throwIfNoEntry: false }))
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino
}

/**
 * Makes sure that a file can be written there, before the work that ends in it.
 * @throws Failure `kernel.file_unwritable`
 */
export function requireWritable(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found && !found.isFile()) throw unwritable(path, found.isDirectory() ? 'EISDIR' : 'ENOTFILE')
  try {
    if (found) accessSync(path, constants.W_OK)
    // It is written under another name and renamed: that the folder takes new names is what counts.
    const probe = `${path}.${randomBytes(2).toString('hex')}`
    closeSync(openSync(probe, 'wx', 0o600))
    rmSync(probe)
  } catch (error) {
    throw asUnwritable(error, path)
  }
}

/** An error met in writing a file, as a refusal where the person can mend it. */
export const asUnwritable = (error: unknown, path: string): unknown =>
  isSystemError(error, ...UNWRITABLE) ? unwritable(path, error.code) : error

const unwritable = (file: string, reason: string) =>
  new Failure('invalid', 'kernel.file_unwritable', { file, reason })

/** What the folder, its owner or the disk does not allow; whatever else goes wrong is a bug. */
const UNWRITABLE = [
  'ENOENT',
  'ENOTDIR',
  'EISDIR',
  'EACCES',
  'EPERM',
  'EROFS',
  'ENOSPC',
  'EDQUOT',
  'EFBIG',
  'EIO',
  'ENAMETOOLONG',
  'ELOOP',
] as const

/** Makes names that were given or taken in a folder survive a power failure. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}

/** A user and group of the system, by number. */
export interface Owner {
  readonly uid: number
  readonly gid: number
}

/** Whom this process runs as; everywhere but on Windows, where there is no embedded database, there is a number. */
export const currentUser = (): Owner => ({ uid: process.geteuid?.() ?? -1, gid: process.getegid?.() ?? -1 })

/** Whose a file or folder is. */
export function ownerOf(path: string): Owner {
  const { uid, gid } = statSync(path)
  return { uid, gid }
}

/** Lets a file or folder that root made, or found from an earlier runner, belong to whom it is for. */
export function give(path: string, owner: Owner): void {
  if (currentUser().uid === 0) chownSync(path, owner.uid, owner.gid)
}

/** What root makes in another's folder is the other's: who owns the folder must be able to start without root. */
export function makeFolder(folder: string, mode: number): void {
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

/** A folder that nobody but its owner may look into. */
export function makePrivateFolder(folder: string): string {
  makeFolder(folder, 0o700)
  if ((statSync(folder).mode & 0o077) !== 0) chmodSync(folder, 0o700)
  return folder
}

/** Lets what root made belong to whom the folder belongs that it lies in. */
export const giveAsParent = (path: string) => give(path, ownerOf(dirname(path)))

/**
 * Random bytes in hexadecimal, made once. On the disk before it is used, for a database whose password was lost with the power
 * is lost; under its name at one stroke, so that of two who make it at once both read the same.
 */
export function readOrMakeSecret(folder: string, name: string, bytes = 32): string {
  const path = join(folder, name)
  if (!existsSync(path)) {
    const draft = `${path}.${randomBytes(4).toString('hex')}`
    writeFileSync(draft, randomBytes(bytes).toString('hex'), { mode: 0o600, flush: true })
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
  if (!new RegExp(`^[0-9a-f]{${2 * bytes}}$`).test(secret))
    throw new Failure('conflict', 'kernel.secret_bad', { file: path })
  return secret
}
