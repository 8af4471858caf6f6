import { describe, expect, it } from 'vitest'
import type { Cell, Row } from '../../kernel/spreadsheet/cell.ts'
import { findHeader } from './columns.ts'
import { aRow, HEADER } from './fixtures.ts'
import { findYear, kindOfLine, makeFiller } from './lines.ts'

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

describe('the year in a title', () => {
  it.each([
    ['示例园区（2022年）', 2022],
    ['示例园区（２０２２年）', 2022],
    ['2022 年度诉求台账', 2022],
    ['(2022)', 2022],
    ['二〇二二年', 2022],
    ['填报日期：2022年12月9日', undefined],
    ['2022年12月台账', undefined],
    ['共12022年', undefined],
    ['1999年', undefined],
    ['台账', undefined],
  ])('%s is %s', (title, year) => {
    expect(findYear([row(title)], 'Sheet1')).toBe(year)
  })

  it.each([
    ['2022', 2022],
    ['2022年', 2022],
    ['台账2022', 2022],
    ['2022.4.27', undefined],
    ['Sheet1', undefined],
  ])('may stand in the name of the sheet: %s is %s', (name, year) => {
    expect(findYear([], name)).toBe(year)
  })
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
