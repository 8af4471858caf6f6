import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { PassThrough, Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { ZipFile } from 'yazl'
import { isDate } from '../calendar.ts'
import { asUnwritable, requireWritable } from '../files.ts'
import { cellName, columnLetters, MAX_ROWS } from './cell.ts'
import { tooMuch } from './container.ts'
import { escapeFormula, withoutIllegalXml } from './formula.ts'
import { DEFAULT_LIMITS } from './limits.ts'
import { dateToSerial } from './number-format.ts'
import {
  contentTypes,
  escapeXml,
  partLinks,
  STYLE,
  STYLES,
  workbookLinks,
  workbookPart,
} from './write-parts.ts'

/** What a cell is given as: text stays text whatever it looks like, a date is a true Excel date where Excel has it. */
export type WritableCell = string | number | null | { readonly date: string }

/** A column: its header, its width in characters (12 unless said), and what a drop-down list offers. */
export interface ColumnPlan {
  readonly title: string
  readonly width?: number
  /** Offered in a list; other values may still be typed, after a warning. */
  readonly choices?: readonly string[]
}

/** A sheet to be written. Its rows are asked for as they are written, never gathered. */
export interface SheetPlan {
  /** At most 31 characters, none of `[]:*?/\`, each name once. */
  readonly name: string
  /** Rows above the header, merged over all columns; the first in large type. */
  readonly titles?: readonly string[]
  readonly columns: readonly ColumnPlan[]
  readonly rows: Iterable<readonly WritableCell[]> | AsyncIterable<readonly WritableCell[]>
  /** How many columns are printed, from the left; all unless said. */
  readonly printedColumns?: number
}

/**
 * Writes an .xlsx workbook: A4 landscape, one page wide, the header frozen and repeated on each page. Memory does not
 * grow with the rows, and the same input gives the same bytes on any machine, in any time zone. Text that a
 * spreadsheet could take for a formula gets a leading apostrophe (`escapeFormula`); characters that XML cannot carry
 * are left out. `output` is ended when done and destroyed when the rows or the output fail.
 * @throws Failure `spreadsheet.too_much` for a text beyond 32,767 characters or too many rows; whatever the rows throw.
 */
export async function writeWorkbook(output: Writable, sheets: readonly SheetPlan[]): Promise<void> {
  const zip = new ZipFile()
  const archive = zip.outputStream
  if (!(archive instanceof PassThrough))
    throw new Error('yazl no longer writes to a stream that can be destroyed')
  const all = [...sheets, ...choiceSheet(sheets)]
  const parts = all.map(({ name, titles = [], columns, printedColumns }, index) => ({
    name,
    headerRow: titles.length + 1,
    printedColumns: printedColumns === undefined ? undefined : columnLetters(printedColumns - 1),
    columns: columns.length,
    hidden: index >= sheets.length,
  }))
  const add = (path: string, text: string) => zip.addBuffer(Buffer.from(text), path, FILE_OPTIONS)
  add('[Content_Types].xml', contentTypes(all.length))
  add('_rels/.rels', partLinks)
  add('xl/workbook.xml', workbookPart(parts))
  add('xl/_rels/workbook.xml.rels', workbookLinks(all.length))
  add('xl/styles.xml', STYLES)
  const choices = choiceColumns(sheets)
  const sheetParts: Readable[] = []
  for (const [index, sheet] of all.entries()) {
    zip.addReadStreamLazy(`xl/worksheets/sheet${index + 1}.xml`, FILE_OPTIONS, (start) => {
      const part = Readable.from(inBlocks(sheetXml(sheet, choices)), { objectMode: false })
      // yazl does not listen for this one; without it a failing row would leave the file waiting for ever.
      part.once('error', (error) => archive.destroy(error))
      sheetParts.push(part)
      start(null, part)
    })
  }
  zip.once('error', (error) => archive.destroy(error instanceof Error ? error : new Error(String(error))))
  zip.end()
  try {
    await pipeline(archive, output)
  } finally {
    // Or the rows would be asked for until the buffers on the way are full.
    for (const part of sheetParts) part.destroy()
  }
}

/**
 * Writes to a file that appears only when it is complete.
 * @throws as `writeWorkbook`, and Failure `kernel.file_unwritable` before the first row is asked for where that can be known
 */
export async function writeWorkbookFile(path: string, sheets: readonly SheetPlan[]): Promise<void> {
  requireWritable(path)
  const unfinished = `${path}.part`
  try {
    const output = createWriteStream(unfinished, { flush: true })
    await writeWorkbook(output, sheets)
    // Only when it is closed has it reached the disk.
    if (!output.closed) await once(output, 'close')
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true }).catch(() => undefined)
    throw asUnwritable(error, path)
  }
}

/** The beginning of the zip epoch: yazl writes local time, and only this value is the same in every zone. */
// eslint-disable-next-line no-restricted-globals -- a constant for yazl, not the time
const FILE_OPTIONS = { mtime: new Date(0), forceDosTimestamp: true, mode: 0o100644 }

const CHOICE_SHEET = '选项'

/** Where the choices of a column stand in the hidden sheet, by column plan. */
type ChoiceColumns = ReadonlyMap<ColumnPlan, { readonly letters: string; readonly count: number }>

/** Lists stand in a hidden sheet of their own: written into the rule they may have 255 characters in all. */
function choiceColumns(sheets: readonly SheetPlan[]): ChoiceColumns {
  const withChoices = columnsWithChoices(sheets)
  return new Map(
    withChoices.map((column, index) => [
      column,
      { letters: columnLetters(index), count: column.choices?.length ?? 0 },
    ]),
  )
}

