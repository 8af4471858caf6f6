import { basename } from 'node:path'
import { run, type Request } from '../../kernel/command.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import type { Row } from '../../kernel/spreadsheet/cell.ts'
import { writeWorkbookFile } from '../../kernel/spreadsheet/write.ts'
import type { Language } from '../../kernel/words.ts'
import type { EnterpriseRowGiven, ImportedEnterprise, ImportedField } from '../enterprises/contract.ts'
import { importEnterprises } from '../enterprises/index.ts'
import { readRegister } from './read-register.ts'
import { keepRefusedRows } from './refused-rows.ts'
import { registerTitle, type RegisterField } from './register-fields.ts'
import { registerReport, type RefusedRegisterRow } from './register-report.ts'
import { registerNote, type RegisterSheet } from './register-sheet.ts'
import {
  registerReason,
  sayRegisterNote,
  sayRegisterSheetNote,
  type RegisterNote,
  type RegisterSheetNote,
} from './register-words.ts'
import { makeTally, TOGETHER, type Counts, type Difference, type ImportTold } from './tally.ts'

export interface RegisterImportOptions {
  readonly file: string
  /** Corrects enterprises that are here already and differ. */
  readonly update: boolean
  /** Does everything and leaves nothing behind. */
  readonly dryRun: boolean
  /** From which day on size, industry and 规上 hold; today unless said. */
  readonly validFrom?: string | undefined
  /** Who or what says so; the name of the file unless said. */
  readonly source?: string | undefined
  readonly report?: string | undefined
  readonly language: Language
  readonly progress: (so: Readonly<Counts>) => void
}

/** An enterprise that is here already and differs, and in what. */
interface ChangedView {
  readonly sheet: string
  readonly row: number
  readonly name: string
  readonly result: 'changed' | 'updated'
  readonly changes: readonly Difference[]
}

export type RegisterImportResult = ImportTold<ChangedView>

interface Waiting {
  readonly sheet: RegisterSheet
  readonly original: Row
  readonly given: EnterpriseRowGiven
}

/**
 * Takes in a spreadsheet of enterprises row by row. Each row is imported, or refused and told; what is here already is
 * left alone unless `update`, so the same file again changes nothing.
 * @throws Failure as `readRegister`, and what `enterprises.import` refuses as a whole.
 */
export async function importRegister(
  runtime: Runtime,
  request: Request,
  options: RegisterImportOptions,
): Promise<RegisterImportResult> {
  const { report, language } = options
  const kept = report === undefined ? undefined : keepRefusedRows<RefusedRegisterRow>(`${report}.rows`)
  const tally = makeTally<RegisterSheet, RegisterNote, RegisterSheetNote, ChangedView>(language, TELLING)
  const taken: string[] = []
  let waiting: Waiting[] = []
  const refuse = async (sheet: RegisterSheet, original: Row, refusals: readonly RegisterNote[]) => {
    tally.refuse(sheet, refusals)
    await kept?.add(sheet, { original, refusals })
  }
  const flush = async () => {
    const rows = waiting
    waiting = []
    if (rows.length === 0) return
    const input = {
      rows: rows.map(({ given }) => given),
      update: options.update,
      source: (options.source ?? basename(options.file)).slice(0, 200),
      taken,
      ...(options.validFrom !== undefined && { valid_from: options.validFrom }),
    }
    const { value } = await run(runtime, importEnterprises, input, { ...request, rehearsal: options.dryRun })
    for (const [i, result] of value.entries()) {
      const row = rows[i]
      if (!row) continue
      if (result.id !== null) taken.push(result.id)
      if (result.refusal !== null) await refuse(row.sheet, row.original, [refusalNote(row, result.refusal)])
      else if (result.result !== 'refused') {
        tally.counts[result.result] += 1
        tally.changed.push(...changedView(row, result))
      }
    }
    options.progress(tally.counts)
  }
  try {
    for await (const item of readRegister(options.file)) {
      if (item.kind === 'sheet') tally.sheets.push(item.sheet)
      else if (item.kind === 'note') tally.notes.push(item.note)
      else {
        tally.counts.rows += 1
        for (const note of item.warnings) tally.warn(item.sheet, note)
        if (item.given) waiting.push({ sheet: item.sheet, original: item.original, given: item.given })
        else await refuse(item.sheet, item.original, item.refusals)
        if (waiting.length >= TOGETHER) await flush()
      }
    }
    await flush()
    if (report !== undefined && kept)
      await writeWorkbookFile(report, registerReport({ ...tally, refusedOf: kept.of, language }))
    return tally.told()
  } finally {
    await kept?.remove()
  }
}

/** Where a refusal of the command stands in the sheet. */
function refusalNote(
  { original, sheet }: Waiting,
  { code, accepted }: NonNullable<ImportedEnterprise['refusal']>,
): RegisterNote {
  const field = code === 'unknown_officer' || code === 'officer_ahead' ? 'officer' : 'name'
  return registerNote(original, sheet, { field, code, accepted })
}

/** What differs, of a row that does. */
function changedView(
  { sheet, original }: Waiting,
  { result, name, changes }: ImportedEnterprise,
): readonly ChangedView[] {
  if (result !== 'changed' && result !== 'updated') return []
  const told = changes.map(({ field, was, now }) => ({ column: headerOf(sheet, field), was, now }))
  return [{ sheet: sheet.name, row: original.number, name, result, changes: told }]
}

const TELLING = {
  columnsOf: ({ columns }: RegisterSheet) => columns,
  reasonOf: registerReason,
  sayNote: sayRegisterNote,
  saySheetNote: sayRegisterSheetNote,
}

/** The header under which a field stands in the sheet. */
function headerOf({ columns }: RegisterSheet, field: ImportedField): string {
  const place: RegisterField = field === 'industry' && !columns.has('industry') ? 'industry_code' : field
  return columns.get(place)?.header ?? registerTitle(place)
}
