import { describe, expect, it } from 'vitest'
import { aRow, inShort, readRows, type GridCell } from './fixtures.ts'
import type { LedgerRow } from './ledger-row.ts'
import type { LedgerOptions } from './read-ledger.ts'

type Changes = Readonly<Record<string, GridCell>>

/** What becomes of one row of the paper with some cells changed, in short. */
function fate(changes: Changes, options: Partial<LedgerOptions> = {}): string {
  return inShort(readRows([aRow(changes)], options)).join('; ')
}

function row(changes: Changes, options: Partial<LedgerOptions> = {}): LedgerRow {
  for (const item of readRows([aRow(changes)], options)) if (item.kind === 'row') return item.row
  throw new Error(`refused: ${fate(changes, options)}`)
}

const NOT_ENDED = { 办理进展: null, 答复日期: null, 销号情况: null, 销号日期: null, 满意度: null }
const NOT_BEGUN = { ...NOT_ENDED, 责任部门: null, 交办日期: null, 办理时限: null, 牵头领导: null }

describe('a row of the paper', () => {
  it('is understood in every cell', () => {
    expect(row({ 配合部门: '人社分局、财政金融局', 备注: '首批' })).toMatchObject({
      year: 2022,
      serial: '1',
      collected: '2022-08-22',
      source: '走访',
      enterprise: '示例甲有限公司',
      creditCode: '91430300MA4DEM010W',
      contact: '陈经理',
      phone: '10001533375',
      category: '交通',
      text: '公交末班车太早',
      leadLeader: '甲主任',
      department: '建设管理局',
      coDepartments: ['人社分局', '财政金融局'],
      dispatched: '2022-08-25',
      deadline: { given: '5个工作日', kind: 'working_days', days: 5, due: '2022-09-01' },
      due: '2022-09-01',
      demand: '限期答复',
      progress: '已办结',
      replied: '2022-08-31',
      struckOff: '2022-09-05',
      rating: 5,
      remark: '首批',
      state: 'struck_off',
      outcome: 'solved',
      rung: null,
      number: null,
      returned: null,
      reopened: null,
      late: false,
    })
  })

  it('is late when the first reply comes after the due day, by date', () => {
    expect(row({ 答复日期: '2022-09-01' })).toMatchObject({ late: false })
    expect(row({ 答复日期: '2022-09-02' })).toMatchObject({ late: true })
    expect(row({ 办理时限: null })).toMatchObject({ due: null, late: null })
    expect(row(NOT_ENDED)).toMatchObject({ late: null })
  })

  it('has the state that its dates and words give', () => {
    expect(row({})).toMatchObject({ state: 'struck_off' })
    expect(row({ 销号情况: '否', 销号日期: null })).toMatchObject({ state: 'replied', struckOff: null })
    expect(row({ ...NOT_ENDED, 办理进展: '正在协调' })).toMatchObject({
      state: 'accepted',
      outcome: null,
    })
    expect(row({ ...NOT_ENDED, 办理进展: '已交办' })).toMatchObject({ state: 'dispatched' })
    expect(row(NOT_ENDED)).toMatchObject({ state: 'dispatched', rating: null })
    expect(row(NOT_BEGUN)).toMatchObject({ state: 'registered', department: null, dispatched: null })
  })

  it('is solved only when it says so', () => {
    expect(row({ 办理进展: '已解决' })).toMatchObject({ outcome: 'solved' })
    expect(row({ 办理进展: '解释说明' })).toMatchObject({ outcome: null, state: 'struck_off' })
    expect(row({ 办理进展: null })).toMatchObject({ outcome: null })
  })

  it('answered on the spot may lack a department, and its dates', () => {
    const onSpot = { ...NOT_BEGUN, 来源: '接待日现场答复', 办理进展: '已办结' }
    expect(row({ ...onSpot, 答复日期: '2022-08-22' })).toMatchObject({
      state: 'replied',
      rung: 'on_spot',
      replied: '2022-08-22',
    })
    expect(fate(onSpot)).toBe('3 replied | Q3 reply_assumed')
    expect(row({ ...onSpot, 销号情况: '是' })).toMatchObject({
      state: 'struck_off',
      replied: '2022-08-22',
      struckOff: '2022-08-22',
    })
  })

  it.each<[string, Changes, string]>([
    ['no serial', { 序号: null }, 'A3 serial_missing'],
    ['a serial that is none', { 序号: '长'.repeat(41) }, 'A3 serial_too_long'],
    ['no enterprise', { 企业名称: ' / ' }, 'D3 enterprise_missing'],
    ['a name that is no name', { 企业名称: '长'.repeat(201) }, 'D3 enterprise_too_long'],
    [
      'an enterprise that was not found',
      { 企业名称: { formula: 'VLOOKUP(E3,x,2)' } },
      'D3 enterprise_missing',
    ],
    ['no text', { 问题描述: '' }, 'I3 text_missing'],
    ['no day at all', { ...NOT_BEGUN, 收集日期: null }, 'B3 collected_missing'],
    ['no department', { 责任部门: null }, 'K3 department_missing'],
    ['no department but progress', { ...NOT_BEGUN, 办理进展: '正在协调' }, 'K3 department_missing'],
    ['another department', { 责任部门: '交警大队' }, 'K3 unknown_department'],
    ['another assisting department', { 配合部门: '人社分局、交警大队' }, 'L3 unknown_department'],
    ['a day that never was', { 收集日期: '2022-02-30' }, 'B3 no_such_date'],
    ['a month', { 答复日期: '2022年9月' }, 'Q3 date_without_day'],
    ['a date that nobody reads', { 交办日期: '上周' }, 'M3 unreadable_date'],
    ['a year out of range', { 销号日期: '2202-09-05' }, 'S3 date_out_of_range'],
    ['a deadline that nobody reads', { 办理时限: '尽快' }, 'N3 unreadable_deadline'],
    ['a due day before the dispatch', { 办理时限: '2022-08-24' }, 'N3 due_before_dispatch'],
    ['a reply before the asking', { 答复日期: '2022-08-21' }, 'Q3 reply_before_collected'],
    ['a strike-off before the reply', { 销号日期: '2022-08-30' }, 'S3 strike_off_before_reply'],
    [
      'a dispatch long before the asking',
      { 交办日期: '2021-08-25', 办理时限: null },
      'M3 dispatched_before_collected',
    ],
    ['struck off without a day', { 答复日期: null, 销号日期: null }, 'R3 struck_off_without_dates'],
    ['not struck off, with a day', { 销号情况: '否' }, 'R3 strike_off_contradicts'],
    ['a mark that nobody reads', { 销号情况: '见备注' }, 'R3 unknown_mark'],
    ['a rating that nobody reads', { 满意度: '非常好' }, 'T3 unknown_rating'],
    [
      'several at once',
      { 收集日期: '2022-02-30', 满意度: '好', 问题描述: null },
      'I3 text_missing, B3 no_such_date, T3 unknown_rating',
    ],
  ])('is refused for %s', (_, changes, expected) => {
    expect(fate(changes)).toBe(`3 ${expected}`)
  })

  it.each<[string, Changes, string]>([
    [
      'a wrong credit code',
      { 统一社会信用代码: '91430300MA4DEM010X' },
      'struck_off | E3 credit_code_invalid',
    ],
    ['no day of collection', { 收集日期: null }, 'struck_off | B3 collected_assumed'],
    ['no day of dispatch', { 交办日期: null }, 'struck_off | M3 dispatch_assumed'],
    ['no day of reply', { 答复日期: null }, 'struck_off | Q3 reply_assumed'],
    ['no day of striking off', { 销号日期: null }, 'struck_off | S3 strike_off_assumed'],
    [
      'dispatched a little before it was written down',
      { 交办日期: '2022-08-20', 办理时限: null },
      'struck_off | M3 dispatched_before_collected',
    ],
    [
      'answered before the formal dispatch',
      { 答复日期: '2022-08-23' },
      'struck_off | Q3 reply_before_dispatch',
    ],
    [
      'two departments in charge',
      { 责任部门: '建设管理局、人社分局' },
      'struck_off | K3 several_departments',
    ],
    [
      'done in the place of struck off',
      { 销号情况: '已办结', 销号日期: null },
      'replied | R3 done_not_struck_off',
    ],
    ['a rating before the reply', { ...NOT_ENDED, 满意度: '满意' }, 'dispatched | T3 rating_without_reply'],
    ['days that may be of either kind', { 办理时限: '7天' }, 'struck_off | N3 assumed_calendar_days'],
    ['a year that is not that of the ledger', { 收集日期: '2021-12-30' }, 'struck_off | B3 year_differs'],
  ])('is taken with a warning for %s', (_, changes, expected) => {
    expect(fate(changes)).toBe(`3 ${expected}`)
  })

  it('without a day of collection was collected when it was answered, at the latest', () => {
    expect(row({ 收集日期: null, 答复日期: '2022-08-23' })).toMatchObject({
      collected: '2022-08-23',
      dispatched: '2022-08-25',
    })
  })

  it('says nothing of a code that is missing, a deadline that is missing, or a mark left empty', () => {
    expect(fate({ 统一社会信用代码: null, 办理时限: null, 销号情况: null })).toBe('3 struck_off')
  })

  it('offers what would be accepted', () => {
    const items = readRows([
      aRow({}),
      aRow({ 序号: 2, 企业名称: null, 统一社会信用代码: '９１４３０３００ma4dem010w' }),
      aRow({ 序号: 3, 责任部门: '人社局' }),
      aRow({ 序号: 4, 满意度: '好' }),
      aRow({ 序号: 5, 企业名称: '示例乙有限公司', 统一社会信用代码: '待补' }),
      aRow({ 序号: 6, 企业名称: null, 统一社会信用代码: '待补' }),
    ])
    const accepted = items.flatMap((item) => (item.kind === 'refused' ? [item.refusals[0]?.accepted] : []))
    expect(accepted).toEqual([
      ['示例甲有限公司'],
      ['人社分局'],
      ['满意', '较满意', '基本满意', '不太满意', '不满意'],
      [],
    ])
  })

  it('counts days as the header of the deadline says, and an open deadline as none', () => {
    const due = (header: string, given: GridCell) =>
      readRows([[1, '2022-8-22', '示例甲', '路不平', '建设管理局', '2022-8-25', given]], {}, [
        ...['序号', '收集日期', '企业名称', '问题描述', '责任部门', '交办日期'],
        header,
      ])
    expect(due('办理时限（自然日）', 5)).toMatchObject([{ row: { due: '2022-08-30' }, warnings: [] }])
    expect(due('办理时限（工作日）', '5天')).toMatchObject([{ row: { due: '2022-09-01' }, warnings: [] }])
    expect(inShort(due('办理时限', '长期坚持'))).toEqual(['3 dispatched | G3 deadline_open'])
  })

  it('may be struck off on a day that stands in the mark', () => {
    const marked = (mark: string, date: GridCell = null) => ({ 销号情况: mark, 销号日期: date })
    expect(row(marked('已销号（2022.9.6）'))).toMatchObject({ struckOff: '2022-09-06', state: 'struck_off' })
    expect(row(marked('9月6日已销号'))).toMatchObject({ struckOff: '2022-09-06' })
    expect(row(marked('已销号（2022.9.6）', '2022-9-7'))).toMatchObject({ struckOff: '2022-09-07' })
    expect(fate(marked('已销号（2022.9.31）'))).toBe('3 R3 no_such_date')
    expect(fate(marked('未销号（9月6日申请）'))).toBe('3 replied')
  })

  it('goes over into the next year without writing it', () => {
    const over = {
      收集日期: '12月26日',
      交办日期: '12月28日',
      办理时限: '1月10日',
      答复日期: '1月5日',
      销号日期: '1月9日',
    }
    expect(row(over)).toMatchObject({
      collected: '2022-12-26',
      dispatched: '2022-12-28',
      due: '2023-01-10',
      replied: '2023-01-05',
      struckOff: '2023-01-09',
      late: false,
      year: 2022,
    })
    expect(fate(over)).toBe('3 struck_off | N3 year_rolled, Q3 year_rolled, S3 year_rolled')
  })

  it('cannot lie in the future', () => {
    expect(fate({}, { today: '2022-09-05' })).toBe('3 struck_off')
    expect(fate({}, { today: '2022-09-04' })).toBe('3 S3 in_the_future')
    expect(fate({ ...NOT_ENDED, 办理时限: '2022-12-31' }, { today: '2022-09-01' })).toBe('3 dispatched')
  })

  it('is known by its number in plain form, once in its year', () => {
    const rows = ['1', '２', '03', '第4号', 5, '6.', 'A-7', '１'].map((serial) => aRow({ 序号: serial }))
    const items = readRows(rows)
    expect(items.flatMap((item) => (item.kind === 'row' ? [item.row.serial] : []))).toEqual([
      '1',
      '2',
      '3',
      '4',
      '5',
      '6',
      'a-7',
    ])
    expect(inShort(items).at(-1)).toBe('10 A10 serial_duplicate')
    const last = items.at(-1)
    expect(last?.kind === 'refused' ? last.refusals[0]?.detail : undefined).toEqual({
      first: 3,
      sheet: '台账',
    })
  })

  it('that is refused has not taken its number', () => {
    const rows = [aRow({ 收集日期: '2月30日' }), aRow({}), aRow({})]
    expect(inShort(readRows(rows))).toEqual(['3 B3 no_such_date', '4 struck_off', '5 A5 serial_duplicate'])
  })

  it('without a serial is known by its number, and our own numbers are made of the serial', () => {
    const header = ['工单编号', '收集日期', '企业名称', '问题描述']
    const numbers = [
      'GD-20220427-3',
      '2022-0017',
      ' 2021-5 ',
      '00042',
      '长'.repeat(41),
      null,
      'gd-20220427-3',
    ]
    const items = readRows(
      numbers.map((number) => [number, '2022-8-22', '示例甲', '路不平']),
      {},
      header,
    )
    expect(items.map((item) => (item.kind === 'row' ? item.row.serial : inShort([item])[0]))).toEqual([
      'gd-20220427-3',
      '17',
      '2021-5',
      '42',
      '7 A7 serial_too_long',
      '8 A8 number_missing',
      '9 A9 serial_duplicate',
    ])
  })

  it('has the same hash in another spelling, and another for other content', () => {
    const { hash } = row({})
    const same: Changes[] = [
      { 收集日期: '8月22日', 交办日期: { serial: 44_798 }, 答复日期: 44_804, 销号日期: '２０２２.9.5' },
      { 办理时限: '2022年9月1日' },
      {
        企业名称: ' 示例甲 有限公司　',
        统一社会信用代码: '91430300ma4dem010w',
        满意度: '非常满意',
        销号情况: '√',
      },
      { 序号: '01', 问题描述: '公交 末班车太早', 备注: '/' },
    ]
    for (const changes of same) expect(row(changes).hash).toBe(hash)
    const other: Changes[] = [
      { 序号: 2 },
      { 问题描述: '公交首班车太晚' },
      { 满意度: '不满意' },
      { 办理时限: '6个工作日' },
      { 备注: '重点' },
      { 配合部门: '人社分局' },
    ]
    for (const changes of other) expect(row(changes).hash).not.toBe(hash)
  })

  it('tells the problem in the text, and what else is asked for in the remark', () => {
    const told = (columns: readonly string[], cells: readonly string[]) =>
      readRows([[1, '2022-8-22', '示例甲', ...cells]], {}, ['序号', '收集日期', '企业名称', ...columns])[0]
    for (const problem of ['存在的主要困难和问题', '存在的困难', '问题情况']) {
      const columns = [problem, '企业诉求及建议']
      const row = { text: '路不平', remark: '企业诉求及建议：修路' }
      expect(told(columns, ['路不平', '修路'])).toMatchObject({ row })
      expect(told(columns.toReversed(), ['修路', '路不平'])).toMatchObject({ row })
      expect(told([...columns, '备注'], ['', '修路', '急'])).toMatchObject({
        row: { text: '修路', remark: '急' },
      })
    }
  })

  it('may hold name and telephone in one cell', () => {
    const header = ['序号', '收集日期', '企业名称', '联系人及电话', '问题描述']
    const items = readRows([[1, '2022-8-22', '示例甲', '陈经理 10001533375', '路不平']], {}, header)
    expect(items.at(-1)).toMatchObject({
      row: { contact: '陈经理', phone: '10001533375', state: 'registered' },
    })
  })

  it('takes a state column where the dates allow it', () => {
    const header = [
      '序号',
      '收集日期',
      '企业名称',
      '问题描述',
      '责任部门',
      '交办日期',
      '答复日期',
      '销号日期',
      '状态',
    ]
    const fates = [
      [null, null, '已退回'],
      [null, null, '已挂起'],
      ['2022-9-1', null, '已确认'],
      [null, null, '已撤回'],
      ['2022-9-1', '2022-9-2', '办理中'],
      [null, null, '已销号'],
      [null, null, '办得怎么样'],
    ].map((end) =>
      inShort(
        readRows([[1, '2022-8-22', '示例甲', '路不平', '建设管理局', '2022-8-23', ...end]], {}, header),
      ),
    )
    expect(fates.flat()).toEqual([
      '3 returned',
      '3 suspended',
      '3 confirmed',
      '3 closed_withdrawn',
      '3 struck_off | I3 state_contradicts',
      '3 dispatched | I3 state_contradicts',
      '3 dispatched',
    ])
  })
})
