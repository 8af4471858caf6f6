import type { ParkTime } from '../parks/index.ts'
import type { Setting } from './act.ts'
import { FORGET_CONFIRMATION, FORGET_REPLY } from './columns.ts'
import type { CaseState, DeadlineRun } from './contract.ts'
import { leftAfterReply, runsOnOrStays } from './deadlines.ts'
import { lapsedConfirmations } from './parties-rules.ts'
import type { LoadedCase } from './store.ts'

/** A reopened case gets the days of its rule again, and never fewer than these. */
const REOPENED_WORKING_DAYS = 3
/** The usual promise, for a case whose deadline was given as a date and so has no rule. */
const USUAL_WORKING_DAYS = 5

/** Where work begins again: with the department in charge, or with the dispatch centre when there was none. */
export const workingState = (row: LoadedCase): CaseState =>
  row.lead_department_id === null ? 'registered' : 'accepted'

/** The columns as work begins again: the answer and what was said of it are forgotten, the first ones stay on record. */
export function beginAgain(
  time: ParkTime,
  row: LoadedCase,
  { why, today }: { why: 'rejected' | 'reopened'; today: string },
): Setting {
  const forgotten = { ...FORGET_REPLY, ...FORGET_CONFIRMATION, ...lapsedConfirmations(row) }
  if (row.lead_department_id === null) return forgotten
  // The reply clock stood still while the answer was with the asker; it runs on with what was left.
  const days = () => (why === 'rejected' ? leftOf(time, row) : Math.max(REOPENED_WORKING_DAYS, ruleDays(row)))
  const start = { why, from: today, rule: null, given: null, before: runsOf(row) }
  return { ...forgotten, ...runsOnOrStays(time, { days, dueOnDay: row.due_on }, start) }
}

const leftOf = (time: ParkTime, { replied_on, due_on }: LoadedCase): number =>
  replied_on === null || due_on === null ? USUAL_WORKING_DAYS : leftAfterReply(time, replied_on, due_on)

const ruleDays = (row: LoadedCase): number =>
  runsOf(row).find(({ working_days }) => working_days !== null)?.working_days ?? USUAL_WORKING_DAYS

/** The runs of a case's deadline. */
export const runsOf = ({ deadline }: Pick<LoadedCase, 'deadline'>): readonly DeadlineRun[] =>
  (deadline ?? []) as readonly DeadlineRun[] // marked cast: the column is written only by deadlines.ts
