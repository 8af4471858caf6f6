import { describe, expect, it } from 'vitest'
import type { Cell, Merge, Row } from '../../kernel/spreadsheet/cell.ts'
import { findBlock } from '../../kernel/spreadsheet/cell.ts'
import { findHeader, isLedger, isNearlyLedger } from './columns.ts'
import { FIELDS, fieldTitle, likeness } from './fields.ts'
import { HEADER } from './fixtures.ts'
import type { LedgerMap } from './ledger-map.ts'

const cell = (text: string | null): Cell =>
  text === null ? { kind: 'empty', value: null } : { kind: 'text', value: text }
const rowsOf = (grid: readonly (readonly (string | null)[])[]): Row[] =>
  grid
    .map((cells, index) => ({ number: index + 1, cells: cells.map(cell) }))
    .filter(({ cells }) => cells.length > 0)

interface Given {
  readonly grid: readonly (readonly (string | null)[])[]
  readonly merges?: readonly string[]
  readonly map?: LedgerMap
}

function header({ grid, merges = [], map = {} }: Given) {
  const blocks = merges.map(findBlock).filter((block): block is Merge => block !== undefined)
  return findHeader({ rows: rowsOf(grid), merges: blocks, map })
}

/** Where each field was found: `enterprise D`. */
function columns(given: Given): Record<string, string> {
  return Object.fromEntries(
    [...(header(given)?.columns ?? [])].map(([field, { letters }]) => [field, letters]),
  )
}

