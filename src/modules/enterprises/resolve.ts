import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import type { NamedEnterprise } from './contract.ts'
import { checkCreditCode } from './credit-code.ts'
import { nameKey } from './likeness.ts'
import {
  insertMissing,
  selectGroup,
  selectNamed,
  setCode,
  type EnterpriseRow,
  type NewEnterprise,
} from './store.ts'

/** An enterprise as a ledger or a form names it. */
export interface Naming {
  readonly name: string
  /** As written; may be misspelt. */
  readonly code?: string | undefined
  readonly contactName?: string | undefined
  readonly contactPhone?: string | undefined
}

export interface Found {
  readonly id: string
  readonly name: string
  readonly code: string | null
}

export const sameName = (one: string, other: string): boolean => nameKey(one) === nameKey(other)

/**
 * The enterprise meant, if the park knows it: the id first, then the code if it is right, then the name, then a name
 * that it bore before. Of a merged one the master.
 */
export async function findEnterprise(
  tx: Tx,
  parkId: string,
  named: NamedEnterprise,
): Promise<Found | undefined> {
  if (named.id) {
    const rows = await tx.all(selectNamed, { parkId, ids: [named.id], codes: [], nameKeys: [] })
    const row = rows.find(({ id, former }) => id === named.id && !former)
    return row && meant(row)
  }
  const [found] = await findEnterprises(tx, parkId, [{ name: named.name ?? '', code: named.code }])
  return found
}

/** The enterprises of the names given, in their order, as far as the park knows them. Adds and changes nothing. */
export async function findEnterprises(
  tx: Tx,
  parkId: string,
  namings: readonly Naming[],
): Promise<(Found | undefined)[]> {
  const wanted = namings.map(wantedOf)
  const register = makeRegister(await tx.all(selectNamed, keysOf(parkId, wanted)))
  return wanted.map((want) => {
    const row = register.find(want)
    return row && meant(row)
  })
}

/** The ids that count as this enterprise: itself and the duplicates merged into it. Cases keep the id they came with. */
export async function findMerged(tx: Tx, parkId: string, id: string): Promise<string[]> {
  return (await tx.all(selectGroup, { parkId, id })).map((row) => row.id)
}

/** What a row of the register stands for: itself, or the master that it was merged into. */
const meant = ({ id, name, code, master_id, master_name, master_code }: EnterpriseRow): Found =>
  master_id === null ? { id, name, code } : { id: master_id, name: master_name ?? name, code: master_code }

/** The enterprise of an id or exact name. @throws Failure `enterprises.unknown` */
export async function getEnterprise(tx: Tx, parkId: string, idOrName: string): Promise<Found> {
  const isUuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(idOrName)
  const found = await findEnterprise(tx, parkId, isUuid ? { id: idOrName } : { name: idOrName })
  if (!found) throw new Failure('invalid', 'enterprises.unknown', { name: idOrName })
  return found
}

/**
 * The enterprises of the names given, in their order; the unknown ones are added to the register. A right code decides
 * before a name, also under another name: enterprises are renamed, and whoever asked is told. A wrong one decides
 * nothing, since 待补 stands in many rows. A name alone means the one of that name; one known without a right code
 * learns it.
 */
export async function resolveEnterprises(
  tx: Tx,
  { parkId, now, namings }: { parkId: string; now: string; namings: readonly Naming[] },
): Promise<Found[]> {
  const wanted = namings.map(wantedOf)
  const keys = keysOf(parkId, wanted)
  const register = makeRegister(await tx.all(selectNamed, keys))
  const missing = new Map<string, NewEnterprise>()
  for (const want of wanted) {
    const found = register.find(want)
    if (!found) {
      const added = newEnterprise(want, now)
      missing.set(added.id, added)
      register.put({ ...added, ...UNMERGED })
    } else if (found.master_id === null && isNews(want, found)) {
      const learnt = { code: want.code, code_fault: want.fault }
      const added = missing.get(found.id)
      if (added) missing.set(found.id, { ...added, ...learnt })
      else tx.send(setCode, { parkId, id: found.id, code: want.code, codeFault: want.fault })
      register.put({ ...found, ...learnt })
    }
  }
  if (missing.size === 0) return wanted.map((want) => meant(register.get(want)))
  const rows = JSON.stringify([...missing.values()])
  const added = await tx.all(insertMissing, { parkId, rows, now })
  // Somebody added the same one at the same moment: take theirs.
  const present = added.length === missing.size ? register : makeRegister(await tx.all(selectNamed, keys))
  return wanted.map((want) => meant(present.get(want)))
}

