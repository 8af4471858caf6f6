import type { Calendar } from '../../kernel/calendar.ts'
import type { Row } from '../../kernel/spreadsheet/cell.ts'
import { readOptionalText } from './cells.ts'
import { cellOf, type Mapping } from './columns.ts'
import type { Departments } from './departments.ts'
import type { Field } from './fields.ts'
import { makeNotebook, type Notebook } from './notes.ts'

/** What is known of the ledger when one of its rows is read. */
export interface RowContext {
  readonly mapping: Mapping
  /** The year of the ledger, for dates without one and for the identity of rows. */
  readonly year: number | undefined
  readonly date1904: boolean
  readonly departments: Departments
  readonly calendar: Pick<Calendar, 'addWorkingDays'>
  /** Nothing can have happened after this day, `YYYY-MM-DD`; unchecked when not given. */
  readonly today?: string | undefined
  /** Where serials were seen first: `2022/17` → row. Written to. */
  readonly serials: Map<string, { readonly sheet: string; readonly row: number }>
  /** Names by credit code, of the rows so far. Written to. */
  readonly namesByCode: Map<string, string>
  readonly sheet: string
  /** Whether the serial stands in a cell merged over this row and rows above. */
  readonly isSerialMerged?: boolean
  /** For a ledger without serials: the number of the row among its rows, from 1. */
  readonly position: number
}

/** One row while it is being read. */
export interface RowInHand {
  readonly context: RowContext
  readonly notes: Notebook
  /** The cell of a field as text; null when it says nothing. */
  readonly text: (field: Field) => string | null
  readonly row: Row
  readonly has: (field: Field) => boolean
}

/** Begins reading a row. */
export function takeInHand(row: Row, context: RowContext): RowInHand {
  const { mapping } = context
  return {
    context,
    notes: makeNotebook(row, mapping),
    row,
    text: (field) => readOptionalText(cellOf(row, mapping.columns.get(field))),
    has: (field) => mapping.columns.has(field),
  }
}
