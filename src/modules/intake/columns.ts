import {
  columnLetters,
  EMPTY,
  findColumn,
  type Cell,
  type Merge,
  type Row,
} from '../../kernel/spreadsheet/cell.ts'
import { normalForm, readText } from './cells.ts'
import { FIELDS, isField, likeness, REQUIRED, type Field } from './fields.ts'
import type { LedgerMap } from './ledger-map.ts'

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

/** Two columns that look like one field: which was taken, which was left. */
export interface Ambiguity {
  readonly field: Field
  readonly taken: MappedColumn
  readonly left: MappedColumn
}

/** How the columns of a sheet were understood. */
export interface Mapping {
  readonly columns: ReadonlyMap<Field, MappedColumn>
  /** Columns with a header that mean nothing to us; their cells are not imported. */
  readonly unknown: readonly MappedColumn[]
  readonly ambiguous: readonly Ambiguity[]
  /** What the map asks for and the sheet does not have. */
  readonly unresolved: readonly { readonly field: Field; readonly wanted: string }[]
}

/** A header found: where, and what its columns are. */
export interface Header extends Mapping {
  readonly firstRow: number
  readonly lastRow: number
  /** The headers of all columns, in their order. */
  readonly headers: readonly MappedColumn[]
}

/** A header that could mean a ledger has at least so many of its columns. */
const FEWEST_COLUMNS = 4

/** With equal claims one header row is taken rather than two: the row above may be a title. */
const SECOND_ROW_COST = 1

/**
 * Finds the rows most like the header of a ledger among the first rows of a sheet: one row, or two under merged group
 * cells, whose names mean most columns. Undefined in a sheet without a row that means any column. A map's `header_row`
 * and `columns` are obeyed.
 */
export function findHeader({
  rows,
  merges,
  map = {},
}: {
  rows: readonly Row[]
  merges: readonly Merge[]
  map?: LedgerMap
}): Header | undefined {
  const candidates = rows
    .filter(({ number }) => map.header_row === undefined || number === map.header_row)
    .flatMap((row) => {
      const below = rows.find(({ number }) => number === row.number + 1)
      const single = { firstRow: row.number, lastRow: row.number, names: headerNames({ row, merges }) }
      if (below === undefined) return [single]
      return [
        single,
        { firstRow: row.number, lastRow: below.number, names: headerNames({ row, below, merges }) },
      ]
    })
  let best: { header: Header; score: number } | undefined
  for (const { firstRow, lastRow, names } of candidates) {
    const { mapping, score: claimed } = assign(names, map)
    const score = claimed - (lastRow - firstRow) * SECOND_ROW_COST
    const headers = names.flatMap(({ variants }) => variants[0]?.place ?? [])
    if (score > (best?.score ?? 0)) best = { header: { firstRow, lastRow, headers, ...mapping }, score }
  }
  return best?.header
}

/** Whether the header is that of a ledger: four columns known, 问题描述 and 企业名称 among them. */
export function isLedger({ columns, headers }: Header): boolean {
  return (
    columns.size >= FEWEST_COLUMNS &&
    headers.length >= FEWEST_COLUMNS &&
    REQUIRED.every((field) => columns.has(field))
  )
}

/** Whether the header is nearly that of a ledger, so that a person may have meant it. */
export function isNearlyLedger({ columns, headers }: Header): boolean {
  return columns.size >= FEWEST_COLUMNS && headers.length >= FEWEST_COLUMNS
}

/** Whether nothing in the ledger tells one row from another but its place: neither 序号 nor a number. */
export function isNumberedByRows({ columns }: Mapping): boolean {
  return !columns.has('serial') && !columns.has('number')
}

/** Whether a row only repeats the header, as printed ledgers do on each page. */
export function repeatsHeader(row: Row, { columns }: Mapping): boolean {
  const repeats = (place: MappedColumn) => {
    const text = normalForm(readText(cellOf(row, place)))
    return text !== '' && normalForm(place.header).endsWith(text)
  }
  // Nearly every row is none: one look must do for it.
  const text = columns.get('text')
  if (text !== undefined && !repeats(text)) return false
  return [...columns.values()].filter(repeats).length >= FEWEST_COLUMNS
}

