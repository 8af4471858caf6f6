import { localDate } from '../../kernel/zone.ts'
import type { ParkTime } from '../parks/index.ts'
import type { Setting } from './act.ts'
import type { CaseRow } from './columns.ts'
import { later, runsOnOrStays } from './deadlines.ts'
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
  const left = () => (due_on === null || due_on <= from ? 0 : time.calendar.workingDaysBetween(from, due_on))
  const days = () => Math.max(1, left())
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
      runsOnOrStays(
        time,
        { days, dueOnDay: due_on },
        { why: 'resumed', from: today, rule: null, given: null, before: runsOf(row) },
      )),
  }
}
