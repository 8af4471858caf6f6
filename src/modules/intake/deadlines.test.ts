import { describe, expect, it } from 'vitest'
import { makeCalendar } from '../../kernel/calendar.ts'
import type { Cell } from '../../kernel/spreadsheet/cell.ts'
import { readDeadline, type DeadlineContext, type DeadlineReading } from './deadlines.ts'

const CONTEXT: DeadlineContext = {
  from: '2022-08-25',
  year: 2022,
  date1904: false,
  unit: undefined,
  calendar: makeCalendar(),
}
const text = (value: string): Cell => ({ kind: 'text', value })

function read(given: string | Cell, changes: Partial<DeadlineContext> = {}): DeadlineReading {
  return readDeadline(typeof given === 'string' ? text(given) : given, { ...CONTEXT, ...changes })
}

/** The due day and what is odd about it, or why there is none. */
function said(given: string | Cell, changes: Partial<DeadlineContext> = {}): string {
  const reading = read(given, changes)
  if (reading.kind === 'none' || reading.kind === 'open') return reading.kind
  if (reading.kind === 'fault') return reading.fault
  return [reading.deadline.kind, reading.deadline.due, reading.warning].filter(Boolean).join(' ')
}

describe('a deadline', () => {
  it.each([
    '5个工作日',
    '五个工作日',
    '5 个工作日内',
    '５个工作日',
    '5工作日',
    '五个工作日内办结',
    '交办之日起5个工作日内',
    '自交办之日起5个工作日',
    '收到后5个工作日内答复',
    '5个工作日。',
    '限5个工作日',
    '限时5个工作日',
    '限期五个工作日内办结',
  ])('%s ends on the fifth working day after the dispatch', (given) => {
    expect(read(given)).toMatchObject({
      deadline: { given, kind: 'working_days', days: 5, due: '2022-09-01' },
    })
  })

  it('counts by the official calendar: holidays out, make-up days in', () => {
    expect(said('1个工作日', { from: '2026-09-30', year: 2026 })).toBe('working_days 2026-10-08')
    expect(said('5个工作日', { from: '2026-02-13', year: 2026 })).toBe('working_days 2026-02-27')
    expect(said('十五个工作日', { from: '2022-09-29' })).toBe('working_days 2022-10-25')
  })

  it('counts from the day of dispatch, also when that is a day of rest', () => {
    expect(said('1个工作日', { from: '2022-08-27' })).toBe('working_days 2022-08-29')
  })

  it.each([
    '2022-9-30',
    '2022年9月30日',
    '2022年9月30日前',
    '9月30日',
    '9月30日之前',
    '9.30',
    '9月30日前办结',
    '20220930',
    '２０２２-09-30',
    '9月30号以前',
  ])('%s stays as written', (given) => {
    expect(said(given)).toBe('date 2022-09-30')
  })

  it('given as a date stays on a day of rest', () => {
    expect(said('2022-10-01')).toBe('date 2022-10-01')
    expect(said({ kind: 'date', value: '2022-10-02' })).toBe('date 2022-10-02')
    expect(said({ kind: 'number', value: 44_836 })).toBe('date 2022-10-02')
  })

  it('without a year lies after the dispatch', () => {
    expect(said('1月10日', { from: '2022-12-20' })).toBe('date 2023-01-10 year_rolled')
    expect(said('8月20日')).toBe('date 2022-08-20')
  })

  it.each([
    '月底前',
    '本月底前',
    '月底',
    '月末',
    '当月底前',
    '本月内',
    '月底前办结',
    '8月底前',
    '八月底',
    '2022年8月底前',
  ])('%s is the last calendar day of the month of dispatch', (given) => {
    expect(said(given)).toBe('month_end 2022-08-31')
  })

  it.each([
    ['下月底前', 'month_end 2022-09-30'],
    ['9月底前', 'month_end 2022-09-30'],
    ['2月底前', 'month_end 2023-02-28 year_rolled'],
    ['年底前', 'year_end 2022-12-31'],
    ['2023年底前', 'year_end 2023-12-31'],
    ['年内', 'year_end 2022-12-31'],
    ['今年底', 'year_end 2022-12-31'],
    ['7天', 'calendar_days 2022-09-01 assumed_calendar_days'],
    ['3日内', 'calendar_days 2022-08-28 assumed_calendar_days'],
    ['三天内办结', 'calendar_days 2022-08-28 assumed_calendar_days'],
    ['7个自然日', 'calendar_days 2022-09-01'],
    ['一周内', 'calendar_days 2022-09-01'],
    ['两周', 'calendar_days 2022-09-08'],
    ['半个月内', 'calendar_days 2022-09-09 assumed_calendar_days'],
    ['一个月内', 'calendar_months 2022-09-25'],
    ['当日办结', 'calendar_days 2022-08-25'],
    ['24小时内', 'calendar_days 2022-08-26'],
    ['四十八小时', 'calendar_days 2022-08-27'],
    ['本月30日前', 'date 2022-08-30'],
    ['下月5日前', 'date 2022-09-05'],
    ['次月5日前', 'date 2022-09-05'],
    ['下个月十五号前办结', 'date 2022-09-15'],
    ['半年内', 'calendar_months 2023-02-25'],
    ['一年内', 'calendar_months 2023-08-25'],
    ['5个工作日（9月1日）', 'date 2022-09-01'],
    ['9月1日（5个工作日）', 'date 2022-09-01'],
    ['9月2日前（5个工作日内）', 'date 2022-09-02 deadline_disagrees'],
    ['长期坚持', 'open'],
    ['持续推进', 'open'],
    ['长期', 'open'],
    ['待定', 'open'],
  ])('%s is %s', (given, expected) => {
    expect(said(given)).toBe(expected)
  })

  it('of a month ends on the last day where the month is short', () => {
    expect(said('1个月内', { from: '2022-01-31' })).toBe('calendar_months 2022-02-28')
    expect(said('3个月内', { from: '2022-11-30' })).toBe('calendar_months 2023-02-28')
  })

  it.each([
    '尽快',
    '立即',
    '待定会议',
    '5日前',
    '9月',
    '9月中旬',
    '2022年9月',
    '2022年',
    '下周五',
    '4小时内',
    '5个工作日（急件）',
    '尽快（特急）',
    '按期',
    '第三季度',
  ])('%s is refused, with what would be accepted', (given) => {
    expect(read(given)).toMatchObject({ kind: 'fault', fault: 'unreadable_deadline' })
    expect(read(given)).toHaveProperty('accepted.length')
  })

  it('that is no such day is refused as such', () => {
    expect(said('2022-09-31')).toBe('no_such_date')
    expect(said('9月31日前')).toBe('no_such_date')
    expect(said('下月31日前')).toBe('no_such_date')
  })

  it('that is a bare number needs a unit in the header', () => {
    expect(said({ kind: 'number', value: 5 })).toBe('unreadable_deadline')
    expect(said('5', { unit: 'working_days' })).toBe('working_days 2022-09-01')
    expect(said({ kind: 'number', value: 5 }, { unit: 'working_days' })).toBe('working_days 2022-09-01')
    expect(said('七', { unit: 'calendar_days' })).toBe('calendar_days 2022-09-01 assumed_calendar_days')
    expect(said('5', { unit: 'natural_days' })).toBe('calendar_days 2022-08-30')
    expect(said('5天', { unit: 'natural_days' })).toBe('calendar_days 2022-08-30')
    expect(said('5天', { unit: 'working_days' })).toBe('working_days 2022-09-01')
    expect(said('5个自然日', { unit: 'working_days' })).toBe('calendar_days 2022-08-30')
    expect(read('5')).toMatchObject({ accepted: ['5个工作日', '5个自然日'] })
  })

  it('in a year without official days is refused and names the year', () => {
    expect(read('10个工作日', { from: '2026-12-28', year: 2026 })).toMatchObject({
      fault: 'calendar_unpublished',
      year: 2027,
    })
  })

  it('that next year’s notice may still move says so', () => {
    expect(read('1个工作日', { from: '2026-12-28', year: 2026 })).toMatchObject({
      deadline: { due: '2026-12-29', provisional: true },
    })
  })

  it.each(['', '/', '无', '—'])('%j is none', (given) => {
    expect(said(given)).toBe('none')
  })

  it('is looked for in short texts only', () => {
    const begin = performance.now()
    for (const filler of ['日', '自', '交办', '5个', '一', '十', ' ']) said(filler.repeat(16_000))
    expect(performance.now() - begin).toBeLessThan(500)
  })
})
