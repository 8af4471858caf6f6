import { cellName, type Row } from '../../kernel/spreadsheet/cell.ts'
import { shownCell } from './cells.ts'
import { cellOf, type Mapping } from './columns.ts'
import { fieldTitle, type Field } from './fields.ts'

/**
 * Something to tell about a row: why it is refused, or what was assumed when it was not. The words for `code` stand in
 * `reasons.ts` under `intake.<code>`.
 */
export interface Note {
  /** As in the sheet, 1 is the first. */
  readonly row: number
  /** The header as written in the sheet; our own word when the sheet has no such column. */
  readonly column: string
  /** `B9`; without a letter (`9`) when the sheet has no such column. */
  readonly cell: string
  /** What stands in the cell. */
  readonly value: string
  readonly code: NoteCode
  /** What would be accepted: spellings, words, names. May be empty. */
  readonly accepted: readonly string[]
  readonly detail: Readonly<Record<string, string | number>>
}

/** The codes of notes on rows. */
export type NoteCode = RefusalCode | WarningCode

/** Why a row is refused. `dispatched_before_collected` is a warning too, when the gap is small. */
export type RefusalCode =
  | 'serial_missing'
  | 'number_missing'
  | 'serial_duplicate'
  | 'serial_merged'
  | 'serial_too_long'
  | 'enterprise_missing'
  | 'enterprise_too_long'
  | 'text_missing'
  | 'collected_missing'
  | 'department_missing'
  | 'unknown_department'
  | 'no_such_date'
  | 'unreadable_date'
  | 'date_without_day'
  | 'date_out_of_range'
  | 'ambiguous_date'
  | 'year_missing'
  | 'in_the_future'
  | 'unreadable_deadline'
  | 'calendar_unpublished'
  | 'due_before_dispatch'
  | 'dispatched_before_collected'
  | 'reply_before_collected'
  | 'strike_off_before_reply'
  | 'struck_off_without_dates'
  | 'strike_off_contradicts'
  | 'unknown_mark'
  | 'unknown_rating'

/** What was assumed, or looks odd, in a row that is taken. */
export type WarningCode =
  | 'credit_code_invalid'
  | 'registered_under'
  | 'year_rolled'
  | 'year_differs'
  | 'assumed_calendar_days'
  | 'deadline_disagrees'
  | 'deadline_open'
  | 'collected_assumed'
  | 'dispatch_assumed'
  | 'reply_assumed'
  | 'strike_off_assumed'
  | 'dispatched_before_collected'
  | 'reply_before_dispatch'
  | 'several_departments'
  | 'done_not_struck_off'
  | 'done_without_reply'
  | 'rating_without_reply'
  | 'state_contradicts'
  | 'unknown_rung'
  | 'unknown_count'

/** What else a note tells. */
export interface NoteExtra {
  readonly accepted?: readonly string[]
  readonly detail?: Readonly<Record<string, string | number>>
}

/** Gathers the notes on one row. */
export interface Notebook {
  readonly refusals: readonly Note[]
  readonly warnings: readonly Note[]
  readonly refuse: (field: Field, code: RefusalCode, extra?: NoteExtra) => void
  readonly warn: (field: Field, code: WarningCode, extra?: NoteExtra) => void
}

/** An empty notebook for a row; each note quotes the cell of the field it is about. */
export function makeNotebook(row: Row, { columns }: Mapping): Notebook {
  const refusals: Note[] = []
  const warnings: Note[] = []
  const note = (field: Field, code: NoteCode, { accepted = [], detail = {} }: NoteExtra): Note => {
    const place = columns.get(field)
    return {
      row: row.number,
      column: place?.header ?? fieldTitle(field),
      cell: place === undefined ? String(row.number) : cellName(row.number, place.column),
      value: shownCell(cellOf(row, place)),
      code,
      accepted,
      detail,
    }
  }
  return {
    refusals,
    warnings,
    refuse: (field, code, extra = {}) => refusals.push(note(field, code, extra)),
    warn: (field, code, extra = {}) => warnings.push(note(field, code, extra)),
  }
}
