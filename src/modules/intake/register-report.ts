import { columnLetters, EMPTY, type Row } from '../../kernel/spreadsheet/cell.ts'
import type { SheetPlan, WritableCell } from '../../kernel/spreadsheet/write.ts'
import type { Language } from '../../kernel/words.ts'
import { registerTitle } from './register-fields.ts'
import type { RegisterSheet } from './register-sheet.ts'
import {
  registerReason,
  sayRegisterSheetNote,
  type RegisterNote,
  type RegisterSheetNote,
} from './register-words.ts'
import { copied, fitting, freeName } from './report.ts'

/** A row that was not imported, as it stood, and why. */
export interface RefusedRegisterRow {
  readonly original: Row
  readonly refusals: readonly RegisterNote[]
}

interface Plan {
  readonly sheets: readonly RegisterSheet[]
  readonly notes: readonly RegisterSheetNote[]
  readonly rowNotes: readonly (readonly [sheet: string, note: RegisterNote])[]
  readonly refusedOf: (sheet: RegisterSheet) => AsyncIterable<RefusedRegisterRow>
  readonly language: Language
}

/**
 * The report on an import as sheets to be written: of each sheet the refused rows in full, as they stood, with four
 * columns more that tell where, what and why; mended there, the report itself can be imported. A sheet of notes and one
 * of how the columns were understood follow.
 */
export function registerReport(plan: Plan): SheetPlan[] {
  const own = [notesSheet(plan), mappingSheet(plan)]
  const names = new Set(own.map(({ name }) => name))
  const refused = plan.sheets.map((sheet) => ({
    ...refusedSheet(sheet, plan),
    name: freeName(sheet.name, names),
  }))
  return [...refused, ...own]
}

function refusedSheet(sheet: RegisterSheet, { refusedOf, language }: Plan): Omit<SheetPlan, 'name'> {
  const zh = language === 'zh'
  const width = Math.max(0, ...sheet.headers.map(({ column }) => column)) + 1
  const titles = new Map(sheet.headers.map(({ column, header }) => [column, header]))
  for (const [field, { column, header, letters }] of sheet.columns)
    titles.set(column, header === letters ? registerTitle(field) : header)
  const added = zh ? ['单元格', '原值', '原因', '可接受的写法'] : ['Cell', 'Value', 'Reason', 'Accepted']
  return {
    titles: [zh ? '未导入的行：改好后可直接导入本表' : 'Rows not imported: mend them and import this sheet'],
    columns: [
      ...Array.from({ length: width }, (_, column) => ({
        title: titles.get(column) ?? columnLetters(column),
        width: 14,
      })),
      ...added.map((title, i) => ({ title, width: i < 2 ? 14 : 36 })),
    ],
    rows: refusedCells(refusedOf(sheet), { width, language }),
  }
}

async function* refusedCells(
  refused: AsyncIterable<RefusedRegisterRow>,
  { width, language }: { width: number; language: Language },
): AsyncGenerator<WritableCell[]> {
  for await (const { original, refusals } of refused) {
    const lines = (line: (note: RegisterNote) => string) => fitting(refusals.map(line).join('\n'))
    yield [
      ...Array.from({ length: width }, (_, column) => copied(original.cells[column] ?? EMPTY, false)),
      lines(({ cell }) => cell),
      lines(({ value }) => value),
      lines((note) => registerReason(note, language)),
      lines(({ accepted }) => accepted.join('、')),
    ]
  }
}

function notesSheet({ notes, rowNotes, language }: Plan): SheetPlan {
  const zh = language === 'zh'
  return {
    name: zh ? '提示' : 'Warnings',
    columns: (zh
      ? ['工作表', '单元格', '列', '原值', '说明']
      : ['Sheet', 'Cell', 'Column', 'Value', 'Note']
    ).map((title, i) => ({ title, width: i === 4 ? 70 : 18 })),
    rows: [
      ...notes.map((note) => [note.sheet, null, null, null, fitting(sayRegisterSheetNote(note, language))]),
      ...rowNotes.map(([sheet, note]) => [
        sheet,
        note.cell,
        fitting(note.column),
        fitting(note.value),
        fitting(registerReason(note, language)),
      ]),
    ],
  }
}

function mappingSheet({ sheets, language }: Plan): SheetPlan {
  const zh = language === 'zh'
  return {
    name: zh ? '列的对应' : 'Mapping',
    columns: (zh ? ['工作表', '列', '表头', '理解为'] : ['Sheet', 'Column', 'Header', 'Taken as']).map(
      (title) => ({
        title,
        width: 20,
      }),
    ),
    rows: sheets.flatMap(({ name, columns }) =>
      [...columns].map(([field, { letters, header }]) => [
        name,
        letters,
        fitting(header),
        registerTitle(field),
      ]),
    ),
  }
}
