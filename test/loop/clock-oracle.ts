import { ifPublished, makeCalendar } from '../../src/kernel/calendar.ts'
import { shiftInstant } from '../../src/kernel/clock.ts'
import { localDateTime, toInstant } from '../../src/kernel/zone.ts'

/** What should have happened, worked out from the ledger minute by minute, without the product's own arithmetic. */

const ZONE = 'Asia/Shanghai'
const MINUTE = 60_000

export interface SeasonOfTest {
  readonly from: string
  readonly to: string
  readonly spans: readonly (readonly [string, string])[]
}

export interface EntryOfTest {
  readonly case_id: string
  readonly seq: number
  readonly action: string
  readonly recorded_at: string
  readonly clocks: readonly ClockOfTest[] | null
}

interface ClockOfTest {
  readonly step: string
  readonly department_id: string | null
  readonly version: number
  readonly due_at: string
  readonly yellow_at: string | null
  readonly stands_since: string | null
}

export interface DoneOfTest {
  readonly case_id: string
  readonly step: string
  readonly version: number
  readonly effect: string
  readonly level: number
  readonly done_at: string
}

export interface Story {
  readonly entries: readonly EntryOfTest[]
  readonly done: readonly DoneOfTest[]
  readonly facts: readonly string[]
  readonly seasons: readonly SeasonOfTest[]
  readonly daysOff: readonly string[]
  readonly ladder: readonly number[]
  /** Stretches in which no server was there to sweep: a fault, a night of maintenance. */
  readonly away: readonly { readonly from: string; readonly to: string }[]
  readonly until: string
}

/** Holds the story against what should have happened. @returns how many effects were expected and seen */
export function checkStory(story: Story): { readonly expected: number; readonly faults: readonly string[] } {
  const { inOffice, dayLater } = officeOf(story)
  const faults: string[] = []
  const done = new Map<string, DoneOfTest[]>()
  for (const one of story.done) {
    const key = keyOf(one)
    done.set(key, [...(done.get(key) ?? []), one])
  }
  const known = new Set<string>()
  let expected = 0
  /** The first sweep at which the offices are open as well. */
  const sweepInOffice = (planned: string): string => {
    const sweep = firstSweep(story, planned)
    return inOffice(sweep) === sweep ? sweep : sweepInOffice(inOffice(sweep))
  }
  const expectEffect = (key: string, moment: string, until: string) => {
    if (moment > story.until) {
      // After the story; perhaps in a year whose days nobody knows.
      if (done.has(key)) faults.push(`${key} came long before ${moment}`)
      known.add(key)
      return
    }
    const planned = inOffice(moment)
    const sweep = sweepInOffice(planned)
    known.add(key)
    const those = done.get(key) ?? []
    if (those.length > 1) faults.push(`${key} happened ${those.length} times`)
    const [one] = those
    const isOver = sweep >= until || sweep > story.until
    if (isOver && one && one.done_at >= until) faults.push(`${key} happened after its clock was gone`)
    // In the very minute in which the clock ends it may have come first or not at all.
    if (sweep > story.until || shiftInstant(sweep, MINUTE) >= until) return
    expected += 1
    if (!one) faults.push(`${key}, planned for ${planned}, never happened`)
    else if (one.done_at < planned) faults.push(`${key} came at ${one.done_at}, before ${planned}`)
    else if (one.done_at > shiftInstant(sweep, MINUTE))
      faults.push(`${key} came at ${one.done_at}, its sweep was at ${sweep}`)
    else if (inOffice(one.done_at) !== one.done_at)
      faults.push(`${key} came at ${one.done_at}, outside office hours`)
  }
  for (const life of livesOf(story)) {
    const { clock, caseId, until } = life
    const start = `${caseId}/${clock.step}/${clock.version}`
    if (clock.yellow_at !== null && clock.yellow_at < clock.due_at)
      expectEffect(`${start}/near/0`, later(clock.yellow_at, life.from), until)
    expectEffect(`${start}/due/0`, later(clock.due_at, life.from), until)
    if (clock.step !== 'reply') continue
    for (const [i, days] of story.ladder.entries())
      expectEffect(`${start}/escalate/${i + 1}`, later(dayLater(clock.due_at, days), life.from), until)
  }
  for (const key of done.keys()) if (!known.has(key)) faults.push(`${key} hangs on no clock`)
  const climbs = story.entries.filter(({ action }) => action === 'escalate').length
  const escalations = story.done.filter(({ effect }) => effect === 'escalate').length
  if (climbs !== escalations) faults.push(`${escalations} escalations, but ${climbs} entries of them`)
  if (new Set(story.facts).size !== story.facts.length) faults.push('a fact was announced twice')
  if (story.facts.length !== story.done.length)
    faults.push(`${story.done.length} effects, but ${story.facts.length} facts`)
  return { expected, faults }
}

