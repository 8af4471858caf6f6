import { execFile } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import fc from 'fast-check'
import { Temporal } from 'temporal-polyfill'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { OFFICIAL_YEARS } from './calendar-days.ts'
import { addDays, daysBetween, isDate, lastDayOfMonth, makeCalendar, weekday } from './calendar.ts'
import { Failure } from './failure.ts'

const calendar = makeCalendar()
const EVERY_DAY = datesOf('2007-01-01', '2026-12-31')

const aDate = fc.constantFrom(...EVERY_DAY)
/** Early enough for a thousand working days. */
const anEarlyDate = fc.constantFrom(...datesOf('2007-01-01', '2022-06-30'))
const aNumberOfDays = fc.integer({ min: 1, max: 1000 })

describe('dates', () => {
  test('agree with Temporal on weekday, distance, addition and end of month', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -300_000, max: 800_000 }),
        fc.integer({ min: -5_000, max: 5_000 }),
        (number, days) => {
          const plain = Temporal.PlainDate.from('1970-01-01').add({ days: number })
          const date = plain.toString()
          const later = plain.add({ days }).toString()
          expect(isDate(date)).toBe(true)
          expect(addDays(date, days)).toBe(later)
          expect(daysBetween(date, later)).toBe(days)
          expect(weekday(date)).toBe(plain.dayOfWeek)
          expect(lastDayOfMonth(date)).toBe(plain.with({ day: plain.daysInMonth }).toString())
        },
      ),
    )
  })

  test.each([
    '2026-02-29',
    '2026-02-30',
    '2026-13-01',
    '2026-00-10',
    '2026-01-00',
    '2026-1-1',
    '2026-01-01T00:00',
    '0099-01-01',
    '',
    ' 2026-01-01',
    '二〇二六',
  ])('%j is no date and is refused by everything that takes one', (text) => {
    expect(isDate(text)).toBe(false)
    const refused = { kind: 'invalid', code: 'calendar.date_invalid', detail: { date: text } }
    expect(refusalOf(() => addDays(text, 1))).toEqual(refused)
    expect(refusalOf(() => daysBetween('2026-01-01', text))).toEqual(refused)
    expect(refusalOf(() => weekday(text))).toEqual(refused)
    expect(refusalOf(() => lastDayOfMonth(text))).toEqual(refused)
    expect(refusalOf(() => calendar.day(text))).toEqual(refused)
    expect(refusalOf(() => calendar.addWorkingDays(text, 1))).toEqual(refused)
    expect(refusalOf(() => makeCalendar({ daysOff: [{ date: text, name: '园区日' }] }))).toEqual(refused)
  })
})

describe('the official days', () => {
  const source = join(import.meta.dirname, '../../../shared/data/calendar')
  const isAbsent = !existsSync(source)

  test.skipIf(isAbsent)(
    `are those of holiday-cn, every year merged${isAbsent ? ` (skipped: no ${source})` : ''}`,
    () => {
      const Year = z.object({
        year: z.number(),
        papers: z.array(z.string()),
        days: z.array(z.object({ name: z.string(), date: z.string(), isOffDay: z.boolean() })),
      })
      const years = readdirSync(source).map((file) =>
        Year.parse(JSON.parse(readFileSync(join(source, file), 'utf8'))),
      )
      expect(years.map(({ year, papers }) => ({ year, papers }))).toEqual(
        OFFICIAL_YEARS.map(({ year, notices }) => ({ year, papers: notices })),
      )
      const listed = new Map(years.flatMap(({ days }) => days).map((day) => [day.date, day]))
      for (const date of EVERY_DAY) {
        const day = calendar.day(date)
        const fact = listed.get(date)
        const isRestByWeek = weekday(date) > 5
        expect({ date, working: day.working }).toEqual({
          date,
          working: fact ? !fact.isOffDay : !isRestByWeek,
        })
        const isNamed = fact !== undefined && (fact.isOffDay || isRestByWeek)
        expect({ date, name: day.name }).toEqual({ date, name: isNamed ? fact.name : undefined })
      }
      // The one listed day that says nothing: the first Monday of work after the amendment of 2020.
      const plain = [...listed.values()].filter(({ date, isOffDay }) => !isOffDay && weekday(date) < 6)
      expect(plain.map(({ date }) => date)).toEqual(['2020-02-03'])
    },
  )

  test('give every day of 2007-2026 one kind that fits its weekday', () => {
    for (const date of EVERY_DAY) {
      const day = calendar.day(date)
      expect(day.date).toBe(date)
      expect(day.working).toBe(day.kind === 'workday' || day.kind === 'make_up')
      expect(day.name !== undefined).toBe(day.kind === 'holiday' || day.kind === 'make_up')
      if (day.kind !== 'holiday')
        expect(weekday(date) > 5).toBe(day.kind === 'weekend' || day.kind === 'make_up')
    }
  })

  test.each([
    [2021, 250],
    [2022, 249],
    [2023, 249],
    [2024, 251],
    [2025, 248],
    [2026, 248],
  ])('make %i a year of %i working days', (year, workingDays) => {
    const days = datesOf(`${year}-01-01`, `${year}-12-31`).map((date) => calendar.day(date))
    expect(days.filter(({ working }) => working)).toHaveLength(workingDays)
  })

  test('are found under the year they fall in, whichever notice speaks of them', () => {
    expect(calendar.day('2007-12-29')).toEqual({
      date: '2007-12-29',
      working: true,
      kind: 'make_up',
      name: '元旦',
    })
    expect(calendar.day('2018-12-31')).toEqual({
      date: '2018-12-31',
      working: false,
      kind: 'holiday',
      name: '元旦',
    })
    expect(calendar.day('2019-01-01').kind).toBe('holiday')
    expect(refusalOf(() => calendar.day('2006-12-30'))).toMatchObject({ detail: { year: 2006 } })
  })

  test('were never moved by the next notice before 29 December, so that from 25 December is a safe margin', () => {
    const moved = OFFICIAL_YEARS.flatMap(({ holidays }) => holidays)
      .flatMap(({ off, work = [] }) => [...off, ...work].flatMap((days) => days.split('/')))
      .filter((day) => day.length > 5)
      .map((day) => day.slice(5))
    expect(moved.filter((day) => day > '02')).toHaveLength(8)
    expect(moved.filter((day) => day > '02').sort()[0]).toBe('12-29')
  })
})

