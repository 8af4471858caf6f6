/**
 * What a spreadsheet says, cell by cell. Dates are local to the sheet: `YYYY-MM-DD`, or `YYYY-MM-DDTHH:MM` when the
 * cell holds a time of day as well. `formula` marks a value that the spreadsheet program once computed and stored; it
 * is never computed here, and a formula without a stored value is empty.
 */
export type Cell =
  | { readonly kind: 'text'; readonly value: string; readonly formula?: true }
  | { readonly kind: 'number'; readonly value: number; readonly formula?: true }
  | { readonly kind: 'date'; readonly value: string; readonly formula?: true }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly formula?: true }
  /** `#N/A`, `#REF!` and the like. */
  | { readonly kind: 'error'; readonly value: string; readonly formula?: true }
  | { readonly kind: 'empty'; readonly value: null; readonly formula?: true }

/** A block of merged cells; rows as in the sheet (1 is the first), columns from 0 (A). Its value stands top left. */
export interface Merge {
  readonly top: number
  readonly left: number
  readonly bottom: number
  readonly right: number
}

/** A sheet as it begins: everything that must be known before its rows. */
export interface Sheet {
  /** Its place in the workbook, from 0. */
  readonly index: number
  readonly name: string
  readonly hidden: boolean
  /** Whether bare numbers meant as dates count from 1904-01-01 instead of 1899-12-30. */
  readonly date1904: boolean
  readonly merges: readonly Merge[]
}

/** A row that holds something. */
export interface Row {
  /** As shown at the left edge of the sheet: 1 is the first. */
  readonly number: number
  /** From column A on, without gaps, up to the last cell that holds something. */
  readonly cells: readonly Cell[]
}

/** The cell that holds nothing. */
export const EMPTY: Cell = { kind: 'empty', value: null }

/** The most columns and rows that the format knows (XFD, 1,048,576). */
export const MAX_COLUMNS = 16_384
export const MAX_ROWS = 1_048_576

const LETTER_A = 65
const LETTERS = 26

/** The letters over a column: 0 → `A`, 26 → `AA`. */
export function columnLetters(column: number): string {
  const rest = Math.floor(column / LETTERS) - 1
  const last = String.fromCharCode(LETTER_A + (column % LETTERS))
  return rest < 0 ? last : columnLetters(rest) + last
}

/** The column under the letters: `A` → 0. Undefined for what is no column of a sheet. */
export function findColumn(letters: string): number | undefined {
  if (!/^[A-Z]{1,3}$/.test(letters)) return undefined
  let column = 0
  for (const letter of letters) column = column * LETTERS + letter.charCodeAt(0) - LETTER_A + 1
  return column <= MAX_COLUMNS ? column - 1 : undefined
}

/** The name of a cell: row 9, column 1 → `B9`. */
export function cellName(row: number, column: number): string {
  return `${columnLetters(column)}${row}`
}

/** The block named `A1:U3` or `A1`. Undefined for what is no block of a sheet. */
export function findBlock(name: string): Merge | undefined {
  const parts = /^([A-Z]{1,3})(\d{1,7})(?::([A-Z]{1,3})(\d{1,7}))?$/.exec(name)
  if (parts === null) return undefined
  const [, letters = '', row = '', lastLetters = letters, lastRow = row] = parts
  const [left, right] = [findColumn(letters), findColumn(lastLetters)]
  const [top, bottom] = [Number(row), Number(lastRow)]
  if (left === undefined || right === undefined) return undefined
  return top >= 1 && top <= bottom && bottom <= MAX_ROWS && left <= right
    ? { top, left, bottom, right }
    : undefined
}
