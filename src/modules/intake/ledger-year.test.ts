import { describe, expect, it } from 'vitest'
import type { Row } from '../../kernel/spreadsheet/cell.ts'
import { findYears } from './ledger-year.ts'

const row = (value: string): Row => ({ number: 1, cells: [{ kind: 'text', value }] })

describe('the year in a title', () => {
  it.each<[string, readonly number[]]>([
    ['示例园区（2022年）', [2022]],
    ['示例园区（２０２２年）', [2022]],
    ['2022 年度诉求台账', [2022]],
    ['(2022)', [2022]],
    ['二〇二二年', [2022]],
    ['二0二二年', [2022]],
    ['2022年1月企业诉求台账', [2022]],
    ['2022年第一季度企业诉求台账', [2022]],
    ['2022年1-6月企业诉求台账', [2022]],
    ['统计时间：2022年1月1日至12月31日', [2022]],
    ['（2022.1.1-2022.12.31）', [2022]],
    ['2022年度企业诉求台账（截至2023年1月5日）', [2022]],
    ['填报单位：企业服务中心　填报日期：2022年12月9日', []],
    ['制表时间：2022年12月', []],
    ['截至2022年12月31日', []],
    ['2022年12月9日', []],
    ['2021-2022年企业诉求台账', [2021, 2022]],
    ['2021年至2022年企业诉求台账', [2021, 2022]],
    ['统计时间：2021年7月1日至2022年6月30日', [2021, 2022]],
    ['根据《2021年工作要点》编制的二〇二二年台账', [2022]],
    ['共12022年', []],
    ['1999年', []],
    ['台账', []],
  ])('%s is %j', (title, years) => {
    expect(findYears([row(title)], 'Sheet1')).toEqual(years)
  })

  it.each<[string, readonly number[]]>([
    ['2022', [2022]],
    ['2022年', [2022]],
    ['台账2022', [2022]],
    ['2022年1月', [2022]],
    ['2022.4.27', []],
    ['2021-2022', [2021, 2022]],
    ['Sheet1', []],
  ])('may stand in the name of the sheet: %s is %j', (name, years) => {
    expect(findYears([], name)).toEqual(years)
  })

  it('in the name of the sheet decides when the title names several', () => {
    expect(findYears([row('2021-2022年台账')], '2022')).toEqual([2022])
    expect(findYears([row('2022年1月企业诉求台账')], '1月')).toEqual([2022])
  })
})
