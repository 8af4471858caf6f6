import { closeSync, copyFileSync, openSync, readSync, statSync, truncateSync } from 'node:fs'
import { isSystemError } from '../system-error.ts'

const LARGEST = 4 * 1024 * 1024

/**
 * Keeps the log at a few megabytes and one older file of the same size. Copied and cut rather than renamed:
 * PostgreSQL goes on writing into the file that it has open.
 */
export function trimLog(file: string): void {
  try {
    if (statSync(file).size < LARGEST) return
    copyFileSync(file, `${file}.1`)
    truncateSync(file)
  } catch (error) {
    // Not there yet; or the disk is full, and then it is tried again in a minute.
    if (!isSystemError(error, 'ENOENT', 'ENOSPC', 'EDQUOT')) throw error
  }
}

/** The last few thousand characters of the log. */
export function tailOf(file: string): string {
  const fd = openSync(file, 'r')
  try {
    const bytes = Buffer.alloc(4096)
    const length = readSync(fd, bytes, 0, bytes.length, Math.max(0, statSync(file).size - bytes.length))
    return bytes.toString('utf8', 0, length)
  } finally {
    closeSync(fd)
  }
}
