import type { Language } from '../../kernel/words.ts'
import { columnLetters, EMPTY, type Cell, type Row } from '../../kernel/spreadsheet/cell.ts'
import { serialToDate } from '../../kernel/spreadsheet/number-format.ts'
import type { SheetPlan, WritableCell } from '../../kernel/spreadsheet/write.ts'
import { isDate } from '../../kernel/calendar.ts'
import { shownCell } from './cells.ts'
import { isNumberedByRows } from './columns.ts'
import { fieldTitle } from './fields.ts'
import type { Note } from './notes.ts'
import type { LedgerSheet, SheetNote } from './ledger-notes.ts'
import { reasonOf, saySheetNote } from './words.ts'

/** A row that was not imported, as it stood, and why. */
export interface RefusedRow {
  readonly original: Row
  readonly position: number
  readonly refusals: readonly Note[]
}

/** What came of one sheet of the file. Its refused rows are asked for as they are written. */
export interface SheetReport {
  readonly sheet: LedgerSheet
  readonly refused: Iterable<RefusedRow> | AsyncIterable<RefusedRow>
}

/** What a report is made of. */
export interface ReportPlan {
  readonly sheets: readonly SheetReport[]
  /** What was assumed in rows that were imported, with the sheet of each. */
  readonly warnings: Iterable<readonly [sheet: string, note: Note]>
  readonly notes: readonly SheetNote[]
  readonly language?: Language
}

const HEADERS = {
  zh: {
    cell: '单元格',
    value: '原值',
    reason: '原因',
    accepted: '可接受的写法',
    warnings: '提示',
    mapping: '列的对应',
  },
  en: {
    cell: 'Cell',
    value: 'Value',
    reason: 'Reason',
    accepted: 'Accepted',
    warnings: 'Warnings',
    mapping: 'Mapping',
  },
} as const

/**
 * The report on an import as sheets to be written: of each ledger sheet the refused rows in full, as they stood, but for a serial that is another row's, with
 * four columns more that tell where, what and why. Mended in those rows the report itself can be imported: a ledger
 * without 序号 gets the column, or its rows would be numbered anew and taken for others. A sheet of warnings and one of
 * how the columns were understood follow.
 */
export function reportSheets({ sheets, warnings, notes, language = 'zh' }: ReportPlan): SheetPlan[] {
  const own = [warningSheet({ warnings, notes, language }), mappingSheet(sheets, language)]
  const names = new Set(own.map(({ name }) => name))
  const refused = sheets.map((report) => ({
    ...refusedSheet(report, language),
    name: freeName(report.sheet.name, names),
  }))
  return [...refused, ...own]
}

/** A name that Excel takes and no other sheet has; other programs are less strict than it. */
export function freeName(name: string, taken: Set<string>): string {
  const plain = name.replaceAll(/[[\]:*?/\\]|^'|'$/g, '_').slice(0, LONGEST_NAME) || '_'
  let free = plain
  for (let n = 2; taken.has(free); n++) free = `${plain}_${n}`
  taken.add(free)
  return free
}

/** Excel takes 31 characters; a few are left for telling names apart. */
const LONGEST_NAME = 27

function refusedSheet({ sheet, refused }: SheetReport, language: Language): Omit<SheetPlan, 'name'> {
  const { header, year } = sheet
  const last = Math.max(
    0,
    ...header.headers.map(({ column }) => column),
    ...[...header.columns.values()].map(({ column }) => column),
  )
  const texts = new Map(header.headers.map(({ column, header: text }) => [column, text]))
  for (const [field, { column, letters, header: text }] of header.columns)
    texts.set(column, text === letters ? fieldTitle(field) : text)
  const words = HEADERS[language]
  const own = Array.from({ length: last + 1 }, (_, column) => ({
    title: texts.get(column) ?? columnLetters(column),
    width: 14,
  }))
  return {
    titles: [
      language === 'zh'
        ? `未导入的行${ofYear(year)}：改好后可直接导入本表`
        : `Rows not imported${ofYear(year)}: mend them and import this sheet`,
    ],
    columns: [
      ...own,
      ...(isNumberedByRows(header) ? [{ title: fieldTitle('serial'), width: 8 }] : []),
      { title: words.cell, width: 10 },
      { title: words.value, width: 16 },
      { title: words.reason, width: 36 },
      { title: words.accepted, width: 36 },
    ],
    rows: refusedCells({ refused, sheet, width: own.length, language }),
  }
}

/** The importer takes the year of dates without one from the title. */
const ofYear = (year: number | undefined) => (year === undefined ? '' : `（${year}年）`)

