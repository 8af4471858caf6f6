import { describe, expect, it } from 'vitest'
import { aPath, gathered } from '../../kernel/spreadsheet/fixtures.ts'
import { readWorkbook } from '../../kernel/spreadsheet/read.ts'
import { writeWorkbookFile } from '../../kernel/spreadsheet/write.ts'
import { aLedgerFile, aRow, HEADER, inShort, read, type GridSheet } from './fixtures.ts'
import type { Note } from './notes.ts'
import type { LedgerSheet, SheetNote } from './ledger-notes.ts'
import type { LedgerItem, LedgerOptions } from './read-ledger.ts'
import { reportSheets, type RefusedRow } from './report.ts'

/** Imports a file and writes the report on it. */
async function reported(
  path: string,
  options: Partial<LedgerOptions> = {},
): Promise<{ items: LedgerItem[]; report: string }> {
  const items = await read(path, options)
  const refused = new Map<LedgerSheet, RefusedRow[]>()
  const warnings: [string, Note][] = []
  const notes: SheetNote[] = []
  for (const item of items) {
    if (item.kind === 'sheet') refused.set(item.sheet, [])
    else if (item.kind === 'note') notes.push(item.note)
    else {
      if (item.kind === 'refused') refused.get(item.sheet)?.push(item)
      for (const note of item.warnings) warnings.push([item.sheet.name, note])
    }
  }
  const report = aPath()
  const sheets = [...refused].map(([sheet, rows]) => ({ sheet, refused: rows }))
  await writeWorkbookFile(report, reportSheets({ sheets, warnings, notes }))
  return { items, report }
}

const sheet = (more: Partial<GridSheet> = {}): GridSheet => ({
  name: '台账',
  grid: [
    ['示例产业园企业诉求台账（2022年）'],
    HEADER,
    aRow({}),
    aRow({ 序号: 2, 收集日期: '2月30日', 满意度: '非常好', 备注: '=1+1' }),
    aRow({
      序号: 3,
      办理时限: '7天',
      答复日期: null,
      销号情况: null,
      销号日期: null,
      满意度: null,
      办理进展: null,
    }),
    aRow({ 序号: 4, 责任部门: '人社局', 交办日期: { serial: 44_798 } }),
    ['合计', null, null, 4],
  ],
  ...more,
})