const keyOf = ({ case_id, step, version, effect, level }: DoneOfTest) =>
  `${case_id}/${step}/${version}/${effect}/${level}`

const later = (a: string, b: string) => (a > b ? a : b)

/** From when to when each version of a clock ran. */
function livesOf({ entries }: Story) {
  const lives: { caseId: string; clock: ClockOfTest; from: string; until: string }[] = []
  const byCase = Map.groupBy(entries, ({ case_id }) => case_id)
  for (const [caseId, chain] of byCase) {
    const running = new Map<string, { clock: ClockOfTest; from: string }>()
    const end = (key: string, until: string) => {
      const life = running.get(key)
      if (life) lives.push({ caseId, ...life, until })
      running.delete(key)
    }
    for (const { clocks, recorded_at } of chain.toSorted((a, b) => a.seq - b.seq)) {
      if (clocks === null) continue
      const now = new Map(
        clocks
          .filter(({ stands_since }) => stands_since === null)
          .map((clock) => [`${clock.step}/${clock.version}`, clock]),
      )
      for (const key of [...running.keys()]) if (!now.has(key)) end(key, recorded_at)
      for (const [key, clock] of now) if (!running.has(key)) running.set(key, { clock, from: recorded_at })
    }
    for (const key of [...running.keys()]) end(key, '9999')
  }
  return lives
}

/** The first sweep at or after a moment: each full minute, but for those in which nobody was there. */
function firstSweep({ away }: Story, moment: string): string {
  let minute =
    moment.slice(17) === '00.000Z' ? moment : shiftInstant(`${moment.slice(0, 16)}:00.000Z`, MINUTE)
  for (let i = 0; i < away.length; i++) {
    const gone = away.find(({ from, to }) => from <= minute && minute < to)
    if (!gone) return minute
    minute = gone.to
  }
  return minute
}

const NEVER = '9999-12-31T00:00:00.000Z'

function officeOf({ seasons, daysOff }: Pick<Story, 'seasons' | 'daysOff'>) {
  const official = makeCalendar()
  const isWorked = (day: string) => official.day(day).working && !daysOff.includes(day)
  const spansOn = (day: string) =>
    seasons.find(({ from, to }) => from <= day.slice(5) && day.slice(5) <= to)?.spans ?? []
  const isOpen = (local: string) =>
    isWorked(local.slice(0, 10)) &&
    spansOn(local.slice(0, 10)).some(
      ([opens, closes]) => opens <= local.slice(11, 16) && local.slice(11, 16) < closes,
    )
  const nextDay = (day: string) => shiftInstant(`${day}T00:00:00.000Z`, 24 * 3600 * 1000).slice(0, 10)
  return {
    inOffice: (moment: string): string => {
      const local = localDateTime(moment, ZONE)
      if (isOpen(local)) return moment
      for (let day = local.slice(0, 10); ; day = nextDay(day)) {
        if (!isWorked(day)) continue
        for (const [opens] of spansOn(day))
          if (`${day}T${opens}` > local.slice(0, 16)) return toInstant(`${day}T${opens}`, ZONE)
      }
    },
    dayLater: (due: string, workingDays: number): string => {
      if (workingDays === 0) return due
      let day = localDateTime(due, ZONE).slice(0, 10)
      for (let left = workingDays; left > 0;) {
        day = nextDay(day)
        const worked = ifPublished(() => isWorked(day))
        if (worked === undefined) return NEVER
        if (worked) left -= 1
      }
      return toInstant(`${day}T${spansOn(day).at(-1)?.[1] ?? ''}`, ZONE)
    },
  }
}
