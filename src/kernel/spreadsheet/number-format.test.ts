import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays } from '../calendar.ts'
import { dateToSerial, serialToDate, showingOf, showingOfCode } from './number-format.ts'

describe('what a number format shows', () => {
  it.each([
    'yyyy/m/d',
    'yyyy\\-mm\\-dd',
    'yyyy"年"m"月"d"日"',
    'yyyy"年"m"月"d"日";@',
    '[$-804]yyyy"年"m"月"d"日"',
    '[$-F800]dddd, mmmm dd, yyyy',
    '[Red]yyyy/m/d',
    'm"月"d"日"',
    'm/d',
    'yyyy/m/d h:mm',
    '[DBNum1][$-804]yyyy"年"m"月"d"日";@',
    'e/m/d',
    'aaaa',
    'd',
    'yyyy年m月d日',
  ])('%s shows a day', (code) => {
    expect(showingOfCode(code)).toBe('date')
  })

  it.each(['yyyy"年"m"月"', 'mmm-yy', 'yyyy', 'yyyy\\-mm'])('%s shows no day', (code) => {
    expect(showingOfCode(code)).toBe('month')
  })

  it.each(['h:mm', 'h:mm:ss AM/PM', 'mm:ss.0', '上午/下午h"时"mm"分"'])('%s shows a time of day', (code) => {
    expect(showingOfCode(code)).toBe('time')
  })

  it.each([
    'General',
    'G/通用格式',
    '0',
    '#,##0.00',
    '0.00E+00',
    '##0.0E+0',
    '[Red]0.00',
    '[Blue][>=100]0;[Red]0',
    '"day "0',
    '0" months"',
    '0\\d',
    '0_d',
    '0*d',
    '[h]:mm',
    '[mm]:ss',
    '@',
    '0"件"',
    '[$USD] #,##0',
    '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ',
    '0;yyyy',
  ])('%s shows a number', (code) => {
    expect(showingOfCode(code)).toBe('number')
  })

  it('knows the built-in formats, those of Chinese editions too', () => {
    expect([14, 22, 31, 58].map((id) => showingOf(id, undefined))).toEqual(['date', 'date', 'date', 'date'])
    expect([17, 27, 57].map((id) => showingOf(id, undefined))).toEqual(['month', 'month', 'month'])
    expect([18, 32, 45].map((id) => showingOf(id, undefined))).toEqual(['time', 'time', 'time'])
    expect([0, 1, 2, 9, 11, 37, 46, 49].map((id) => showingOf(id, undefined))).toEqual(
      Array(8).fill('number'),
    )
  })
})

describe('a serial number', () => {
  const in1900 = { date1904: false }
  const in1904 = { date1904: true }

  it.each([
    [1, '1900-01-01'],
    [59, '1900-02-28'],
    [61, '1900-03-01'],
    [44826, '2022-09-22'],
    [36526, '2000-01-01'],
    [45351, '2024-02-29'],
    [2958465, '9999-12-31'],
    [44826.5, '2022-09-22T12:00'],
    [44826.333333333336, '2022-09-22T08:00'],
    [44826.99999999, '2022-09-23'],
    [44826.6041666667, '2022-09-22T14:30'],
  ])('%d is %s', (serial, date) => {
    expect(serialToDate(serial, in1900)).toBe(date)
  })

  it('counts from 1904 where the workbook does', () => {
    expect(serialToDate(0, in1904)).toBe('1904-01-01')
    expect(serialToDate(43364, in1904)).toBe('2022-09-22')
    expect(serialToDate(2957003, in1904)).toBe('9999-12-31')
    expect(serialToDate(2957004, in1904)).toBeUndefined()
  })

  it('60 is the day that Lotus invented, which no calendar knows', () => {
    expect(serialToDate(60, in1900)).toBe('1900-02-29')
  })

  it.each([0, -1, 0.5, 2958466, Number.NaN, Number.POSITIVE_INFINITY, 1e300])('%d is no date', (serial) => {
    expect(serialToDate(serial, in1900)).toBeUndefined()
  })

  it('and its date lead to each other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 61, max: 73_050 }), (serial) => {
        const date = serialToDate(serial, in1900) ?? ''
        expect(dateToSerial(date)).toBe(serial)
        expect(serialToDate(serial + 1, in1900)).toBe(addDays(date, 1))
        expect(serialToDate(serial - 1462, in1904)).toBe(serial > 1461 ? date : undefined)
      }),
    )
  })
})
