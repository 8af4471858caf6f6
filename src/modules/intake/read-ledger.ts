import { basename } from 'node:path'
import type { Calendar } from '../../kernel/calendar.ts'
import { Failure } from '../../kernel/failure.ts'
import type { Merge, Row, Sheet } from '../../kernel/spreadsheet/cell.ts'
import { readWorkbook, type ReadOptions } from '../../kernel/spreadsheet/read.ts'
import { normalForm, readText } from './cells.ts'
import { cellOf, findHeader, isLedger, isNearlyLedger, type Header } from './columns.ts'
import { makeDepartments } from './departments.ts'
import { fieldTitle, REQUIRED } from './fields.ts'
import { HEADER_ROWS, mergesAmong } from './header-names.ts'
import type { LedgerMap } from './ledger-map.ts'
import type { LedgerRow } from './ledger-row.ts'
import { isNumbering, kindOfLine, LONGEST_QUOTE, makeFiller, titlesAbove, type Line } from './lines.ts'
import { findYears } from './ledger-year.ts'
import type { Note } from './notes.ts'
import { headerNotes, type LedgerSheet, type SheetNote } from './ledger-notes.ts'
import type { RowContext } from './row-in-hand.ts'
import { readRow } from './rows.ts'

export type { LedgerSheet, SheetNote } from './ledger-notes.ts'

/** A ledger as it is read. Rows are numbered as in the sheet; `original` is the row as it stands there. */
export type LedgerItem =
  | { readonly kind: 'sheet'; readonly sheet: LedgerSheet }
  | {
      readonly kind: 'row'
      readonly sheet: LedgerSheet
      readonly original: Row
      readonly position: number
      readonly row: LedgerRow
      readonly warnings: readonly Note[]
    }
  | {
      readonly kind: 'refused'
      readonly sheet: LedgerSheet
      readonly original: Row
      /** Its number among the rows, from 1: its identity in a ledger without serials. */
      readonly position: number
      readonly refusals: readonly Note[]
      readonly warnings: readonly Note[]
    }
  | { readonly kind: 'note'; readonly note: SheetNote }

/** What the importer knows of the park, and what the caller says of the ledger. */
export interface LedgerOptions {
  /** The names of the park's departments. */
  readonly departments: readonly string[]
  readonly calendar: Pick<Calendar, 'addWorkingDays'>
  /** The year of the ledger, when its title does not say it or says it wrongly. */
  readonly year?: number | undefined
  readonly map?: LedgerMap | undefined
  /** The local date of the import: nothing can have happened later. Unchecked when not given. */
  readonly today?: string | undefined
  readonly limits?: ReadOptions['limits']
}

/**
 * Reads every ledger sheet of a workbook row by row: each row comes out understood or refused with every reason, none
 * is lost; totals, notes and blank rows are left out and told. Memory grows only with the serials and credit codes.
 *
 * @throws Failure those of `readWorkbook`; `intake.no_ledger_sheet` (`sought`: the headers looked for, `found`: the
 * most header-like row of each sheet), `intake.columns_missing` (`sheet`, `missing`, `found`), of the map:
 * `intake.map_sheet_unknown` (`wanted`, `accepted`), `intake.map_column_unknown` (`field`, `wanted`, `accepted`).
 */
export async function* readLedger(
  path: string,
  options: LedgerOptions,
): AsyncGenerator<LedgerItem, void, void> {
  const shared = {
    departments: makeDepartments(options.departments),
    calendar: options.calendar,
    today: options.today,
    serials: new Map<string, { sheet: string; row: number }>(),
    namesByCode: new Map<string, string>(),
  }
  const map = options.map ?? {}
  const year = map.year ?? options.year
  const seen: SeenSheet[] = []
  let current: SheetReader | undefined
  const { limits } = options
  for await (const item of readWorkbook(path, limits === undefined ? {} : { limits })) {
    if (item.kind === 'row') {
      if (current !== undefined) yield* current.take(item.row)
      continue
    }
    if (current !== undefined) seen.push(yield* current.finish())
    current = makeSheetReader(item.sheet, { map, year, shared })
  }
  if (current !== undefined) seen.push(yield* current.finish())
  refuseWithoutLedger({ seen, map, file: basename(path) })
}

