import type { ParkTime } from '../parks/index.ts'
import type { CaseRow } from './columns.ts'
import { dayOf } from './deadlines.ts'

/** A park may say that it is not for it; later its refusal stands there, and the asker objects there. */
const REFUSE_WITHIN_WORKING_DAYS = 2

/** Whether a case that another park handed over goes back to it when it is refused on this day. */
export const goesBack = (
  time: ParkTime,
  { handed_from: from }: Pick<CaseRow, 'handed_from'>,
  refusedOn: string,
): boolean =>
  from !== null &&
  time.calendar.workingDaysBetween(dayOf(from.at, time.zone), refusedOn) <= REFUSE_WITHIN_WORKING_DAYS
