import type { Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import type { Subject } from './contract.ts'
import {
  endAssignment,
  findAssignments,
  holdsOn,
  insertAssignment,
  type AssignmentRow,
  type Person,
} from './store.ts'

interface Change {
  readonly subject: Subject
  /** Null: nobody from that day on. */
  readonly officer: Pick<Person, 'id'> | null
  readonly from: string
  readonly reason?: string | undefined
}

/**
 * Ends the former officer's period on the day the new one's begins. The subject is locked by the caller, so periods
 * cannot overlap.
 * @returns whether anything changed: who is the officer already stays it.
 * @throws Failure `officers.before_former` when the day lies before a period that has been written.
 */
export async function changeOfficer(
  ctx: Context,
  { subject, officer, from, reason }: Change,
): Promise<boolean> {
  const rows = await findAssignments(ctx.tx, ctx.parkId, subject.id)
  const open = rows.find(({ until_day }) => until_day === null)
  if (open ? open.user_id === officer?.id : officer === null) return false
  const since = sinceOf(rows)
  if (since !== null && from < since)
    throw new Failure('conflict', 'officers.before_former', { field: 'from', from, since })
  if (open) ctx.tx.send(endAssignment, { parkId: ctx.parkId, id: open.id, until: from })
  if (officer) addPeriod(ctx, { subject, userId: officer.id, from, until: null, reason: reason ?? null })
  return true
}

/** The day before which what was written already holds; null when nothing is. */
export function sinceOf(rows: readonly AssignmentRow[]): string | null {
  const [latest] = rows.filter((row) => row.until_day === null || row.until_day > row.from_day)
  return latest === undefined ? null : (latest.until_day ?? latest.from_day)
}

interface Period {
  readonly subject: Subject
  readonly userId: string
  readonly from: string
  readonly until: string | null
  readonly reason: string | null
}

/** Writes a period; that nothing overlaps it is the caller's to know. */
export function addPeriod(ctx: Context, { subject, ...period }: Period): void {
  const { tx, parkId, now, actor } = ctx
  tx.send(insertAssignment, {
    ...period,
    parkId,
    id: newId(now),
    enterpriseId: subject.kind === 'enterprise' ? subject.id : null,
    projectId: subject.kind === 'project' ? subject.id : null,
    madeBy: actor.userId,
    now,
  })
}

interface Merge {
  readonly merged: string
  readonly master: string
  readonly today: string
}

/** The duplicate's officer ends; where the master has none, he becomes the master's. Both are locked by the caller. */
export async function followMerge(ctx: Context, { merged, master, today }: Merge): Promise<void> {
  const [theirs, masters] = await Promise.all([
    findAssignments(ctx.tx, ctx.parkId, merged),
    findAssignments(ctx.tx, ctx.parkId, master),
  ])
  const open = theirs.find(({ until_day }) => until_day === null)
  if (!open) return
  const from = later(open.from_day, today)
  ctx.tx.send(endAssignment, { parkId: ctx.parkId, id: open.id, until: from })
  if (masters.some((row) => row.until_day === null || row.until_day > from)) return
  const subject: Subject = { kind: 'enterprise', id: master }
  addPeriod(ctx, { subject, userId: open.user_id, from, until: null, reason: MERGED })
}

/** What is told apart again gets back the officer whom it had when it was merged, if it has had none since. */
export async function followUnmerge(
  ctx: Context,
  { merged, today }: Pick<Merge, 'merged' | 'today'>,
): Promise<void> {
  const [last] = await findAssignments(ctx.tx, ctx.parkId, merged)
  if (!last || last.until_day === null || last.until_day > today) return
  const subject: Subject = { kind: 'enterprise', id: merged }
  addPeriod(ctx, { subject, userId: last.user_id, from: today, until: null, reason: UNMERGED })
}

const MERGED = '合并企业，随并入'
const UNMERGED = '撤销合并，恢复'

export const later = (one: string, other: string): string => (one > other ? one : other)

/** Who is the officer on a day, if anybody. */
export const officerOn = (rows: readonly AssignmentRow[], day: string): AssignmentRow | undefined =>
  rows.find((row) => holdsOn(row, day))
