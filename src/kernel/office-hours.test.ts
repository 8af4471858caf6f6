import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { addDays, daysBetween, makeCalendar } from './calendar.ts'
import { Failure } from './failure.ts'
import { checkOfficeHours, DEFAULT_OFFICE_HOURS, makeWorkingTime, type OfficeHours } from './office-hours.ts'

const calendar = makeCalendar()
const office = makeWorkingTime(calendar, DEFAULT_OFFICE_HOURS)

/** A longer noon in summer; the winter wraps the end of the year. */
const SEASONAL: OfficeHours = {
  seasons: [
    {
      from: '10-01',
      to: '04-30',
      spans: [
        ['08:30', '12:00'],
        ['13:30', '17:30'],
      ],
    },
    {
      from: '05-01',
      to: '09-30',
      spans: [
        ['08:00', '12:00'],
        ['14:30', '18:00'],
      ],
    },
  ],
}
const seasonal = makeWorkingTime(calendar, SEASONAL)

describe('opening and closing', () => {
  test('bound the office day, 08:30 to 17:30 by default, also on a day of rest', () => {
    expect(office.opening('2026-02-13')).toBe('2026-02-13T08:30')
    expect(office.closing('2026-02-13')).toBe('2026-02-13T17:30')
    expect(office.closing('2026-10-01')).toBe('2026-10-01T17:30')
  })

  test('follow the season, which may wrap the end of the year', () => {
    const closings = [
      '2024-02-29',
      '2026-04-30',
      '2026-05-01',
      '2026-09-30',
      '2026-10-01',
      '2026-12-31',
      '2027-01-01',
    ]
    expect(closings.map((date) => seasonal.closing(date).slice(11))).toEqual([
      '17:30',
      '17:30',
      '18:00',
      '18:00',
      '17:30',
      '17:30',
      '17:30',
    ])
    expect(seasonal.opening('2026-07-01')).toBe('2026-07-01T08:00')
  })

  test.each(['2026-02-29', '2026-02-30', '2026-13-01', 'tomorrow'])(
    'are refused for %s, which is no date',
    (date) => {
      const refused = { kind: 'invalid', code: 'calendar.date_invalid', detail: { date } }
      expect(refusalOf(() => office.opening(date))).toEqual(refused)
      expect(refusalOf(() => office.closing(date))).toEqual(refused)
    },
  )
})

