import { localDate, localDateTime, toInstant } from '../../kernel/zone.ts'
import { ruleFor, type Clockwork, type DeadlineRuleView, type RuleStep } from '../parks/index.ts'
import type { CaseRow } from './columns.ts'
import type { Clock } from './contract.ts'
import { daysOffIn, yellowAt } from './deadlines.ts'

type Matter = Pick<CaseRow, 'kind' | 'category' | 'urgency'>

/** What a rule makes of a clock. */
export type Timed = Pick<Clock, 'started_at' | 'due_at' | 'yellow_at' | 'counted' | 'provisional'>

/**
 * The time that the park's rules give for a step of a case, from a moment on; undefined where the park has no rule.
 * @throws Failure `calendar.year_unpublished` where it reaches into a year without official days.
 */
export function timeFor(
  { rules, time }: Clockwork,
  { step, matter, from }: { step: RuleStep; matter: Matter; from: string },
): Timed | undefined {
  const rule = ruleFor(rules, { step, matter, day: localDate(from, time.zone) })
  if (!rule || rule.unit === 'working_days_before') return undefined
  return timed(time, rule, from)
}

/** The due moment so many working days, or minutes of office time, after a moment. */
export function timed(
  time: Clockwork['time'],
  rule: Pick<DeadlineRuleView, 'unit' | 'amount' | 'code' | 'name' | 'valid_from'>,
  from: string,
): Timed {
  const { unit, amount } = rule
  const given = { code: rule.code, name: rule.name, valid_from: rule.valid_from }
  if (unit === 'working_minutes') {
    const start = localDateTime(from, time.zone).slice(0, 16)
    const { due, provisional } = time.working.addWorkingMinutes(start, amount)
    const yellow = time.working.yellowFrom({ kind: 'hours', start, due })
    return {
      started_at: from,
      due_at: toInstant(due, time.zone),
      yellow_at: toInstant(yellow, time.zone),
      counted: { unit, amount, rule: given, days_off: [] },
      provisional,
    }
  }
  const day = localDate(from, time.zone)
  return { started_at: from, ...daysFrom(time, day, { unit, amount, rule: given }) }
}

/** Many clocks start on one day and run by one rule. */
function daysFrom(
  time: Clockwork['time'],
  day: string,
  { unit, amount, rule }: Pick<NonNullable<Clock['counted']>, 'unit' | 'amount' | 'rule'>,
): Omit<Timed, 'started_at'> {
  const key = `${day} ${amount} ${rule.code} ${rule.valid_from}`
  const known = keptOf(time).get(key)
  if (known) return known
  const { due, provisional } = time.calendar.addWorkingDays(day, amount)
  const made: Omit<Timed, 'started_at'> = {
    due_at: toInstant(time.working.closing(due), time.zone),
    yellow_at: yellowAt(time, day, due),
    counted: { unit, amount, rule, days_off: daysOffIn(time.calendar, day, amount) },
    provisional,
  }
  keptOf(time).set(key, made)
  return made
}

const kept = new WeakMap<Clockwork['time'], Map<string, Omit<Timed, 'started_at'>>>()
const MOST_KEPT = 2_000

function keptOf(time: Clockwork['time']): Map<string, Omit<Timed, 'started_at'>> {
  const known = kept.get(time)
  if (known && known.size < MOST_KEPT) return known
  const made = new Map<string, Omit<Timed, 'started_at'>>()
  kept.set(time, made)
  return made
}

/** When a department signs for what it is charged with now, by the park's rule; null where there is none. */
export const respondBy = (work: Clockwork, matter: Matter, now: string): string | null =>
  timeFor(work, { step: 'accept', matter, from: now })?.due_at ?? null

/**
 * When a co-organiser signs and replies by the park's rules: a rule of working days before the lead's due date is kept
 * where that leaves a working day, else the lead's own due date holds.
 */
export function coTimes(
  work: Clockwork,
  matter: Matter & Pick<CaseRow, 'due_at' | 'due_on'>,
  now: string,
): { readonly respond_by: string; readonly due_at: string; readonly due_on: string } {
  const { time, rules } = work
  const today = localDate(now, time.zone)
  const leads = matter.due_on ?? today
  const rule = ruleFor(rules, { step: 'co_reply', matter, day: today })
  const own =
    rule?.unit === 'working_days_before' ? undefined : timeFor(work, { step: 'co_reply', matter, from: now })
  const wanted =
    rule?.unit === 'working_days_before' && matter.due_on !== null
      ? daysBefore(time, matter.due_on, { amount: rule.amount, today })
      : (own && localDate(own.due_at, time.zone)) || leads
  const due_at = own?.due_at ?? toInstant(time.working.closing(wanted), time.zone)
  const respond_by = timeFor(work, { step: 'co_accept', matter, from: now })?.due_at ?? due_at
  return { respond_by, due_at, due_on: wanted }
}

function daysBefore(
  { calendar }: Clockwork['time'],
  due: string,
  { amount, today }: { amount: number; today: string },
): string {
  if (Number(due.slice(0, 4)) > calendar.publishedTo) return due
  let day = due
  for (let i = 0; i < amount; i++) day = calendar.previousWorkingDay(day)
  return day > today ? day : due
}
