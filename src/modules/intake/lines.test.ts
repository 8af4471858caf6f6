import { describe, expect, it } from 'vitest'
import type { Cell, Row } from '../../kernel/spreadsheet/cell.ts'
import { findHeader } from './columns.ts'
import { aRow, HEADER } from './fixtures.ts'
import { isNumbering, kindOfLine, makeFiller } from './lines.ts'

const cell = (value: string | number | null): Cell =>
  value === null
    ? { kind: 'empty', value }
    : typeof value === 'number'
      ? { kind: 'number', value }
      : { kind: 'text', value }
const row = (...cells: (string | number | null)[]): Row => ({ number: 5, cells: cells.map(cell) })
const header = findHeader({ rows: [row(...HEADER)], merges: [] })
const kind = (...cells: (string | number | null)[]) =>
  header === undefined ? undefined : kindOfLine(row(...cells), header).kind

describe('a line of a ledger', () => {
  it('is a row when it tells of a case, even a poor one', () => {
    expect(kind(1, '2022-1-4', '走访', '示例甲')).toBe('row')
    expect(kind(null, null, null, '示例甲')).toBe('row')
    expect(kind(null, null, null, null, null, null, null, null, '路不平')).toBe('row')
    expect(kind('合计', null, null, '示例合计有限公司', null, null, null, null, '名字里有合计')).toBe('row')
    expect(kind('甲-1', '2022-1-4')).toBe('row')
  })

  it('may be totals, a remark, a repeated header, or blank', () => {
    expect(kind('合计：110件')).toBe('totals')
    expect(kind(' 小　计 ', null, null, 5)).toBe('totals')
    expect(kind(null, '总计', null, 5)).toBe('totals')
    expect(kind('注：本表一式两份')).toBe('remark')
    expect(kind('一、用地类')).toBe('remark')
    expect(kind('填报人：陈经理', null, null, null, null, null, '审核人：')).toBe('remark')
    expect(kind(...HEADER)).toBe('header')
    expect(kind(17)).toBe('blank')
    expect(kind('17')).toBe('blank')
    expect(kind()).toBe('blank')
    expect(kind(null, ' ', '')).toBe('blank')
    expect(
      header === undefined
        ? undefined
        : kindOfLine(
            { number: 3, cells: aRow().map(() => ({ kind: 'number', value: 0, formula: true })) },
            header,
          ).kind,
    ).toBe('blank')
  })
})

describe('totals and footers', () => {
  it.each([
    ['合计', null, '3家', 5],
    ['合计', 5, 5, 5, 5, 5, 5, 5, 5, 5],
    ['合计', null, null, '3家', null, null, null, null, '5件'],
    ['本月合计', null, null, 5],
    ['本页小计'],
    ['一季度合计', null, 5],
    ['第二季度小计：5件'],
    ['2022年合计', 5],
    ['2022年4月小计', 5],
    ['截至12月合计', 5],
    ['累计 5件'],
    ['总 计', 5],
    ['汇总：', 5],
  ])('%s are totals', (...cells) => {
    expect(kind(...cells)).toBe('totals')
  })

  it.each([
    ['备注', '1.本表一式两份'],
    ['单位负责人：陈经理', null, null, '审核人：', null, null, null, null, '填报日期：2022年12月9日'],
    ['报送单位（盖章）：示例园区', null, null, '联系电话：'],
    ['审核人 陈经理', null, null, '填表人'],
    ['联系人：陈经理'],
  ])('%s is a footer', (...cells) => {
    expect(kind(...cells)).toBe('remark')
  })

  it.each([
    '汇总达物流公司',
    '总数据科技公司',
    '审核通软件公司',
    '审批易科技公司',
    '单位宝软件公司',
    '联系人网络公司',
    '合计 物流公司',
    '注一食品厂',
  ])('%s is an enterprise, also in the first cell', (name) => {
    const columns = ['企业名称', '收集日期', '问题描述', '责任部门']
    const mapping = findHeader({ rows: [row(...columns)], merges: [] })
    if (mapping === undefined) throw new Error('no header')
    expect(kindOfLine(row(name, '2022-1-4', '停电', '建设管理局'), mapping).kind).toBe('row')
  })
})

describe('a line that numbers the columns', () => {
  it.each([
    [[1, 2, 3, 4, 5]],
    [['（1）', '（2）', '（3）', '（4）']],
    [['甲', '乙', 1, 2, 3]],
    [['①', '②', '③', '④']],
    [['栏次', 1, 2, null, '4=1+2']],
  ])('%j', (cells) => {
    expect(isNumbering(row(...cells))).toBe(true)
  })

  it.each([[[1, '2022-1-4', '走访', '示例甲']], [[1, 2, 3]], [[1, 1, 1, 1, 1]], [[null]]])(
    '%j is none',
    (cells) => {
      expect(isNumbering(row(...cells))).toBe(false)
    },
  )
})

describe('cells merged downwards', () => {
  it('give their value to the rows that hold nothing there, and not beyond', () => {
    const fill = makeFiller(
      [
        { top: 5, bottom: 6, left: 1, right: 2 },
        { top: 5, bottom: 9, left: 4, right: 4 },
        { top: 2, bottom: 9, left: 0, right: 0 },
      ],
      3,
    )
    const values = (number: number, ...cells: (string | null)[]) =>
      fill({ number, cells: cells.map(cell) }).cells.map(({ value }) => value)
    expect(values(5, 'a', 'b', null, 'd', 'e')).toEqual(['a', 'b', null, 'd', 'e'])
    expect(values(6, 'a')).toEqual(['a', 'b', null, null, 'e'])
    expect(values(7, 'a', 'x', null, null, 'y')).toEqual(['a', 'x', null, null, 'y'])
    expect(values(10, 'a')).toEqual(['a'])
  })
})
