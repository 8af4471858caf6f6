import type { Context } from '../../kernel/command.ts'
import type { Actor, Capacity } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { append, type Fact } from '../ledger/index.ts'
import { SPOKEN, type CaseRow, type Settable, type Spoken } from './columns.ts'
import type { CaseAct, CaseState } from './contract.ts'
import { canSee, capacityFor, obstacle } from './policy.ts'
import { lockCase, rowJson, updateCase, type LoadedCase } from './store.ts'

/** Facts to set; a word can only be forgotten here, what is said goes through `said`. */
export type Setting = Partial<Settable> & Partial<Record<Exclude<Spoken, 'text'>, null>>

/** What an act does to a case. */
export interface Doing {
  readonly action: string
  readonly to: CaseState
  readonly set?: Setting
  /** Words and personal data: those named like a column fill it, the others stand in the entry alone. */
  readonly said?: Readonly<Record<string, string | undefined>>
  readonly happenedAt?: string | undefined
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
  ctx: Pick<Context, 'actor' | 'now'>,
  row: LoadedCase,
  { act, version }: { act: CaseAct; version: number | undefined },
): void {
  const stopped = obstacle(ctx.actor, row, act, ctx.now)
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
  const set = doing.set ?? {}
  const hash = append(ctx, {
    caseId: row.id,
    seq: row.version + 1,
    previous: row.entry_hash,
    action: doing.action,
    from: row.state,
    to: doing.to,
    post: ctx.as,
    userId: ctx.actor.userId,
    happenedAt: doing.happenedAt ?? ctx.now,
    set: asFacts({ ...set, ...(ctx.now < row.recorded_at && { clock_went_back: true }) }),
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
  ctx.announce('cases.acted', `${row.id}/${next.version}`, {
    case_id: row.id,
    action: doing.action,
    seq: next.version,
  })
  return next
}

/** The columns among what was said. */
export function spokenColumns(said: Readonly<Record<string, string>>): Partial<Record<Spoken, string>> {
  return Object.fromEntries(SPOKEN.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]]])))
}

/** The case without its neighbours. */
export function columnsOf(row: LoadedCase): CaseRow {
  const {
    department_name: _department,
    enterprise_name: _enterprise,
    registrar_name: _registrar,
    officer_name: _officer,
    centre_leads: _leads,
    officers: _officers,
    ...columns
  } = row
  return columns
}

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
export const withWorker = (row: CaseRow, { userId }: Actor): string[] => [
  ...new Set([...row.worked_by, userId]),
]
