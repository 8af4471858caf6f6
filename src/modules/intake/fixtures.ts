import { makeCalendar } from '../../kernel/calendar.ts'
import { cellName, EMPTY, type Cell } from '../../kernel/spreadsheet/cell.ts'
import { aWorkbook } from '../../kernel/spreadsheet/fixtures.ts'
import { serialToDate } from '../../kernel/spreadsheet/number-format.ts'
import { escapeXml } from '../../kernel/spreadsheet/write-parts.ts'
import { findHeader } from './columns.ts'
import { makeDepartments } from './departments.ts'
import { readRow } from './rows.ts'
import { readLedger, type LedgerItem, type LedgerOptions } from './read-ledger.ts'

/** The departments of the tests' park. */
export const DEPARTMENTS = [
  '企业服务中心',
  '经济发展局',
  '建设管理局',
  '人社分局',
  '财政金融局',
  '生态环境分局',
]

/** A cell as a test writes it: text, a number, or a serial number in a date style. */
export type GridCell =
  | string
  | number
  | null
  | { readonly serial: number }
  | { readonly formula: string; readonly value?: string | number }
/** Rows of a sheet. */
export type Grid = readonly (readonly GridCell[])[]

/** A sheet written as a grid. */
export interface GridSheet {
  readonly name?: string
  readonly state?: string
  readonly grid: Grid
  readonly merges?: readonly string[]
}

/** A workbook of sheets written as grids: row 1 is the first, an empty row is left out. */
export function aLedgerFile(
  sheets: readonly GridSheet[],
  { date1904 = false }: { date1904?: boolean } = {},
): Promise<string> {
  return aWorkbook({
    formats: ['yyyy/m/d'],
    date1904,
    sheets: sheets.map(({ name = '台账', state, grid, merges = [] }) => ({
      name: escapeXml(name),
      ...(state === undefined ? {} : { state }),
      xml: `<sheetData>${grid.map(rowXml).join('')}</sheetData><mergeCells>${merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`,
    })),
  })
}

/** The header of the paper ledger. */
export const HEADER = [
  ...[
    '序号',
    '收集日期',
    '来源',
    '企业名称',
    '统一社会信用代码',
    '联系人',
    '联系电话',
    '问题类别',
    '问题描述',
    '牵头领导',
  ],
  ...[
    '责任部门',
    '配合部门',
    '交办日期',
    '办理时限',
    '办理要求',
    '办理进展',
    '答复日期',
    '销号情况',
    '销号日期',
    '满意度',
    '备注',
  ],
]

/** A row of the paper ledger that went through all steps, with some cells changed, by header. */
export function aRow(changes: Readonly<Record<string, GridCell>> = {}): GridCell[] {
  const cells: Readonly<Record<string, GridCell>> = {
    序号: 1,
    收集日期: '2022-08-22',
    来源: '走访',
    企业名称: '示例甲有限公司',
    统一社会信用代码: '91430300MA4DEM010W',
    联系人: '陈经理',
    联系电话: '10001533375',
    问题类别: '交通',
    问题描述: '公交末班车太早',
    牵头领导: '甲主任',
    责任部门: '建设管理局',
    配合部门: null,
    交办日期: '2022-08-25',
    办理时限: '5个工作日',
    办理要求: '限期答复',
    办理进展: '已办结',
    答复日期: '2022-08-31',
    销号情况: '已销号',
    销号日期: '2022-09-05',
    满意度: '满意',
    备注: null,
    ...changes,
  }
  return HEADER.map((header) => cells[header] ?? null)
}

/** A ledger with a title of 2022 and the given rows, from row 3 on. */
export function aLedger(rows: Grid, title = '示例产业园企业诉求台账（2022年）'): Promise<string> {
  return aLedgerFile([{ grid: [[title], HEADER, ...rows], merges: ['A1:U1'] }])
}

const CALENDAR = makeCalendar()

/** Everything the importer says about a file. */
export async function read(path: string, options: Partial<LedgerOptions> = {}): Promise<LedgerItem[]> {
  const items: LedgerItem[] = []
  for await (const item of readLedger(path, {
    departments: DEPARTMENTS,
    calendar: makeCalendar(),
    ...options,
  }))
    items.push(item)
  return items
}

/** Rows read without a file, under a header in row 2 of a ledger of 2022: the first of them is row 3. */
export function readRows(
  rows: Grid,
  options: Partial<LedgerOptions> = {},
  headerCells: readonly string[] = HEADER,
): LedgerItem[] {
  const titles = { number: 2, cells: headerCells.map(cellOf) }
  const header = findHeader({ rows: [titles], merges: [] })
  if (header === undefined) throw new Error('no header')
  const sheet = { name: '台账', year: 2022, date1904: false, header }
  const shared = {
    departments: makeDepartments(DEPARTMENTS),
    calendar: CALENDAR,
    today: options.today,
    serials: new Map<string, { sheet: string; row: number }>(),
    namesByCode: new Map<string, string>(),
  }
  return rows.map((cells, index) => {
    const original = { number: index + 3, cells: cells.map(cellOf) }
    const context = {
      ...shared,
      mapping: header,
      year: 2022,
      date1904: false,
      sheet: '台账',
      position: index + 1,
    }
    return { sheet, original, position: index + 1, ...readRow(original, context) }
  })
}

function cellOf(cell: GridCell): Cell {
  if (cell === null) return EMPTY
  if (typeof cell === 'string') return { kind: 'text', value: cell }
  if (typeof cell === 'number') return { kind: 'number', value: cell }
  if ('serial' in cell) return { kind: 'date', value: serialToDate(cell.serial, { date1904: false }) ?? '' }
  if (cell.value === undefined) return { kind: 'empty', value: null, formula: true }
  return typeof cell.value === 'string'
    ? { kind: 'text', value: cell.value, formula: true }
    : { kind: 'number', value: cell.value, formula: true }
}

/** In short: each row's number with its state, or the codes for which it is refused; warnings behind a bar. */
export function inShort(items: readonly LedgerItem[]): string[] {
  return items.flatMap((item) => {
    if (item.kind === 'sheet') return []
    if (item.kind === 'note') return [`${item.note.row ?? ''}: ${item.note.code}`]
    const said =
      item.kind === 'row'
        ? item.row.state
        : item.refusals.map(({ cell, code }) => `${cell} ${code}`).join(', ')
    const warned = item.warnings.map(({ cell, code }) => `${cell} ${code}`).join(', ')
    return [`${item.original.number} ${said}${warned === '' ? '' : ` | ${warned}`}`]
  })
}

function rowXml(cells: readonly GridCell[], index: number): string {
  if (cells.length === 0) return ''
  const number = index + 1
  return `<row r="${number}">${cells.map((cell, column) => cellXml(cell, cellName(number, column))).join('')}</row>`
}

function cellXml(cell: GridCell, name: string): string {
  if (cell === null) return `<c r="${name}" s="0"/>`
  if (typeof cell === 'number') return `<c r="${name}"><v>${cell}</v></c>`
  if (typeof cell === 'string')
    return `<c r="${name}" t="inlineStr"><is><t xml:space="preserve">${escapeXml(cell)}</t></is></c>`
  if ('serial' in cell) return `<c r="${name}" s="1"><v>${cell.serial}</v></c>`
  const type = typeof cell.value === 'string' ? ' t="str"' : ''
  return `<c r="${name}"${type}><f>${escapeXml(cell.formula)}</f>${cell.value === undefined ? '' : `<v>${escapeXml(String(cell.value))}</v>`}</c>`
}