describe('a deadline in working days', () => {
  test.each([
    ['2022-09-30', 5, '2022-10-12'],
    ['2026-02-13', 5, '2026-02-27'],
    ['2026-09-30', 1, '2026-10-08'],
    ['2026-09-24', 5, '2026-10-09'],
    ['2018-12-28', 1, '2018-12-29'],
    ['2018-12-29', 1, '2019-01-02'],
  ])('from %s, %i working days, is %s', (from, workingDays, due) => {
    expect(calendar.addWorkingDays(from, workingDays).due).toBe(due)
  })

  test('says which days were counted, which were skipped, and why', () => {
    expect(calendar.addWorkingDays('2022-09-30', 2)).toEqual({
      from: '2022-09-30',
      workingDays: 2,
      due: '2022-10-09',
      counted: [
        { date: '2022-10-08', working: true, kind: 'make_up', name: '国庆节' },
        { date: '2022-10-09', working: true, kind: 'make_up', name: '国庆节' },
      ],
      skipped: datesOf('2022-10-01', '2022-10-07').map((date) => ({
        date,
        working: false,
        kind: 'holiday',
        name: '国庆节',
      })),
      provisional: false,
    })
  })

  test('counts from the next working day, from a day of rest as from the working day before it', () => {
    for (const rest of datesOf('2022-10-01', '2022-10-07')) {
      expect(calendar.addWorkingDays(rest, 5).due).toBe(calendar.addWorkingDays('2022-09-30', 5).due)
    }
  })

  test('measured again, is as many working days away', () => {
    fc.assert(
      fc.property(anEarlyDate, aNumberOfDays, (from, workingDays) => {
        const { due } = calendar.addWorkingDays(from, workingDays)
        expect(calendar.workingDaysBetween(from, due)).toBe(workingDays)
        expect(calendar.workingDaysBetween(due, from)).toBe(0)
      }),
    )
  })

  test('counts or skips every day after its start up to its end, each once', () => {
    const withDaysOff = makeCalendar({ daysOff: [{ date: '2021-03-03', name: '园区日' }] })
    fc.assert(
      fc.property(
        anEarlyDate,
        aNumberOfDays,
        fc.constantFrom(calendar, withDaysOff),
        (from, workingDays, park) => {
          const { due, counted, skipped } = park.addWorkingDays(from, workingDays)
          const days = [...counted, ...skipped].map(({ date }) => date).sort()
          expect(days).toEqual(datesOf(addDays(from, 1), due))
          expect(counted).toHaveLength(workingDays)
          expect(counted.every(({ working }) => working)).toBe(true)
          expect(skipped.some(({ working }) => working)).toBe(false)
        },
      ),
    )
  })

  test('is never earlier for a later start, and always later for one day more', () => {
    fc.assert(
      fc.property(anEarlyDate, anEarlyDate, fc.integer({ min: 1, max: 999 }), (one, other, workingDays) => {
        const [earlier, later] = one < other ? [one, other] : [other, one]
        const dueOf = (from: string, count: number) => calendar.addWorkingDays(from, count).due
        expect(dueOf(earlier, workingDays) <= dueOf(later, workingDays)).toBe(true)
        expect(dueOf(earlier, workingDays) < dueOf(earlier, workingDays + 1)).toBe(true)
      }),
    )
  })

  test.each([0, -1, 1.5, 1001, Number.NaN, Number.POSITIVE_INFINITY])(
    'of %d working days is refused',
    (workingDays) => {
      expect(refusalOf(() => calendar.addWorkingDays('2022-01-04', workingDays))).toEqual({
        kind: 'invalid',
        code: 'calendar.working_days_out_of_range',
        detail: { workingDays, min: 1, max: 1000 },
      })
    },
  )

  test('reaching into a year without a notice is refused, naming the year', () => {
    const published = '2007-2026'
    const refused = (date: string) => ({
      kind: 'invalid',
      code: 'calendar.year_unpublished',
      detail: { year: Number(date.slice(0, 4)), date, published },
    })
    expect(calendar.addWorkingDays('2026-12-30', 1).due).toBe('2026-12-31')
    expect(refusalOf(() => calendar.addWorkingDays('2026-12-30', 2))).toEqual(refused('2027-01-01'))
    expect(refusalOf(() => calendar.addWorkingDays('2027-03-01', 1))).toEqual(refused('2027-03-01'))
    expect(refusalOf(() => calendar.nextWorkingDay('2026-12-31'))).toEqual(refused('2027-01-01'))
    expect(refusalOf(() => calendar.previousWorkingDay('2007-01-04'))).toEqual(refused('2006-12-31'))
    expect(refusalOf(() => calendar.workingDaysBetween('2026-12-01', '2027-01-04'))).toEqual(
      refused('2027-01-04'),
    )
    expect(refusalOf(() => calendar.workingDaysBetween('2006-12-31', '2007-01-04'))).toEqual(
      refused('2006-12-31'),
    )
  })

  test('is provisional from 25 December of the last published year on, and in no other', () => {
    expect(calendar.addWorkingDays('2026-12-21', 3)).toMatchObject({ due: '2026-12-24', provisional: false })
    expect(calendar.addWorkingDays('2026-12-21', 4)).toMatchObject({ due: '2026-12-25', provisional: true })
    expect(calendar.addWorkingDays('2025-12-21', 8)).toMatchObject({ due: '2025-12-31', provisional: false })
  })

  test('costs microseconds: a hundred thousand take less than a second', () => {
    const start = performance.now()
    for (let round = 0; round < 100_000; round++) {
      calendar.addWorkingDays(EVERY_DAY[round % 7000] ?? '', 1 + (round % 30))
    }
    expect(performance.now() - start).toBeLessThan(1000)
  })
})

