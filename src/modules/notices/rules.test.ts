import { expect, test } from 'vitest'
import { makeCalendar } from '../../kernel/calendar.ts'
import { DEFAULT_OFFICE_HOURS, makeWorkingTime } from '../../kernel/office-hours.ts'
import { localDateTime, toInstant } from '../../kernel/zone.ts'
import { DEFAULT_QUIET, opensAt, type Holding } from './rules.ts'

const working = makeWorkingTime(makeCalendar({ daysOff: [] }), DEFAULT_OFFICE_HOURS)

/** When a message that is ready at a time on the zone's wall goes out, on the same wall. */
function goesOut(local: string, over: Partial<Holding> = {}): string {
  const holding: Holding = {
    hold: 'quiet',
    urgent: false,
    urgentAtOnce: false,
    quiet: DEFAULT_QUIET,
    zone: 'Asia/Shanghai',
    working,
    ...over,
  }
  const now = toInstant(local, holding.zone)
  const at = opensAt(now, holding)
  expect(at >= now, 'never before it is ready').toBe(true)
  expect(opensAt(at, holding), 'when it is time, it is time').toBe(at)
  return localDateTime(at, holding.zone).slice(0, 16)
}

test('midnight mails: nothing goes out from nine in the evening to eight in the morning, to the minute', () => {
  expect(goesOut('2026-10-09T20:59:59')).toBe('2026-10-09T20:59')
  expect(goesOut('2026-10-09T21:00:00')).toBe('2026-10-10T08:00')
  expect(goesOut('2026-10-09T23:59:59')).toBe('2026-10-10T08:00')
  expect(goesOut('2026-10-10T00:00:00')).toBe('2026-10-10T08:00')
  expect(goesOut('2026-10-10T07:59:59')).toBe('2026-10-10T08:00')
  expect(goesOut('2026-10-10T08:00:00')).toBe('2026-10-10T08:00')
  expect(goesOut('2026-12-31T22:00')).toBe('2027-01-01T08:00')
})

test('the hours are those on the park’s own wall', () => {
  // One and the same instant: evening in Shanghai, afternoon in Berlin, morning in New York.
  const instant = '2026-10-09T13:30:00.000Z'
  const until = (zone: string) =>
    opensAt(instant, {
      hold: 'quiet',
      urgent: false,
      urgentAtOnce: false,
      quiet: DEFAULT_QUIET,
      zone,
      working,
    })
  expect(until('Asia/Shanghai')).toBe('2026-10-10T00:00:00.000Z')
  expect(until('Asia/Urumqi')).toBe(instant)
  expect(until('Europe/Berlin')).toBe(instant)
  expect(until('America/New_York')).toBe(instant)
  expect(until('Pacific/Auckland')).toBe('2026-10-09T19:00:00.000Z')
})

test('where clocks are put forward or back, quiet ends when the wall says so', () => {
  const quiet = { from: '21:00', to: '02:30' }
  // 29 March 2026 in Berlin has no 02:30, 25 October has it twice.
  expect(goesOut('2026-03-28T23:00', { zone: 'Europe/Berlin', quiet })).toBe('2026-03-29T03:30')
  expect(goesOut('2026-10-24T23:00', { zone: 'Europe/Berlin', quiet })).toBe('2026-10-25T02:30')
})

test('quiet hours may lie within one day, and equal times mean never', () => {
  const quiet = { from: '12:00', to: '14:00' }
  expect(goesOut('2026-10-09T11:59', { quiet })).toBe('2026-10-09T11:59')
  expect(goesOut('2026-10-09T12:00', { quiet })).toBe('2026-10-09T14:00')
  expect(goesOut('2026-10-09T23:00', { quiet })).toBe('2026-10-09T23:00')
  expect(goesOut('2026-10-09T23:00', { quiet: { from: '00:00', to: '00:00' } })).toBe('2026-10-09T23:00')
})

test('an urgent one goes at once to those who allowed it, and to nobody else', () => {
  expect(goesOut('2026-10-09T23:00', { urgent: true, urgentAtOnce: true })).toBe('2026-10-09T23:00')
  expect(goesOut('2026-10-09T23:00', { urgent: true })).toBe('2026-10-10T08:00')
  expect(goesOut('2026-10-09T23:00', { urgentAtOnce: true })).toBe('2026-10-10T08:00')
  expect(goesOut('2026-10-09T23:00', { hold: 'none' })).toBe('2026-10-09T23:00')
})

test('reminders wait for office hours: evenings, lunch, weekends and holidays are over first', () => {
  const hold = 'office'
  expect(goesOut('2026-10-09T10:00', { hold })).toBe('2026-10-09T10:00')
  expect(goesOut('2026-10-09T12:00', { hold })).toBe('2026-10-09T13:30')
  expect(goesOut('2026-10-09T17:29', { hold })).toBe('2026-10-09T17:29')
  // Saturday 10 October 2026 is worked to make up for the holidays.
  expect(goesOut('2026-10-09T17:30', { hold })).toBe('2026-10-10T08:30')
  expect(goesOut('2026-10-16T17:30', { hold })).toBe('2026-10-19T08:30')
  expect(goesOut('2026-09-30T18:00', { hold })).toBe('2026-10-08T08:30')
})

test('a reminder waits for an office hour outside the receiver’s own quiet hours', () => {
  const hold = 'office'
  expect(goesOut('2026-10-09T09:00', { hold, quiet: { from: '08:00', to: '12:30' } })).toBe(
    '2026-10-09T13:30',
  )
  // Quiet whenever an office is open: then the quiet hours alone count, and it still goes out.
  expect(goesOut('2026-10-09T09:00', { hold, quiet: { from: '08:00', to: '18:00' } })).toBe(
    '2026-10-09T18:00',
  )
})

test('where the calendar of a year is not out yet, a reminder does not wait for ever', () => {
  expect(goesOut('2035-03-01T09:00', { hold: 'office' })).toBe('2035-03-01T09:00')
  expect(goesOut('2035-03-01T23:00', { hold: 'office' })).toBe('2035-03-02T08:00')
})