describe('a deadline in working minutes', () => {
  test('runs over noon, night and rest, and says where the minutes went', () => {
    expect(office.addWorkingMinutes('2026-09-30T16:15', 240)).toEqual({
      from: '2026-09-30T16:15',
      minutes: 240,
      due: '2026-10-08T11:15',
      counted: [
        { date: '2026-09-30', from: '16:15', to: '17:30', minutes: 75 },
        { date: '2026-10-08', from: '08:30', to: '11:15', minutes: 165 },
      ],
      skipped: ['01', '02', '03', '04', '05', '06', '07'].map((day) => calendar.day(`2026-10-${day}`)),
      provisional: false,
    })
  })

  test.each([
    ['within a span', '2026-02-13T09:00', 60, '2026-02-13T10:00'],
    ['over noon', '2026-02-13T11:30', 60, '2026-02-13T14:00'],
    ['before opening', '2026-02-13T06:00', 30, '2026-02-13T09:00'],
    ['after closing, before a make-up Saturday', '2026-02-13T17:30', 30, '2026-02-14T09:00'],
    ['on a day of rest', '2026-02-15T10:00', 30, '2026-02-24T09:00'],
    ['up to closing, due then and not at the next opening', '2026-02-13T16:30', 60, '2026-02-13T17:30'],
    ['up to noon, due at noon', '2026-02-13T11:00', 60, '2026-02-13T12:00'],
    ['with seconds, which are dropped', '2026-02-13T09:00:59', 60, '2026-02-13T10:00'],
  ])('%s', (_, from, minutes, due) => {
    expect(office.addWorkingMinutes(from, minutes).due).toBe(due)
  })

  test('is provisional where a day count would be', () => {
    expect(office.addWorkingMinutes('2026-12-24T17:00', 30).provisional).toBe(false)
    expect(office.addWorkingMinutes('2026-12-24T17:00', 31)).toMatchObject({
      due: '2026-12-25T08:31',
      provisional: true,
    })
  })

  test('reaching into a year without a notice is refused, naming the year', () => {
    expect(refusalOf(() => office.addWorkingMinutes('2026-12-31T17:00', 31))).toMatchObject({
      code: 'calendar.year_unpublished',
      detail: { year: 2027, date: '2027-01-01' },
    })
  })

  test.each([0, -5, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('of %d minutes is refused', (minutes) => {
    expect(refusalOf(() => office.addWorkingMinutes('2026-02-13T09:00', minutes))).toEqual({
      kind: 'invalid',
      code: 'office_hours.minutes_out_of_range',
      detail: { minutes, min: 1 },
    })
  })

  test.each([
    '2026-02-13',
    '2026-02-30T09:00',
    '2026-02-13T24:00',
    '2026-02-13T09:60',
    '2026-02-13T09:00Z',
    '2026-02-13 09:00',
  ])('from %s, which is no local moment, is refused', (moment) => {
    const refused = { kind: 'invalid', code: 'office_hours.moment_invalid', detail: { moment } }
    expect(refusalOf(() => office.addWorkingMinutes(moment, 1))).toEqual(refused)
    expect(refusalOf(() => office.workingMinutesBetween('2026-02-13T09:00', moment))).toEqual(refused)
    expect(
      refusalOf(() => office.yellowFrom({ kind: 'days', start: '2026-02-13T09:00', due: moment })),
    ).toEqual(refused)
  })
})

describe('working minutes', () => {
  const aTime = fc.constantFrom(office, seasonal)
  const aMoment = fc
    .tuple(
      fc.integer({ min: 0, max: daysBetween('2007-01-01', '2024-12-31') }),
      fc.integer({ min: 0, max: 1439 }),
    )
    .map(([days, minute]) => momentOf(addDays('2007-01-01', days), minute))

  test('added and measured again are the same, and one minute earlier they were not yet over', () => {
    fc.assert(
      fc.property(aTime, aMoment, fc.integer({ min: 1, max: 20_000 }), (time, from, minutes) => {
        const { due, counted } = time.addWorkingMinutes(from, minutes)
        expect(time.workingMinutesBetween(from, due)).toBe(minutes)
        expect(time.workingMinutesBetween(from, minuteBefore(due))).toBe(minutes - 1)
        expect(counted.reduce((sum, span) => sum + span.minutes, 0)).toBe(minutes)
      }),
    )
  })

  test('of two stretches are those of the whole', () => {
    fc.assert(
      fc.property(
        aTime,
        fc.tuple(aMoment, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 })),
        (time, [from, one, other]) => {
          const middle = `${addDays(from.slice(0, 10), one)}T14:45`
          const to = `${addDays(middle.slice(0, 10), other)}T23:59`
          if (middle < from) return
          expect(time.workingMinutesBetween(from, middle) + time.workingMinutesBetween(middle, to)).toBe(
            time.workingMinutesBetween(from, to),
          )
        },
      ),
    )
  })

  test('are the minutes one would count by hand', () => {
    const byHand = (from: string, to: string) => {
      let minutes = 0
      for (let moment = from; moment < to; moment = minuteAfter(moment)) {
        const time = moment.slice(11)
        const isOpen = ('08:30' <= time && time < '12:00') || ('13:30' <= time && time < '17:30')
        if (isOpen && calendar.day(moment.slice(0, 10)).working) minutes++
      }
      return minutes
    }
    fc.assert(
      fc.property(
        aMoment,
        fc.integer({ min: -1, max: 3 }),
        fc.integer({ min: 0, max: 1439 }),
        (from, days, minute) => {
          const to = momentOf(addDays(from.slice(0, 10), days), minute)
          expect(office.workingMinutesBetween(from, to)).toBe(byHand(from, to))
        },
      ),
      { numRuns: 30 },
    )
  })

  test('are none backwards', () => {
    expect(office.workingMinutesBetween('2026-02-13T10:00', '2026-02-13T09:00')).toBe(0)
    expect(office.workingMinutesBetween('2026-02-13T10:00', '2026-02-12T11:00')).toBe(0)
  })
})

