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
  return match(rows, { name: named.name ?? '', code })
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
  const wanted = namings.map(({ name, code, contactName, contactPhone }) => ({
    name: name.trim(),
    code: code === undefined || code.trim() === '' ? undefined : normalCreditCode(code),
    contactName,
    contactPhone,
  }))
  const keys = {
    parkId,
    ids: [],
    codes: wanted.flatMap(({ code }) => code ?? []),
    nameKeys: wanted.map(({ name }) => nameKey(name)),
  }
  const known: EnterpriseRow[] = await tx.all(selectNamed, keys)
  const missing: NewEnterprise[] = []
  for (const want of wanted) {
    const found = match(known, want)
    if (!found) {
      const added: NewEnterprise = {
        id: newId(now),
        name: want.name,
        name_key: nameKey(want.name),
        code: want.code ?? null,
        code_fault: want.code ? faultOf(want.code) : null,
        contact_name: want.contactName ?? null,
        contact_phone: want.contactPhone ?? null,
      }
      missing.push(added)
      known.push(added)
    } else if (want.code && found.code === null) {
      tx.send(setCode, { parkId, id: found.id, code: want.code, codeFault: faultOf(want.code) })
      known[known.indexOf(found)] = { ...found, code: want.code }
    }
  }
  if (missing.length > 0) {
    const added = await tx.all(insertMissing, { parkId, rows: JSON.stringify(missing), now })
    // Somebody added the same one at the same moment: take theirs.
    if (added.length < missing.length) {
      const present = await tx.all(selectNamed, keys)
      return wanted.map((want) => match(present, want) ?? neverMissing(want.name))
    }
  }
  return wanted.map((want) => match(known, want) ?? neverMissing(want.name))
}

function match(rows: readonly EnterpriseRow[], { name, code }: { name: string; code: string | undefined }) {
  const byCode = code && rows.find((row) => row.code === code)
  if (byCode) return byCode
  const sameName = rows.filter((row) => row.name_key === nameKey(name))
  // A name with another code is another enterprise: 分公司 and namesakes are common.
  return code ? sameName.find((row) => row.code === null) : sameName[0]
}

const faultOf = (code: string): string | null => {
  const checked = checkCreditCode(code)
  return checked.valid ? null : checked.fault
}

function neverMissing(name: string): never {
  throw new Error(`enterprise was added and is not there: ${name.length} characters`)
}
