import { describe, expect, it } from 'vitest'
import { Failure } from '../../kernel/failure.ts'
import { aLedger, aLedgerFile, aRow, HEADER, inShort, read, type Grid } from './fixtures.ts'
import type { LedgerItem, LedgerOptions } from './read-ledger.ts'
import { reasonOf, words } from './words.ts'

const rowsOf = (items: readonly LedgerItem[]) =>
  items.flatMap((item) => (item.kind === 'row' ? [item.row] : []))

async function refusal(path: string, options: Partial<LedgerOptions> = {}): Promise<Failure> {
  try {
    await read(path, options)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    for (const language of ['zh', 'en'] as const)
      expect(words[error.code]?.[language](error.detail)).not.toMatch(/undefined|\[object/)
    return error
  }
  throw new Error('the file was not refused')
}

describe('a ledger sheet', () => {
  it('gives every row, and leaves out totals, notes, repeated headers and numbered blanks', async () => {
    const grid: Grid = [
      ['示例产业园企业诉求台账（2022年）'],
      ['填报单位：企业服务中心　　填报日期：2023年1月9日'],
      HEADER,
      aRow({ 序号: 1 }),
      [],
      aRow({ 序号: 2 }),
      ['小计', null, null, '2件'],
      HEADER,
      ['二、用工类'],
      aRow({ 序号: 3 }),
      [4],
      [5, null, null, null],
      ['合　计', null, null, 3],
      ['注：本表一式两份。'],
      ['填报人：', null, null, null, null, null, null, '审核人：'],
    ]
    const items = await read(await aLedgerFile([{ grid, merges: ['A1:U1', 'A9:U9'] }]))
    expect(items[0]).toMatchObject({
      kind: 'sheet',
      sheet: { name: '台账', year: 2022, header: { firstRow: 3, lastRow: 3 } },
    })
    expect(inShort(items)).toEqual([
      '4 struck_off',
      '6 struck_off',
      '7: totals_skipped',
      '9: line_skipped',
      '10 struck_off',
      '13: totals_skipped',
      '14: line_skipped',
      '15: line_skipped',
      ': blank_rows_skipped',
    ])
  })

  it('leaves out a line that numbers the columns, below the header only', async () => {
    const numbering = HEADER.map((_, index) => index + 1)
    const items = await read(
      await aLedger([numbering, aRow({ 序号: 1 }), HEADER, numbering, aRow({ 序号: 2 }), numbering]),
    )
    expect(inShort(items).map((text) => text.split(' ')[0])).toEqual(['4', '7', '8'])
    expect(rowsOf(items).map(({ serial }) => serial)).toEqual(['1', '2'])
  })

  it('never loses a row: what is half empty is refused', async () => {
    const items = await read(
      await aLedger([
        [1, null, null, '示例甲'],
        [null, null, null, null, null, null, null, null, '路不平'],
        [3, '2022-1-4', '走访'],
      ]),
    )
    expect(inShort(items)).toEqual([
      '3 I3 text_missing, B3 collected_missing',
      '4 D4 enterprise_missing, B4 collected_missing, A4 serial_missing',
      '5 D5 enterprise_missing, I5 text_missing',
    ])
  })

  it('gives cells merged downwards to all their rows', async () => {
    const rows = [
      aRow({ 序号: 1, 企业名称: '示例甲有限公司', 责任部门: '建设管理局' }),
      aRow({ 序号: 2, 企业名称: null, 责任部门: null }),
      aRow({ 序号: 3, 企业名称: null, 责任部门: '人社分局' }),
      aRow({ 序号: 4, 企业名称: '示例乙有限公司', 统一社会信用代码: null }),
    ]
    const grid = [['台账（2022年）'], HEADER, ...rows]
    const items = await read(await aLedgerFile([{ grid, merges: ['D3:D5', 'K3:K4', 'A1:U1'] }]))
    expect(rowsOf(items).map(({ enterprise, department }) => [enterprise, department])).toEqual([
      ['示例甲有限公司', '建设管理局'],
      ['示例甲有限公司', '建设管理局'],
      ['示例甲有限公司', '人社分局'],
      ['示例乙有限公司', '建设管理局'],
    ])
  })

  it('asks to split a serial that is merged over several rows', async () => {
    const rows = [aRow({ 序号: 1 }), aRow({ 序号: null }), aRow({ 序号: null }), aRow({ 序号: 2 })]
    const grid = [['台账（2022年）'], HEADER, ...rows]
    expect(inShort(await read(await aLedgerFile([{ grid, merges: ['A3:A5'] }])))).toEqual([
      '3 struck_off',
      '4 A4 serial_merged',
      '5 A5 serial_merged',
      '6 struck_off',
    ])
  })

  it('may have two header rows, other names, another order and numbers counted from 1904', async () => {
    const grid: Grid = [
      ['示例高新区“一企一策”诉求清单'],
      ['（2022年度）'],
      ['No.', '诉求主体', null, '诉求内容*', '交办', null, null, '办理情况', null, '企业\n评价'],
      [
        null,
        '单位名称',
        '信用代码',
        null,
        '承办单位',
        '日期',
        '时限（工作日）',
        '受理日期',
        '回复日期',
        null,
      ],
      [
        1,
        '示例甲有限公司',
        '91430300MA4DEM010W',
        '路不平',
        '建设管理局',
        { serial: 43_336 },
        5,
        43_333,
        '9月1日',
        '较满意',
      ],
    ]
    const merges = ['A1:J1', 'A2:J2', 'A3:A4', 'B3:C3', 'D3:D4', 'E3:G3', 'H3:I3', 'J3:J4']
    const items = await read(await aLedgerFile([{ grid, merges }], { date1904: true }))
    expect(rowsOf(items)).toMatchObject([
      {
        year: 2022,
        serial: '1',
        enterprise: '示例甲有限公司',
        text: '路不平',
        department: '建设管理局',
        collected: '2022-08-22',
        dispatched: '2022-08-25',
        due: '2022-09-01',
        replied: '2022-09-01',
        rating: 4,
        late: false,
        state: 'replied',
      },
    ])
  })

  it('takes stored results of formulas, and ignores rows of nothing but formulas', async () => {
    const rows: Grid = [
      aRow({ 序号: { formula: 'ROW()-2', value: 1 }, 满意度: { formula: 'IF(1,"满意","")', value: '满意' } }),
      [
        { formula: 'ROW()-2', value: 2 },
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        { formula: 'x', value: 0 },
      ],
    ]
    expect(inShort(await read(await aLedger(rows)))).toEqual(['3 struck_off', ': blank_rows_skipped'])
  })

  it('numbers rows in their order when the column is missing, and says so', async () => {
    const grid: Grid = [
      ['台账（2022年）'],
      ['收集日期', '企业名称', '问题描述', '责任部门'],
      ['2022-1-4', '示例甲', '路不平', '建设管理局'],
      ['2022-1-5', '示例乙', '灯不亮', '建设管理局'],
    ]
    const items = await read(await aLedgerFile([{ grid }]))
    expect(rowsOf(items).map(({ serial }) => serial)).toEqual(['1', '2'])
    expect(inShort(items)[0]).toBe('2: serial_absent')
  })

  it('names the columns that it did not use', async () => {
    const grid: Grid = [
      ['台账（2022年）'],
      ['序号', '收集日期', '企业名称', '问题描述', '责任部门', '牵头部门', '天气'],
      [1, '2022-1-4', '示例甲', '路不平', '建设管理局', '建设管理局', '晴'],
    ]
    const notes = (await read(await aLedgerFile([{ grid }]))).flatMap((item) =>
      item.kind === 'note' ? [item.note] : [],
    )
    expect(notes).toMatchObject([
      { code: 'column_ambiguous', detail: { field: '责任部门', taken: 'E 责任部门', left: 'F 牵头部门' } },
      { code: 'column_unknown', detail: { column: 'G 天气' } },
    ])
  })
})

describe('the year of a ledger', () => {
  const grid = (title: string): Grid => [[title], HEADER, aRow({ 收集日期: '8月22日' })]

  it.each([
    ['企业诉求台账（2022年）', '台账'],
    ['2022年度企业诉求台账', '台账'],
    ['2022年企业诉求台账', '台账'],
    ['企业诉求台账(2022)', '台账'],
    ['2022年8月企业诉求台账', '8月'],
    ['统计时间：2022年1月1日至12月31日', '台账'],
    ['二〇二二年企业诉求台账', '台账'],
    ['企业诉求台账', '2022年'],
    ['企业诉求台账', '台账2022'],
  ])('is read from %s, %s', async (title, name) => {
    expect(rowsOf(await read(await aLedgerFile([{ name, grid: grid(title) }])))).toMatchObject([
      { year: 2022, collected: '2022-08-22' },
    ])
  })

  it('is not the day on which it was written', async () => {
    const path = await aLedgerFile([{ grid: grid('填报日期：2023年1月9日') }])
    expect(inShort(await read(path))).toEqual(['2: year_absent', '3 B3 year_missing'])
    expect(rowsOf(await read(path, { year: 2022 }))).toMatchObject([{ year: 2022, collected: '2022-08-22' }])
  })

  it('is none when the title names several: then it is asked for', async () => {
    const path = await aLedgerFile([{ grid: grid('2021-2022年企业诉求台账') }])
    expect(inShort(await read(path))).toEqual(['2: years_several', '3 B3 year_missing'])
    expect(rowsOf(await read(path, { year: 2022 }))).toMatchObject([{ year: 2022 }])
  })

  it('as told by the caller or the map holds over the title, with a word about it', async () => {
    const path = await aLedgerFile([{ grid: [['台账（2021年）'], HEADER, aRow()] }])
    expect(inShort(await read(path, { year: 2022 }))).toEqual(['2: year_overridden', '3 struck_off'])
    expect(rowsOf(await read(path, { year: 2021, map: { year: 2022 } }))).toMatchObject([{ year: 2022 }])
  })

  it('is that of its collection when nobody tells it', async () => {
    const items = await read(await aLedgerFile([{ grid: [['台账'], HEADER, aRow()] }]))
    expect(rowsOf(items)).toMatchObject([{ year: 2022 }])
  })
})

describe('a workbook', () => {
  const sheet = (name: string, year: number, more = {}) => ({
    name,
    grid: [
      [`台账（${year}年）`],
      HEADER,
      aRow({
        收集日期: `${year}-8-22`,
        交办日期: `${year}-8-25`,
        答复日期: `${year}-8-31`,
        销号日期: `${year}-9-5`,
      }),
    ],
    ...more,
  })

  it('may hold a ledger for each year, and sheets that are none', async () => {
    const items = await read(
      await aLedgerFile([
        sheet('2021', 2021),
        { name: '说明', grid: [['请按月填报'], ['=1+1']] },
        sheet('2022', 2022),
      ]),
    )
    expect(rowsOf(items).map(({ year, serial }) => `${year}/${serial}`)).toEqual(['2021/1', '2022/1'])
    expect(inShort(items)).toEqual(['3 struck_off', ': sheet_skipped', '3 struck_off'])
  })

  it('with the same matters on several sheets is pointed to choosing one', async () => {
    const path = await aLedgerFile([sheet('问题清单', 2022), sheet('销号台账', 2022)])
    const items = await read(path)
    expect(inShort(items)).toEqual(['3 struck_off', '3 A3 serial_duplicate'])
    const note = items.flatMap((item) => (item.kind === 'refused' ? item.refusals : []))[0]
    expect(note && reasonOf(note, 'zh')).toContain('--map {"sheet":"问题清单"}')
    expect(rowsOf(await read(path, { map: { sheet: '销号台账' } }))).toHaveLength(1)
  })

  it('may hide a ledger, which is told and left out, and lists, which are not worth a word', async () => {
    const items = await read(
      await aLedgerFile([
        sheet('旧', 2021, { state: 'hidden' }),
        sheet('2022', 2022),
        { name: '选项', state: 'hidden', grid: [['建设管理局']] },
      ]),
    )
    expect(inShort(items)).toEqual([': sheet_hidden', '3 struck_off'])
    expect(
      rowsOf(
        await read(await aLedgerFile([sheet('旧', 2021, { state: 'hidden' })]), { map: { sheet: '旧' } }),
      ),
    ).toHaveLength(1)
  })

  it('without a ledger is refused, with what was looked for and what was found', async () => {
    const path = await aLedgerFile([
      {
        name: '统计',
        grid: [
          ['责任部门', '件数', '满意度'],
          ['建设管理局', 5, '90%'],
        ],
      },
      { name: '说明', grid: [['请按月填报']] },
    ])
    expect(await refusal(path)).toMatchObject({
      kind: 'invalid',
      code: 'intake.no_ledger_sheet',
      detail: {
        sought: ['企业名称', '问题描述', '序号', '收集日期', '责任部门'],
        found: [
          { sheet: '统计', headers: ['A 责任部门', 'B 件数', 'C 满意度'] },
          { sheet: '说明', headers: [] },
        ],
      },
    })
  })

  it('with half a ledger is refused for the columns that are missing', async () => {
    const path = await aLedgerFile([
      {
        grid: [
          ['序号', '收集日期', '情况', '责任部门', '答复日期', '满意度'],
          [1, '2022-1-4', '路不平', '建设管理局'],
        ],
      },
    ])
    expect(await refusal(path)).toMatchObject({
      code: 'intake.columns_missing',
      detail: { sheet: '台账', missing: ['企业名称', '问题描述'] },
    })
  })

  it('is no spreadsheet: refused by the reader', async () => {
    await expect(read('/nowhere.xlsx')).rejects.toMatchObject({ code: 'spreadsheet.unreadable' })
  })
})

describe('a map', () => {
  const grid: Grid = [
    ['台账（2022年）'],
    ['号码', '什么时候', '谁', '什么事', '谁办', 'x'],
    [1, '2022-1-4', '示例甲', '路不平', '建设管理局', '2022-1-5'],
    [2, '2022-1-6', '示例乙', '灯不亮', '建设管理局', '2022-1-7'],
  ]
  const columns = {
    serial: '号码',
    collected: '什么时候',
    enterprise: 'C',
    text: '什么事',
    department: '谁办',
    dispatched: 'F',
  }

  it('makes a ledger of what nobody would take for one', async () => {
    const path = await aLedgerFile([
      { name: '说明', grid: [['说明']] },
      { name: '表', grid },
    ])
    expect(await refusal(path)).toMatchObject({ code: 'intake.no_ledger_sheet' })
    const items = await read(path, { map: { columns } })
    expect(rowsOf(items)).toMatchObject([
      { serial: '1', enterprise: '示例甲', dispatched: '2022-01-05', state: 'dispatched' },
      { serial: '2', enterprise: '示例乙', dispatched: '2022-01-07' },
    ])
    expect(rowsOf(await read(path, { map: { columns, sheet: '表', header_row: 2 } }))).toHaveLength(2)
  })

  it.each<[string, Partial<LedgerOptions['map']>]>([
    ['by letters alone', {}],
    ['that says so', { header_row: 0 }],
  ])('%s makes a ledger of a sheet without a header, and loses no row', async (_, more) => {
    const [title = [], , ...rows] = grid
    const letters = { serial: 'A', collected: 'B', enterprise: 'C', text: 'D', department: 'E' }
    const options = { map: { columns: letters, ...more } }
    const path = await aLedgerFile([{ name: '表', grid: [title, ...rows, ...rows] }])
    const items = await read(path, options)
    expect(rowsOf(items)).toMatchObject([
      { year: 2022, serial: '1', text: '路不平' },
      { year: 2022, serial: '2', text: '灯不亮' },
    ])
    expect(inShort(items)).toEqual([
      '1: line_skipped',
      '2 dispatched',
      '3 dispatched',
      '4 A4 serial_duplicate',
      '5 A5 serial_duplicate',
    ])
    const bare = await read(await aLedgerFile([{ name: '2022', grid: rows }]), options)
    expect(rowsOf(bare)).toHaveLength(2)
  })

  it('by letters alone still finds a header that is there', async () => {
    const letters = { serial: 'A', collected: 'B', enterprise: 'D', text: 'I', department: 'K' }
    const items = await read(await aLedger([aRow()]), { map: { columns: letters } })
    expect(inShort(items)).toEqual(['3 struck_off'])
  })

  it('that names what is not there is refused with what is', async () => {
    const path = await aLedgerFile([{ name: '表', grid }])
    expect(await refusal(path, { map: { columns: { ...columns, rating: '满不满意' } } })).toMatchObject({
      code: 'intake.map_column_unknown',
      detail: {
        field: 'rating',
        wanted: '满不满意',
        accepted: expect.arrayContaining(['A 号码', 'D 什么事']) as unknown,
      },
    })
    expect(await refusal(path, { map: { sheet: '台账' } })).toMatchObject({
      code: 'intake.map_sheet_unknown',
      detail: { wanted: '台账', accepted: ['表'] },
    })
  })
})
