import { damaged, tooMuch, type Container } from './container.ts'
import { findBlock, findColumn, MAX_COLUMNS, MAX_ROWS, type Merge } from './cell.ts'
import type { Limits } from './limits.ts'
import { serialToDate, type Showing } from './number-format.ts'
import { textReader, type SharedStrings } from './shared-strings.ts'
import { isTrue } from './workbook.ts'
import { readXml, unescapeText } from './xml.ts'
import type { CellCode, PackedRow } from './wire.ts'

const MERGE =
  /<(?:[A-Za-z][\w.-]*:)?mergeCell\s+ref\s*=\s*["']([A-Z]{1,3}\d{1,7}(?::[A-Z]{1,3}\d{1,7})?)["']/g
const LONGEST_MERGE = 200

/**
 * The merged blocks of a sheet. They stand after its rows but are needed before them, so the part is run through once,
 * looking only for their tags: inflating costs a tenth of parsing.
 */
export async function readMerges(chunks: AsyncIterable<Buffer>, limits: Limits): Promise<Merge[]> {
  const merges: Merge[] = []
  let rest = ''
  for await (const chunk of chunks) {
    const text = rest + chunk.toString('latin1')
    rest = text.slice(-LONGEST_MERGE)
    if (!text.includes('mergeCell')) continue
    let end = 0
    for (const match of text.matchAll(MERGE)) {
      const block = findBlock(match[1] ?? '')
      if (block !== undefined) merges.push(block)
      if (merges.length > limits.merges) throw tooMuch('merges', limits.merges)
      end = match.index + match[0].length
    }
    rest = text.slice(Math.max(end, text.length - LONGEST_MERGE))
  }
  return merges
}

/** What all sheets of a workbook share while it is read. */
export interface SheetContext {
  readonly container: Container
  readonly limits: Limits
  readonly strings: SharedStrings | undefined
  readonly showings: readonly Showing[]
  readonly date1904: boolean
  /** Counts over all sheets. */
  readonly totals: { rows: number; characters: number }
}

/** Reads the rows of a sheet that hold something; `take` gets them in batches and is waited for. */
export async function readRows(
  context: SheetContext,
  { path, take }: { path: string; take: (rows: PackedRow[]) => Promise<void> },
): Promise<void> {
  let batch: PackedRow[] = []
  const listener = rowListener(context, (row) => batch.push(row))
  await readXml(context.container.read(path), {
    limits: context.limits,
    listener,
    afterSlice: async () => {
      if (batch.length === 0) return
      const rows = batch
      batch = []
      await take(rows)
    },
  })
  if (batch.length > 0) await take(batch)
}

function rowListener(context: SheetContext, emit: (row: PackedRow) => void) {
  const { limits, totals } = context
  const inline = textReader(limits)
  let row = 0
  let column = -1
  let packed: PackedRow = [0]
  let characters = 0
  let attributes: Readonly<Record<string, string>> = {}
  let value = ''
  let hasValue = false
  let inValue = false
  let inInline = false
  let isFormula = false

  const openRow = (number: string | undefined) => {
    const next = number === undefined ? row + 1 : Number(number)
    if (!(Number.isInteger(next) && next > row && next <= MAX_ROWS))
      throw damaged(`row ${String(number).slice(0, 20)} after row ${row}`)
    row = next
    column = -1
    packed = [row]
    characters = 0
  }
  const openCell = (cell: Readonly<Record<string, string>>) => {
    column = columnOf(cell['r']) ?? column + 1
    attributes = cell
    value = ''
    hasValue = false
    isFormula = false
    if (column >= MAX_COLUMNS) throw tooMuch('columns', limits.columns)
  }
  const closeCell = () => {
    const found = cellValue({
      type: attributes['t'] ?? 'n',
      style: Number(attributes['s'] ?? 0),
      value,
      hasValue,
      inline,
      context,
    })
    if (found === undefined && !isFormula) return
    if (column >= limits.columns) throw tooMuch('columns', limits.columns)
    const [code, content] = found ?? (['', ''] as const)
    if (typeof content === 'string') {
      characters += content.length
      totals.characters += content.length
      if (content.length > limits.cellCharacters) throw tooMuch('cellCharacters', limits.cellCharacters)
      if (characters > limits.rowCharacters) throw tooMuch('rowCharacters', limits.rowCharacters)
      if (totals.characters > limits.characters) throw tooMuch('characters', limits.characters)
    }
    packed.push(column, isFormula ? `${code}f` : code, content)
  }
  const closeRow = () => {
    if (packed.length === 1) return
    if (++totals.rows > limits.rows) throw tooMuch('rows', limits.rows)
    emit(packed)
  }

  return {
    open: (name: string, found: Readonly<Record<string, string>>) => {
      if (name === 'c') openCell(found)
      else if (name === 'v') inValue = hasValue = true
      else if (name === 'row') openRow(found['r'])
      else if (name === 'is') inInline = hasValue = true
      else if (name === 'f') isFormula = true
      else if (inInline) inline.open(name)
    },
    close: (name: string) => {
      if (name === 'v') inValue = false
      else if (name === 'c') closeCell()
      else if (name === 'row') closeRow()
      else if (name === 'is') inInline = false
      else if (inInline) inline.close(name)
    },
    text: (piece: string) => {
      if (inValue) value += piece
      else if (inInline) inline.text(piece)
    },
  }
}

/** `AB12` → 27. Undefined when the cell does not say where it is. */
function columnOf(place: string | undefined): number | undefined {
  if (place === undefined) return undefined
  const column = findColumn(/^([A-Z]{1,3})\d{1,7}$/.exec(place)?.[1] ?? '')
  if (column === undefined) throw damaged(`cell ${place.slice(0, 20)}`)
  return column
}

interface RawCell {
  readonly type: string
  readonly style: number
  readonly value: string
  readonly hasValue: boolean
  readonly inline: { readonly take: () => string }
  readonly context: SheetContext
}

/** What a cell holds, or undefined when it is empty; an empty text counts as empty. */
function cellValue(cell: RawCell): readonly [CellCode, string | number | boolean] | undefined {
  const { type, value, hasValue, context } = cell
  if (type === 'inlineStr') return ofText(cell.inline.take())
  if (!hasValue || value === '') return undefined
  switch (type) {
    case 's':
      if (context.strings === undefined) throw damaged('no shared texts')
      return ofText(context.strings.get(Number(value)))
    case 'str':
      return ofText(unescapeText(value))
    case 'b':
      return ['b', isTrue(value.trim())]
    case 'e':
      return ['e', value]
    case 'd':
      return ofIsoDate(value)
    default:
      return ofNumber(cell)
  }
}

const ofText = (text: string) => (text === '' ? undefined : (['t', text] as const))

/** A date written as text by programs that use the format's strict form. */
function ofIsoDate(value: string): readonly [CellCode, string] {
  const parts = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2}))?/.exec(value)
  if (parts === null) return ['t', value]
  const [, date = '', time] = parts
  return ['d', time === undefined || time === '00:00' ? date : `${date}T${time}`]
}

function ofNumber({ value, style, context }: RawCell): readonly [CellCode, string | number] {
  const number = Number(value)
  if (!Number.isFinite(number)) return ['t', value]
  const showing = context.showings[style] ?? 'number'
  // A time of day alone is below 1 and stays a number.
  const date =
    showing === 'number' || (number < 1 && !context.date1904) ? undefined : serialToDate(number, context)
  if (date === undefined) return ['n', number]
  // Typing "2022年4月" gives the first of the month in a style without days: what was meant is what is shown.
  if (showing === 'month' && date.endsWith('-01'))
    return ['t', `${Number(date.slice(0, 4))}年${Number(date.slice(5, 7))}月`]
  return ['d', date]
}
