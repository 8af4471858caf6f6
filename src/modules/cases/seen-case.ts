import { Failure } from '../../kernel/failure.ts'
import type { QueryContext } from '../../kernel/query.ts'
import { canSee } from './sight.ts'
import { getCase, type LoadedCase } from './store.ts'

/** The case, if it exists for the reader. @throws Failure `cases.missing` */
export async function seenCase({ tx, parkId, actor }: QueryContext, id: string): Promise<LoadedCase> {
  const row = await getCase(tx, parkId, id)
  if (!canSee(actor, row)) throw new Failure('missing', 'cases.missing')
  return row
}
