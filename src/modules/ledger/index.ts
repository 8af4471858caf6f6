import type { Tx } from '../../kernel/database.ts'
import { countEntries } from './store.ts'

export { append, appendChains } from './append.ts'
export type { Fact } from './entry.ts'
export { noteLedgerKey } from './keys.ts'
export { ledgerModule } from './module.ts'
export { selectHistory, selectStep } from './store.ts'
export { verifyChains, type Finding, type ReadEntry } from './verify.ts'

/** How many entries the park's ledger had at a moment. */
export async function ledgerSize(tx: Tx, parkId: string, asOf: string): Promise<number> {
  return (await tx.first(countEntries, { parkId, asOf }))?.size ?? 0
}
