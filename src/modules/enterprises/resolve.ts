import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import type { NamedEnterprise } from './contract.ts'
import { checkCreditCode, normalCreditCode } from './credit-code.ts'
import { insertMissing, selectNamed, setCode, type EnterpriseRow, type NewEnterprise } from './store.ts'

/** An enterprise as a ledger or a form names it. */
interface Naming {
  readonly name: string
  /** As written; may be misspelt. */
  readonly code?: string | undefined
  readonly contactName?: string | undefined
  readonly contactPhone?: string | undefined
}

export interface Found {
  readonly id: string
  readonly name: string
}

/** Names that differ only in width, spaces or case are one name. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(/\s+/gu, '').toLowerCase()

/** The enterprise meant, if the park knows it: the id first, then the code, then the name. */
export async function findEnterprise(
  tx: Tx,
  parkId: string,
  named: NamedEnterprise,
): Promise<Found | undefined> {
  const code = named.code === undefined ? undefined : normalCreditCode(named.code)
  const rows = await tx.all(selectNamed, {
    parkId,
    ids: named.id ? [named.id] : [],
    codes: code ? [code] : [],
    nameKeys: named.name ? [nameKey(named.name)] : [],
  })
  if (named.id) return rows.find(({ id }) => id === named.id)
  return makeRegister(rows).find({ key: nameKey(named.name ?? ''), code })
}

/** The enterprise of an id or exact name. @throws Failure `enterprises.unknown` */
export async function getEnterprise(tx: Tx, parkId: string, idOrName: string): Promise<Found> {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(idOrName)
  const found = await findEnterprise(tx, parkId, isUuid ? { id: idOrName } : { name: idOrName })
  if (!found) throw new Failure('invalid', 'enterprises.unknown', { name: idOrName })
  return found
}

/**
 * The enterprises of the names given, in their order; the unknown ones are added to the register. A code decides
 * before a name; a name alone means the one of that name; a name known without a code learns it.
 */
export async function resolveEnterprises(
  tx: Tx,
  { parkId, now, namings }: { parkId: string; now: string; namings: readonly Naming[] },
): Promise<Found[]> {
  const wanted = namings.map((naming): Wanted => {
    const name = naming.name.trim()
    const code = naming.code?.trim() ? normalCreditCode(naming.code) : undefined
    return { ...naming, name, key: nameKey(name), code }
  })
  const keys = {
    parkId,
    ids: [],
    codes: wanted.flatMap(({ code }) => code ?? []),
    nameKeys: wanted.map(({ key }) => key),
  }
  const register = makeRegister(await tx.all(selectNamed, keys))
  const missing: NewEnterprise[] = []
  for (const want of wanted) {
    const found = register.find(want)
    if (!found) {
      const added = newEnterprise(want, now)
      missing.push(added)
      register.add(added)
    } else if (want.code && found.code === null) {
      tx.send(setCode, { parkId, id: found.id, code: want.code, codeFault: faultOf(want.code) })
      register.add({ ...found, code: want.code })
    }
  }
  if (missing.length === 0) return wanted.map((want) => register.get(want))
  const added = await tx.all(insertMissing, { parkId, rows: JSON.stringify(missing), now })
  // Somebody added the same one at the same moment: take theirs.
  const present = added.length === missing.length ? register : makeRegister(await tx.all(selectNamed, keys))
  return wanted.map((want) => present.get(want))
}

interface Wanted extends Omit<Naming, 'code'> {
  readonly key: string
  readonly code: string | undefined
}

const newEnterprise = (
  { name, key, code, contactName, contactPhone }: Wanted,
  now: string,
): NewEnterprise => ({
  id: newId(now),
  name,
  name_key: key,
  code: code ?? null,
  code_fault: code ? faultOf(code) : null,
  contact_name: contactName ?? null,
  contact_phone: contactPhone ?? null,
})

/** Enterprises by code and by name. */
function makeRegister(rows: readonly EnterpriseRow[]) {
  const byCode = new Map<string, EnterpriseRow>()
  const byName = new Map<string, EnterpriseRow[]>()
  const add = (row: EnterpriseRow) => {
    if (row.code !== null) byCode.set(row.code, row)
    const others = (byName.get(row.name_key) ?? []).filter(({ id }) => id !== row.id)
    byName.set(row.name_key, [...others, row])
  }
  for (const row of rows) add(row)
  const find = ({ key, code }: Pick<Wanted, 'key' | 'code'>): EnterpriseRow | undefined => {
    const ofCode = code === undefined ? undefined : byCode.get(code)
    if (ofCode) return ofCode
    const sameName = byName.get(key) ?? []
    // A name with another code is another enterprise: 分公司 and namesakes are common.
    return code === undefined ? sameName[0] : sameName.find((row) => row.code === null)
  }
  return {
    add,
    find,
    get(want: Wanted): EnterpriseRow {
      const found = find(want)
      if (!found) throw new Error(`an enterprise was added and is not there: ${want.name.length} characters`)
      return found
    },
  }
}

const faultOf = (code: string): string | null => {
  const checked = checkCreditCode(code)
  return checked.valid ? null : checked.fault
}
