/**
 * How alike two names of enterprises are. Pure: what they have in common is told from the texts alone.
 */

/** Names that differ only in width, spaces or case are one name. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(/\s+/gu, '').toLowerCase()

/** What says no more than of which legal form a body is. */
const FORM =
  /(?:股份|集团|控股|有限责任|有限|责任)*(?:公司|合伙企业)(?:\((?:有限合伙|普通合伙|特殊普通合伙)\))?$|\((?:个体工商户|个人独资)\)$/u

/** The name without its legal form, brackets, stops and blanks: 示例（湘潭）电气有限公司 and 示例湘潭电气公司 are one. */
export function bareName(name: string): string {
  const key = nameKey(name)
  const bare = key.replace(FORM, '').replaceAll(/[\p{P}\p{S}]/gu, '')
  return bare === '' ? key : bare
}

/** The pairs of neighbouring characters of a name. */
export function pairsOf(bare: string): ReadonlySet<string> {
  const characters = [...bare]
  const pairs = new Set<string>()
  for (let i = 0; i + 1 < characters.length; i++)
    pairs.add(`${characters[i] ?? ''}${characters[i + 1] ?? ''}`)
  return pairs
}

/** Sørensen–Dice over pairs of characters: 1 the same, 0 nothing in common. */
export function likenessOf(one: ReadonlySet<string>, other: ReadonlySet<string>): number {
  if (one.size + other.size === 0) return 0
  let common = 0
  for (const pair of one) if (other.has(pair)) common += 1
  return (2 * common) / (one.size + other.size)
}
