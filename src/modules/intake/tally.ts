import type { Language } from '../../kernel/words.ts'
import type { MappedColumn } from './header-names.ts'

/** So many rows are one transaction: few enough that others hardly wait, enough that commits do not count. */
export const TOGETHER = 250
/** Warnings beyond this are counted and not listed. */
const MOST_WARNINGS = 1_000

/** Rows of a file, each counted once. */
export interface Counts {
  rows: number
  imported: number
  unchanged: number
  changed: number
  updated: number
  refused: number
}

/** What is told of one row: where, what stands there, and what would be accepted. */
interface RowNote {
  readonly row: number
  readonly column: string
  readonly cell: string
  readonly value: string
  readonly code: string
  readonly accepted: readonly string[]
}

interface Refusal extends RowNote {
  readonly reason: string
}

/** A refused row with its first reason. */
interface RefusedView extends Refusal {
  readonly sheet: string
  /** Further reasons of the same row. */
  readonly more: readonly Refusal[]
}

/** What differs between a row and what is here already. */
export interface Difference {
  readonly column: string
  readonly was: string | null
  readonly now: string | null
}

/** What came of an import. */
export interface ImportTold<Changed> extends Omit<Counts, 'refused' | 'changed'> {
  readonly refused: readonly RefusedView[]
  /** Rows that are here already with other content. */
  readonly changed: readonly Changed[]
  readonly warnings: readonly string[]
  /** By sheet and field: the column taken for it. */
  readonly mapping: Readonly<
    Record<string, Readonly<Record<string, { readonly column: string; readonly header: string }>>>
  >
}

/** How one kind of file says what its rows and sheets are told. */
interface Telling<Sheet, Note, SheetNote, Changed> {
  readonly columnsOf: (sheet: Sheet) => ReadonlyMap<string, MappedColumn>
  readonly reasonOf: (note: Note, language: Language) => string
  readonly sayNote: (note: Note, language: Language) => string
  readonly saySheetNote: (note: SheetNote, language: Language) => string
  /** Where what differs is told among the warnings. */
  readonly sayChanged?: (one: Changed, language: Language) => string
}

/** Gathers what an import tells at its end. */
export function makeTally<Sheet extends { readonly name: string }, Note extends RowNote, SheetNote, Changed>(
  language: Language,
  { columnsOf, reasonOf, sayNote, saySheetNote, sayChanged }: Telling<Sheet, Note, SheetNote, Changed>,
) {
  const counts: Counts = { rows: 0, imported: 0, unchanged: 0, changed: 0, updated: 0, refused: 0 }
  const sheets: Sheet[] = []
  const notes: SheetNote[] = []
  const rowNotes: (readonly [sheet: string, note: Note])[] = []
  const refused: RefusedView[] = []
  const changed: Changed[] = []
  let untold = 0
  const refusal = (note: Note): Refusal => {
    const { row, column, cell, value, code, accepted } = note
    return { row, column, cell, value, code, reason: reasonOf(note, language), accepted }
  }
  return {
    counts,
    sheets,
    notes,
    rowNotes,
    changed,
    warn({ name }: Sheet, note: Note): void {
      if (rowNotes.length < MOST_WARNINGS) rowNotes.push([name, note])
      else untold += 1
    },
    refuse({ name }: Sheet, refusals: readonly Note[]): void {
      const [first, ...more] = refusals.map(refusal)
      if (!first) throw new Error('a refused row has a reason')
      counts.refused += 1
      refused.push({ sheet: name, ...first, more })
    },
    told(): ImportTold<Changed> {
      const { refused: _, changed: __, ...rest } = counts
      const more = language === 'zh' ? `另有 ${untold} 条提示没有列出` : `${untold} more warnings`
      return {
        ...rest,
        refused,
        changed,
        warnings: [
          ...notes.map((note) => saySheetNote(note, language)),
          ...rowNotes.map(([, note]) => sayNote(note, language)),
          ...(sayChanged ? changed.map((one) => sayChanged(one, language)) : []),
          ...(untold > 0 ? [more] : []),
        ],
        mapping: Object.fromEntries(
          sheets.map((sheet) => [
            sheet.name,
            Object.fromEntries(
              [...columnsOf(sheet)].map(([field, { letters, header }]) => [
                field,
                { column: letters, header },
              ]),
            ),
          ]),
        ),
      }
    },
  }
}