describe('the header of a ledger', () => {
  it('is that of the paper, each column once', () => {
    const found = header({ grid: [['台账（2022年）'], HEADER, ['1', '2022-1-4', '走访', '示例甲有限公司']] })
    expect(found).toMatchObject({ firstRow: 2, lastRow: 2, unknown: [], ambiguous: [] })
    expect([...(found?.columns.values() ?? [])].map(({ header: text }) => text).toSorted()).toEqual(
      HEADER.toSorted(),
    )
    expect(found !== undefined && isLedger(found)).toBe(true)
  })

  it.each([
    ['serial', ['序号', '编号', 'No.', 'NO', '序']],
    ['collected', ['收集日期', '登记日期', '受理日期', '提出时间', '反映时间', '诉求登记时间', '收文日期']],
    ['source', ['来源', '收集渠道', '诉求来源']],
    [
      'enterprise',
      [
        '走访企业',
        '服务企业',
        '问题提出单位',
        '来文单位',
        '企业名称',
        '单位名称',
        '诉求主体',
        '市场主体',
        '企业（项目）名称',
        '诉求企业名称',
        '企业',
      ],
    ],
    ['credit_code', ['统一社会信用代码', '信用代码', '社会信用代码', '企业统一社会信用代码']],
    ['contact', ['联系人', '企业联系人', '联系人姓名']],
    ['phone', ['联系电话', '电话', '手机', '手机号码', '联系方式', '企业联系电话']],
    ['category', ['问题类别', '类别', '分类', '问题类型', '诉求类别']],
    [
      'text',
      [
        '问题描述',
        '问题',
        '诉求',
        '诉求内容',
        '存在问题',
        '具体问题',
        '存在的困难和问题',
        '企业反映的问题',
        '诉求具体内容',
        '问题（诉求）内容',
        '反映事项',
        '反映问题情况',
        '存在的主要困难和问题',
        '企业诉求及建议',
      ],
    ],
    ['lead_leader', ['牵头领导', '责任领导', '包保领导', '分管领导', '牵头县领导']],
    [
      'department',
      ['责任部门', '责任单位', '牵头部门', '承办单位', '主办单位', '责任部门（单位）', '牵头责任部门'],
    ],
    ['co_departments', ['配合部门', '协办部门', '配合单位', '配合责任单位']],
    ['dispatched', ['交办日期', '交办时间', '派单日期', '转办时间']],
    [
      'deadline',
      [
        '办理时限',
        '时限',
        '完成时限',
        '办结时限',
        '限办日期',
        '截止日期',
        '要求完成时间',
        '计划办结时间',
        '办理时限（工作日）',
      ],
    ],
    ['demand', ['办理要求', '交办要求']],
    [
      'progress',
      ['办理进展', '办理情况', '进展', '办理状态', '落实情况', '目前办理进展情况', '工作进展情况'],
    ],
    ['replied', ['答复日期', '回复日期', '答复企业时间', '办结日期', '整改完成时间']],
    ['done', ['是否办结', '是否完成', '是否已办结']],
    ['struck_off_mark', ['销号情况', '是否销号', '销号', '是否已销号']],
    ['struck_off', ['销号日期', '销号时间']],
    ['rating', ['满意度', '企业评价', '满意情况', '是否满意', '企业满意度评价']],
    ['remark', ['备注', '说明']],
    ['state', ['状态', '当前状态']],
    ['outcome', ['办理结果', '是否解决']],
    ['rung', ['层级', '解决方式']],
    ['returned', ['退回次数', '退回']],
    ['reopened', ['重办次数', '重办']],
  ])('means %s by many names', (field, names) => {
    for (const name of names) {
      const found = columns({ grid: [['甲', '乙', name, '丙']] })
      expect([name, found]).toEqual([name, { [field]: 'C' }])
    }
  })

  it('is read through line breaks, blanks, full width, stars, colons and hints', () => {
    const grid = [
      [
        '序 号',
        '收集\n日期',
        '＊企业名称',
        '问题描述（必填）',
        '【选填】联系人：',
        '联系 电话[手机]',
        '满意度(1-5)',
        '*责任部门*',
      ],
    ]
    expect(columns({ grid })).toEqual({
      serial: 'A',
      collected: 'B',
      enterprise: 'C',
      text: 'D',
      contact: 'E',
      phone: 'F',
      rating: 'G',
      department: 'H',
    })
  })

  it('is found below several titles, and not in rows of data', () => {
    const grid = [
      ['示例产业园'],
      ['企业诉求问题清单'],
      ['填报单位：企业服务中心', null, '填报日期：2022年12月9日'],
      [],
      HEADER,
      ['1', '2022-1-4', '走访', '示例甲有限公司', null, null, null, '交通', '问题', null, '建设管理局'],
    ]
    expect(header({ grid, merges: ['A1:U1', 'A2:U2'] })).toMatchObject({ firstRow: 5, lastRow: 5 })
  })

  it('may lie in two rows under merged groups', () => {
    const grid = [
      ['示例产业园企业诉求台账（2022年）'],
      [
        '序号',
        '企业信息',
        null,
        null,
        '诉求',
        null,
        '交办',
        null,
        null,
        '办理情况',
        null,
        '销号',
        null,
        '满意度',
      ],
      [
        null,
        '名称',
        '联系人',
        '联系电话',
        '类别',
        '内容',
        '日期',
        '时限',
        '责任部门',
        '进展',
        '答复日期',
        '情况',
        '日期',
        null,
      ],
    ]
    const merges = ['A1:N1', 'A2:A3', 'B2:D2', 'E2:F2', 'G2:I2', 'J2:K2', 'L2:M2', 'N2:N3']
    expect(header({ grid, merges })).toMatchObject({ firstRow: 2, lastRow: 3 })
    expect(columns({ grid, merges })).toEqual({
      serial: 'A',
      enterprise: 'B',
      contact: 'C',
      phone: 'D',
      category: 'E',
      text: 'F',
      dispatched: 'G',
      deadline: 'H',
      department: 'I',
      progress: 'J',
      replied: 'K',
      struck_off_mark: 'L',
      struck_off: 'M',
      rating: 'N',
    })
    const places = header({ grid, merges })?.columns
    expect(places?.get('deadline')?.header).toBe('时限')
    expect(places?.get('struck_off')?.header).toBe('销号日期')
    expect(places?.get('enterprise')?.header).toBe('企业信息名称')
  })

  it('keeps its plain names under groups that say nothing', () => {
    const grid = [
      ['问题清单', null, null, null, null, '责任清单', null, null, '销号台账', null, null],
      [
        '序号',
        '收集日期',
        '企业名称',
        '问题类别',
        '问题描述',
        '责任部门',
        '交办日期',
        '办理时限',
        '答复日期',
        '是否销号',
        '满意度',
      ],
    ]
    const found = header({ grid, merges: ['A1:E1', 'F1:H1', 'I1:K1'] })
    expect([...(found?.columns.values() ?? [])].map(({ header: text }) => text)).toEqual(
      expect.arrayContaining(grid[1] ?? []),
    )
    expect(found?.columns.size).toBe(11)
  })

  it('tells the day of completion by what else is there', () => {
    const base = ['序号', '企业名称', '问题描述', '交办日期']
    expect(columns({ grid: [[...base, '办结日期', '销号日期']] })).toMatchObject({
      replied: 'E',
      struck_off: 'F',
    })
    expect(columns({ grid: [[...base, '答复日期', '办结日期']] })).toMatchObject({
      replied: 'E',
      completed: 'F',
    })
    expect(columns({ grid: [[...base, '答复日期', '办结日期']] })).not.toHaveProperty('struck_off')
    expect(columns({ grid: [[...base, '办结日期']] })).toMatchObject({ replied: 'E' })
    expect(columns({ grid: [[...base, '办结日期']] })).not.toHaveProperty('struck_off')
  })

  it.each([
    ['计划完成时间', '完成时间'],
    ['要求办理时间', '办理时间'],
    ['拟完成时间', '完成时间'],
    ['应办结日期', '整改完成时间'],
  ])('tells the plan from the deed: %s and %s', (plan, deed) => {
    const base = ['序号', '企业名称', '问题描述', '交办日期']
    for (const grid of [[[...base, plan, deed]], [[...base, deed, plan]]]) {
      const found = header({ grid })?.columns
      expect([found?.get('deadline')?.header, found?.get('replied')?.header]).toEqual([plan, deed])
    }
  })

  it('tells numbers by what else is there', () => {
    expect(columns({ grid: [['编号', '企业名称', '问题描述']] })).toMatchObject({ serial: 'A' })
    expect(columns({ grid: [['编号', '序号', '企业名称', '问题描述']] })).toMatchObject({
      number: 'A',
      serial: 'B',
    })
  })

  it('names columns that look alike and those that mean nothing', () => {
    const found = header({
      grid: [['序号', '企业名称', '问题描述', '责任部门', '牵头部门', '天气', null, '满意度']],
    })
    expect(found?.ambiguous).toMatchObject([
      { field: 'department', taken: { letters: 'D' }, left: { letters: 'E', header: '牵头部门' } },
    ])
    expect(found?.unknown.map(({ header: text }) => text)).toEqual(['牵头部门', '天气'])
  })

  it('gives every field the title that we write', () => {
    for (const spelling of FIELDS)
      expect(likeness(fieldTitle(spelling.field), spelling)).toBeGreaterThanOrEqual(80)
    const titles = FIELDS.map(({ title }) => title)
    expect(columns({ grid: [titles] })).toMatchObject(
      Object.fromEntries(FIELDS.map(({ field }) => [field, expect.any(String) as string])),
    )
    expect(header({ grid: [titles] })?.ambiguous).toEqual([])
  })

  it('of other sheets is none', () => {
    expect(header({ grid: [['本表由各部门填报'], ['逾期不候']] })).toBeUndefined()
    const statistics = header({
      grid: [
        ['责任部门', '件数', '已销号', '满意度'],
        ['建设管理局', '5', '3', '90%'],
      ],
    })
    expect(statistics !== undefined && (isLedger(statistics) || isNearlyLedger(statistics))).toBe(false)
  })
})

