import { bigrams } from './search.ts'

/** Sixteen bands of two: texts that share half of their pairs of characters meet in a band 99 times in 100, those that share a tenth 15 times. */
const BANDS = 16
const ROWS = 2

/**
 * The bands of a text for locality-sensitive hashing (MinHash; Broder 1997): one 32-bit number each. Two texts are
 * worth comparing when they share one, however many cases there are. A text without pairs has none.
 */
export function bandsOf(text: string): number[] {
  const pairs = bigrams(text).map(hashOf)
  if (pairs.length === 0) return []
  return Array.from({ length: BANDS }, (_, band) => {
    let key = band
    for (let row = 0; row < ROWS; row++) {
      const seed = mixed(band * ROWS + row + 1)
      let least = 0xffffffff
      for (const pair of pairs) least = Math.min(least, mixed(pair ^ seed))
      key = mixed(Math.imul(key, 31) ^ least)
    }
    return key | 0
  })
}

/** What a case is found by. Who asked a confidential case must not be found by searching for him. */
export const findableBy = (row: {
  readonly text: string
  readonly number: string
  readonly confidential: boolean
  readonly enterprise_name: string | null
  readonly asker_name: string | null
}): { bigrams: string[]; bands: number[] } => {
  const names = row.confidential ? [] : [row.enterprise_name ?? row.asker_name ?? '']
  return { bigrams: bigrams([row.text, row.number, ...names].join(' ')), bands: bandsOf(row.text) }
}

/** How like two texts are: the pairs of characters they share, out of all they have; 0 to 1 (Jaccard). */
export function likeness(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size === 0 || other.size === 0) return 0
  let shared = 0
  for (const pair of one) if (other.has(pair)) shared += 1
  return shared / (one.size + other.size - shared)
}

/** FNV-1a over the code units. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return hash >>> 0
}

/** Spreads every bit over all 32 (the finaliser of MurmurHash3). */
function mixed(value: number): number {
  let h = value >>> 0
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}