function choiceSheet(sheets: readonly SheetPlan[]): SheetPlan[] {
  const lists = columnsWithChoices(sheets)
  if (lists.length === 0) return []
  const longest = Math.max(...lists.map(({ choices = [] }) => choices.length))
  const rows = Array.from({ length: longest }, (_, row) =>
    lists.map(({ choices = [] }) => choices[row] ?? null),
  )
  return [{ name: CHOICE_SHEET, columns: lists.map(({ title }) => ({ title })), rows }]
}

const columnsWithChoices = (sheets: readonly SheetPlan[]) =>
  sheets.flatMap(({ columns }) => columns).filter(({ choices = [] }) => choices.length > 0)

async function* sheetXml(sheet: SheetPlan, choices: ChoiceColumns): AsyncGenerator<string> {
  const { titles = [], columns } = sheet
  const headerRow = titles.length + 1
  yield sheetHead(columns, headerRow)
  for (const [index, title] of titles.entries()) {
    yield rowXml({ number: index + 1, cells: [title], styles: [index === 0 ? STYLE.title : STYLE.subtitle] })
  }
  yield rowXml({
    number: headerRow,
    cells: columns.map(({ title }) => title),
    styles: columns.map(() => STYLE.header),
  })
  let number = headerRow
  for await (const cells of sheet.rows) {
    if (++number > MAX_ROWS) throw tooMuch('rows', MAX_ROWS)
    yield rowXml({ number, cells, styles: [] })
  }
  yield sheetFoot({ columns, titleRows: titles.length, headerRow, choices })
}

function sheetHead(columns: readonly ColumnPlan[], headerRow: number): string {
  const widths = columns.map(
    ({ width = 12 }, index) =>
      `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`,
  )
  return (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' +
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">' +
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>' +
    `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" ` +
    'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>' +
    `<sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>`
  )
}

function rowXml({
  number,
  cells,
  styles,
}: {
  number: number
  cells: readonly WritableCell[]
  styles: readonly number[]
}) {
  let xml = `<row r="${number}">`
  for (const [column, cell] of cells.entries()) xml += cellXml(cellName(number, column), cell, styles[column])
  return `${xml}</row>`
}

function cellXml(name: string, cell: WritableCell, style: number | undefined): string {
  if (cell === null || cell === '') return `<c r="${name}" s="${style ?? STYLE.text}"/>`
  if (typeof cell === 'number') {
    if (!Number.isFinite(cell)) throw new RangeError(`no number for ${name}: ${cell}`)
    return `<c r="${name}" s="${style ?? STYLE.number}"><v>${cell}</v></c>`
  }
  if (typeof cell === 'object' && isExcelDate(cell.date))
    return `<c r="${name}" s="${style ?? STYLE.date}"><v>${dateToSerial(cell.date)}</v></c>`
  const text = escapeFormula(withoutIllegalXml(typeof cell === 'object' ? cell.date : cell))
  if (text.length > DEFAULT_LIMITS.cellCharacters) {
    throw tooMuch('cellCharacters', DEFAULT_LIMITS.cellCharacters, { cell: name })
  }
  return `<c r="${name}" s="${style ?? STYLE.text}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(text)}</t></is></c>`
}

/** Whether spreadsheets have the date: before March 1900 they count a day that never was, after 9999 they have none. */
const isExcelDate = (date: string): boolean => isDate(date) && date >= '1900-03-01'

interface Foot {
  readonly columns: readonly ColumnPlan[]
  readonly titleRows: number
  readonly headerRow: number
  readonly choices: ChoiceColumns
}

function sheetFoot({ columns, titleRows, headerRow, choices }: Foot): string {
  const last = columnLetters(columns.length - 1)
  const merges =
    columns.length < 2 ? [] : Array.from({ length: titleRows }, (_, row) => `A${row + 1}:${last}${row + 1}`)
  const rules = columns.flatMap((column, index) => {
    const list = choices.get(column)
    if (list === undefined) return []
    const letters = columnLetters(index)
    return [
      '<dataValidation type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1" ' +
        `sqref="${letters}${headerRow + 1}:${letters}${MAX_ROWS}">` +
        `<formula1>'${CHOICE_SHEET}'!$${list.letters}$2:$${list.letters}$${list.count + 1}</formula1></dataValidation>`,
    ]
  })
  const listXml = (name: string, items: readonly string[]) =>
    items.length === 0 ? '' : `<${name} count="${items.length}">${items.join('')}</${name}>`
  return (
    '</sheetData>' +
    listXml(
      'mergeCells',
      merges.map((ref) => `<mergeCell ref="${ref}"/>`),
    ) +
    listXml('dataValidations', rules) +
    '<printOptions horizontalCentered="1"/>' +
    '<pageMargins left="0.4" right="0.4" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>' +
    '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>' +
    '<headerFooter><oddFooter>&amp;C第 &amp;P 页，共 &amp;N 页</oddFooter></headerFooter></worksheet>'
  )
}

const BLOCK_CHARACTERS = 32_768

/** Joins small pieces: a buffer for each row would cost more than the row. */
async function* inBlocks(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  let block = ''
  for await (const piece of pieces) {
    block += piece
    if (block.length < BLOCK_CHARACTERS) continue
    yield Buffer.from(block)
    block = ''
  }
  yield Buffer.from(block)
}
