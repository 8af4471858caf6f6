import type { Context } from '../../kernel/command.ts'
import { SYSTEM_ID, type Actor, type Capacity } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import type { Clockwork, ParkTime } from '../parks/index.ts'
import { append, type Fact } from '../ledger/index.ts'
import { CASE_COLUMNS, FORGET_PENDING, SPOKEN, type CaseRow, type Settable, type Spoken } from './columns.ts'
import { isOpen, type CaseAct, type CaseState } from './contract.ts'
import { clocksAfter } from './clocks.ts'
import { lampsOf } from './lamp.ts'
import { capacityFor, obstacle } from './policy.ts'
import { spokenFor } from './parties-rules.ts'
import { canSee } from './sight.ts'
import { setWake, wakeAfter, wakeNow, type Wake } from './wakes.ts'
import { lockCase, rowJson, updateCase, type LoadedCase } from './store.ts'

/** Facts to set; a word can only be forgotten here, what is said goes through `said`. */
export type Setting = Partial<Settable> & Partial<Record<Exclude<Spoken, 'text'>, null>>

/** A file as an entry holds it: its name is a word and stands apart. */
export interface FileFact {
  readonly id: string
  readonly sha256: string
  readonly size: number
  readonly type: string
}

/** What an act does to a case. */
export interface Doing {
  readonly action: string
  readonly to: CaseState
  readonly set?: Setting
  /** Words and personal data: those named like a column fill it, the others stand in the entry alone. */
  readonly said?: Readonly<Record<string, string | undefined>>
  /** Facts for the entry alone, which no column keeps. */
  readonly besides?: Readonly<Record<string, Fact>>
  readonly happenedAt?: string | undefined
  /** Who enters it, where it is not the one who asks: what the system does of itself. */
  readonly by?: { readonly userId: string; readonly post: Capacity }
  /** What the entry holds of the files that came with it; they are no column of the case. */
  readonly files?: readonly FileFact[]
  /** Whether askers are not shown the entry. */
  readonly internal?: boolean
  /** For which of several askers and parties it is done, where that is not the one who acts. */
  readonly of?: readonly string[]
}

/** The road that all acts on a case that is already there share: load and lock, who may, whether it can be done. */
export function onCase(act: CaseAct) {
  return {
    load: (ctx: Parameters<typeof lockCase>[0], input: { readonly id: string }) => lockCase(ctx, input.id),
    allow: (actor: Actor, row: LoadedCase): Capacity | 'forbidden' | 'unseen' =>
      canSee(actor, row) ? (capacityFor(actor, row, act) ?? 'forbidden') : 'unseen',
    audit: (_: unknown, view: { readonly number: string }, row: LoadedCase) => ({
      subjectId: row.id,
      summary: { number: view.number },
    }),
  }
}

/** @throws Failure when the case has moved on since the writer read it, or the loop does not allow the act now. */
export function requireOpenWay(
  ctx: Pick<Context, 'actor' | 'now' | 'as'>,
  row: LoadedCase,
  { act, version }: { act: CaseAct; version: number | undefined },
): void {
  const stopped = obstacle(ctx.actor, row, { act, as: ctx.as, now: ctx.now })
  if (stopped) throw stopped
  if (version !== undefined && version !== row.version) {
    throw new Failure('conflict', 'cases.changed_since', {
      state: row.state,
      version: row.version,
      yours: version,
    })
  }
}

/** Writes one entry and the case as it stands after it. */
export function act(ctx: Context, row: LoadedCase, doing: Doing): LoadedCase {
  const said = definedOnly(doing.said ?? {})
  const { clocks, wake } = clocksOf(ctx, row, { ...doing, said })
  const set = { ...doing.set, ...clocks }
  const hash = append(ctx, {
    caseId: row.id,
    seq: row.version + 1,
    previous: row.entry_hash,
    action: doing.action,
    from: row.state,
    to: doing.to,
    post: doing.by?.post ?? ctx.as,
    userId: doing.by?.userId ?? ctx.actor.userId,
    happenedAt: doing.happenedAt ?? ctx.now,
    set: asFacts({
      ...set,
      ...doing.besides,
      ...(doing.files && { files: doing.files }),
      ...(doing.internal === true && { internal: true }),
      ...(ctx.actor.actsFor && { stands_in_for: ctx.actor.actsFor }),
      ...whose(ctx.actor, row, doing),
      ...(ctx.now < row.recorded_at && { clock_went_back: true }),
    }),
    said,
  })
  const next: LoadedCase = {
    ...row,
    ...set,
    ...spokenColumns(said),
    version: row.version + 1,
    state: doing.to,
    recorded_at: ctx.now,
    entry_hash: hash,
  }
  ctx.tx.send(updateCase, {
    parkId: ctx.parkId,
    id: row.id,
    version: row.version,
    state: row.state,
    now: ctx.now,
    row: JSON.stringify(rowJson(columnsOf(next))),
  })
  if (wake) ctx.tx.send(setWake, { parkId: ctx.parkId, caseId: row.id, ...wake })
  // What is part of another case holds up its strike-off as long as it is open.
  if (row.parent_id !== null && isOpen(row.state) !== isOpen(next.state)) {
    ctx.tx.send(wakeNow, { parkId: ctx.parkId, caseId: row.parent_id, now: ctx.now })
  }
  ctx.announce('cases.acted', `${row.id}/${next.version}`, {
    case_id: row.id,
    action: doing.action,
    seq: next.version,
  })
  if (doing.action === 'hand_over' || row.handed_from !== null)
    ctx.announce(BETWEEN_PARKS, `${row.id}/${next.version}`, { case_id: row.id, action: doing.action })
  // A request that nobody decided ends with the state it was made in, and the ledger says so.
  return next.pending !== null && next.state !== row.state ? lapse(ctx, next) : next
}

