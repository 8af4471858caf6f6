import type { LoadContext } from '../../kernel/command.ts'
import { findEnterprise, type Found } from '../enterprises/index.ts'
import { findOfficerOn } from '../officers/index.ts'
import { todayIn } from '../parks/index.ts'
import type { Tied } from './policy.ts'

/** The enterprise whose contacts are named, with who is its officer today. */
export async function findTied(
  { tx, parkId, now }: Pick<LoadContext, 'tx' | 'parkId' | 'now'>,
  id: string,
): Promise<(Found & Tied) | undefined> {
  const [enterprise, day] = await Promise.all([findEnterprise(tx, parkId, { id }), todayIn(tx, parkId, now)])
  if (!enterprise) return undefined
  const officer = await findOfficerOn(tx, { parkId, subjectId: enterprise.id, day })
  return { ...enterprise, officer: officer?.id }
}
