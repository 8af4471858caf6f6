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
  readonly progress: (so: Readonly<RegisterCounts>) => void
}

/** Rows of the register, each counted once. */
export interface RegisterCounts {
  rows: number
  imported: number
  unchanged: number
  changed: number
  updated: number
  refused: number
}

export interface RegisterImportResult extends Omit<RegisterCounts, 'refused' | 'changed'> {
  readonly refused: readonly {
    readonly sheet: string
    readonly row: number
    readonly column: string
    readonly cell: string
    readonly value: string
    readonly code: string
    readonly reason: string
    readonly accepted: readonly string[]
    readonly more: readonly { readonly cell: string; readonly column: string; readonly reason: string }[]
  }[]
  readonly changed: readonly {
    readonly sheet: string
    readonly row: number
    readonly name: string
    readonly result: 'changed' | 'updated'
    readonly changes: readonly {
      readonly column: string
      readonly was: string | null
      readonly now: string | null
    }[]
  }[]
  readonly warnings: readonly string[]
  readonly mapping: Readonly<
    Record<string, Readonly<Record<string, { readonly column: string; readonly header: string }>>>
  >
}

/** So many rows are one transaction. */
const TOGETHER = 250
/** Warnings beyond this are counted and not listed. */
const MOST_WARNINGS = 1_000

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
  const told = gather(language)
  const taken: string[] = []
  let waiting: Waiting[] = []
  const refuse = async (sheet: RegisterSheet, original: Row, refusals: readonly RegisterNote[]) => {
    told.refuse(sheet, refusals)
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
      if (result.refusal === null) told.settle(row, result)
      else await refuse(row.sheet, row.original, [refusalNote(row, result.refusal)])
    }
    options.progress(told.counts)
  }
  try {
    for await (const item of readRegister(options.file)) {
      if (item.kind === 'sheet') told.sheets.push(item.sheet)
      else if (item.kind === 'note') told.notes.push(item.note)
      else {
        told.counts.rows += 1
        for (const note of item.warnings) told.warn(item.sheet, note)
        if (item.given) waiting.push({ sheet: item.sheet, original: item.original, given: item.given })
        else await refuse(item.sheet, item.original, item.refusals)
        if (waiting.length >= TOGETHER) await flush()
      }
    }
    await flush()
    if (report !== undefined && kept)
      await writeWorkbookFile(report, registerReport({ ...told, refusedOf: kept.of, language }))
    return told.result()
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

/** Gathers what is told at the end. */
function gather(language: Language) {
  const counts: RegisterCounts = { rows: 0, imported: 0, unchanged: 0, changed: 0, updated: 0, refused: 0 }
  const sheets: RegisterSheet[] = []
  const notes: RegisterSheetNote[] = []
  const rowNotes: (readonly [sheet: string, note: RegisterNote])[] = []
  const refused: RegisterImportResult['refused'][number][] = []
  const changed: RegisterImportResult['changed'][number][] = []
  let untold = 0
  return {
    counts,
    sheets,
    notes,
    rowNotes,
    warn({ name }: RegisterSheet, note: RegisterNote): void {
      if (rowNotes.length < MOST_WARNINGS) rowNotes.push([name, note])
      else untold += 1
    },
    refuse({ name }: RegisterSheet, refusals: readonly RegisterNote[]): void {
      counts.refused += 1
      const [first, ...others] = refusals
      if (!first) throw new Error('a refused row has a reason')
      const said = ({ row, column, cell, value, code, accepted, detail }: RegisterNote) => ({
        row,
        column,
        cell,
        value,
        code,
        accepted,
        reason: registerReason({ code, accepted, detail }, language),
      })
      refused.push({ sheet: name, ...said(first), more: others.map(said) })
    },
    settle({ sheet, original }: Waiting, { result, name, changes }: ImportedEnterprise): void {
      if (result === 'refused') return
      counts[result] += 1
      if (result !== 'changed' && result !== 'updated') return
      changed.push({
        sheet: sheet.name,
        row: original.number,
        name,
        result,
        changes: changes.map(({ field, was, now }) => ({ column: headerOf(sheet, field), was, now })),
      })
    },
    result(): RegisterImportResult {
      const { refused: _, changed: __, ...rest } = counts
      return {
        ...rest,
        refused,
        changed,
        warnings: [
          ...notes.map((note) => sayRegisterSheetNote(note, language)),
          ...rowNotes.map(([, note]) => sayRegisterNote(note, language)),
          ...(untold > 0
            ? [language === 'zh' ? `另有 ${untold} 条提示没有列出` : `${untold} more warnings`]
            : []),
        ],
        mapping: Object.fromEntries(
          sheets.map(({ name, columns }) => [
            name,
            Object.fromEntries(
              [...columns].map(([field, { letters, header }]) => [field, { column: letters, header }]),
            ),
          ]),
        ),
      }
    },
  }
}

/** The header under which a field stands in the sheet. */
function headerOf({ columns }: RegisterSheet, field: ImportedField): string {
  const place: RegisterField = field === 'industry' && !columns.has('industry') ? 'industry_code' : field
  return columns.get(place)?.header ?? registerTitle(place)
}