describe('neighbouring working days', () => {
  test('skip the days of rest between', () => {
    expect(calendar.nextWorkingDay('2026-09-30')).toBe('2026-10-08')
    expect(calendar.previousWorkingDay('2026-10-08')).toBe('2026-09-30')
    expect(calendar.previousWorkingDay('2026-10-04')).toBe('2026-09-30')
  })

  test('lie on either side with nothing worked between', () => {
    fc.assert(
      fc.property(
        aDate.filter((date) => date > '2007-01-04' && date < '2026-12-31'),
        (date) => {
          const next = calendar.nextWorkingDay(date)
          const previous = calendar.previousWorkingDay(date)
          expect(previous < date && date < next).toBe(true)
          const workedBetween = datesOf(previous, next).filter((each) => calendar.day(each).working)
          expect(workedBetween).toEqual([previous, date, next].filter((each) => calendar.day(each).working))
        },
      ),
    )
  })
})

describe('a park', () => {
  const park = makeCalendar({
    daysOff: [
      { date: '2022-09-16', name: '园区日' },
      { date: '2022-10-01', name: '园区日' },
      { date: '2022-10-08', name: '园区日' },
      { date: '2031-05-20', name: '园区日' },
    ],
  })

  test('rests on its own days, make-up days among them; a day that rests anyway keeps its official reason', () => {
    expect(park.day('2022-09-16')).toEqual({
      date: '2022-09-16',
      working: false,
      kind: 'park_day_off',
      name: '园区日',
    })
    expect(park.day('2022-10-08').kind).toBe('park_day_off')
    expect(park.day('2022-10-01')).toMatchObject({ kind: 'holiday', name: '国庆节' })
    expect(park.addWorkingDays('2022-09-30', 1).due).toBe('2022-10-09')
    expect(calendar.day('2022-09-16').kind).toBe('workday')
  })
})