describe('the report on an import', () => {
  it('holds each refused row as it stood, and where, what, why, and what would be accepted', async () => {
    const { report } = await reported(await aLedgerFile([sheet()]))
    const items = await gathered(readWorkbook(report))
    expect(items.flatMap((item) => (item.kind === 'sheet' ? [item.sheet.name] : []))).toEqual([
      '台账',
      '提示',
      '列的对应',
    ])
    const rows = items.flatMap((item) =>
      item.kind === 'row' ? [item.row.cells.map(({ value }) => value)] : [],
    )
    expect(rows[0]).toEqual(['未导入的行（2022年）：改好后可直接导入本表'])
    expect(rows[1]).toEqual([...HEADER, '单元格', '原值', '原因', '可接受的写法'])
    const [second, fourth] = [rows[2] ?? [], rows[3] ?? []]
    expect(second.slice(0, 3)).toEqual([2, '2月30日', '走访'])
    expect(second[20]).toBe("'=1+1")
    expect(second.slice(21)).toEqual([
      'B4\nT4',
      '2月30日\n非常好',
      '没有这一天\n不是满意度的写法',
      '2026-04-27、2026年4月27日、2026/4/27、2026.4.27、4月27日\n满意、较满意、基本满意、不太满意、不满意',
    ])
    expect(fourth[12]).toBe('2022-08-25')
    expect(fourth.slice(21)).toEqual(['K6', '人社局', '园区没有“人社局”这个部门', '人社分局'])
    expect(rows).toContainEqual(['台账', 'N5', '办理时限', '7天', '没有写“工作日”，按自然日算到 2022-09-01'])
    expect(rows).toContainEqual(['台账', '7', null, null, '“台账”第 7 行：是合计行，没有导入：合计'])
    expect(rows).toContainEqual(['台账', 'K', '责任部门', '责任部门', 'department'])
  })

  it('can be imported itself: the same rows are refused for the same reasons', async () => {
    const { items, report } = await reported(await aLedgerFile([sheet({ name: '2022' })]))
    const codes = (all: readonly LedgerItem[]) =>
      all.flatMap((item) =>
        item.kind === 'refused' ? item.refusals.map(({ code, column, value }) => [code, column, value]) : [],
      )
    expect(codes(await read(report))).toEqual(codes(items))
  })

  it('of a ledger without 序号 keeps the place of each row, so that a mended one comes in as itself', async () => {
    const header = ['收集日期', '企业名称', '问题描述', '责任部门']
    const grid = [
      ['台账（2022年）'],
      header,
      ['2022-1-4', '示例甲', '路不平', '建设管理局'],
      ['2月30日', '示例乙', '灯不亮', '建设管理局'],
      ['2022-1-6', '示例丙', '停水', '建设局'],
    ]
    const { report } = await reported(await aLedgerFile([{ grid }]))
    const rows = (await gathered(readWorkbook(report))).flatMap((item) =>
      item.kind === 'row' ? [item.row.cells.map(({ value }) => value)] : [],
    )
    expect(rows[1]).toEqual([...header, '序号', '单元格', '原值', '原因', '可接受的写法'])
    expect(rows.slice(2, 4).map((cells) => cells[4])).toEqual([2, 3])
    const again = await read(report, { departments: ['建设管理局', '建设局'] })
    expect(again.flatMap((item) => (item.kind === 'row' ? [item.row.serial] : []))).toEqual(['3'])
  })

  it('leaves a serial to the row that had it first', async () => {
    const header = ['收集日期', '企业名称', '问题描述', '责任部门']
    const grid = [['台账（2022年）'], header, ['2022-1-4', '示例甲', '路不平', '建设管理局']]
    const unnumbered = [
      { name: '1月', grid },
      { name: '2月', grid },
    ]
    const { items, report } = await reported(await aLedgerFile(unnumbered))
    expect(inShort(items).filter((text) => text.startsWith('3'))).toEqual([
      '3 dispatched',
      '3 3 serial_duplicate',
    ])
    expect(inShort(await read(report)).filter((text) => text.startsWith('3'))).toEqual([
      '3 E3 serial_missing',
    ])
    const twice = await reported(await aLedgerFile([sheet({ grid: [['2022年'], HEADER, aRow(), aRow()] })]))
    expect(inShort(await read(twice.report)).filter((text) => text.startsWith('3'))).toEqual([
      '3 A3 serial_missing',
    ])
  })

  it('leaves a merged serial to the row whose it is', async () => {
    const rows = [aRow({ 序号: 1 }), aRow({ 序号: null })]
    const grid = [['台账（2022年）'], HEADER, ...rows]
    const { report } = await reported(await aLedgerFile([{ grid, merges: ['A3:A4'] }]))
    expect(inShort(await read(report)).filter((text) => text.startsWith('3'))).toEqual([
      '3 A3 serial_missing',
    ])
  })

  it('of a sheet without a header has our own, with which it is imported', async () => {
    const map = { columns: { serial: 'A', collected: 'B', enterprise: 'C', text: 'D' } }
    const grid = [
      [1, '2022-1-4', '示例甲', '路不平'],
      [2, '2月30日', '示例乙', '灯不亮'],
    ]
    const { report } = await reported(await aLedgerFile([{ name: '2022', grid }]), { map })
    for (const options of [{}, { map }, { map: { ...map, header_row: 0, sheet: '2022' } }])
      expect(inShort(await read(report, options)).filter((text) => !text.includes(':'))).toEqual([
        '3 B3 no_such_date',
      ])
  })

  it('keeps the names of sheets, as far as Excel takes them', async () => {
    const names = ['提示', 'a/b', 'a?b', '长'.repeat(40)]
    const sheets = names.map((name, index) =>
      sheet({ name, grid: [[`台账（${2018 + index}年）`], HEADER, aRow({ 满意度: '好' })] }),
    )
    const { report } = await reported(await aLedgerFile(sheets))
    const items = await gathered(readWorkbook(report))
    expect(items.flatMap((item) => (item.kind === 'sheet' ? [item.sheet.name] : []))).toEqual([
      '提示_2',
      'a_b',
      'a_b_2',
      '长'.repeat(27),
      '提示',
      '列的对应',
    ])
  })

  it('keeps the days of a workbook that counts from 1904', async () => {
    const grid = [
      ['台账（2022年）'],
      HEADER,
      aRow({ 收集日期: 43_333, 交办日期: { serial: 43_336 }, 满意度: '好' }),
    ]
    const { report } = await reported(await aLedgerFile([{ grid }], { date1904: true }))
    const row = (await gathered(readWorkbook(report))).flatMap((item) =>
      item.kind === 'row' ? [item.row.cells] : [],
    )[2]
    expect(row?.[1]).toEqual({ kind: 'date', value: '2022-08-22' })
    expect(row?.[12]).toEqual({ kind: 'date', value: '2022-08-25' })
    expect(inShort(await read(report)).find((text) => text.startsWith('3'))).toBe('3 T3 unknown_rating')
  })
})