/** Ends a request that was not decided, by an entry of the system's own. */
export const lapse = (ctx: Context, row: LoadedCase): LoadedCase =>
  act(ctx, row, { action: 'lapse', to: row.state, set: FORGET_PENDING, by: SYSTEM })

/** Who enters what the product does of itself. */
export const SYSTEM = { userId: SYSTEM_ID, post: 'system' } as const

/** What is done to a case that two parks have a part of: only these need to be passed on between them. */
export const BETWEEN_PARKS = 'cases.between_parks'

/** Of several askers an entry says whose it is: no other is shown what stands in it. */
function whose(actor: Actor, row: LoadedCase, { of }: Doing): { of?: readonly string[] } {
  if (row.parties.length === 0) return {}
  const keys = of ?? spokenFor(actor, row).map(({ key }) => key)
  return keys.length === 0 ? {} : { of: keys }
}

/** The park's time, which came with the case: nobody on whose case something is done asks for it again. */
export const timeOf = (row: LoadedCase): ParkTime => clockworkOf(row).time

export function clockworkOf({ clockwork }: LoadedCase): Clockwork {
  if (clockwork === null) throw new Error('a case is acted on as lockCase gives it')
  return clockwork
}

/** What an act does to the clocks of a case, and when the sweep looks at it next; nothing to what is imported. */
function clocksOf(
  ctx: Context,
  row: LoadedCase,
  doing: Doing & { readonly said: Readonly<Record<string, string>> },
): { readonly clocks: Setting; readonly wake?: Wake } {
  if (doing.action === 'history') return { clocks: {} }
  const work = clockworkOf(row)
  const { now } = ctx
  const after = {
    ...row,
    ...doing.set,
    ...spokenColumns(doing.said),
    version: row.version + 1,
    state: doing.to,
  }
  const { clocks, awaits } = clocksAfter({ before: row, after, action: doing.action, now, work })
  const next = { ...after, clocks }
  const lamps = lampsOf(next, clocks)
  const isSame = clocks.length === row.clocks.length && clocks.every((clock) => row.clocks.includes(clock))
  return {
    clocks: {
      ...(!isSame && { clocks }),
      ...(lamps.lamp_yellow_at !== row.lamp_yellow_at && { lamp_yellow_at: lamps.lamp_yellow_at }),
      ...(lamps.lamp_red_at !== row.lamp_red_at && { lamp_red_at: lamps.lamp_red_at }),
    },
    // Imported and never worked on: there are no clocks that anything could hang on.
    ...((clocks.length > 0 || row.imported_from === null) && {
      wake: wakeAfter(next, { now, work, awaits }),
    }),
  }
}

/** The columns among what was said. */
export function spokenColumns(said: Readonly<Record<string, string>>): Partial<Record<Spoken, string>> {
  return Object.fromEntries(SPOKEN.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])))
}

/** The case without its neighbours. */
export const columnsOf = (row: LoadedCase): CaseRow =>
  // Marked cast: the columns are those of a case.
  Object.fromEntries(
    (CASE_COLUMNS as readonly (keyof CaseRow)[]).map((column) => [column, row[column]]),
  ) as unknown as CaseRow

export function definedOnly(words: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(words).flatMap(([name, word]) => (word === undefined ? [] : [[name, word]])),
  )
}

/** What an entry holds are JSON values; nothing that a column can be is anything else. */
export const asFacts = (set: Setting & Readonly<Record<string, unknown>>): Record<string, Fact> =>
  JSON.parse(JSON.stringify(set)) as Record<string, Fact> // marked cast: JSON gives nothing but facts

/**
 * Everybody who worked on the case, and now this person too. Never forgotten, also when it is worked again: whoever
 * answered first did part of the work that the next one's answer stands on.
 */
export const withWorker = (row: CaseRow, { userId, actsFor }: Actor): string[] => [
  // What a stand-in does is the work of both.
  ...new Set([...row.worked_by, userId, ...(actsFor ? [actsFor] : [])]),
]
