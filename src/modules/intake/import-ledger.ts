import { run, type Request } from '../../kernel/command.ts'
import { answer } from '../../kernel/query.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { writeWorkbookFile } from '../../kernel/spreadsheet/write.ts'
import type { Language } from '../../kernel/words.ts'
import { localDate } from '../../kernel/zone.ts'
import { importCases } from '../cases/index.ts'
import type { ImportedResult } from '../cases/contract.ts'
import { currentPark, parkTimeOf } from '../parks/index.ts'
import { fieldTitle, type Field } from './fields.ts'
import { FIELD_OF, importedCase, wordIn } from './imported-case.ts'
import type { LedgerMap } from './ledger-map.ts'
import type { LedgerRow } from './ledger-row.ts'
import type { Note } from './notes.ts'
import { readLedger, type LedgerItem, type LedgerSheet, type SheetNote } from './read-ledger.ts'
import { keepRefusedRows, type RefusedRows } from './refused-rows.ts'
import { reportSheets } from './report.ts'
import { makeTally, TOGETHER, type Counts, type Difference, type ImportTold } from './tally.ts'
import { reasonOf, sayNote, saySheetNote } from './words.ts'

export interface ImportOptions {
  readonly file: string
  readonly year?: number | undefined
  readonly map?: LedgerMap | undefined
  /** Corrects rows that are here already with other content. */
  readonly update: boolean
  /** Does everything and leaves nothing behind. */
  readonly dryRun: boolean
  /** Where the report workbook is written; none when not given. */
  readonly report?: string | undefined
  readonly language: Language
  readonly progress: (so: Readonly<Counts>) => void
}

/** A row that is here already with other content, and what differs. */
interface ChangedView {
  readonly sheet: string
  readonly row: number
  readonly number: string
  readonly result: ImportedResult['result']
  readonly changes: readonly Difference[]
}

export type ImportResult = ImportTold<ChangedView>

interface Waiting {
  readonly sheet: LedgerSheet
  readonly number: number
  readonly row: LedgerRow
}

/**
 * Takes in a spreadsheet ledger row by row. Each row is imported, or refused and told; what is here already is left
 * alone, so an import that was cut short is simply run again.
 * @throws Failure as `readLedger`, and what `cases.import` refuses as a whole.
 */
export async function importLedger(
  runtime: Runtime,
  request: Request,
  options: ImportOptions,
): Promise<ImportResult> {
  const park = await answer(runtime, currentPark, {}, request.principal)
  const time = await parkTimeOf(runtime, request.principal)
  const gathered = gather(options)
  const { counts, refusedRows } = gathered
  let waiting: Waiting[] = []
  let inFlight: Promise<void> = Promise.resolve()
  /** Sends what waits when the rows before it are in; meanwhile the next are read. */
  const flush = async () => {
    const rows = waiting
    waiting = []
    await inFlight
    inFlight = send(rows)
    // Heard when it is waited for; until then a failure must not count as unhandled.
    inFlight.catch(() => undefined)
  }
  const send = async (rows: readonly Waiting[]) => {
    if (rows.length === 0) return
    const input = { rows: rows.map(({ row }) => importedCase(row)), update: options.update }
    const { value } = await run(runtime, importCases, input, { ...request, rehearsal: options.dryRun })
    for (const [i, result] of value.entries()) gathered.settle(rows[i], result)
    options.progress(counts)
  }
  try {
    const items = readLedger(options.file, {
      departments: park.departments.map(({ name }) => name),
      calendar: time.calendar,
      year: options.year,
      map: options.map,
      today: localDate(runtime.clock(), time.zone),
    })
    for await (const item of items) {
      await gathered.take(item)
      if (item.kind !== 'row') continue
      waiting.push({ sheet: item.sheet, number: item.original.number, row: item.row })
      if (waiting.length >= TOGETHER) await flush()
    }
    await flush()
    await inFlight
    if (options.report !== undefined) await writeWorkbookFile(options.report, gathered.report())
    return gathered.result()
  } finally {
    await refusedRows?.remove()
  }
}

/** Gathers what is told at the end. */
function gather({ report, language }: ImportOptions) {
  const tally = makeTally<LedgerSheet, Note, SheetNote, ChangedView>(language, {
    columnsOf: ({ header }) => header.columns,
    reasonOf,
    sayNote,
    saySheetNote,
    sayChanged,
  })
  const { counts, sheets, notes, rowNotes } = tally
  const refusedRows: RefusedRows | undefined =
    report === undefined ? undefined : keepRefusedRows(`${report}.rows`)
  return {
    counts,
    refusedRows,
    result: () => tally.told(),
    async take(item: LedgerItem): Promise<void> {
      if (item.kind === 'sheet') sheets.push(item.sheet)
      else if (item.kind === 'note') notes.push(item.note)
      else {
        counts.rows += 1
        for (const note of item.warnings) tally.warn(item.sheet, note)
        if (item.kind === 'row') return
        const { original, position, refusals } = item
        tally.refuse(item.sheet, refusals)
        await refusedRows?.add(item.sheet, { original, position, refusals })
      }
    },
    settle(waiting: Waiting | undefined, { result, number, enterprise, changes }: ImportedResult): void {
      counts[result === 'worked_on' ? 'changed' : result] += 1
      if (!waiting) return
      const { sheet, number: row } = waiting
      if (enterprise !== null) tally.warn(sheet, registeredUnder(waiting, enterprise))
      if (result === 'imported' || result === 'unchanged') return
      const told = changes.map(({ field, was, now }) => ({
        column: titleIn(sheet, FIELD_OF[field] ?? 'remark'),
        was: wordIn(field, was),
        now: wordIn(field, now),
      }))
      tally.changed.push({ sheet: sheet.name, row, number, result, changes: told })
    },
    report: () =>
      reportSheets({
        sheets: sheets.map((sheet) => ({ sheet, refused: refusedRows?.of(sheet) ?? [] })),
        warnings: rowNotes,
        notes,
        language,
      }),
  }
}

const titleIn = ({ header }: LedgerSheet, field: Field): string =>
  header.columns.get(field)?.header ?? fieldTitle(field)

/** That the row's credit code belongs to an enterprise of another name, under which the case now stands. */
function registeredUnder({ sheet, number, row }: Waiting, enterprise: string): Note {
  const place = sheet.header.columns.get('enterprise')
  return {
    row: number,
    column: titleIn(sheet, 'enterprise'),
    cell: `${place?.letters ?? ''}${number}`,
    value: row.enterprise,
    code: 'registered_under',
    accepted: [],
    detail: { enterprise, code: row.creditCode ?? '' },
  }
}

function sayChanged({ row, number, result, changes }: ChangedView, language: Language): string {
  const what = changes.map(({ column, was, now }) => `${column}：${was ?? '—'} → ${now ?? '—'}`).join('；')
  const how = {
    zh: {
      changed: '没有改（要改请加 --update）',
      updated: '已更正',
      worked_on: '这件已在系统里办理，不按台账改',
    },
    en: {
      changed: 'left as it was (--update corrects it)',
      updated: 'corrected',
      worked_on: 'has been worked on here and is not corrected from paper',
    },
  }[language]
  const done = result === 'imported' || result === 'unchanged' ? '' : how[result]
  return language === 'zh'
    ? `第 ${row} 行（${number}）内容有变，${done}：${what}`
    : `row ${row} (${number}) has changed, ${done}: ${what}`
}