interface RefusedCells {
  readonly refused: SheetReport['refused']
  readonly sheet: LedgerSheet
  readonly width: number
  readonly language: Language
}

async function* refusedCells({
  refused,
  sheet,
  width,
  language,
}: RefusedCells): AsyncGenerator<WritableCell[]> {
  const dates = new Set(DATES.map((field) => sheet.header.columns.get(field)?.column))
  const isNumbered = isNumberedByRows(sheet.header)
  const { columns } = sheet.header
  const serialColumn = (columns.get('serial') ?? columns.get('number'))?.column
  for await (const { original, position, refusals } of refused) {
    const lines = (line: (note: Note) => string) => fitting(refusals.map(line).join('\n'))
    yield [
      ...Array.from({ length: width }, (_, column) =>
        column === serialColumn && isSerialOfAnother(refusals)
          ? null
          : copied(original.cells[column] ?? EMPTY, sheet.date1904 && dates.has(column)),
      ),
      ...(isNumbered ? [isSerialOfAnother(refusals) ? null : position] : []),
      lines(({ cell }) => cell),
      lines(({ value }) => value),
      lines((note) => reasonOf(note, language)),
      lines(({ accepted }) => accepted.join('、')),
    ]
  }
}

/** Whether the serial is that of another row: copied here it would be taken for that row when the report is imported. */
function isSerialOfAnother(refusals: readonly Note[]): boolean {
  return refusals.some(({ code }) => code === 'serial_merged' || code === 'serial_duplicate')
}

const DATES = ['collected', 'dispatched', 'deadline', 'replied', 'struck_off'] as const

/** The cell as it stood; what is neither number nor date as its text. Numbers counted from 1904 become true dates. */
export function copied(cell: Cell, countsFrom1904: boolean): WritableCell {
  if (cell.kind === 'number') {
    const date =
      countsFrom1904 && cell.value > FEWEST_DAYS ? serialToDate(cell.value, { date1904: true }) : undefined
    return date === undefined ? cell.value : { date: date.slice(0, 10) }
  }
  if (cell.kind === 'date' && isDate(cell.value)) return { date: cell.value }
  return fitting(shownCell(cell))
}

/** Smaller numbers in a date column are counts of days. */
const FEWEST_DAYS = 10_000

/** Room is left for the apostrophe before what looks like a formula. */
const MOST_CHARACTERS = 32_000

/** The text, cut where a cell could not hold it. */
export function fitting(text: string): string {
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text
}

function warningSheet({
  warnings,
  notes,
  language,
}: Required<Pick<ReportPlan, 'warnings' | 'notes' | 'language'>>): SheetPlan {
  const words = HEADERS[language]
  return {
    name: words.warnings,
    columns: [
      { title: language === 'zh' ? '工作表' : 'Sheet', width: 14 },
      { title: words.cell, width: 10 },
      { title: language === 'zh' ? '列' : 'Column', width: 18 },
      { title: words.value, width: 24 },
      { title: language === 'zh' ? '说明' : 'Note', width: 70 },
    ],
    rows: warningCells({ warnings, notes, language }),
  }
}

function* warningCells({
  warnings,
  notes,
  language,
}: Required<Pick<ReportPlan, 'warnings' | 'notes' | 'language'>>): Generator<WritableCell[]> {
  for (const note of notes) {
    yield [
      note.sheet,
      note.row === undefined ? null : String(note.row),
      null,
      null,
      fitting(saySheetNote(note, language)),
    ]
  }
  for (const [sheet, note] of warnings) {
    yield [sheet, note.cell, fitting(note.column), fitting(note.value), fitting(reasonOf(note, language))]
  }
}

function mappingSheet(sheets: readonly SheetReport[], language: Language): SheetPlan {
  const rows = sheets.flatMap(({ sheet: { name, header } }) => [
    ...[...header.columns].map(([field, place]): WritableCell[] => [
      name,
      place.letters,
      fitting(place.header),
      fieldTitle(field),
      field,
    ]),
    ...header.unknown.map((place): WritableCell[] => [
      name,
      place.letters,
      fitting(place.header),
      null,
      null,
    ]),
  ])
  return {
    name: HEADERS[language].mapping,
    columns: (language === 'zh'
      ? ['工作表', '列', '表头', '理解为', '代码（--map 用）']
      : ['Sheet', 'Column', 'Header', 'Taken as', 'Code for --map']
    ).map((title) => ({ title, width: 20 })),
    rows,
  }
}
