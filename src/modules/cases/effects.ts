import { ifPublished } from '../../kernel/calendar.ts'
import { localDate, localDateTime, toInstant } from '../../kernel/zone.ts'
import { ladderOn, type Clockwork, type ParkTime, type ToldPost } from '../parks/index.ts'
import type { CaseRow } from './columns.ts'
import type { CaseState, Clock, Rung } from './contract.ts'
import { workingDaysAfter } from './deadlines.ts'

/** Something that happens to a case by itself, once for each version of the clock it hangs on. */
export interface Effect {
  readonly step: Clock['step'] | 'review'
  readonly department_id: string | null
  readonly version: number
  readonly effect: 'near' | 'due' | 'escalate' | 'review'
  /** Of the ladder; else 0. */
  readonly level: number
  /** When it happens: inside office hours, for nobody is told of anything at night. */
  readonly at: string
  readonly due_at: string
  readonly rung: Rung | null
  readonly tell: readonly Told[]
}

/** Who is told: the holders of a post, of one department where one is named; or those who asked. */
export interface Told {
  readonly post: ToldPost | 'asker'
  readonly department_id: string | null
}

/** What is ahead of a case, and whether some of it cannot be known before next year's official days are out. */
export interface Ahead {
  readonly effects: readonly Effect[]
  readonly awaits: boolean
}

/** States whose "explained" answer is looked at again on the day that was named. */
const REVIEWED: readonly CaseState[] = ['replied', 'confirmed', 'struck_off']

/** Every effect that the clocks of a case have as they stand, done or not, the earliest first. */
export function effectsOf(row: CaseRow, work: Clockwork): Ahead {
  const effects: Effect[] = []
  let awaits = false
  const add = (moment: () => string, effect: Omit<Effect, 'at'>) => {
    const at = ifPublished(() => inOffice(work.time, moment()))
    if (at === undefined) awaits = true
    else effects.push({ ...effect, at })
  }
  for (const clock of row.clocks) {
    const { step, department_id, version, due_at, yellow_at, stands_since } = clock
    if (stands_since !== null) continue
    const common = { step, department_id, version, level: 0, due_at, rung: null }
    if (yellow_at !== null && yellow_at < due_at) {
      add(() => yellow_at, { ...common, effect: 'near', tell: toldOf(row, clock, 'near') })
    }
    add(() => due_at, { ...common, effect: 'due', tell: toldOf(row, clock, 'due') })
    if (step !== 'reply') continue
    const dueDay = localDate(due_at, work.time.zone)
    for (const { level, after_working_days, rung, posts } of ladderOn(work.levels, dueDay)?.levels ?? []) {
      add(() => workingDaysAfter(work.time, due_at, after_working_days), {
        ...common,
        effect: 'escalate',
        level,
        rung,
        tell: posts.map((post) => ({
          post,
          department_id: ofDepartment(post) ? row.lead_department_id : null,
        })),
      })
    }
  }
  const { review_on } = row
  if (review_on !== null && row.outcome === 'explained' && REVIEWED.includes(row.state)) {
    const at = () => toInstant(`${review_on}T00:00`, work.time.zone)
    add(at, {
      step: 'review',
      department_id: null,
      // The same day is looked at once, by whichever entry it was named.
      version: 0,
      level: Number(review_on.replaceAll('-', '')),
      effect: 'review',
      due_at: toInstant(work.time.working.closing(review_on), work.time.zone),
      rung: null,
      tell: [
        { post: 'head', department_id: row.lead_department_id },
        { post: 'liaison', department_id: row.lead_department_id },
      ],
    })
  }
  return { effects: effects.toSorted((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0)), awaits }
}

/** What the database knows an effect by. */
export const keyOf = ({
  step,
  department_id,
  version,
  effect,
  level,
}: Pick<Effect, 'step' | 'department_id' | 'version' | 'effect' | 'level'>): string =>
  [step, department_id ?? OF_THE_CASE, version, effect, level].join('/')

/** Stands for "no co-organiser": a key has no empty places. */
export const OF_THE_CASE = '00000000-0000-0000-0000-000000000000'

/** The moment itself where the offices are open, else their next opening. */
function inOffice(time: ParkTime, moment: string): string {
  // Due moments are closings and openings, the same for many cases.
  let known = openings.get(time)
  if (!known || known.size > MOST_OPENINGS) openings.set(time, (known = new Map<string, string>()))
  const opening = known.get(moment) ?? findOpening(time, moment)
  known.set(moment, opening)
  return opening
}

const openings = new WeakMap<ParkTime, Map<string, string>>()
const MOST_OPENINGS = 5_000

function findOpening({ working, zone }: ParkTime, moment: string): string {
  const local = localDateTime(moment, zone).slice(0, 16)
  const [first] = working.addWorkingMinutes(local, 1).counted
  if (!first) throw new Error('a minute of work is somewhere')
  const opens = `${first.date}T${first.from}`
  return opens === local ? moment : toInstant(opens, zone)
}

/** When the offices are open from a moment on; undefined in a year whose official days are not out. */
export const nextOpen = (time: ParkTime, moment: string): string | undefined =>
  ifPublished(() => inOffice(time, moment))

/** When a suspended case goes on by itself: as the offices close on the last day that was granted. */
export const resumesAt = (time: ParkTime, suspendedUntil: string): string =>
  toInstant(time.working.closing(suspendedUntil), time.zone)

const ofDepartment = (post: ToldPost): boolean => ['head', 'liaison', 'handler', 'leader'].includes(post)

function toldOf(row: CaseRow, { step, department_id }: Clock, effect: 'near' | 'due'): Told[] {
  const workers = (department: string | null): Told[] =>
    (['handler', 'head', 'liaison'] as const).map((post) => ({ post, department_id: department }))
  switch (step) {
    case 'dispatch':
    case 'strike_off':
      return [{ post: 'dispatcher', department_id: null }]
    case 'accept':
    case 'reply':
      return workers(row.lead_department_id)
    case 'co_accept':
    case 'co_reply':
      return workers(department_id)
    case 'confirm':
      // Who stays silent is asked by the return visitors.
      return [{ post: effect === 'near' ? 'asker' : 'return_visitor', department_id: null }]
  }
}
