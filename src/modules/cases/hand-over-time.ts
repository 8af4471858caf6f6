import { ifPublished } from '../../kernel/calendar.ts'
import { Failure } from '../../kernel/failure.ts'
import { localDate } from '../../kernel/zone.ts'
import { ruleFor, type Clockwork } from '../parks/index.ts'
import type { CaseRow } from './columns.ts'
import { dueAfter, type Due } from './deadlines.ts'
import { runsOf } from './work-again.ts'

/**
 * The due date of a case that another department takes over: the promise to the asker stays, unless the park has a rule
 * of the step redispatch, which starts it anew. Where less than a working day is left, the dispatcher has to say by when:
 * a department is not charged with what nobody could keep.
 * @throws Failure `cases.no_time_left`
 */
export function handedOver(work: Clockwork, row: CaseRow, now: string): Due | Pick<CaseRow, 'due_on'> {
  const { time, rules } = work
  const today = localDate(now, time.zone)
  const rule = ruleFor(rules, { step: 'redispatch', matter: row, day: today })
  if (rule) {
    const { code, name, valid_from } = rule
    return dueAfter(time, rule.amount, {
      why: 'redispatched',
      from: today,
      rule: { code, name, valid_from },
      given: null,
      before: runsOf(row),
    })
  }
  const { due_on } = row
  if (due_on !== null && !leavesADay(work, due_on, today)) {
    throw new Failure('invalid', 'cases.no_time_left', { field: 'deadline', due_on })
  }
  return { due_on }
}

/** A whole working day from the next one on: what is counted starts on the day after. */
function leavesADay({ time }: Clockwork, due: string, today: string): boolean {
  if (due <= today) return false
  // A date in a year whose days are not out lies far enough away.
  return ifPublished(() => time.calendar.workingDaysBetween(today, due) >= 1) ?? true
}
