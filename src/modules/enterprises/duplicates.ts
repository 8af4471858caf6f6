import { z } from 'zod'
import { defineQuery } from '../../kernel/query.ts'
import { DuplicateList } from './contract.ts'
import { normalCreditCode } from './credit-code.ts'
import { bareName, likenessOf, pairsOf } from './likeness.ts'
import { selectCandidates, type CandidateRow } from './profile-store.ts'
import { mayKeep } from './record.ts'

/** So many enterprises are compared; a park with more is told of those it has had longest. */
const MOST = 20_000
/** From here on names are near. */
const NEAR = 0.75
/** A pair of characters that stands in more names than this tells nothing: 科技, 有限, the name of the town. */
const MOST_WITH_PAIR = 60
/** Telephones that many share are of an agent or a placeholder. */
const MOST_WITH_PHONE = 5
const MOST_TOLD = 200

type Why = DuplicateList['items'][number]['why'][number]

/** Enterprises that may be one, with why: whoever keeps the register looks at them and merges, or not. */
export const listDuplicates = defineQuery({
  name: 'enterprises.duplicates',
  route: { method: 'GET', path: '/enterprises/duplicates', summary: 'Enterprises that may be one, with why' },
  input: z.strictObject({}),
  answer: DuplicateList,
  allow: (actor) => mayKeep(actor) !== 'forbidden',
  async answerWith({ tx, parkId }) {
    const rows = await tx.all(selectCandidates, { parkId, limit: MOST })
    return { items: findDuplicates(rows), next: null }
  },
})

/** Pairs that may be one enterprise, the surest first. */
export function findDuplicates(rows: readonly CandidateRow[]): DuplicateList['items'] {
  const known = rows.map((row) => {
    const bare = bareName(row.name)
    return { row, bare, pairs: pairsOf(bare) }
  })
  const whys = new Map<string, { a: number; b: number; why: Set<Why> }>()
  const tell = (a: number, b: number, why: Why) => {
    const key = `${a} ${b}`
    const told = whys.get(key) ?? { a, b, why: new Set<Why>() }
    whys.set(key, { ...told, why: told.why.add(why) })
  }
  const each = (
    keys: readonly (readonly string[])[],
    most: number,
    found: (a: number, b: number) => void,
  ) => {
    for (const group of grouped(keys).values())
      if (group.length <= most)
        for (const [i, a] of group.entries()) for (const b of group.slice(i + 1)) found(a, b)
  }
  const one = (text: string | null | undefined) => (text ? [text] : [])
  each(
    known.map(({ row }) => one(row.code === null ? null : normalCreditCode(row.code))),
    MOST_WITH_PHONE,
    (a, b) => tell(a, b, 'same_code'),
  )
  each(
    known.map(({ bare }) => one(bare)),
    MOST_WITH_PAIR,
    (a, b) => tell(a, b, 'same_name'),
  )
  each(
    known.map(({ row }) => one(digitsOf(row.contact_phone))),
    MOST_WITH_PHONE,
    (a, b) => tell(a, b, 'same_phone'),
  )
  const likeness = (a: number, b: number) =>
    likenessOf(known[a]?.pairs ?? new Set(), known[b]?.pairs ?? new Set())
  const compared = new Set<string>()
  each(
    known.map(({ pairs }) => [...pairs]),
    MOST_WITH_PAIR,
    (a, b) => {
      const key = `${a} ${b}`
      if (compared.has(key)) return
      compared.add(key)
      if (known[a]?.bare !== known[b]?.bare && likeness(a, b) >= NEAR) tell(a, b, 'near_name')
    },
  )
  const shown = ({ id, version, name, code }: CandidateRow) => ({ id, version, name, code })
  return [...whys.values()]
    .flatMap(({ a, b, why }) => {
      const [first, second] = [known[a]?.row, known[b]?.row]
      if (!first || !second) return []
      const alike = Math.round(likeness(a, b) * 100) / 100
      return [{ one: shown(first), other: shown(second), why: [...why], likeness: alike }]
    })
    .toSorted((x, y) => y.why.length - x.why.length || y.likeness - x.likeness)
    .slice(0, MOST_TOLD)
}

/** The numbers of the rows by each of their keys. */
function grouped(keys: readonly (readonly string[])[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const [index, own] of keys.entries())
    for (const key of own) {
      const group = groups.get(key)
      if (group) group.push(index)
      else groups.set(key, [index])
    }
  return groups
}

/** A telephone as its digits; what is too short for one is none. */
function digitsOf(phone: string | null): string | undefined {
  const digits = (phone ?? '').normalize('NFKC').replaceAll(/\D/g, '')
  return digits.length < 7 ? undefined : digits
}
