import { ask } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { insertKey, selectKeys } from './store.ts'

/**
 * Notes the key of this installation in the database, and refuses to go on when the database knows keys that are
 * not here: entries made with them could not be checked any more, and nobody would notice until it is too late.
 */
export async function noteLedgerKey(runtime: Runtime, secretsDir: string): Promise<void> {
  const { app } = runtime.database
  const known = await ask(app, selectKeys, {})
  const absent = known.filter(({ id }) => !runtime.secrets.ledgerKeys.has(id)).map(({ id }) => id)
  if (absent.length > 0) throw new Failure('conflict', 'ledger.key_absent', { keys: absent, dir: secretsDir })
  await ask(app, insertKey, { id: runtime.secrets.ledgerKey.id, now: runtime.clock() })
}
