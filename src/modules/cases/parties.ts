import type { z } from 'zod'
import type { Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { checkCreditCode, findEnterprise, resolveEnterprises, type Found } from '../enterprises/index.ts'
import type { Setting } from './act.ts'
import type { Party, RegisterCase } from './contract.ts'
import { UNCONFIRMED, withParties } from './parties-rules.ts'

type Named = NonNullable<z.output<typeof RegisterCase>['opposite']>[number]

/** What registration sets and says of those who are concerned on the other side. */
export interface Concerned {
  readonly set: Setting
  readonly said: { readonly opposite_names?: string }
  readonly party_names: Readonly<Record<string, string>> | null
}

/** Who is concerned on the other side, under the keys o1, o2 …; enterprises come from the register or are added to it. */
export async function concerned(
  ctx: Context,
  opposite: readonly Named[] | undefined,
  asker: Found | undefined,
): Promise<Concerned> {
  if (opposite === undefined || opposite.length === 0) return { set: {}, said: {}, party_names: null }
  const parties: Party[] = []
  const ofRegister: Record<string, string> = {}
  const words: Record<string, string> = {}
  for (const [i, named] of opposite.entries()) {
    const key = `o${i + 1}`
    const enterprise =
      named.kind === 'enterprise' ? await enterpriseOf(ctx, named, `opposite.${i}`) : undefined
    if (
      enterprise &&
      (enterprise.id === asker?.id || parties.some((one) => one.enterprise_id === enterprise.id))
    )
      throw new Failure('invalid', 'cases.party_twice', { field: `opposite.${i}`, name: enterprise.name })
    if (enterprise) ofRegister[key] = enterprise.name
    else words[key] = nameOf(named, `opposite.${i}`)
    parties.push({
      ...UNCONFIRMED,
      key,
      role: 'opposite',
      kind: named.kind,
      enterprise_id: enterprise?.id ?? null,
      case_id: null,
      number: null,
      registered_by: null,
      registrar_asks: false,
      left_on: null,
    })
  }
  return {
    set: withParties(parties),
    said: Object.keys(words).length === 0 ? {} : { opposite_names: JSON.stringify(words) },
    party_names: ofRegister,
  }
}

async function enterpriseOf(
  { tx, parkId, now }: Context,
  { id, code, name }: Named,
  field: string,
): Promise<Found> {
  const found = await findEnterprise(tx, parkId, { id, code, name })
  if (found) return found
  if (id !== undefined) throw new Failure('invalid', 'enterprises.unknown', { name: id })
  const known = name ?? (code === undefined ? undefined : checkCreditCode(code).code)
  if (known === undefined) throw new Failure('invalid', 'cases.party_unnamed', { field: `${field}.name` })
  const [added] = await resolveEnterprises(tx, { parkId, now, namings: [{ name: known, code }] })
  if (!added) throw new Error('one name gives one enterprise')
  return added
}

/** Nobody but enterprises is looked up: what could only be dropped without a word is refused. */
function nameOf({ id, code, name }: Named, field: string): string {
  if (name === undefined || id !== undefined || code !== undefined)
    throw new Failure('invalid', 'cases.party_unnamed', { field: `${field}.name` })
  return name
}
