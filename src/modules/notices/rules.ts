import { addDays, ifPublished } from '../../kernel/calendar.ts'
import type { WorkingTime } from '../../kernel/office-hours.ts'
import { localDateTime, toInstant } from '../../kernel/zone.ts'
import type { QuietHours } from './contract.ts'

/** What holds until a park or a person sets something else. */
export const DEFAULT_QUIET: QuietHours = { from: '21:00', to: '08:00' }

/** How a message waits; 'inside': it never leaves the product. */
export type Hold = 'quiet' | 'office' | 'none' | 'inside'

/** What decides when a message may go out. */
export interface Holding {
  readonly hold: Hold
  readonly urgent: boolean
  readonly urgentAtOnce: boolean
  readonly quiet: QuietHours
  readonly zone: string
  readonly working: WorkingTime
}

/** The first instant, not before `now`, at which the message may go out. */
export function opensAt(now: string, { hold, urgent, urgentAtOnce, ...when }: Holding): string {
  if (hold === 'none' || hold === 'inside' || (urgent && urgentAtOnce)) return now
  const { zone } = when
  let local = localDateTime(now, zone).slice(0, MINUTES)
  const present = local
  // Office hours may open within somebody's own quiet hours, and these end when the offices are shut: a few rounds
  // settle it, and where nothing ever would, the quiet hours alone do.
  for (let round = 0; round < 14; round++) {
    const quietEnds = afterQuiet(local, when.quiet)
    const opens = hold === 'office' ? nextOffice(quietEnds, when.working) : quietEnds
    if (opens === local) return local === present ? now : toInstant(local, zone)
    local = opens
  }
  return toInstant(afterQuiet(present, when.quiet), zone)
}

const MINUTES = 'YYYY-MM-DDTHH:MM'.length

/** The local moment at which it is not quiet any more; the moment itself where it is not. The end is not quiet. */
function afterQuiet(local: string, { from, to }: QuietHours): string {
  const [date, time] = [local.slice(0, 10), local.slice(11)]
  if (from === to) return local
  if (from < to) return from <= time && time < to ? `${date}T${to}` : local
  if (time >= from) return `${addDays(date, 1)}T${to}`
  return time < to ? `${date}T${to}` : local
}

/** The next minute in which an office is open. Where the calendar is not out yet nobody waits for it. */
function nextOffice(local: string, working: WorkingTime): string {
  const first = ifPublished(() => working.addWorkingMinutes(local, 1))?.counted[0]
  return first === undefined ? local : `${first.date}T${first.from}`
}
