import { basename } from 'node:path'
import { Failure } from '../../kernel/failure.ts'
import type { Merge, Row, Sheet } from '../../kernel/spreadsheet/cell.ts'
import { readWorkbook } from '../../kernel/spreadsheet/read.ts'
import type { EnterpriseRowGiven } from '../enterprises/contract.ts'
import { readText, shownCell } from './cells.ts'
import { cellOf } from './columns.ts'
import { likeness } from './fields.ts'
import { HEADER_ROWS, headerNames, mergesAmong, type HeaderName, type MappedColumn } from './header-names.ts'
import { isNumbering, LONGEST_QUOTE, makeFiller } from './lines.ts'
import { REGISTER_FIELDS, type RegisterField } from './register-fields.ts'
import { readRegisterRow } from './register-row.ts'
import type { RegisterSheet, Seen } from './register-sheet.ts'
import type { RegisterNote, RegisterSheetNote } from './register-words.ts'

/** A register as it is read: rows understood, or refused with every reason; none is lost. */
export type RegisterItem =
  | { readonly kind: 'sheet'; readonly sheet: RegisterSheet }
  | { readonly kind: 'note'; readonly note: RegisterSheetNote }
  | {
      readonly kind: 'row'
      readonly sheet: RegisterSheet
      readonly original: Row
      /** Undefined for a row that is refused. */
      readonly given: EnterpriseRowGiven | undefined
      readonly refusals: readonly RegisterNote[]
      readonly warnings: readonly RegisterNote[]
    }

/**
 * Reads every sheet of a workbook that is a register of enterprises, row by row.
 * @throws Failure those of `readWorkbook`; `intake.no_register_sheet` with what was found instead.
 */
export async function* readRegister(path: string): AsyncGenerator<RegisterItem, void, void> {
  const seen: Seen = { byCode: new Map(), byName: new Map() }
  const found: string[] = []
  let isAnyRead = false
  let reader: SheetReader | undefined
  const finish = function* (): Generator<RegisterItem, void, void> {
    if (!reader) return
    const end = yield* reader.finish()
    isAnyRead ||= end.isRead
    if (!end.isRead) found.push(`${end.name}（${end.headers.join('、')}）`)
  }
  for await (const item of readWorkbook(path, {})) {
    if (item.kind === 'row') {
      if (reader) yield* reader.take(item.row)
      continue
    }
    yield* finish()
    reader = makeReader(item.sheet, seen)
  }
  yield* finish()
  if (!isAnyRead) throw new Failure('invalid', 'intake.no_register_sheet', { file: basename(path), found })
}

interface SheetReader {
  readonly take: (row: Row) => Generator<RegisterItem, void, void>
  readonly finish: () => Generator<RegisterItem, { name: string; isRead: boolean; headers: string[] }, void>
}

/** Gathers the first rows of a sheet until its header is found, then reads row by row. */
function makeReader(sheet: Sheet, seen: Seen): SheetReader {
  const firstRows: Row[] = []
  let isDecided = false
  let headers: string[] = []
  let register: RegisterSheet | undefined
  let takeRow: ((row: Row) => Generator<RegisterItem, void, void>) | undefined
  function* decide(): Generator<RegisterItem, void, void> {
    isDecided = true
    const header = findRegisterHeader(firstRows, mergesAmong(firstRows, sheet.merges))
    headers = header?.headers.map(({ header: text }) => text) ?? []
    if (!header || !isRegister(header) || sheet.hidden) {
      const isHidden = sheet.hidden && header !== undefined && isRegister(header)
      // Hidden sheets hold lists and backups: not worth a word unless one is a register.
      if (!sheet.hidden || isHidden)
        yield { kind: 'note', note: { sheet: sheet.name, code: isHidden ? 'hidden' : 'left_out' } }
      return
    }
    register = { name: sheet.name, ...header }
    yield { kind: 'sheet', sheet: register }
    const taken = new Set([...header.columns.values()].map(({ column }) => column))
    for (const { column, letters, header: text } of header.headers)
      if (!taken.has(column))
        yield {
          kind: 'note',
          note: { sheet: sheet.name, code: 'column_unknown', column: `${letters} ${text}` },
        }
    takeRow = rowTaker(register, { merges: sheet.merges, seen })
    for (const row of firstRows) if (row.number > header.lastHeaderRow) yield* takeRow(row)
  }
  return {
    *take(row) {
      if (takeRow) yield* takeRow(row)
      else if (!isDecided) {
        firstRows.push(row)
        if (firstRows.length >= HEADER_ROWS) yield* decide()
      }
    },
    *finish() {
      if (!isDecided) yield* decide()
      return { name: sheet.name, isRead: register !== undefined, headers }
    },
  }
}