/** A column's header in each way it may be read, the plainest first: of two rows the lower one, then both. */
interface HeaderName {
  readonly variants: readonly { readonly name: string; readonly place: MappedColumn }[]
}

function headerNames({
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
function withoutHints(header: string): { name: string; hint: string } {
  const form = normalForm(header)
  const hints = [...form.matchAll(BRACKETS)].map(([hint]) => hint.slice(1, -1))
  return { name: form.replaceAll(BRACKETS, '').replaceAll(/[*※★☆:]/g, ''), hint: hints.join(' ') }
}

const BRACKETS = /\([^()]*\)|\[[^[\]]*\]|【[^【】]*】|〔[^〔〕]*〕/g

interface Claim {
  readonly field: Field
  readonly place: MappedColumn
  readonly score: number
}

/** Gives each field its best column and each column its best field, the surest claims first. */
function assign(names: readonly HeaderName[], map: LedgerMap): { mapping: Mapping; score: number } {
  const { fixed, unresolved } = fixedColumns(names, map)
  const claims = names
    .flatMap(({ variants }) =>
      variants.flatMap(({ name, place }) =>
        FIELDS.map((spelling): Claim => ({ field: spelling.field, place, score: likeness(name, spelling) })),
      ),
    )
    .filter(({ score, field }) => score > 0 && !fixed.has(field))
    .toSorted((a, b) => b.score - a.score || a.place.column - b.place.column)
  const columns = new Map<Field, MappedColumn>()
  for (const [field, place] of fixed) if (place !== null) columns.set(field, place)
  const taken = new Set([...columns.values()].map(({ column }) => column))
  let score = columns.size * 100
  for (const claim of claims) {
    if (columns.has(claim.field) || taken.has(claim.place.column)) continue
    columns.set(claim.field, claim.place)
    taken.add(claim.place.column)
    score += claim.score
  }
  const unknown = names
    .flatMap(({ variants }) => variants[0]?.place ?? [])
    .filter(({ column }) => !taken.has(column))
  const ambiguous = unknown.flatMap((left): Ambiguity[] => {
    const claim = claims.find(({ place }) => place.column === left.column)
    const winner = claim === undefined ? undefined : columns.get(claim.field)
    return claim === undefined || winner === undefined ? [] : [{ field: claim.field, taken: winner, left }]
  })
  return { mapping: { columns, unknown, ambiguous, unresolved }, score }
}

/** What the map file says, column by column; null where a field is to be left out. */
function fixedColumns(names: readonly HeaderName[], { columns = {} }: LedgerMap) {
  const fixed = new Map<Field, MappedColumn | null>()
  const unresolved: { field: Field; wanted: string }[] = []
  for (const [field, wanted] of Object.entries(columns)) {
    if (!isField(field) || wanted === undefined) continue
    const place = wanted === null ? null : findNamedColumn(names, wanted)
    if (place === undefined) unresolved.push({ field, wanted: wanted ?? '' })
    else fixed.set(field, place)
  }
  return { fixed, unresolved }
}

/** The column of a header, or else of its letters, which may have no header at all. */
function findNamedColumn(names: readonly HeaderName[], wanted: string): MappedColumn | undefined {
  const { name: sought } = withoutHints(wanted)
  const variants = names.flatMap((name) => name.variants)
  const byHeader = variants.find(({ name }) => name === sought)
  if (byHeader !== undefined) return byHeader.place
  const column = findColumn(wanted.trim().toUpperCase())
  if (column === undefined) return undefined
  const letters = columnLetters(column)
  return (
    variants.find(({ place }) => place.column === column)?.place ?? {
      column,
      letters,
      header: letters,
      hint: '',
    }
  )
}

/** The cell of a field in a row; empty when the ledger has no such column. */
export function cellOf(row: Row, place: MappedColumn | undefined): Cell {
  return (place === undefined ? undefined : row.cells[place.column]) ?? EMPTY
}
