import { readFileSync } from 'node:fs'
import { Failure } from '../kernel/failure.ts'
import { SHORTEST_PASSPHRASE } from '../backup/index.ts'
import { optional, type Given } from './subcommand.ts'

/**
 * The passphrase in the first line of the file of --passphrase-file; on the command line everybody could see it.
 * @throws Failure `backup.passphrase_unreadable`, `backup.passphrase_short`
 */
export function readPassphrase(given: Given): string | undefined {
  const file = optional(given, 'passphrase-file')
  if (file === undefined) return undefined
  const passphrase = firstLine(file)
  if (passphrase.length < SHORTEST_PASSPHRASE)
    throw new Failure('invalid', 'backup.passphrase_short', { file, least: SHORTEST_PASSPHRASE })
  return passphrase
}

function firstLine(file: string): string {
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? ''
  } catch {
    throw new Failure('invalid', 'backup.passphrase_unreadable', { file })
  }
}
