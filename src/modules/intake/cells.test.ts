import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, isDate } from '../../kernel/calendar.ts'
import type { Cell } from '../../kernel/spreadsheet/cell.ts'
import { dateToSerial } from '../../kernel/spreadsheet/number-format.ts'
import {
  isNothing,
  normalForm,
  readDate,
  readNumeral,
  readOptionalText,
  readText,
  type DateContext,
} from './cells.ts'

const text = (value: string): Cell => ({ kind: 'text', value })
const number = (value: number): Cell => ({ kind: 'number', value })
const IN_2022: DateContext = { year: 2022, date1904: false }

/** The date read from a cell, or why there is none. */
function said(cell: Cell, context: DateContext = IN_2022): string {
  const reading = readDate(cell, context)
  return reading.kind === 'date' ? reading.date : reading.kind === 'fault' ? reading.fault : 'none'
}

describe('a date in a ledger', () => {
  it.each([
    '2022年4月27日',
    '2022年04月27日',
    '2022年4月27号',
    '2022年4月27',
    '2022.4.27',
    '2022. 4. 27',
    '2022.04.27.',
    '2022/4/27',
    '2022-4-27',
    '2022-04-27',
    '２０２２-04-27',
    '２０２２／４／２７',
    '2022—4—27',
    '2022–4–27',
    '2022、4、27',
    '20220427',
    '22.4.27',
    '22-4-27',
    '22年4月27日',
    '4月27日',
    '4月27号',
    '04月27日',
    '4.27',
    '4-27',
    '4/27',
    '４月２７日',
    ' 2022年 4月 27日 ',
    '　2022-4-27　',
    '2022-04-27 14:30',
    '2022-04-27 14:30:05',
    '2022-04-27T14:30:00',
    '2022/4/27 9:05',
    '2022年4月27日上午9时',
    '2022年4月27日 下午 3:20',
    '2022年4月27日（周三）',
    '4月27日 星期三',
    '44678',
    '44678.5',
    '二〇二二年四月二十七日',
    '二零二二年四月二十七日',
    '二0二二年四月二十七日',
    '4月27日上午',
    '2022/4/27 9:30 AM',
    '2022-04-27 03:30:00 p.m.',
    '2022-04-27T09:30:00+08:00',
    '四月二十七日',
    "'2022-04-27",
  ])('%j is 27 April 2022', (given) => {
    expect(said(text(given))).toBe('2022-04-27')
  })

  it('may be a true date, a bare serial number, eight digits or 4.27 typed as a number', () => {
    expect(said({ kind: 'date', value: '2022-04-27' })).toBe('2022-04-27')
    expect(said({ kind: 'date', value: '2022-04-27T14:30' })).toBe('2022-04-27')
    expect(said(number(44_678))).toBe('2022-04-27')
    expect(said(number(44_678.75))).toBe('2022-04-27')
    expect(said(number(20_220_427))).toBe('2022-04-27')
    expect(said(number(4.27))).toBe('2022-04-27')
    expect(said(number(4.5))).toBe('2022-04-05')
  })

  it('counts bare numbers from 1904 where the workbook does', () => {
    expect(said(number(43_216), { year: 2022, date1904: true })).toBe('2022-04-27')
    expect(said(text('43216'), { year: 2022, date1904: true })).toBe('2022-04-27')
  })

  it.each([
    ['2022-02-30', 'no_such_date'],
    ['2022年13月1日', 'no_such_date'],
    ['2022.0.5', 'no_such_date'],
    ['2月30日', 'no_such_date'],
    ['20220230', 'no_such_date'],
    ['2023-02-29', 'no_such_date'],
    ['2022年4月', 'date_without_day'],
    ['2022.4', 'date_without_day'],
    ['2022-4', 'date_without_day'],
    ['1922-04-27', 'date_out_of_range'],
    ['2222-04-27', 'date_out_of_range'],
    ['99999', 'date_out_of_range'],
    ['12345', 'date_out_of_range'],
    ['明天', 'unreadable_date'],
    ['4月', 'unreadable_date'],
    ['2022年4月27日至5月1日', 'unreadable_date'],
    ['第3周', 'unreadable_date'],
    ['4.27.22', 'unreadable_date'],
    ['5', 'unreadable_date'],
  ])('%j is refused: %s', (given, fault) => {
    expect(said(text(given))).toBe(fault)
  })

  it('is refused when a number lost its last zero, or the cell holds something else', () => {
    expect(readDate(number(4.3), IN_2022)).toEqual({
      kind: 'fault',
      fault: 'ambiguous_date',
      accepted: ['4月3日', '4月30日'],
    })
    expect(said(number(5))).toBe('unreadable_date')
    expect(said(number(-44_678))).toBe('unreadable_date')
    expect(said(number(2022.4))).toBe('date_without_day')
    expect(said(number(99_999))).toBe('date_out_of_range')
    expect(said({ kind: 'date', value: '1900-02-29' })).toBe('no_such_date')
    expect(said({ kind: 'date', value: '1922-01-01' })).toBe('date_out_of_range')
    expect(said({ kind: 'error', value: '#N/A' })).toBe('unreadable_date')
    expect(said({ kind: 'boolean', value: true })).toBe('unreadable_date')
  })

  it.each(['', ' ', '/', '-', '—', '无', '暂无', '办理中', '正在协调', '未答复', '尚未办结', '待定', '未'])(
    '%j is none',
    (given) => {
      expect(said(text(given))).toBe('none')
    },
  )

  it('without a year lies in that of the ledger, or of the step before, else is refused', () => {
    expect(said(text('4月27日'), { year: undefined, date1904: false })).toBe('year_missing')
    expect(said(text('4月27日'), { year: undefined, after: '2023-04-01', date1904: false })).toBe(
      '2023-04-27',
    )
    expect(said(text('2022-4-27'), { year: undefined, date1904: false })).toBe('2022-04-27')
  })

  it('without a year lies in the next one when it would come half a year before the step before', () => {
    const after = { ...IN_2022, after: '2022-12-28' }
    expect(readDate(text('1月5日'), after)).toEqual({ kind: 'date', date: '2023-01-05', rolled: true })
    expect(readDate(text('12月30日'), after)).toEqual({ kind: 'date', date: '2022-12-30' })
    // Half a year or less is a slip of the pen, to be refused as a contradiction and not to be mended silently.
    expect(readDate(text('12月1日'), after)).toEqual({ kind: 'date', date: '2022-12-01' })
    expect(readDate(text('7月1日'), after)).toEqual({ kind: 'date', date: '2022-07-01' })
    // A step already in the next year takes the following ones with it.
    expect(readDate(text('1月9日'), { ...IN_2022, after: '2023-01-05' })).toEqual({
      kind: 'date',
      date: '2023-01-09',
      rolled: true,
    })
    // A year that is written is believed.
    expect(readDate(text('2022-1-5'), after)).toEqual({ kind: 'date', date: '2022-01-05' })
  })

  it('is the same in every spelling, for every day', () => {
    const days = fc.integer({ min: dateToSerial('2000-01-01'), max: dateToSerial('2049-12-31') })
    fc.assert(
      fc.property(days, fc.constantFrom('', ' ', '　'), (serial, blank) => {
        const date = addDays('1899-12-30', serial)
        const [year, month, day] = date.split('-').map(Number)
        const wide = (given: string) =>
          given.replaceAll(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0))
        const spellings = [
          `${year}年${month}月${day}日`,
          `${year}${blank}.${blank}${month}.${day}`,
          `${year}/${month}/${day}`,
          `${year}-${month}-${day}`,
          date,
          wide(date),
          date.replaceAll('-', ''),
          `${String(year).slice(2)}.${month}.${day}`,
          `${blank}${month}月${day}日${blank}`,
          `${month}-${day}`,
          String(serial),
        ]
        const context = { year: year ?? 0, date1904: false }
        for (const spelling of spellings)
          expect([spelling, said(text(spelling), context)]).toEqual([spelling, date])
        expect(said(number(serial), context)).toBe(date)
        expect(said(number(serial - 1462), { ...context, date1904: true })).toBe(date)
      }),
    )
  })

  it('is a real date or refused, whatever is written', () => {
    const characters = fc.constantFrom(...Array.from('0123456789年月日号./-:一二十〇 T上午周'))
    fc.assert(
      fc.property(fc.string({ unit: characters, maxLength: 14 }), (given) => {
        const reading = readDate(text(given), IN_2022)
        if (reading.kind === 'date') expect(isDate(reading.date)).toBe(true)
      }),
      { numRuns: 3_000 },
    )
  })

  it('is looked for in short texts only, so that long ones cost nothing', () => {
    const begin = performance.now()
    for (const filler of [' ', '\n', '1', '年', '一', '十', '2022年']) said(text(filler.repeat(30_000)))
    expect(performance.now() - begin).toBeLessThan(500)
  })
})

