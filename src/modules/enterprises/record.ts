import { holds, type Actor } from '../../kernel/actor.ts'
import type { Context, LoadContext, Verdict } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import type { BodyKind, SizeClass } from './contract.ts'
import { findIndustry } from './industries.ts'
import { insertChanges, insertFact, lockRecords, type RecordRow } from './record-store.ts'

/** What the commands on one enterprise share. */

/** Those who keep the register. */
export const mayKeep = (actor: Actor): Verdict =>
  actor.console
    ? 'console'
    : ((['dispatcher', 'officer', 'admin'] as const).find((post) => holds(actor, post)) ?? 'forbidden')

/** Loads an enterprise and keeps others from changing it. @throws Failure `enterprises.missing` */
export async function lockRecord({ tx, parkId }: LoadContext, id: string): Promise<RecordRow> {
  const [row] = await tx.all(lockRecords, { parkId, ids: [id] })
  if (!row) throw new Failure('missing', 'enterprises.missing')
  return row
}

/** @throws Failure when it was merged, or has changed since the writer read it. */
export function requireFresh(row: RecordRow, yours: number): void {
  if (row.master_id !== null)
    throw new Failure('conflict', 'enterprises.merged', { name: row.name, into: row.master_id })
  requireVersion(row, yours)
}

/** @throws Failure `enterprises.changed_since` */
export function requireVersion({ version, name }: RecordRow, yours: number): void {
  if (version !== yours) throw new Failure('conflict', 'enterprises.changed_since', { name, version, yours })
}

/** One field, before and after. */
export interface Change {
  readonly field: string | null
  readonly was: string | null
  readonly became: string | null
}

/** Writes the history of what was done to one enterprise. */
export function tellChanges(
  ctx: Context,
  { id, version }: Pick<RecordRow, 'id' | 'version'>,
  { act, reason, changes }: { act: string; reason?: string | undefined; changes: readonly Change[] },
): void {
  const rows = changes.map((change) => ({ id: newId(ctx.now), ...change }))
  ctx.tx.send(insertChanges, {
    parkId: ctx.parkId,
    enterpriseId: id,
    version,
    now: ctx.now,
    userId: ctx.actor.userId,
    post: ctx.as,
    act,
    reason: reason ?? null,
    rows: JSON.stringify(rows),
  })
}

/** What holds from a day on, as somebody says it. */
export interface SaidFacts {
  readonly size?: SizeClass | undefined
  readonly industry?: { readonly code: string; readonly name?: string | undefined } | undefined
  readonly above_size?: boolean | undefined
}

export interface Fact {
  readonly fact: 'size' | 'industry' | 'above_size'
  readonly value: string
  readonly name: string | null
}

/** The facts among what was said. @throws Failure `enterprises.industry_unknown` */
export function factsOf({ size, industry, above_size }: SaidFacts): Fact[] {
  const facts: Fact[] = []
  if (size !== undefined) facts.push({ fact: 'size', value: size, name: null })
  if (industry !== undefined) {
    const found = findIndustry(industry.code, industry.name)
    if (!found)
      throw new Failure('invalid', 'enterprises.industry_unknown', {
        field: 'industry.code',
        value: industry.code,
      })
    facts.push({ fact: 'industry', value: found.code, name: found.name })
  }
  if (above_size !== undefined)
    facts.push({ fact: 'above_size', value: above_size ? 'yes' : 'no', name: null })
  return facts
}

/** Adds facts to an enterprise; the former ones stay. */
export function addFacts(
  ctx: Context,
  enterpriseId: string,
  {
    facts,
    ...said
  }: {
    readonly facts: readonly Fact[]
    readonly validFrom: string
    readonly saidBy: string
    readonly source: string
  },
): void {
  for (const fact of facts)
    ctx.tx.send(insertFact, {
      ...fact,
      ...said,
      parkId: ctx.parkId,
      id: newId(ctx.now),
      enterpriseId,
      now: ctx.now,
      userId: ctx.actor.userId,
    })
}

/** Tags once each, in their order. */
export const onceEach = (tags: readonly string[]): string[] => [
  ...new Set(tags.map((tag) => tag.normalize('NFKC').trim()).filter((tag) => tag !== '')),
]

export const asKind = (kind: string): BodyKind => kind as BodyKind // marked cast: a CHECK allows no other
