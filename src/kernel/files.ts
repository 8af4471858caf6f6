import { closeSync, fsyncSync, openSync, readFileSync } from 'node:fs'
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

/** Makes names that were given or taken in a folder survive a power failure. */
export function syncFolder(folder: string): void {
  const fd = openSync(folder, 'r')
  fsyncSync(fd)
  closeSync(fd)
}
