import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from './failure.ts'

/** A key that entries are authenticated with; its id stands in each entry, the key itself never leaves this folder. */
export interface LedgerKey {
  readonly id: string
  readonly key: Buffer
}

/** What is made once at installation and kept outside the database. */
export interface Secrets {
  /** Eight hex digits that name this installation, among others that may share a database server. */
  readonly installation: string
  readonly databasePasswords: { readonly app: string; readonly worker: string }
  /** The key that new entries are made with: the newest. */
  readonly ledgerKey: LedgerKey
  readonly ledgerKeys: ReadonlyMap<string, Buffer>
}

/** The secrets of a data folder, made at the first start: 256 random bits each, readable by the owner alone. */
export function openSecrets(dataDir: string): Secrets {
  const dir = join(dataDir, 'secrets')
  mkdirSync(dir, { recursive: true, mode: 0o700 })
  chmodSync(dir, 0o700)
  const secret = (name: string, bytes: number) => readOrMake(join(dir, name), bytes)
  if (ledgerKeyFiles(dir).length === 0) makeLedgerKey(dir)
  const keys = ledgerKeyFiles(dir).map((file) => readLedgerKey(dir, file))
  const newest = keys.at(-1)
  if (!newest) throw new Error('no ledger key although one was just made')
  return {
    installation: secret('installation', 4),
    databasePasswords: { app: secret('database-app', 32), worker: secret('database-worker', 32) },
    ledgerKey: newest,
    ledgerKeys: new Map(keys.map(({ id, key }) => [id, key])),
  }
}

function readOrMake(path: string, bytes: number): string {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch {
    // 'wx': of two processes that make it at once, one does and the other reads what it made.
    try {
      writeFileSync(path, randomBytes(bytes).toString('hex'), { mode: 0o600, flag: 'wx' })
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    }
    return readFileSync(path, 'utf8').trim()
  }
}

/** Named by number, so that the newest is the last: ledger-0001.key */
const ledgerKeyFiles = (dir: string) =>
  readdirSync(dir)
    .filter((name) => /^ledger-\d{4}\.key$/.test(name))
    .toSorted()

const makeLedgerKey = (dir: string) => readOrMake(join(dir, 'ledger-0001.key'), 32)

function readLedgerKey(dir: string, file: string): LedgerKey {
  const hex = readFileSync(join(dir, file), 'utf8').trim()
  if (!/^[0-9a-f]{64}$/.test(hex))
    throw new Failure('invalid', 'kernel.ledger_key_bad', { file: join(dir, file) })
  const key = Buffer.from(hex, 'hex')
  // The id is taken from the key, so that a key file cannot stand in for another.
  return { id: createHash('sha256').update('bihuan ledger key').update(key).digest('hex').slice(0, 16), key }
}
