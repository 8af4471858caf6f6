import type { Finding, ReadEntry } from '../ledger/index.ts'
import { spokenColumns } from './act.ts'
import { BLANK } from './columns.ts'

/** The entries of a case as they were read and checked. */
export interface Chain {
  readonly caseId: string
  readonly entries: readonly ReadEntry[]
  readonly findings: readonly Finding[]
}

/** A case made of its entries, one after the other and never back: former versions come in their order. */
export interface Fold {
  readonly chain: Chain
  /** The columns as they stand after the entry reached. */
  readonly folded: Readonly<Record<string, unknown>>
  /** Goes on to the entry of this number. @returns that entry, undefined when there is none. */
  readonly upTo: (seq: number) => ReadEntry | undefined
  /** The former versions that should have been kept between the last one reached and this. */
  readonly skippedBefore: (version: number) => number[]
}

/** For chains without findings, whose entries are numbered 1, 2, 3 … */
export function foldOf(chain: Chain): Fold {
  const { entries } = chain
  const folded: Record<string, unknown> = { ...BLANK }
  let reached = 0
  return {
    chain,
    folded,
    upTo(seq) {
      for (let next = entries[reached]; next && next.seq <= seq; next = entries[reached]) {
        Object.assign(folded, next.set, spokenColumns(next.said))
        reached += 1
      }
      const at = entries[reached - 1]
      return at?.seq === seq ? at : undefined
    },
    skippedBefore(version) {
      return entries.slice(reached, version - 1).flatMap((entry, i) => {
        const next = entries[reached + i + 1]
        return next && !isOneStep(entry, next) ? [entry.seq] : []
      })
    },
  }
}

/** An imported history is written in one piece: the case never stood between its entries. */
const isOneStep = (entry: ReadEntry, next: ReadEntry): boolean =>
  entry.action === 'history' && next.action === 'history' && entry.recordedAt === next.recordedAt
