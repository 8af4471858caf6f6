import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { makeCalendar } from './calendar.ts'
import type { OfficialYear } from './calendar-days.ts'
import { Failure } from './failure.ts'

const Days = z.array(z.string().min(5).max(21)).max(60)

/** A yearly notice as a file: the form of the built-in years. */
const YearFile = z.strictObject({
  year: z.number().int().min(2007).max(9999),
  notices: z.array(z.string().min(1)).min(1),
  holidays: z.array(z.strictObject({ name: z.string().min(1), off: Days, work: Days.optional() })).min(1),
})

/**
 * Reads the years of official days that an administrator has put into the data folder, `calendar/2027.json` and so on.
 * @throws Failure `kernel.year_file` naming the file, or what the calendar refuses about its days
 */
export function readOfficialYears(data: string): OfficialYear[] {
  const folder = join(data, 'calendar')
  if (!existsSync(folder)) return []
  const years = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => readYear(join(folder, name)))
  // Whatever is wrong with the days is told now, and not with the first deadline.
  makeCalendar({ official: years })
  return years
}

function readYear(path: string): OfficialYear {
  const { data, success } = YearFile.safeParse(jsonOf(readFileSync(path, 'utf8')))
  if (!success) throw new Failure('invalid', 'kernel.year_file', { path })
  const { year, notices, holidays } = data
  return {
    year,
    notices,
    holidays: holidays.map(({ work, ...rest }) => ({ ...rest, ...(work && { work }) })),
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
