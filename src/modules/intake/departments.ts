import { normalForm } from './cells.ts'

/** The departments that a ledger may name. */
export interface Departments {
  /** The department meant, in its own spelling; undefined when there is none of that name. */
  readonly find: (text: string) => string | undefined
  /** The departments whose names are most like it, best first; all of them (at most thirty) when none is. */
  readonly nearest: (text: string) => readonly string[]
  /** The departments in a list such as 税务分局、人社分局; what is no department stands in `unknown`. */
  readonly readList: (text: string) => {
    readonly known: readonly string[]
    readonly unknown: readonly string[]
  }
}

/** Makes the set of departments of a park. Names differing only in width, blanks and case are one name. */
export function makeDepartments(names: readonly string[]): Departments {
  const byForm = new Map(names.map((name) => [normalForm(name), name]))
  const find = (text: string) => byForm.get(normalForm(text))
  return {
    find,
    nearest: (text) => {
      const alike = names
        .map((name) => ({ name, likeness: likeness(normalForm(name), normalForm(text)) }))
        .filter(({ likeness: value }) => value >= LEAST_LIKENESS)
        .toSorted((a, b) => b.likeness - a.likeness)
        .slice(0, MOST_OFFERED)
        .map(({ name }) => name)
      return alike.length > 0 ? alike : names.slice(0, MOST_LISTED)
    },
    readList: (given) => {
      const text = given.replaceAll(ROLES, ' ').trim()
      const whole = find(text)
      if (whole !== undefined) return { known: [whole], unknown: [] }
      if (text.length > LONGEST_LIST) return { known: [], unknown: [`${text.slice(0, LONGEST_NAME)}…`] }
      const parts = text
        .split(SEPARATORS)
        .map((part) => part.trim())
        .filter((part) => part !== '')
      const found = parts.map((part) => ({ part, name: find(part) }))
      return {
        known: [...new Set(found.flatMap(({ name }) => name ?? []))],
        unknown: found.flatMap(({ part, name }) => (name === undefined ? [part] : [])),
      }
    },
  }
}

/** 建设管理局（牵头）, 配合：人社分局: what the column says anyway. */
const ROLES =
  /[（(](?:牵头|主办|主责|承办|配合|协办)(?:单位|部门)?[)）]|(?:牵头|主办|主责|承办|配合|协办)(?:单位|部门)?[:：]/g

const SEPARATORS = /[、，,；;/／|\\\n\s]+|(?<=[局委办会所站中心部队司院])[和及与]/
const LEAST_LIKENESS = 0.34
const MOST_OFFERED = 3
const MOST_LISTED = 30
const LONGEST_NAME = 60
const LONGEST_LIST = 500

/** How much of two names is common, from 0 to 1: shared characters and neighbouring pairs. */
function likeness(a: string, b: string): number {
  const [first, second] = [pieces(a), pieces(b.slice(0, LONGEST_NAME))]
  const shared = [...first].filter((piece) => second.has(piece)).length
  return (2 * shared) / Math.max(1, first.size + second.size)
}

function pieces(text: string): ReadonlySet<string> {
  const characters = Array.from(text)
  return new Set([
    ...characters,
    ...characters.slice(1).map((character, index) => (characters[index] ?? '') + character),
  ])
}