describe('the lamp turns yellow', () => {
  test('at the opening of the working day before the due day', () => {
    const clock = { kind: 'days', start: '2026-02-13T10:15', due: '2026-02-27T17:30' } as const
    expect(office.yellowFrom(clock)).toBe('2026-02-26T08:30')
  })

  test('or when 80 % of the working time is used, where that is earlier', () => {
    // Twenty days counted from closing time: 80 % are used when the sixteenth closes, four days before the due day.
    expect(calendar.addWorkingDays('2022-03-01', 16).due).toBe('2022-03-23')
    const due = office.closing(calendar.addWorkingDays('2022-03-01', 20).due)
    expect(office.yellowFrom({ kind: 'days', start: '2022-03-01T17:30', due })).toBe('2022-03-23T17:30')
    // Half an hour more to work with: 9,030 minutes, of which 7,224 end 24 minutes before the sixteenth closes.
    expect(office.yellowFrom({ kind: 'days', start: '2022-03-01T17:00', due })).toBe('2022-03-23T17:24')
  })

  test('with hours at 80 % only, at the full minute at which they are used', () => {
    // Four hours over noon: 192 minutes, 180 of them before it.
    const fourHours = { kind: 'hours', start: '2026-02-13T09:00', due: '2026-02-13T14:30' } as const
    expect(office.yellowFrom(fourHours)).toBe('2026-02-13T13:42')
    const sevenMinutes = { kind: 'hours', start: '2026-02-13T09:00', due: '2026-02-13T09:07' } as const
    expect(office.yellowFrom(sevenMinutes)).toBe('2026-02-13T09:06')
  })

  test('before a due day of rest, on the last working day before it', () => {
    const clock = { kind: 'days', start: '2026-09-28T10:00', due: '2026-10-04T17:30' } as const
    expect(office.yellowFrom(clock)).toBe('2026-09-30T08:30')
  })

  test('before its start, when the due day is so close that it is never green', () => {
    expect(office.yellowFrom({ kind: 'days', start: '2026-02-12T10:00', due: '2026-02-13T17:30' })).toBe(
      '2026-02-12T08:30',
    )
  })

  test('at once where no working time is left', () => {
    expect(office.yellowFrom({ kind: 'hours', start: '2026-10-02T10:00:30', due: '2026-10-03T10:00' })).toBe(
      '2026-10-02T10:00',
    )
    expect(office.yellowFrom({ kind: 'days', start: '2026-10-02T10:00', due: '2026-10-03T17:30' })).toBe(
      '2026-09-30T08:30',
    )
  })

  test('never after the due moment, and by hours never before the start', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 5_000 }),
        fc.integer({ min: 0, max: 1439 }),
        fc.integer({ min: 1, max: 60 }),
        (offset, minute, days) => {
          const date = addDays('2010-01-04', offset)
          const start = momentOf(date, minute)
          const due = office.closing(calendar.addWorkingDays(date, days).due)
          const byDays = office.yellowFrom({ kind: 'days', start, due })
          const byHours = office.yellowFrom({ kind: 'hours', start, due })
          expect(byDays <= byHours && byDays < due).toBe(true)
          expect(byHours > start && byHours <= due).toBe(true)
        },
      ),
    )
  })
})

describe('office hours', () => {
  const spans = [['08:30', '12:00']] as const

  test('are accepted when the seasons cover the year once', () => {
    expect(refusalOf(() => checkOfficeHours(DEFAULT_OFFICE_HOURS))).toBeUndefined()
    expect(refusalOf(() => checkOfficeHours(SEASONAL))).toBeUndefined()
  })

  test.each([
    ['no season', [], 'season_gap', { day: '01-01' }],
    ['a gap', [{ from: '01-01', to: '12-30', spans }], 'season_gap', { day: '12-31' }],
    [
      'a gap on leap day',
      [
        { from: '03-01', to: '10-31', spans },
        { from: '11-01', to: '02-28', spans },
      ],
      'season_gap',
      { day: '02-29' },
    ],
    [
      'an overlap',
      [
        { from: '05-01', to: '10-01', spans },
        { from: '10-01', to: '04-30', spans },
      ],
      'season_overlap',
      { day: '10-01' },
    ],
    [
      'a season from no day',
      [{ from: '02-30', to: '12-31', spans }],
      'season_invalid',
      { from: '02-30', to: '12-31' },
    ],
    [
      'a season to no day',
      [{ from: '01-01', to: '12-1', spans }],
      'season_invalid',
      { from: '01-01', to: '12-1' },
    ],
  ])('are refused with %s', (_, seasons, code, detail) => {
    expect(refusalOf(() => checkOfficeHours({ seasons }))).toEqual({
      kind: 'invalid',
      code: `office_hours.${code}`,
      detail,
    })
  })

  test.each([
    ['none', []],
    ['no length', [['08:30', '08:30']]],
    ['one backwards', [['12:00', '08:30']]],
    [
      'an overlap',
      [
        ['08:30', '12:00'],
        ['11:30', '17:30'],
      ],
    ],
    [
      'the wrong order',
      [
        ['13:30', '17:30'],
        ['08:30', '12:00'],
      ],
    ],
    ['no such time', [['08:30', '24:00']]],
    ['another spelling', [['8:30', '12:00']]],
  ] satisfies [string, [string, string][]][])('are refused with spans of %s', (_, wrong) => {
    const officeHours = { seasons: [{ from: '01-01', to: '12-31', spans: wrong }] }
    expect(refusalOf(() => makeWorkingTime(calendar, officeHours))).toEqual({
      kind: 'invalid',
      code: 'office_hours.spans_invalid',
      detail: { from: '01-01', to: '12-31', spans: wrong },
    })
  })
})

function momentOf(date: string, minute: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  return `${date}T${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

function minuteAfter(moment: string): string {
  const minute = Number(moment.slice(11, 13)) * 60 + Number(moment.slice(14)) + 1
  const date = moment.slice(0, 10)
  return minute === 1440 ? momentOf(addDays(date, 1), 0) : momentOf(date, minute)
}

/** Of a moment inside a day. */
function minuteBefore(moment: string): string {
  return momentOf(moment.slice(0, 10), Number(moment.slice(11, 13)) * 60 + Number(moment.slice(14)) - 1)
}

function refusalOf(act: () => unknown) {
  try {
    act()
  } catch (error) {
    if (error instanceof Failure) return { kind: error.kind, code: error.code, detail: error.detail }
    throw error
  }
  return undefined
}