function rowTaker(sheet: RegisterSheet, { merges, seen }: { merges: readonly Merge[]; seen: Seen }) {
  const fill = makeFiller(merges, sheet.lastHeaderRow)
  return function* take(unfilled: Row): Generator<RegisterItem, void, void> {
    const original = fill(unfilled)
    if (isNumbering(original) || repeatsHeader(original, sheet)) return
    const filled = [...original.cells.entries()].filter(([, cell]) => readText(cell) !== '')
    const telling = filled.filter(([, cell]) => !/^[\d\s.、号第-]*$/.test(readText(cell)))
    const isCoded = readText(cellOf(original, sheet.columns.get('code'))) !== ''
    // Nothing but a number, as forms end; a credit code may be all digits and is somebody's.
    if (telling.length === 0 && filled.length <= 1 && !isCoded) return
    const first = telling[0]
    const text = first === undefined ? '' : shownCell(first[1]).slice(0, LONGEST_QUOTE)
    const isEnterprise = readText(cellOf(original, sheet.columns.get('name'))) !== ''
    if (FOOTER.test(text.replaceAll(/\s/g, '')) || (telling.length === 1 && !isEnterprise)) {
      yield {
        kind: 'note',
        note: { sheet: sheet.name, code: 'line_left_out', row: original.number, text },
      }
      return
    }
    yield { kind: 'row', sheet, original, ...readRegisterRow(original, sheet, seen) }
  }
}

/** Lines below the rows: totals, who filled it in and when. */
const FOOTER =
  /^(?:合计|总计|小计|共计)(?:[:：\d]|$)|^(?:填报|填表|制表|审核|审批)(?:人|单位|日期|时间)?[:：]|^(?:备注|说明|注)\d?[:：]/

interface RegisterHeader {
  readonly columns: ReadonlyMap<RegisterField, MappedColumn>
  readonly headers: readonly MappedColumn[]
  readonly lastHeaderRow: number
}

const isRegister = ({ columns }: RegisterHeader): boolean => columns.has('name') && columns.size >= 2

/** The row, or two of which the upper one holds groups, whose names mean most columns. */
function findRegisterHeader(rows: readonly Row[], merges: readonly Merge[]): RegisterHeader | undefined {
  let best: { header: RegisterHeader; score: number } | undefined
  for (const row of rows) {
    const below = rows.find(({ number }) => number === row.number + 1)
    for (const second of below === undefined ? [undefined] : [undefined, below]) {
      const names = headerNames({ row, merges, ...(second && { below: second }) })
      const { columns, score } = assign(names)
      const total = score - (second ? 1 : 0)
      if (columns.size === 0 || total <= (best?.score ?? 0)) continue
      const headers = names.flatMap(({ variants }) => variants[0]?.place ?? [])
      best = { header: { columns, headers, lastHeaderRow: (second ?? row).number }, score: total }
    }
  }
  return best?.header
}

/** Gives each field its best column and each column its best field, the surest claims first. */
function assign(names: readonly HeaderName[]) {
  const claims = names
    .flatMap(({ variants }) =>
      variants.flatMap(({ name, place }) =>
        REGISTER_FIELDS.map((spelling) => ({
          field: spelling.field,
          place,
          score: likeness(name, spelling),
        })),
      ),
    )
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score || a.place.column - b.place.column)
  const columns = new Map<RegisterField, MappedColumn>()
  const taken = new Set<number>()
  let score = 0
  for (const claim of claims) {
    if (columns.has(claim.field) || taken.has(claim.place.column)) continue
    columns.set(claim.field, claim.place)
    taken.add(claim.place.column)
    score += claim.score
  }
  return { columns, score }
}

/** Printed registers repeat their header on each page. */
function repeatsHeader(row: Row, { columns }: RegisterSheet): boolean {
  const same = [...columns.values()].filter(
    (place) => readText(cellOf(row, place)).replaceAll(/\s/g, '') === place.header.replaceAll(/\s/g, ''),
  )
  return same.length >= 2 && same.length >= columns.size - 1
}
