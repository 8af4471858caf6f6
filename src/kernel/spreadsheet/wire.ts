import { EMPTY, type Cell, type Merge, type Row, type Sheet } from './cell.ts'

/**
 * What the reading process sends its parent: lines of JSON, each `[kind, …]`. Rows travel packed, because two million
 * cells as objects would cost more than reading them.
 */

/** Text, number, date, boolean, error; nothing for a formula without a value. An `f` behind it marks a formula. */
export type CellCode = 't' | 'n' | 'd' | 'b' | 'e' | ''

/** The row's number, then for each cell that holds something its column, its code and its value. */
export type PackedRow = (string | number | boolean)[]

/** The row behind its packed form. @throws Error when it is none: the reading process is our own. */
export function unpackRow(packed: unknown): Row {
  if (!Array.isArray(packed)) throw bad(packed)
  const parts: readonly unknown[] = packed
  const cells: Cell[] = []
  for (let i = 1; i < parts.length; i += 3) {
    const column = parts[i]
    if (typeof column !== 'number') throw bad(packed)
    while (cells.length < column) cells.push(EMPTY)
    cells[column] = unpackCell(parts[i + 1], parts[i + 2])
  }
  const [number] = parts
  if (typeof number !== 'number') throw bad(packed)
  return { number, cells }
}

function unpackCell(code: unknown, value: unknown): Cell {
  if (typeof value === 'string') {
    switch (code) {
      case 't':
        return { kind: 'text', value }
      case 'd':
        return { kind: 'date', value }
      case 'e':
        return { kind: 'error', value }
      case 'tf':
        return { kind: 'text', value, formula: true }
      case 'df':
        return { kind: 'date', value, formula: true }
      case 'ef':
        return { kind: 'error', value, formula: true }
      case 'f':
        return { kind: 'empty', value: null, formula: true }
    }
  }
  const mark = code === 'nf' || code === 'bf' ? { formula: true as const } : {}
  if (typeof value === 'number') return { kind: 'number', value, ...mark }
  if (typeof value === 'boolean') return { kind: 'boolean', value, ...mark }
  throw bad([code, value])
}

/** A sheet as sent: index, name, hidden, date1904, then the merged blocks as four numbers each. */
export function packSheet({ index, name, hidden, date1904, merges }: Sheet): readonly unknown[] {
  return [
    index,
    name,
    hidden,
    date1904,
    merges.flatMap(({ top, left, bottom, right }) => [top, left, bottom, right]),
  ]
}

/** The sheet behind its packed form. @throws Error when it is none. */
export function unpackSheet(packed: unknown): Sheet {
  if (!Array.isArray(packed)) throw bad(packed)
  const parts: readonly unknown[] = packed
  const [index, name, hidden, date1904, numbers] = parts
  if (typeof index !== 'number' || typeof name !== 'string' || !Array.isArray(numbers)) throw bad(packed)
  const edges = numbers.map(Number)
  const merges: Merge[] = []
  for (let i = 0; i + 3 < edges.length; i += 4) {
    const [top = 0, left = 0, bottom = 0, right = 0] = edges.slice(i, i + 4)
    merges.push({ top, left, bottom, right })
  }
  return { index, name, hidden: hidden === true, date1904: date1904 === true, merges }
}

/** The fields of what came as JSON; none when it is no object. */
export function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof value === 'object' && value !== null ? Object.entries(value) : [])
}

const bad = (message: unknown) =>
  new Error(`unexpected from the spreadsheet reader: ${JSON.stringify(message).slice(0, 200)}`)
