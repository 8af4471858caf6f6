import { describe, expect, it } from 'vitest'
import { inShort, readRows, type GridCell } from './fixtures.ts'
import type { LedgerRow } from './ledger-row.ts'

const BASE = {
  序号: 1,
  收集日期: '2022-4-27',
  企业名称: '示例甲',
  问题描述: '停电',
  责任部门: '建设管理局',
  交办日期: '2022-4-27',
}

/** A row of a short ledger with some columns more, in short, and the row itself. */
function told(more: Readonly<Record<string, GridCell>>): { fate: string; row?: LedgerRow } {
  const cells = { ...BASE, ...more }
  const items = readRows([Object.values(cells)], {}, Object.keys(cells))
  const [item] = items
  const fate = inShort(items).join('; ')
  return item?.kind === 'row' ? { fate, row: item.row } : { fate }
}
const fate = (more: Readonly<Record<string, GridCell>>) => told(more).fate

describe('是否办结', () => {
  it.each(['是', '√', '已办结', '办结'])('%s means done, not struck off', (done) => {
    expect(told({ 是否办结: done, 答复日期: '2022-5-6' })).toMatchObject({
      fate: '3 replied',
      row: { outcome: 'solved', struckOff: null, progress: null },
    })
    expect(told({ 是否办结: done })).toMatchObject({
      fate: '3 accepted | G3 done_without_reply',
      row: { outcome: null, progress: done.length === 1 ? '已办结' : done },
    })
  })

  it('is struck off by a day of striking off, or by a cell that says so', () => {
    expect(fate({ 是否办结: '是', 答复日期: '2022-5-6', 销号日期: '2022-5-9' })).toBe('3 struck_off')
    expect(fate({ 是否办结: '已销号', 答复日期: '2022-5-6' })).toBe('3 struck_off')
    expect(fate({ 是否办结: '已销号' })).toBe('3 G3 struck_off_without_dates')
    expect(fate({ 是否办结: '否', 答复日期: '2022-5-6', 销号日期: '2022-5-9' })).toBe(
      '3 G3 strike_off_contradicts',
    )
  })

  it('answered with no, or in other words, is not done', () => {
    expect(told({ 是否办结: '否' })).toMatchObject({ fate: '3 dispatched', row: { progress: null } })
    expect(told({ 是否办结: '正在办理' })).toMatchObject({
      fate: '3 accepted',
      row: { progress: '正在办理' },
    })
    expect(told({ 办理进展: '已踏勘', 是否办结: '预计下月' })).toMatchObject({
      row: { progress: '已踏勘\n是否办结：预计下月' },
    })
  })

  it('beside 是否销号 is a fact of its own', () => {
    const both = { 是否办结: '是', 答复日期: '2022-5-6', 是否销号: '否' }
    expect(told(both)).toMatchObject({ fate: '3 replied', row: { outcome: 'solved' } })
  })
})

describe('办结日期', () => {
  it('beside a day of reply is no strike-off', () => {
    expect(told({ 答复时间: '2022-5-6', 办结时间: '2022-5-9' })).toMatchObject({
      fate: '3 replied',
      row: { replied: '2022-05-06', struckOff: null },
    })
    expect(fate({ 答复时间: '2022-5-6', 办结时间: '2022-5-9', 是否销号: '否' })).toBe('3 replied')
  })

  it('stands for a reply without its day, and for a strike-off that only the mark tells', () => {
    expect(told({ 答复时间: null, 办结时间: '2022-5-9' })).toMatchObject({
      fate: '3 replied | G3 reply_assumed',
      row: { replied: '2022-05-09' },
    })
    expect(told({ 答复时间: '2022-5-6', 办结时间: '2022-5-9', 是否销号: '是' })).toMatchObject({
      row: { replied: '2022-05-06', struckOff: '2022-05-09', state: 'struck_off' },
    })
  })

  it('planned is the deadline, and the actual day may be late', () => {
    expect(told({ 计划完成时间: '5月10日', 完成时间: '5月12日' })).toMatchObject({
      row: { due: '2022-05-10', replied: '2022-05-12', late: true },
    })
  })
})

describe('办理结果', () => {
  it.each(['已办结', '已解决'])('%s without a reply is kept and warned of, as in the progress', (word) => {
    expect(told({ 办理结果: word, 答复日期: null })).toMatchObject({
      fate: '3 accepted | G3 done_without_reply',
      row: { progress: word, outcome: null },
    })
    expect(fate({ 办理进展: word, 答复日期: null })).toBe('3 accepted | G3 done_without_reply')
  })

  it('with a reply is its outcome, and no progress', () => {
    expect(told({ 办理结果: '已解决', 答复日期: '2022-5-6' })).toMatchObject({
      fate: '3 replied',
      row: { progress: null, outcome: 'solved' },
    })
  })

  it('beside the progress is kept with it when it says more', () => {
    expect(told({ 办理进展: '已踏勘', 办理结果: '等待立项' })).toMatchObject({
      row: { progress: '已踏勘\n办理结果：等待立项', state: 'accepted' },
    })
    expect(told({ 办理进展: '问题已解决', 办理结果: '已解决' })).toMatchObject({
      row: { progress: '问题已解决' },
    })
  })

  it('asked as a question is answered with yes or no', () => {
    expect(told({ 是否解决: '是', 答复日期: '2022-5-6' })).toMatchObject({ row: { outcome: 'solved' } })
    expect(told({ 是否解决: '否', 答复日期: '2022-5-6' })).toMatchObject({
      row: { outcome: null, progress: null },
    })
  })
})
