import { createHash, createSecretKey, type KeyObject } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder, makePrivateFolder, readOrMakeSecret } from './files.ts'

/** A key that entries are authenticated with; its id stands in each entry, the key itself never leaves this folder. */
export interface LedgerKey {
  readonly id: string
  readonly key: KeyObject
}

/** What is made once at installation and kept outside the database. */
export interface Secrets {
  /** Eight hex digits that name this installation, among others that may share a database server. */
  readonly installation: string
  readonly databasePasswords: { readonly app: string; readonly worker: string }
  /** The key that new entries are made with: the newest. */
  readonly ledgerKey: LedgerKey
  readonly ledgerKeys: ReadonlyMap<string, KeyObject>
  /** Seals what the database must keep and must not know: secrets shared with other systems. */
  readonly sealingKey: KeyObject
}

/** The secrets of a data folder, made at the first start: 256 random bits each, readable by the owner alone. */
export function openSecrets(dataDir: string): Secrets {
  makeFolder(dataDir, 0o700)
  const dir = makePrivateFolder(join(dataDir, 'secrets'))
  if (ledgerKeyFiles(dir).length === 0) readOrMakeSecret(dir, 'ledger-0001.key')
  const keys = ledgerKeyFiles(dir).map((file) => readLedgerKey(dir, file))
  const newest = keys.at(-1)
  if (!newest) throw new Error('no ledger key although one was just made')
  return {
    installation: readOrMakeSecret(dir, 'installation', 4),
    databasePasswords: {
      app: readOrMakeSecret(dir, 'database-app'),
      worker: readOrMakeSecret(dir, 'database-worker'),
    },
    ledgerKey: newest,
    ledgerKeys: new Map(keys.map(({ id, key }) => [id, key])),
    sealingKey: createSecretKey(Buffer.from(readOrMakeSecret(dir, 'sealing.key'), 'hex')),
  }
}

/** Named by number, so that the newest is the last: ledger-0001.key */
const ledgerKeyFiles = (dir: string) =>
  readdirSync(dir)
    .filter((name) => /^ledger-\d{4}\.key$/.test(name))
    .toSorted()

function readLedgerKey(dir: string, file: string): LedgerKey {
  const key = Buffer.from(readOrMakeSecret(dir, file), 'hex')
  // The id is taken from the key, so that a key file cannot stand in for another.
  return {
    id: createHash('sha256').update('bihuan ledger key').update(key).digest('hex').slice(0, 16),
    key: createSecretKey(key),
  }
}
