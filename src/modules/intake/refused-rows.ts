import { once } from 'node:events'
import { createWriteStream, openSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import { asUnwritable } from '../../kernel/files.ts'
import type { LedgerSheet } from './ledger-notes.ts'
import type { RefusedRow } from './report.ts'

type NamedSheet = Pick<LedgerSheet, 'name'>

/** The refused rows of an import, kept in a file beside the report until it is written: memory does not grow with them. */
export interface RefusedRows<R = RefusedRow> {
  readonly add: (sheet: NamedSheet, row: R) => Promise<void>
  /** Those of one sheet, in their order; asked for when all have been added. */
  readonly of: (sheet: NamedSheet) => AsyncIterable<R>
  /** Whatever went wrong before: it must not hide why, and nobody waits for a file that failed. */
  readonly remove: () => Promise<void>
}

/**
 * @param path of a file that is made at once, so that a bad place is told before anything is imported, and removed again
 * @throws Failure `kernel.file_unwritable`, also from `add` and `of`
 */
export function keepRefusedRows<R = RefusedRow>(path: string): RefusedRows<R> {
  const file = createWriteStream(path, { fd: opened(path) })
  const failed = once(file, 'error').then(([error]) => {
    throw asUnwritable(error, path)
  })
  failed.catch(() => undefined)
  /** Not `once`, which fails by itself with the bare error. */
  const heard = (event: 'drain' | 'finish') =>
    Promise.race([new Promise<void>((resolve) => file.once(event, resolve)), failed])
  let ended: Promise<void> | undefined
  return {
    async add(sheet, row) {
      if (!file.write(`${JSON.stringify([sheet.name, row])}\n`)) await heard('drain')
    },
    async *of(sheet) {
      if (!file.writableEnded) file.end()
      await (ended ??= heard('finish'))
      const kept = await open(path)
      try {
        for await (const line of kept.readLines({ autoClose: false })) {
          const [name, row] = JSON.parse(line) as [string, R] // marked cast: written above
          if (name === sheet.name) yield row
        }
      } finally {
        await kept.close()
      }
    },
    async remove() {
      file.destroy()
      await rm(path, { force: true }).catch(() => undefined)
    },
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'w', 0o600)
  } catch (error) {
    throw asUnwritable(error, path)
  }
}
