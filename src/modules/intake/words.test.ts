import { describe, expect, it } from 'vitest'
import type { Note } from './notes.ts'
import { sayNote, saySheetNote, words } from './words.ts'

const note: Note = {
  row: 9,
  column: '收集\n日期',
  cell: 'B9',
  value: '2022-02-30',
  code: 'no_such_date',
  accepted: ['2026-04-27', '4月27日'],
  detail: {},
}

describe('the words for rows', () => {
  it('name the place, the value, the reason and the way out', () => {
    expect(sayNote(note, 'zh')).toBe('B9「收集日期」“2022-02-30”：没有这一天。可以写：2026-04-27、4月27日。')
    expect(sayNote(note, 'en')).toBe(
      'B9 (收集日期) "2022-02-30": there is no such day. Accepted: 2026-04-27、4月27日.',
    )
  })

  it('stand in the dictionary under the code', () => {
    expect(words['intake.no_such_date']?.zh({ ...note })).toBe(sayNote(note, 'zh'))
  })

  it('leave out what there is not', () => {
    expect(sayNote({ ...note, code: 'text_missing', value: '', accepted: [] }, 'zh')).toBe(
      'B9「收集日期」：没有写问题。',
    )
  })

  it('tell of a sheet and its lines', () => {
    expect(
      saySheetNote(
        { sheet: '台账', row: 116, code: 'totals_skipped', detail: { text: '合计：110件' } },
        'zh',
      ),
    ).toBe('“台账”第 116 行：是合计行，没有导入：合计：110件')
    expect(saySheetNote({ sheet: '说明', code: 'sheet_skipped', detail: {} }, 'en')).toBe(
      '"说明" is no ledger and was left out',
    )
  })

  it('tell what is wrong with a credit code', () => {
    const say = (detail: Note['detail']) =>
      sayNote({ ...note, code: 'credit_code_invalid', accepted: [], detail }, 'zh')
    expect(say({ fault: 'check_digit', position: 18, expected: '9' })).toContain('第 18 位校验码应为 9')
    expect(say({ fault: 'length', position: 0, expected: '' })).toContain('应为 18 位')
    expect(say({ fault: 'symbol', position: 7, expected: '' })).toContain('第 7 位不能是这个字符')
  })

  it('are there in both languages for every code', () => {
    for (const [code, phrase] of Object.entries(words)) {
      const detail = { ...note, faults: [], found: [], sought: [], accepted: [] }
      expect([code, phrase.zh(detail).length > 0, phrase.en(detail).length > 0]).toEqual([code, true, true])
    }
  })
})