/** A sheet once it has been read: what its most header-like row was. */
interface SeenSheet {
  readonly sheet: Sheet
  readonly header: Header | undefined
  readonly isRead: boolean
}

interface SheetReader {
  readonly take: (row: Row) => Generator<LedgerItem, void, void>
  readonly finish: () => Generator<LedgerItem, SeenSheet, void>
}

interface SheetSettings {
  readonly map: LedgerMap
  readonly year: number | undefined
  readonly shared: Pick<RowContext, 'departments' | 'calendar' | 'today' | 'serials' | 'namesByCode'>
}

/** Gathers the first rows of a sheet until its header is found, then reads row by row. */
function makeSheetReader(sheet: Sheet, settings: SheetSettings): SheetReader {
  const firstRows: Row[] = []
  let header: Header | undefined
  let reader: RowsReader | undefined
  let isDecided = false
  function* decide(): Generator<LedgerItem, void, void> {
    isDecided = true
    const merges = mergesAmong(firstRows, sheet.merges)
    header = findHeader({ rows: firstRows, merges, map: settings.map })
    if (header === undefined || !isToBeRead({ sheet, header, map: settings.map })) {
      yield* tellSkipped({ sheet, header, map: settings.map })
      return
    }
    const { firstRow: headerStart, lastRow: headerEnd } = header
    const titles =
      headerEnd === 0 ? titlesAbove(firstRows) : firstRows.filter(({ number }) => number < headerStart)
    reader = yield* startRows({ sheet, header, titles, settings })
    for (const row of firstRows) {
      if (headerEnd === 0 && titles.includes(row)) yield* tellLine(sheet.name, row)
      else if (row.number > headerEnd) yield* reader.take(row)
    }
  }
  return {
    take: function* (row) {
      if (reader !== undefined) yield* reader.take(row)
      else if (!isDecided) {
        firstRows.push(row)
        if (firstRows.length >= HEADER_ROWS) yield* decide()
      }
    },
    finish: function* () {
      if (!isDecided) yield* decide()
      if (reader !== undefined) yield* reader.finish()
      return { sheet, header, isRead: reader !== undefined }
    },
  }
}

function* tellLine(sheet: string, { number, cells }: Row): Generator<LedgerItem, void, void> {
  const text = cells.map(readText).join('').slice(0, LONGEST_QUOTE)
  yield { kind: 'note', note: { sheet, row: number, code: 'line_skipped', detail: { text } } }
}

function isToBeRead({ sheet, header, map }: { sheet: Sheet; header: Header; map: LedgerMap }): boolean {
  const isMeant = map.sheet === undefined ? !sheet.hidden : sheet.name === map.sheet
  return isMeant && isLedger(header)
}

interface Skipped {
  readonly sheet: Sheet
  readonly header: Header | undefined
  readonly map: LedgerMap
}

function* tellSkipped({ sheet, header, map }: Skipped): Generator<LedgerItem, void, void> {
  const isHiddenLedger = sheet.hidden && header !== undefined && isLedger(header) && map.sheet === undefined
  // Hidden sheets hold lists and backups: not worth a word unless one is a ledger.
  if (sheet.hidden && !isHiddenLedger) return
  yield {
    kind: 'note',
    note: { sheet: sheet.name, code: isHiddenLedger ? 'sheet_hidden' : 'sheet_skipped', detail: {} },
  }
}

interface Start {
  readonly sheet: Sheet
  readonly header: Header
  readonly titles: readonly Row[]
  readonly settings: SheetSettings
}

interface RowsReader {
  readonly take: (row: Row) => Generator<LedgerItem, void, void>
  readonly finish: () => Generator<LedgerItem, void, void>
}

