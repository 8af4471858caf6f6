import { cellName, type Row } from '../../kernel/spreadsheet/cell.ts'
import { shownCell } from './cells.ts'
import { cellOf } from './columns.ts'
import type { MappedColumn } from './header-names.ts'
import { registerTitle, type RegisterField } from './register-fields.ts'
import type { RegisterNote } from './register-words.ts'

/** A sheet that is a register, and what its columns were taken for. */
export interface RegisterSheet {
  readonly name: string
  readonly columns: ReadonlyMap<RegisterField, MappedColumn>
  readonly headers: readonly MappedColumn[]
  readonly lastHeaderRow: number
}

/** Where enterprises were seen first, by right code and by name. */
export interface Seen {
  readonly byCode: Map<string, Place>
  readonly byName: Map<string, Place & { readonly code: string | null }>
}
export interface Place {
  readonly sheet: string
  readonly row: number
}

/** A note that quotes the cell of a field. */
export function registerNote(
  row: Row,
  { columns }: Pick<RegisterSheet, 'columns'>,
  {
    field,
    code,
    accepted = [],
    detail = {},
  }: Pick<RegisterNote, 'code'> &
    Partial<Pick<RegisterNote, 'accepted' | 'detail'>> & { readonly field: RegisterField },
): RegisterNote {
  const place = columns.get(field)
  return {
    row: row.number,
    column: place?.header ?? registerTitle(field),
    cell: place === undefined ? String(row.number) : cellName(row.number, place.column),
    value: shownCell(cellOf(row, place)),
    code,
    accepted,
    detail,
  }
}
