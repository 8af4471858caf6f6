import { FIELDS, type Field, type FieldSpelling } from './spellings.ts'

export { FIELDS, type Field } from './spellings.ts'

/** Without these a row is no case. */
export const REQUIRED: readonly Field[] = ['enterprise', 'text']

const TITLES: ReadonlyMap<Field, string> = new Map(FIELDS.map(({ field, title }) => [field, title]))

/** The header of a field on the paper ledger. */
export function fieldTitle(field: Field): string {
  return TITLES.get(field) ?? field
}

/** Whether the text is the code of a field. */
export function isField(text: string): text is Field {
  return FIELDS.some(({ field }) => field === text)
}

/** How surely a header means a field: 100 it says so, 0 it does not. */
export function likeness(header: string, spelling: FieldSpelling<string>): number {
  const { title, names, weak = {}, behind, pattern } = spelling
  const exact = (name: string) =>
    (Object.hasOwn(weak, name) ? weak[name] : undefined) ??
    (name === title || names.includes(name) ? CERTAIN : 0)
  const cost = behind?.test(header) === true ? BEHIND : 0
  const whole = exact(header)
  if (whole > 0 || header.length > LONGEST_HEADER) return Math.max(0, whole - cost)
  const parts = header.split(/[/、,，|和及或]/).filter((part) => part !== header && part !== '')
  const byPart = Math.max(0, ...parts.map((part, index) => exact(part) - PART_OF_HEADER - index))
  return Math.max(0, Math.max(byPart, pattern?.test(header) === true ? BY_PATTERN : 0) - cost)
}

const CERTAIN = 100
const PART_OF_HEADER = 10
const BEHIND = 15
const BY_PATTERN = 58
const LONGEST_HEADER = 30
