import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { closeSync, constants, existsSync, lstatSync, openSync, readSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import { currentUser, give, type Owner } from '../files.ts'
import { isSystemError } from '../system-error.ts'

/**
 * Who holds the database, kept by the kernel and by nothing else: two FIFOs in the run folder, of which only the
 * open ends count.
 *
 *  - `holders` is open for writing in each process that uses the database, and read by the supervisor.
 *  - `alive` is open in the supervisor and in every process of PostgreSQL.
 *
 * A FIFO works wherever the folder is seen: from another network, process or user namespace too.
 */
const HOLDERS = 'holders'
const ALIVE = 'alive'

/** Makes the two FIFOs where they are missing; they are never removed, for another process may hold them. */
export function makeFifos(run: string, owner: Owner): void {
  for (const path of [join(run, HOLDERS), join(run, ALIVE)]) {
    if (!lstatSync(path, { throwIfNoEntry: false })?.isFIFO()) {
      rmSync(path, { recursive: true, force: true })
      const { status, stderr } = spawnSync('mkfifo', ['-m', '600', path], { encoding: 'utf8' })
      if (status !== 0) {
        throw new Failure('conflict', 'postgres.folder_unsuitable', { folder: run, said: stderr.trim() })
      }
    }
    give(path, owner)
  }
}

/** One hold on the database. */
export interface Hold {
  /** Whether a supervisor still attends; when it was killed, nobody restarts PostgreSQL. */
  isAttended(): boolean
  /** Lets go. When this was the last hold, resolves once every process of PostgreSQL is gone. */
  release(): Promise<void>
}

/**
 * Holds the running database, or gives undefined when no supervisor attends (any more). One that is about to stop
 * acknowledges nobody, and is waited for.
 */
export async function holdRunning(run: string): Promise<Hold | undefined> {
  const fd = openWithoutWaiting(join(run, HOLDERS), constants.O_WRONLY)
  if (fd === undefined) return undefined
  if (await isAcknowledged(run, fd, () => isHeld(join(run, ALIVE)))) return holdOf(run, fd)
  closeSync(fd)
  return undefined
}

/** The two ends of `holders` for a supervisor that is about to start: its own, and the first hold. */
export function openHolders(run: string): { forSupervisor: number; holding: number } {
  const path = join(run, HOLDERS)
  // Opening one end of a FIFO waits for the other; opening both at once does not.
  const both = openSync(path, constants.O_RDWR)
  const forSupervisor = openSync(path, constants.O_RDONLY)
  const holding = openSync(path, constants.O_WRONLY | constants.O_NONBLOCK)
  closeSync(both)
  return { forSupervisor, holding }
}

/** Waits until the supervisor that was just started has acknowledged the first hold; undefined if it ends before. */
export async function holdStarted(
  run: string,
  fd: number,
  isRunning: () => boolean,
): Promise<Hold | undefined> {
  if (await isAcknowledged(run, fd, isRunning)) return holdOf(run, fd)
  closeSync(fd)
  return undefined
}

/**
 * An open end alone says little: the supervisor may have seen the end of file a moment before, and be stopping. So
 * each holder writes its name, and counts only when the supervisor has answered.
 */
async function isAcknowledged(run: string, fd: number, isRunning: () => boolean): Promise<boolean> {
  const id = randomBytes(8).toString('hex')
  const answer = join(run, `joined.${id}`)
  const began = performance.now()
  while (isRunning()) {
    // Again each round: whoever asks whether it is the last holder may read, and thereby take, a line.
    if (!isHeard(fd, `${id}\n`)) return false
    if (performance.now() - began > PATIENCE) throw new Failure('conflict', 'postgres.start_blocked')
    for (let wait = 0; wait < 50; wait++) {
      if (lstatSync(answer, { throwIfNoEntry: false })) {
        rmSync(answer, { force: true })
        return true
      }
      await sleep(5)
    }
  }
  return false
}

/** Longer than a supervisor gives PostgreSQL to stop. */
const PATIENCE = 120_000

/** Whether anybody reads what is written; what nobody has read yet fills the FIFO, and is no less heard for it. */
function isHeard(fd: number, line: string): boolean {
  try {
    writeSync(fd, line)
    return true
  } catch (error) {
    if (isSystemError(error, 'EPIPE')) return false
    if (isSystemError(error, 'EAGAIN')) return true
    throw error
  }
}

function holdOf(run: string, fd: number): Hold {
  let released: Promise<void> | undefined
  return {
    // At an empty line the attendant looks whether its supervisor lives, and ends if not.
    isAttended: () => isHeard(fd, '\n'),
    release() {
      released ??= (async () => {
        closeSync(fd)
        while (!isHeld(join(run, HOLDERS)) && isHeld(join(run, ALIVE))) await sleep(10)
      })()
      return released
    },
  }
}

/** Whether the supervisor or any process of PostgreSQL still runs. */
export const isAlive = (run: string): boolean => isHeld(join(run, ALIVE))

/** Whether any process has a FIFO open for writing: reading from it would then have to wait. */
function isHeld(fifo: string): boolean {
  const fd = openWithoutWaiting(fifo, constants.O_RDONLY)
  if (fd === undefined) return false
  try {
    return readSync(fd, Buffer.alloc(64)) > 0
  } catch (error) {
    if (isSystemError(error, 'EAGAIN')) return true
    throw error
  } finally {
    closeSync(fd)
  }
}

/** Undefined when there is no such FIFO, or nobody at its other end. */
function openWithoutWaiting(path: string, mode: number): number | undefined {
  try {
    return openSync(path, mode | constants.O_NONBLOCK)
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENXIO')) return undefined
    throw error
  }
}

/**
 * Of processes that start at once, lets one through at a time. The lock is that of an empty SQLite file, since it is
 * the one through which Node asks the kernel for a file lock: freed when its process ends, however it ends, and known
 * to every container that sees the folder (a socket's name or a pid would not be).
 * @throws Failure `postgres.start_blocked` after three minutes; `postgres.not_writable`, `postgres.folder_unsuitable`.
 */
export async function lockStart(
  run: string,
  owner: Owner,
  onWait: () => void,
): Promise<{ readonly unlock: () => void }> {
  const path = join(run, 'starting')
  // Only when it is missing: to open and close the file once more would free the lock that this process may hold.
  if (!existsSync(path)) {
    closeSync(openSync(path, 'a', 0o600))
    give(path, owner)
  }
  for (let round = 0; round < 3 * 60 * 50; round++) {
    const file = new DatabaseSync(path)
    try {
      file.exec('BEGIN EXCLUSIVE')
      return { unlock: () => file.close() }
    } catch (error) {
      file.close()
      const said = String(error)
      if (!said.includes('database is locked')) {
        const code = said.includes('readonly') ? 'postgres.not_writable' : 'postgres.folder_unsuitable'
        throw new Failure('conflict', code, { folder: run, me: currentUser().uid, said })
      }
    }
    if (round === 0) onWait()
    await sleep(20)
  }
  throw new Failure('conflict', 'postgres.start_blocked')
}
