import { once } from 'node:events'
import { createReadStream, createWriteStream } from 'node:fs'
import { rm } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import type { LedgerSheet } from './ledger-notes.ts'
import type { RefusedRow } from './report.ts'

/** The refused rows of an import, kept in a file beside the report until it is written: memory does not grow with them. */
export interface RefusedRows {
  readonly add: (sheet: LedgerSheet, row: RefusedRow) => Promise<void>
  /** Those of one sheet, in their order; asked for when all have been added. */
  readonly of: (sheet: LedgerSheet) => AsyncIterable<RefusedRow>
  readonly remove: () => Promise<void>
}

/** @param path of a file that is made and removed again */
export function keepRefusedRows(path: string): RefusedRows {
  const file = createWriteStream(path, { mode: 0o600 })
  const failed = once(file, 'error').then(([error]) => {
    throw error
  })
  failed.catch(() => undefined)
  let ended: Promise<unknown> | undefined
  const end = () => (ended ??= Promise.race([new Promise((resolve) => file.end(resolve)), failed]))
  return {
    async add(sheet, row) {
      if (!file.write(`${JSON.stringify([sheet.name, row])}\n`))
        await Promise.race([once(file, 'drain'), failed])
    },
    async *of(sheet) {
      await end()
      for await (const line of createInterface({ input: createReadStream(path), crlfDelay: Infinity })) {
        const [name, row] = JSON.parse(line) as [string, RefusedRow] // marked cast: written above
        if (name === sheet.name) yield row
      }
    },
    async remove() {
      await end()
      await rm(path, { force: true })
    },
  }
}
