import { isNumberedByRows, type Header } from './columns.ts'
import { fieldTitle } from './fields.ts'

/** A sheet that is a ledger, and how it is understood. */
export interface LedgerSheet {
  readonly name: string
  /** Undefined when neither the title nor the caller says it; each row then lies in the year of its collection. */
  readonly year: number | undefined
  /** Whether bare numbers meant as dates count from 1904. */
  readonly date1904: boolean
  readonly header: Header
}

/** Something to tell about a sheet; the words stand in `words.ts` under `intake.<code>`. */
export interface SheetNote {
  readonly sheet: string
  readonly row?: number
  readonly code: SheetNoteCode
  readonly detail: Readonly<Record<string, string | number>>
}

/** The codes of notes on sheets. */
export type SheetNoteCode =
  | 'sheet_skipped'
  | 'sheet_hidden'
  | 'year_overridden'
  | 'year_absent'
  | 'years_several'
  | 'serial_absent'
  | 'column_ambiguous'
  | 'column_kept'
  | 'column_unknown'
  | 'totals_skipped'
  | 'line_skipped'
  | 'blank_rows_skipped'

/** What is to be told of a ledger before its first row. */
export function headerNotes({ name, year, header }: LedgerSheet, titleYears: readonly number[]): SheetNote[] {
  const note = (code: SheetNoteCode, detail: SheetNote['detail'] = {}): SheetNote => ({
    sheet: name,
    ...(header.lastRow === 0 ? {} : { row: header.lastRow }),
    code,
    detail,
  })
  const titleYear = titleYears.length === 1 ? titleYears[0] : undefined
  const yearAbsent =
    titleYears.length > 1 ? note('years_several', { years: titleYears.join('、') }) : note('year_absent')
  const ambiguous = new Set(header.ambiguous.map(({ left }) => left.column))
  return [
    ...(year === undefined ? [yearAbsent] : []),
    ...(titleYear !== undefined && year !== undefined && titleYear !== year
      ? [note('year_overridden', { year, title: titleYear })]
      : []),
    ...(isNumberedByRows(header) ? [note('serial_absent')] : []),
    ...header.ambiguous.map(({ field, taken, left }) =>
      note(field === 'text' ? 'column_kept' : 'column_ambiguous', {
        field: fieldTitle(field),
        taken: `${taken.letters} ${taken.header}`,
        left: `${left.letters} ${left.header}`,
      }),
    ),
    ...header.unknown
      .filter(({ column }) => !ambiguous.has(column))
      .map(({ letters, header: text }) => note('column_unknown', { column: `${letters} ${text}` })),
  ]
}
