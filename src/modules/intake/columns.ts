import {
  columnLetters,
  EMPTY,
  findColumn,
  type Cell,
  type Merge,
  type Row,
} from '../../kernel/spreadsheet/cell.ts'
import { normalForm, readDate, readText } from './cells.ts'
import { headerNames, withoutHints, type HeaderName, type MappedColumn } from './header-names.ts'
import { FIELDS, fieldTitle, isField, likeness, REQUIRED, type Field } from './fields.ts'
import type { LedgerMap } from './ledger-map.ts'

export type { MappedColumn } from './header-names.ts'

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
 * and `columns` are obeyed; when it names columns by their letters, a row of which few names are known is data, and
 * a sheet of nothing else has no header: `lastRow` is 0.
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
    const { mapping, score: claimed, isByLettersOnly } = assign(names, map)
    if (isByLettersOnly && map.header_row === undefined && !isMostlyKnown(names)) continue
    const score = claimed - (lastRow - firstRow) * SECOND_ROW_COST
    const headers = names.flatMap(({ variants }) => variants[0]?.place ?? [])
    if (score > (best?.score ?? 0)) best = { header: { firstRow, lastRow, headers, ...mapping }, score }
  }
  return best?.header ?? withoutHeader(rows, map)
}

/** Words such as 问题 stand in data too: a few of them make no header. */
function isMostlyKnown(names: readonly HeaderName[]): boolean {
  const isKnown = (name: string) => FIELDS.some((spelling) => likeness(name, spelling) > 0)
  const known = names.flatMap(({ variants }) => variants.map(({ name }) => name).find(isKnown) ?? [])
  return new Set(known).size >= Math.max(FEWEST_KNOWN, names.length / 2)
}

const FEWEST_KNOWN = 2

/** A sheet of data alone, whose columns the map names by their letters. */
function withoutHeader(rows: readonly Row[], map: LedgerMap): Header | undefined {
  if ((map.header_row ?? 0) > 0) return undefined
  const { mapping, score } = assign([], map)
  // Other sheets of the workbook, such as statistics, have these columns too.
  const isSaid = map.header_row === 0 || map.sheet !== undefined
  const isMeant = isSaid || rows.some((row) => tellsOfCase(row, mapping))
  return score > 0 && isMeant ? { firstRow: 0, lastRow: 0, headers: [], ...mapping } : undefined
}

const DATED = ['collected', 'dispatched', 'replied', 'struck_off'] as const

function tellsOfCase(row: Row, { columns }: Mapping): boolean {
  const dates = DATED.flatMap((field) => columns.get(field) ?? [])
  const isDated = (place: MappedColumn) =>
    readDate(cellOf(row, place), { year: ANY_YEAR, date1904: false }).kind === 'date'
  return (
    REQUIRED.every((field) => readText(cellOf(row, columns.get(field))) !== '') &&
    (dates.length === 0 || dates.some(isDated))
  )
}

const ANY_YEAR = 2024

/** Whether the header is that of a ledger: four columns known, 问题描述 and 企业名称 among them. */
export function isLedger({ columns, headers, lastRow }: Header): boolean {
  return (
    columns.size >= FEWEST_COLUMNS &&
    (headers.length >= FEWEST_COLUMNS || lastRow === 0) &&
    REQUIRED.every((field) => columns.has(field))
  )
}

/** Whether the header is nearly that of a ledger, so that a person may have meant it. */
export function isNearlyLedger({ columns, headers }: Header): boolean {
  return columns.size >= FEWEST_COLUMNS && headers.length >= FEWEST_COLUMNS
}

/** Columns that look like the text of the matter too, where another was taken: their cells go into the remark. */
export function keptColumns({ ambiguous }: Mapping): MappedColumn[] {
  return ambiguous.flatMap(({ field, left }) => (field === 'text' ? [left] : []))
}

/** Whether nothing in the ledger tells one row from another but its place: neither 序号 nor a number. */
export function isNumberedByRows({ columns }: Mapping): boolean {
  return !columns.has('serial') && !columns.has('number')
}

/** Whether a row only repeats the header, as printed ledgers do on each page. */
export function repeatsHeader(row: Row, { columns }: Mapping): boolean {
  const repeats = ([field, place]: readonly [Field, MappedColumn]) => {
    const text = normalForm(readText(cellOf(row, place)))
    // A column named by its letters has no header; in our report it has our own.
    const header = place.header === place.letters ? fieldTitle(field) : place.header
    return text !== '' && normalForm(header).endsWith(text)
  }
  // Nearly every row is none: one look must do for it.
  const text = columns.get('text')
  if (text !== undefined && !repeats(['text', text])) return false
  return [...columns].filter(repeats).length >= FEWEST_COLUMNS
}

interface Claim {
  readonly field: Field
  readonly place: MappedColumn
  readonly score: number
}

interface Assignment {
  readonly mapping: Mapping
  readonly score: number
  /** Whether nothing but the letters in the map makes a header of it. */
  readonly isByLettersOnly: boolean
}

/** Gives each field its best column and each column its best field, the surest claims first. */
function assign(names: readonly HeaderName[], map: LedgerMap): Assignment {
  const { fixed, unresolved, isByName } = fixedColumns(names, map)
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
  const isByLettersOnly =
    [...fixed.values()].some((place) => place !== null) && !isByName && unresolved.length === 0
  return { mapping: { columns, unknown, ambiguous, unresolved }, score, isByLettersOnly }
}

/** What the map file says, column by column; null where a field is to be left out. */
function fixedColumns(names: readonly HeaderName[], { columns = {} }: LedgerMap) {
  const fixed = new Map<Field, MappedColumn | null>()
  const unresolved: { field: Field; wanted: string }[] = []
  let isByName = false
  for (const [field, wanted] of Object.entries(columns)) {
    if (!isField(field) || wanted === undefined) continue
    const byName = wanted === null ? undefined : findByName(names, wanted)
    // A cell that holds an A is not what the letter A names.
    if (byName !== undefined && findByLetters(names, wanted ?? '') === undefined) isByName = true
    const place = wanted === null ? null : (byName ?? findByLetters(names, wanted))
    if (place === undefined) unresolved.push({ field, wanted: wanted ?? '' })
    else fixed.set(field, place)
  }
  return { fixed, unresolved, isByName }
}

function findByName(names: readonly HeaderName[], wanted: string): MappedColumn | undefined {
  const { name: sought } = withoutHints(wanted)
  return names.flatMap((name) => name.variants).find(({ name }) => name === sought)?.place
}

/** The column under the letters, which may have no header at all. */
function findByLetters(names: readonly HeaderName[], wanted: string): MappedColumn | undefined {
  const column = findColumn(wanted.trim().toUpperCase())
  if (column === undefined) return undefined
  const letters = columnLetters(column)
  const variants = names.flatMap((name) => name.variants)
  const bare = { column, letters, header: letters, hint: '' }
  return variants.find(({ place }) => place.column === column)?.place ?? bare
}

/** The cell of a field in a row; empty when the ledger has no such column. */
export function cellOf(row: Row, place: MappedColumn | undefined): Cell {
  return (place === undefined ? undefined : row.cells[place.column]) ?? EMPTY
}