describe('the text of a cell', () => {
  it('loses blanks around and doubled ones within, controls and invisible characters', () => {
    expect(readText(text(' 　示例\u00a0 有限公司\u200b\ufeff\u0007 '))).toBe('示例 有限公司')
    expect(readText(text('一行 \r\n 二行\t三'))).toBe('一行\n二行 三')
  })

  it('loses the apostrophe that our own export put before what looks like a formula', () => {
    expect(readText(text("'=1+1"))).toBe('=1+1')
    expect(readText(text("'abc"))).toBe("'abc")
  })

  it('of numbers and dates is how they are written, of errors nothing', () => {
    expect(readText(number(10_001_533_375))).toBe('10001533375')
    expect(readText({ kind: 'date', value: '2022-04-27' })).toBe('2022-04-27')
    expect(readText({ kind: 'error', value: '#REF!' })).toBe('')
    expect(readText({ kind: 'empty', value: null })).toBe('')
  })

  it('may only say that there is nothing to say', () => {
    for (const given of ['', '/', '//', '-', '—', '——', '－', '无', '暂无', 'N/A', '\\'])
      expect([given, isNothing(given)]).toEqual([given, true])
    for (const given of ['无锡', '0', '不', '/a', '无法办理'])
      expect([given, isNothing(given)]).toEqual([given, false])
    expect(readOptionalText(text(' / '))).toBeNull()
  })

  it('compares without regard to width, blanks and case', () => {
    expect(normalForm(' ＡＢ（示例） 有限 公司\n')).toBe('ab(示例)有限公司')
  })
})

describe('numerals', () => {
  it.each([
    ['5', 5],
    ['五', 5],
    ['两', 2],
    ['十', 10],
    ['十五', 15],
    ['二十', 20],
    ['三十一', 31],
    ['一百', 100],
    ['一百零五', 105],
    ['120', 120],
  ])('%s is %d', (given, value) => {
    expect(readNumeral(given)).toBe(value)
  })

  it.each(['', '五六', '千', 'a', '1234'])('%j is none', (given) => {
    expect(readNumeral(given)).toBeUndefined()
  })
})
