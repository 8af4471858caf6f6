import type { IncomingMessage } from 'node:http'
import { open, statfs, type FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from './failure.ts'
import { give, ownerOf } from './files.ts'
import { isSystemError } from './system-error.ts'

/** Bytes that came with a request, whole and on the disk. */
export interface Arrived {
  /** A folder of this request alone; gone when it has been answered. */
  readonly folder: string
  readonly path: string
  readonly size: number
}

export interface Receiving {
  readonly folder: string
  /** Bytes. */
  readonly limit: number
  /** What must stay free on the disk: the database lives there too. */
  readonly spare?: number
  /** How long a sender may be silent, in milliseconds. */
  readonly patience?: number
}

const SPARE = 256 * 1024 * 1024
const PATIENCE = 15_000

/**
 * Writes the body of a request to a new file while it is counted; never more than a few blocks are in memory.
 * @throws Failure `kernel.upload_raw`, `upload_empty`, `upload_too_big`, `upload_slow`, `upload_cut`, `disk_full`
 */
export async function receive(body: IncomingMessage, receiving: Receiving): Promise<Arrived> {
  const { folder, limit } = receiving
  const { 'content-type': type = '', 'content-encoding': coding, 'content-length': said } = body.headers
  if (isForm(type) || (coding ?? 'identity') !== 'identity')
    throw new Failure('invalid', 'kernel.upload_raw', { found: coding ?? type })
  if (said !== undefined && Number(said) > limit) throw tooBig(limit)
  const path = join(folder, 'raw')
  return onDisk(async () => {
    const { bavail, bsize } = await statfs(folder)
    if (bavail * bsize < (receiving.spare ?? SPARE)) throw diskFull()
    const file = await open(path, 'wx', 0o600)
    try {
      give(path, ownerOf(folder))
      const size = await writeBody(body, file, receiving)
      if (size === 0) throw new Failure('invalid', 'kernel.upload_empty')
      await file.sync()
      return { folder, path, size }
    } finally {
      await file.close()
    }
  })
}

/** Whether a body is a form, in which files lie beside fields. */
export const isForm = (type: string | undefined): boolean =>
  /^\s*(multipart\/|application\/x-www-form-urlencoded)/i.test(type ?? '')

async function writeBody(
  body: IncomingMessage,
  file: FileHandle,
  { limit, patience = PATIENCE }: Receiving,
): Promise<number> {
  let size = 0
  let isSlow = false
  const timer = setTimeout(() => {
    isSlow = true
    body.destroy(new Error('silent'))
  }, patience)
  // Left open, so that a refusal can still be told on the same line.
  const blocks: AsyncIterator<Buffer> = body.iterator({ destroyOnReturn: false })
  try {
    for (;;) {
      const next = await blocks.next()
      if (next.done === true) break
      timer.refresh()
      size += next.value.length
      if (size > limit) throw tooBig(limit)
      await writeAll(file, next.value)
    }
  } catch (error) {
    if (error instanceof Failure || isSystemError(error, ...DISK_FULL)) throw error
    if (isSlow) throw new Failure('invalid', 'kernel.upload_slow', { seconds: patience / 1000 })
    if (!body.complete) throw new Failure('invalid', 'kernel.upload_cut')
    throw error
  } finally {
    clearTimeout(timer)
  }
  return size
}

/** Writes all of a block: the system may take less at a time. */
export async function writeAll(file: FileHandle, block: Buffer): Promise<void> {
  for (let done = 0; done < block.length;)
    done += (await file.write(block, done, block.length - done)).bytesWritten
}

const DISK_FULL = ['ENOSPC', 'EDQUOT', 'EFBIG'] as const

/** Runs what writes to the disk; a full one is said to be full. @throws Failure `kernel.disk_full` */
export async function onDisk<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (isSystemError(error, ...DISK_FULL)) throw diskFull()
    throw error
  }
}

const diskFull = () => new Failure('conflict', 'kernel.disk_full')

const tooBig = (limit: number) =>
  new Failure('invalid', 'kernel.upload_too_big', { megabytes: limit / 1_000_000 })
