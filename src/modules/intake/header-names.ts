import { columnLetters, EMPTY, type Merge, type Row } from '../../kernel/spreadsheet/cell.ts'
import { normalForm, readText } from './cells.ts'

/** A column of a ledger and what it was taken for. */
export interface MappedColumn {
  /** From 0. */
  readonly column: number
  /** `D`. */
  readonly letters: string
  /** The header as it stands in the sheet, both rows of it where there are two. */
  readonly header: string
  /** What stands in brackets in the header, such as a unit: 工作日 of 办理时限（工作日）. */
  readonly hint: string
}

/** A column's header in each way it may be read, the plainest first: of two rows the lower one, then both. */
export interface HeaderName {
  readonly variants: readonly { readonly name: string; readonly place: MappedColumn }[]
}

/** The header is looked for in so many rows that hold something. */
export const HEADER_ROWS = 50
/** Merged cells that may matter for it; a workbook with more is no office's work. */
const HEADER_MERGES = 1_000

/** The merged cells that reach into the first rows of a sheet. */
export function mergesAmong(rows: readonly Row[], merges: readonly Merge[]): Merge[] {
  const last = rows.at(-1)?.number ?? 0
  return merges.filter(({ top }) => top <= last).slice(0, HEADER_MERGES)
}

/** The names of the columns in a row, or in two of which the upper one may hold groups. */
export function headerNames({
  row,
  below,
  merges,
}: {
  row: Row
  below?: Row
  merges: readonly Merge[]
}): HeaderName[] {
  const width = Math.max(row.cells.length, below?.cells.length ?? 0)
  return Array.from({ length: width }, (_, column) => {
    const texts =
      below === undefined ? [textAt(row, column)] : twoRowTexts({ row, below, column, merges, width })
    return {
      variants: texts.flatMap((header) => {
        const { name, hint } = withoutHints(header)
        return name === '' ? [] : [{ name, place: { column, letters: columnLetters(column), header, hint } }]
      }),
    }
  }).filter(({ variants }) => variants.length > 0)
}

interface TwoRows {
  readonly row: Row
  readonly below: Row
  readonly column: number
  readonly merges: readonly Merge[]
  readonly width: number
}

function twoRowTexts({ row, below, column, merges, width }: TwoRows): string[] {
  const top = groupText({ row, column, merges, width })
  const bottom = textAt(below, column)
  if (bottom === '') return [top]
  return top === '' ? [bottom] : [bottom, top + bottom]
}

/** The text above a column: its own cell, or that of the merged group cell over it. A title over everything is none. */
function groupText({
  row,
  column,
  merges,
  width,
}: {
  row: Row
  column: number
  merges: readonly Merge[]
  width: number
}): string {
  const merge = merges.find(
    ({ top, bottom, left, right }) =>
      top <= row.number && row.number <= bottom && left <= column && column <= right,
  )
  if (merge !== undefined && merge.right - merge.left + 1 > width / 2) return ''
  return textAt(row, merge?.top === row.number ? merge.left : column)
}

const textAt = ({ cells }: Row, column: number) => readText(cells[column] ?? EMPTY)

/** A header in normal form without stars, brackets and colons, and what stood in the brackets. */
export function withoutHints(header: string): { name: string; hint: string } {
  const form = normalForm(header)
  const hints = [...form.matchAll(BRACKETS)].map(([hint]) => hint.slice(1, -1))
  return { name: form.replaceAll(BRACKETS, '').replaceAll(/[*※★☆:]/g, ''), hint: hints.join(' ') }
}

const BRACKETS = /\([^()]*\)|\[[^[\]]*\]|【[^【】]*】|〔[^〔〕]*〕/g