describe('a map', () => {
  const grid = [
    ['序号', '单位', '情况', '甲', '部门意见', '日期', null],
    ['1', '示例甲', '路不平', '建设管理局', '2022-1-1', '2022-2-2', 'x'],
  ]

  it('names columns by header or letters', () => {
    const map: LedgerMap = {
      columns: { text: '情况', department: 'D', dispatched: 'f', remark: 'G', enterprise: ' 单 位 ' },
    }
    expect(columns({ grid, map })).toMatchObject({
      serial: 'A',
      enterprise: 'B',
      text: 'C',
      department: 'D',
      dispatched: 'F',
      remark: 'G',
    })
  })

  it('leaves a field out with null', () => {
    expect(columns({ grid: [HEADER], map: { columns: { remark: null, rating: null } } })).not.toHaveProperty(
      'remark',
    )
  })

  it('says which row is the header', () => {
    const twice = [HEADER, ...grid]
    expect(header({ grid: twice, map: { header_row: 2, columns: { text: '情况' } } })).toMatchObject({
      firstRow: 2,
    })
    expect(header({ grid: twice, map: { header_row: 9 } })).toBeUndefined()
  })

  it('is told what it names that is not there', () => {
    expect(header({ grid, map: { columns: { text: '诉求内容' } } })?.unresolved).toEqual([
      { field: 'text', wanted: '诉求内容' },
    ])
  })
})
