import { ifPublished } from '../../kernel/calendar.ts'
import { localDate } from '../../kernel/zone.ts'
import type { Clockwork } from '../parks/index.ts'
import type { CaseRow } from './columns.ts'
import type { CaseState, Clock, ClockStep, CoOrganiser } from './contract.ts'
import { later, yellowAt } from './deadlines.ts'
import { RUNNING } from './lamp.ts'
import { timed, timeFor, type Timed } from './step-times.ts'

type Standing = CaseRow & { readonly open_children: number }

/** One act, as the clocks see it. Pure: what they say depends on nothing else. */
export interface Turn {
  /** The case as it was; undefined where it has just been registered. */
  readonly before: Standing | undefined
  /** The case as it is now, but for its clocks; its version is the number of the entry. */
  readonly after: Standing
  readonly action: string
  readonly now: string
  readonly work: Clockwork
}

/** The clocks after an act, and whether one of them waits for official days that are not out. */
export interface ClocksAfter {
  readonly clocks: readonly Clock[]
  readonly awaits: boolean
}

/** Steps that begin with a state, last as long as it lasts, and are counted by a rule of the park. */
const BY_STATE: readonly (readonly [
  step: ClockStep & ('dispatch' | 'accept' | 'confirm' | 'strike_off'),
  states: readonly CaseState[],
])[] = [
  ['dispatch', ['registered', 'returned']],
  ['accept', ['dispatched']],
  ['confirm', ['replied']],
  ['strike_off', ['confirmed']],
]

/** States in which the reply clock runs or stands still. */
const OF_REPLY: readonly CaseState[] = ['dispatched', 'accepted', 'returned', 'suspended', 'replied']
const STANDS: readonly CaseState[] = ['suspended', 'replied']
/** States in which co-organisers are at work, or wait with the case. */
const OF_HELPERS: readonly CaseState[] = ['dispatched', 'accepted', 'suspended']

/**
 * The clocks of a case after an act. A clock that the act does not touch stays the very same, with the version that its
 * effects hang on; one that is set anew, or runs on after it stood, carries the number of this entry.
 */
export function clocksAfter(turn: Turn): ClocksAfter {
  const clocks: Clock[] = []
  let awaits = turn.after.provisional && RUNNING.includes(turn.after.state)
  const add = (make: () => Clock | undefined) => {
    const made = ifPublished(() => ({ clock: make() }))
    if (made?.clock) clocks.push(made.clock)
    // No clock is better than a guessed one; the sweep sets it when the year is out.
    if (made === undefined || made.clock?.provisional) awaits = true
  }
  for (const [step, states] of BY_STATE) add(() => ofState(turn, step, states))
  add(() => ofReply(turn))
  for (const helper of turn.after.co_organisers) {
    add(() => ofHelper(turn, helper, 'co_accept'))
    add(() => ofHelper(turn, helper, 'co_reply'))
  }
  return { clocks, awaits }
}

/** Whether the clock of the strike-off has to wait: for a part of the case, or for the supervisor's decision. */
export const waitsForOthers = ({
  open_children,
  dispute,
}: Pick<Standing, 'open_children' | 'dispute'>): boolean => open_children > 0 || dispute === 'open'

function ofState(
  turn: Turn,
  step: (typeof BY_STATE)[number][0],
  states: readonly CaseState[],
): Clock | undefined {
  const { before, after, action, work, now } = turn
  if (!states.includes(after.state)) return undefined
  const stands = step === 'strike_off' && waitsForOthers(after)
  const known = before?.clocks.find((clock) => clock.step === step)
  const begins = before?.state !== after.state || action === 'redispatch'
  if (known && !begins) {
    if (stands) return known.stands_since === null ? { ...known, stands_since: now } : known
    if (known.stands_since !== null) return runsOn(turn, known)
    return action === 'recount' ? recounted(turn, known) : known
  }
  if (!begins && action !== 'recount') return undefined
  const from = begins ? now : (enteredAt(after, step) ?? now)
  // What was imported has no clocks, and a recount gives it none.
  if (!begins && after.imported_from !== null) return undefined
  const time = timeFor(work, { step, matter: after, from })
  return time && fresh(turn, { step, ...time, ...(stands && { stands_since: now }) })
}