describe('an official year loaded later', () => {
  const next = {
    year: 2027,
    notices: ['https://example.invalid/2027'],
    holidays: [{ name: '元旦', off: ['2026-12-31/2027-01-02'], work: ['2026-12-27', '01-03'] }],
  }
  const extended = makeCalendar({ official: [next] })

  test('opens its days, moves the last days of the year before, and settles them', () => {
    expect(extended.addWorkingDays('2026-12-25', 4)).toMatchObject({
      due: '2026-12-30',
      provisional: false,
      counted: [{ date: '2026-12-27', kind: 'make_up' }, {}, {}, {}],
    })
    expect(extended.addWorkingDays('2026-12-30', 1).due).toBe('2027-01-03')
    expect(extended.isProvisional('2027-12-25')).toBe(true)
    expect(refusalOf(() => extended.day('2028-01-01'))).toMatchObject({
      detail: { year: 2028, published: '2007-2027' },
    })
  })

  test('replaces the one of the same number, as an amended notice does', () => {
    const amended = makeCalendar({ official: [{ year: 2026, notices: [], holidays: [] }] })
    expect(amended.day('2026-10-01').kind).toBe('workday')
    expect(amended.day('2025-10-01').kind).toBe('holiday')
  })

  test.each([
    ['leaves a gap', { year: 2028 }, 'calendar.official_year_gap', { year: 2027 }],
    ['names no date', { off: ['02-29'] }, 'calendar.official_day_invalid', { day: '02-29' }],
    ['runs backwards', { off: ['05-03/05-01'] }, 'calendar.official_day_invalid', { day: '05-03/05-01' }],
    ['has two ranges in one', { off: ['05-01/05-02/05-03'] }, 'calendar.official_day_invalid', {}],
    [
      'strays into another year',
      { off: ['2072-01-01'] },
      'calendar.official_day_invalid',
      { day: '2072-01-01' },
    ],
    [
      'strays before December',
      { off: ['2026-11-30'] },
      'calendar.official_day_invalid',
      { day: '2026-11-30' },
    ],
    [
      'lists a day twice',
      { off: ['05-01/05-03'], work: ['05-02'] },
      'calendar.official_day_twice',
      { date: '2027-05-02' },
    ],
    ['makes up on a weekday', { work: ['05-06'] }, 'calendar.make_up_on_weekday', { date: '2027-05-06' }],
  ])(
    'is refused when it %s',
    (
      _,
      { year = 2027, off = [], work = [] }: { year?: number; off?: string[]; work?: string[] },
      code,
      detail,
    ) => {
      const official = [{ year, notices: [], holidays: [{ name: '劳动节', off, work }] }]
      expect(refusalOf(() => makeCalendar({ official }))).toMatchObject({ kind: 'invalid', code, detail })
    },
  )
})

describe('the machine', () => {
  // Apia once skipped a whole day, Sao Paulo changed its clocks at midnight.
  const zones = [
    'Etc/GMT+11',
    'America/Sao_Paulo',
    'UTC',
    'Asia/Kathmandu',
    'Asia/Shanghai',
    'Pacific/Apia',
    'Pacific/Kiritimati',
  ]

  test('gives the same days and deadlines in every time zone it may stand in', async () => {
    const script = `
      import { createHash } from 'node:crypto'
      import { addDays, lastDayOfMonth, makeCalendar, weekday } from ${JSON.stringify(import.meta.resolve('./calendar.ts'))}
      const calendar = makeCalendar()
      const digest = createHash('sha256')
      for (let date = '2007-01-01'; date < '2026-11-01'; date = addDays(date, 1)) {
        const said = [calendar.day(date), weekday(date), lastDayOfMonth(date), calendar.addWorkingDays(date, 20)]
        digest.update(JSON.stringify(said))
      }
      const midnight = new Date('2026-02-13T00:00:00').toISOString()
      const { due } = calendar.addWorkingDays('2026-02-13', 5)
      console.log(JSON.stringify({ midnight, due, digest: digest.digest('hex') }))`
    const Said = z.object({ midnight: z.string(), due: z.string(), digest: z.string() })
    const said = await Promise.all(
      zones.map(async (TZ) => {
        const { stdout } = await promisify(execFile)(
          process.execPath,
          ['--input-type=module', '-e', script],
          {
            env: { ...process.env, TZ },
          },
        )
        return Said.parse(JSON.parse(stdout))
      }),
    )
    expect(new Set(said.map(({ due }) => due))).toEqual(new Set(['2026-02-27']))
    expect(new Set(said.map(({ digest }) => digest)).size).toBe(1)
    // The control: had the zones not taken effect, the same text would have been the same moment everywhere.
    expect(new Set(said.map(({ midnight }) => midnight)).size).toBeGreaterThan(5)
  })
})

function datesOf(from: string, to: string): string[] {
  return Array.from({ length: daysBetween(from, to) + 1 }, (_, index) => addDays(from, index))
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