interface Wanted extends Omit<Naming, 'code'> {
  readonly key: string
  /** In its one spelling. */
  readonly code: string | null
  readonly fault: string | null
}

function wantedOf(naming: Naming): Wanted {
  const name = naming.name.trim()
  const named = { ...naming, name, key: nameKey(name) }
  if (!naming.code?.trim()) return { ...named, code: null, fault: null }
  const checked = checkCreditCode(naming.code)
  return { ...named, code: checked.code, fault: checked.valid ? null : checked.fault }
}

const UNMERGED = { master_id: null, master_name: null, master_code: null, former: false } as const

const keysOf = (parkId: string, wanted: readonly Wanted[]) => ({
  parkId,
  ids: [],
  codes: wanted.flatMap((want) => rightCode({ code: want.code, code_fault: want.fault }) ?? []),
  nameKeys: wanted.map(({ key }) => key),
})

const newEnterprise = (
  { name, key, code, fault, contactName, contactPhone }: Wanted,
  now: string,
): NewEnterprise => ({
  id: newId(now),
  name,
  name_key: key,
  code,
  code_fault: fault,
  contact_name: contactName ?? null,
  contact_phone: contactPhone ?? null,
})

/** Whether the code says more than what is known: any where there is none, a right one where there is a wrong one. */
const isNews = (want: Wanted, known: EnterpriseRow): want is Wanted & { code: string } =>
  want.code !== null && (known.code === null || (known.code_fault !== null && want.fault === null))

const rightCode = ({ code, code_fault }: Pick<EnterpriseRow, 'code' | 'code_fault'>): string | null =>
  code_fault === null ? code : null

/** Enterprises by right code and by name. */
function makeRegister(rows: readonly EnterpriseRow[]) {
  const byCode = new Map<string, EnterpriseRow>()
  const byName = new Map<string, EnterpriseRow[]>()
  const byFormerName = new Map<string, EnterpriseRow>()
  const put = (row: EnterpriseRow) => {
    if (row.former) {
      byFormerName.set(row.name_key, row)
      return
    }
    const code = rightCode(row)
    if (code !== null) byCode.set(code, row)
    const known = byName.get(row.name_key) ?? []
    const place = known.findIndex(({ id }) => id === row.id)
    byName.set(row.name_key, place === -1 ? [...known, row] : known.with(place, row))
  }
  for (const row of rows) put(row)
  const find = ({ key, code, fault }: Wanted): EnterpriseRow | undefined => {
    const right = rightCode({ code, code_fault: fault })
    const ofCode = right === null ? undefined : byCode.get(right)
    if (ofCode) return ofCode
    const sameName = byName.get(key) ?? []
    const withoutCode = sameName.find((row) => rightCode(row) === null && row.master_code === null)
    // A name with another code is another enterprise: 分公司 and namesakes are common.
    const ofName = right === null ? (withoutCode ?? sameName[0]) : withoutCode
    if (ofName || sameName.length > 0) return ofName
    const former = byFormerName.get(key)
    const isOther = former && right !== null && rightCode(former) !== null
    return isOther ? undefined : former
  }
  return {
    put,
    find,
    get(want: Wanted): EnterpriseRow {
      const found = find(want)
      if (!found) throw new Error(`an enterprise was added and is not there: ${want.name.length} characters`)
      return found
    },
  }
}