/** The reply clock shows the due date that handlers set; here is decided only when it is another clock. */
function ofReply({ before, after, action, now }: Turn): Clock | undefined {
  const { due_at, yellow_at, provisional } = after
  if (due_at === null || !OF_REPLY.includes(after.state)) return undefined
  const stands = STANDS.includes(after.state)
  const known = before?.clocks.find(({ step }) => step === 'reply')
  if (stands) return known && (known.stands_since === null ? { ...known, stands_since: now } : known)
  const begins =
    known === undefined
      ? !before || !RUNNING.includes(before.state) || before.due_at !== due_at
      : known.stands_since !== null || known.due_at !== due_at
  const anotherDepartment = action === 'dispatch' || action === 'redispatch'
  if (!begins && !anotherDepartment) {
    return known && known.yellow_at === yellow_at && known.provisional === provisional
      ? known
      : known && { ...known, yellow_at, provisional }
  }
  return fresh(
    { after },
    {
      step: 'reply',
      started_at: now,
      due_at,
      yellow_at,
      counted: null,
      provisional,
    },
  )
}

function ofHelper(turn: Turn, helper: CoOrganiser, step: 'co_accept' | 'co_reply'): Clock | undefined {
  const { before, after, now, work } = turn
  const open = step === 'co_accept' ? helper.state === 'asked' : ['asked', 'accepted'].includes(helper.state)
  if (!open || !OF_HELPERS.includes(after.state)) return undefined
  const { department_id } = helper
  const due_at = step === 'co_accept' ? helper.respond_by : helper.due_at
  const stands = after.state === 'suspended'
  const known = before?.clocks.find((clock) => clock.step === step && clock.department_id === department_id)
  if (stands && known) return known.stands_since === null ? { ...known, stands_since: now } : known
  if (known?.stands_since === null && known.due_at === due_at) return known
  const { time } = work
  const made = timeFor(work, { step, matter: after, from: helper.asked_at })
  const ruled = made?.due_at === due_at ? made : undefined
  return fresh(turn, {
    step,
    department_id,
    started_at: helper.asked_at,
    due_at,
    yellow_at:
      ruled?.yellow_at ?? yellowAt(time, localDate(helper.asked_at, time.zone), localDate(due_at, time.zone)),
    counted: ruled?.counted ?? null,
    provisional: time.calendar.isProvisional(localDate(due_at, time.zone)),
    ...(stands && { stands_since: now }),
  })
}

/** A clock that stood still gets the working days back that it stood. */
function runsOn(turn: Turn, known: Clock): Clock {
  const { time } = turn.work
  const from = localDate(known.stands_since ?? turn.now, time.zone)
  const to = localDate(turn.now, time.zone)
  const working_days = time.calendar.workingDaysBetween(from, to)
  const due_at = later(time, known.due_at, working_days)
  const due = localDate(due_at, time.zone)
  return fresh(turn, {
    ...known,
    due_at,
    yellow_at: yellowAt(time, localDate(known.started_at, time.zone), due),
    pauses: [...known.pauses, { from, to, working_days }],
    provisional: time.calendar.isProvisional(due),
    stands_since: null,
  })
}

/** A provisional clock counted again by the days that are official now; the same one where nothing has moved. */
function recounted(turn: Turn, known: Clock): Clock {
  if (!known.provisional || known.counted === null || known.pauses.length > 0) return known
  const again = timed(turn.work.time, { ...known.counted, ...known.counted.rule }, known.started_at)
  return again.due_at === known.due_at
    ? { ...known, provisional: again.provisional }
    : fresh(turn, { step: known.step, ...again })
}

const fresh = (
  { after }: Pick<Turn, 'after'>,
  clock: Pick<Clock, 'step'> & Timed & Partial<Clock>,
): Clock => ({
  department_id: null,
  stands_since: null,
  pauses: [],
  ...clock,
  version: after.version,
})

/** When a case came into the state that a step begins with. */
function enteredAt(row: Standing, step: ClockStep): string | null {
  switch (step) {
    case 'accept':
      return row.dispatched_at
    case 'confirm':
      return row.replied_at
    case 'strike_off':
      return row.confirmed_at
    case 'dispatch':
      return row.return_count > 0 || row.reject_count > 0 ? null : row.registered_at
    case 'reply':
    case 'co_accept':
    case 'co_reply':
      return null
  }
}