function* startRows({ sheet, header, titles, settings }: Start): Generator<LedgerItem, RowsReader, void> {
  const [unresolved] = header.unresolved
  if (unresolved !== undefined) {
    const accepted = header.headers.map(({ letters, header: text }) => `${letters} ${text}`)
    throw new Failure('invalid', 'intake.map_column_unknown', { ...unresolved, sheet: sheet.name, accepted })
  }
  const titleYears = findYears(titles, sheet.name)
  const year = settings.year ?? (titleYears.length === 1 ? titleYears[0] : undefined)
  const ledger: LedgerSheet = { name: sheet.name, year, date1904: sheet.date1904, header }
  yield { kind: 'sheet', sheet: ledger }
  for (const note of headerNotes(ledger, titleYears)) yield { kind: 'note', note }
  return makeRowsReader({ ledger, merges: sheet.merges, shared: settings.shared })
}

interface LedgerInHand {
  readonly ledger: LedgerSheet
  readonly merges: readonly Merge[]
  readonly shared: SheetSettings['shared']
}

const HEADER_LINE: Line = { kind: 'header' }

function makeRowsReader({ ledger, merges, shared }: LedgerInHand): RowsReader {
  const { name, year, date1904, header } = ledger
  const fill = makeFiller(merges, header.lastRow)
  let position = 0
  let blankRows = 0
  let isBelowHeader = header.lastRow > 0
  return {
    take: function* (unfilled) {
      const original = fill(unfilled)
      const line: Line = isBelowHeader && isNumbering(original) ? HEADER_LINE : kindOfLine(original, header)
      if (line.kind !== 'blank') isBelowHeader = line.kind === 'header'
      if (line.kind === 'blank') blankRows++
      else if (line.kind === 'totals' || line.kind === 'remark') {
        const code = line.kind === 'totals' ? 'totals_skipped' : 'line_skipped'
        yield { kind: 'note', note: { sheet: name, row: original.number, code, detail: { text: line.text } } }
      } else if (line.kind === 'row') {
        position++
        const serial = header.columns.get('serial') ?? header.columns.get('number')
        // What only the merge gives the row is not its own.
        const isSerialMerged =
          readText(cellOf(unfilled, serial)) === '' && readText(cellOf(original, serial)) !== ''
        const context: RowContext = {
          isSerialMerged,
          ...shared,
          mapping: header,
          year,
          date1904,
          sheet: name,
          position,
        }
        yield { sheet: ledger, original, position, ...readRow(original, context) }
      }
    },
    finish: function* () {
      if (blankRows > 0)
        yield { kind: 'note', note: { sheet: name, code: 'blank_rows_skipped', detail: { rows: blankRows } } }
    },
  }
}

function refuseWithoutLedger({
  seen,
  map,
  file,
}: {
  seen: readonly SeenSheet[]
  map: LedgerMap
  file: string
}): void {
  if (seen.some(({ isRead }) => isRead)) return
  const headersOf = ({ header }: SeenSheet) =>
    (header?.headers ?? []).map(({ letters, header: text }) => `${letters} ${text}`)
  if (map.sheet !== undefined && !seen.some(({ sheet }) => sheet.name === map.sheet)) {
    throw new Failure('invalid', 'intake.map_sheet_unknown', {
      file,
      wanted: map.sheet,
      accepted: seen.map(({ sheet }) => sheet.name),
    })
  }
  const nearly = seen.find(
    ({ header, sheet }) =>
      header !== undefined &&
      isNearlyLedger(header) &&
      normalForm(sheet.name) === normalForm(map.sheet ?? sheet.name),
  )
  if (nearly?.header !== undefined) {
    const { columns } = nearly.header
    const missing = REQUIRED.filter((field) => !columns.has(field)).map(fieldTitle)
    throw new Failure('invalid', 'intake.columns_missing', {
      file,
      sheet: nearly.sheet.name,
      missing,
      found: headersOf(nearly),
    })
  }
  const found = seen.map((sheet) => ({ sheet: sheet.sheet.name, headers: headersOf(sheet) }))
  const sought = [...REQUIRED, 'serial' as const, 'collected' as const, 'department' as const].map(fieldTitle)
  throw new Failure('invalid', 'intake.no_ledger_sheet', { file, sought, found })
}
