import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { tables } from '../../kernel/statement.ts'
import type { Clockwork } from '../parks/index.ts'
import type { CaseRow } from './columns.ts'
import { effectsOf, nextOpen, OF_THE_CASE, resumesAt, type Effect } from './effects.ts'

/** When the sweep has to look at a case. */
export interface Wake {
  readonly nextAt: string | null
  readonly awaitsYear: number | null
}

/**
 * When the sweep looks at a case after an act: at the first effect ahead. Those of older clocks that have passed are
 * done, or the sweep is awake for them already; a clock just set may have passed ones that are still to happen.
 */
export function wakeAfter(
  row: CaseRow,
  { now, work, awaits }: { now: string; work: Clockwork; awaits: boolean },
): Wake {
  const ahead = effectsOf(row, work)
  const open = ahead.effects.filter(({ at, version }) => at > now || version === row.version || version === 0)
  return wakeOf(row, work, { open, awaits: awaits || ahead.awaits, now })
}

/** When the sweep looks at a case whose open effects are known. */
export function wakeOf(
  row: CaseRow,
  { time }: Clockwork,
  { open, awaits, now }: { open: readonly Effect[]; awaits: boolean; now: string },
): Wake {
  // What is late (the server was away, the clock was set when it was near already) waits for the offices too.
  const opens = open.some(({ at }) => at <= now) ? nextOpen(time, now) : undefined
  const moments = [
    ...open.flatMap(({ at }) => (at > now ? at : (opens ?? []))),
    ...(row.pending === null ? [] : [row.pending.decide_by]),
    ...(row.state === 'suspended' && row.suspended_until !== null
      ? [resumesAt(time, row.suspended_until)]
      : []),
  ]
  return {
    nextAt: moments.toSorted()[0] ?? null,
    awaitsYear:
      awaits || (opens === undefined && open.some(({ at }) => at <= now))
        ? time.calendar.publishedTo + 1
        : null,
  }
}

const { prepared } = tables('case_wakes', 'clock_effects')

/**
 * Remembers when the sweep looks next, and never later than it would have: what is late and waits for the offices to open
 * is known to the sweep alone, and an act in between must not put it off. A look too early does nothing.
 */
export const setWake = prepared<{ parkId: string; caseId: string } & Wake>()('cases.set_wake', (_, p) => {
  return sql`
    insert into case_wakes (park_id, case_id, next_at, awaits_year)
    values (${p.parkId}, ${p.caseId}, ${p.nextAt}::timestamptz, ${p.awaitsYear}::int)
    on conflict (park_id, case_id) do update
    set next_at = least(case_wakes.next_at, excluded.next_at), awaits_year = excluded.awaits_year`
})

/** After the sweep has done what was due. */
export const settleWake = prepared<{ parkId: string; caseId: string } & Wake>()(
  'cases.settle_wake',
  (_, p) => {
    return sql`update case_wakes set next_at = ${p.nextAt}::timestamptz, awaits_year = ${p.awaitsYear}::int
    where park_id = ${p.parkId} and case_id = ${p.caseId}`
  },
)

/** Has the sweep look at a case at once: something that it waited for has changed. */
export const wakeNow = prepared<{ parkId: string; caseId: string; now: string }>()(
  'cases.wake_now',
  (_, p) => {
    return sql`
    insert into case_wakes (park_id, case_id, next_at) values (${p.parkId}, ${p.caseId}, ${p.now}::timestamptz)
    on conflict (park_id, case_id) do update
    set next_at = least(coalesce(case_wakes.next_at, ${p.now}::timestamptz), ${p.now}::timestamptz)`
  },
)

/** The cases that have to be looked at, the longest due first. Asked by the job runner. */
export const selectDue = prepared<{ parkId: string; now: string; publishedTo: number; limit: number }>()(
  'cases.due_wakes',
  (_, p) => {
    return sql<{ case_id: string }>`
    select case_id from case_wakes
    where park_id = ${p.parkId}
      and (next_at <= ${p.now}::timestamptz or awaits_year <= ${p.publishedTo}::int)
    order by next_at nulls last, case_id
    limit ${p.limit}`
  },
)

const selectDone = prepared<{ parkId: string; caseId: string }>()('cases.effects_done', (_, p) => {
  return sql<{ key: string }>`
    select step || '/' || department_id || '/' || version || '/' || effect || '/' || level as key
    from clock_effects where park_id = ${p.parkId} and case_id = ${p.caseId}`
})

/** The keys of the effects that have happened to a case. */
export async function findDone(tx: Tx, parkId: string, caseId: string): Promise<ReadonlySet<string>> {
  return new Set((await tx.all(selectDone, { parkId, caseId })).map(({ key }) => key))
}

const insertEffect = prepared<{
  parkId: string
  caseId: string
  step: string
  departmentId: string
  version: number
  effect: string
  level: number
  plannedAt: string
  now: string
}>()('cases.effect_done', (db, p) =>
  db.insertInto('clock_effects').values({
    park_id: p.parkId,
    case_id: p.caseId,
    step: p.step,
    department_id: p.departmentId,
    version: p.version,
    effect: p.effect,
    level: p.level,
    planned_at: p.plannedAt,
    done_at: p.now,
  }),
)

/** Marks an effect as done, in the transaction in which it happens; a second time breaks that transaction. */
export function sendDone(
  { tx, parkId, now }: { tx: Tx; parkId: string; now: string },
  caseId: string,
  { step, department_id, version, effect, level, at }: Effect,
): void {
  tx.send(insertEffect, {
    parkId,
    caseId,
    step,
    departmentId: department_id ?? OF_THE_CASE,
    version,
    effect,
    level,
    plannedAt: at,
    now,
  })
}
