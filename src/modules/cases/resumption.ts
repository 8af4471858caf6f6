import { localDate, toInstant } from '../../kernel/zone.ts'
import type { ParkTime } from '../parks/index.ts'
import type { Setting } from './act.ts'
import type { CaseRow } from './columns.ts'
import { dueAfter } from './deadlines.ts'
import { runsOf } from './work-again.ts'

/**
 * The columns as a suspended case goes on. The clocks of the answer and of the co-organisers get back the working days
 * that it stood: what was left on the day of the suspension is left now, and never less than one working day.
 */
export function resumption(time: ParkTime, row: CaseRow, now: string): Setting {
  const today = localDate(now, time.zone)
  const from = row.suspended_on ?? today
  const working_days = time.calendar.workingDaysBetween(from, today)
  const { due_on } = row
  const left = due_on === null || due_on <= from ? 0 : time.calendar.workingDaysBetween(from, due_on)
  return {
    suspended_at: null,
    suspended_on: null,
    suspended_until: null,
    pauses: [...row.pauses, { from, to: today, working_days }],
    co_organisers: row.co_organisers.map((helper) =>
      helper.state === 'asked' || helper.state === 'accepted'
        ? {
            ...helper,
            respond_by: later(time, helper.respond_by, working_days),
            due_at: later(time, helper.due_at, working_days),
            due_on: localDate(later(time, helper.due_at, working_days), time.zone),
          }
        : helper,
    ),
    ...(due_on !== null &&
      dueAfter(time, Math.max(1, left), {
        why: 'resumed',
        from: today,
        rule: null,
        given: null,
        before: runsOf(row),
      })),
  }
}

/** The same time of a day so many working days later. */
function later({ calendar, zone, working }: ParkTime, instant: string, workingDays: number): string {
  if (workingDays === 0) return instant
  const day = calendar.addWorkingDays(localDate(instant, zone), workingDays).due
  return toInstant(working.closing(day), zone)
}
