import { isDeepStrictEqual } from 'node:util'
import { inPark } from '../../kernel/database.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { verifyChains, type Finding, type ReadEntry } from '../ledger/index.ts'
import { FOLDED_COLUMNS, type CaseRow } from './columns.ts'
import { compareFiles, readLinks, type FileFinding, type LinkRow } from './verify-files.ts'
import { foldOf, type Chain, type Fold } from './fold.ts'
import {
  findGapsInNumbers,
  LAST_ID,
  readPast,
  readStates,
  type PastRow,
  type Reader,
} from './verify-store.ts'

/** A finding with the number by which people know the case. */
export interface NamedFinding {
  /** Null when nothing is left of the case but its number. */
  readonly caseId: string | null
  readonly seq: number
  readonly number: string | null
  readonly fault:
    | Finding['fault']
    | 'past_differs' // the former version that figures of the past count is not what the entries say
    | 'number_gone' // a number was given to a case of which nothing is left
    | FileFinding['fault']
  /** The file that it is about, by its name. */
  readonly file?: string
}

export interface Verification {
  readonly entries: number
  readonly cases: number
  readonly findings: readonly NamedFinding[]
}

/** How many findings are named; a ledger that was rewritten as a whole needs no longer list. */
const MOST_FINDINGS = 1000
/** So many cases, or entries of them, are compared with the state tables at a time. */
const TOGETHER = 200
const ENTRIES_TOGETHER = 5000

/** What is being found out about a park. */
interface Checked {
  readonly states: Reader<CaseRow>
  readonly past: Reader<PastRow>
  readonly links: Reader<LinkRow>
  readonly name: (finding: Omit<NamedFinding, 'number'>, number: string | null) => void
}

/**
 * Checks a park's whole ledger as it stands at one moment: every entry, every chain, and that each case stands, and
 * stood at every former moment, as its entries say. Streams: memory does not grow with the ledger.
 */
export async function verifyPark(
  runtime: Runtime,
  parkId: string,
  progress: (entries: number) => void = () => undefined,
): Promise<Verification> {
  return inPark(runtime.database.app, parkId, 'snapshot', async (tx) => {
    const findings: NamedFinding[] = []
    const seen = { entries: 0, cases: 0 }
    const checked: Checked = {
      states: readStates(tx, parkId),
      past: readPast(tx, parkId),
      links: readLinks(tx, parkId),
      name: (finding, number) => {
        if (findings.length < MOST_FINDINGS) findings.push({ ...finding, number })
      },
    }
    const gone = new Set<string>()
    let waiting: Chain[] = []
    let held = 0
    const settle = async (upTo: string) => {
      for (const number of await compare(checked, waiting, upTo)) gone.add(number)
      const numbers = new Map(waiting.map(({ caseId, entries }) => [caseId, numberIn(entries)]))
      for await (const finding of compareFiles({ tx, parkId, runtime, links: checked.links }, waiting, upTo))
        checked.name(finding, numbers.get(finding.caseId) ?? null)
      waiting = []
      held = 0
      progress(seen.entries)
    }
    for await (const chain of verifyChains(tx, { parkId, runtime })) {
      seen.cases += 1
      seen.entries += chain.entries.length
      held += chain.entries.length
      waiting.push(chain)
      if (waiting.length >= TOGETHER || held >= ENTRIES_TOGETHER) await settle(chain.caseId)
    }
    await settle(LAST_ID)
    for (const number of await findGapsInNumbers(tx, { parkId, most: MOST_FINDINGS })) {
      // A case whose entries are still there was named by them.
      if (!gone.has(number)) checked.name({ caseId: null, seq: 1, fault: 'number_gone' }, number)
    }
    return {
      ...seen,
      findings: findings.toSorted((a, b) => (a.number ?? '').localeCompare(b.number ?? '') || a.seq - b.seq),
    }
  })
}

/**
 * The cases up to one of them, now and in the past, against the chains of their entries.
 * @returns the numbers of cases that are gone although their entries are there.
 */
async function compare(
  { states, past, name }: Checked,
  waiting: readonly Chain[],
  upTo: string,
): Promise<string[]> {
  const folds = new Map(waiting.map((chain) => [chain.caseId, foldOf(chain)]))
  const rows = new Map<string, CaseRow>()
  const withoutEntries = new Set<string>()
  for await (const row of states(upTo)) {
    if (folds.has(row.id)) rows.set(row.id, row)
    else {
      withoutEntries.add(row.id)
      for (const finding of missing(row, 0)) name(finding, row.number)
    }
  }
  for await (const row of past(upTo)) {
    const fold = folds.get(row.id)
    // Former versions of a case whose entries are gone: named by what is missing, where there is a case.
    if (!fold && !withoutEntries.has(row.id))
      name({ caseId: row.id, seq: row.version, fault: 'past_differs' }, row.number)
    const isKnown = fold && fold.chain.findings.length > 0
    if (fold && !isKnown) comparePast(fold, row, { now: rows.get(row.id), name })
  }
  const gone: string[] = []
  for (const [caseId, fold] of folds) {
    const row = rows.get(caseId)
    const { findings, entries } = fold.chain
    const number = row?.number ?? numberIn(entries)
    for (const finding of findings) name(finding, number)
    if (!row) {
      name({ caseId, seq: 1, fault: 'no_case' }, number)
      if (number !== null) gone.push(number)
    } else for (const finding of compareState(fold, row)) name(finding, number)
  }
  return gone
}

/** A former version against the fold up to it; versions that it skips are gone. */
function comparePast(
  fold: Fold,
  row: PastRow,
  { now, name }: Pick<Checked, 'name'> & { readonly now: CaseRow | undefined },
): void {
  const { caseId, entries } = fold.chain
  // The entry that replaced this version is gone, and is named as missing.
  if (row.version >= entries.length && now && now.version > entries.length) return
  const differs = (seq: number) => name({ caseId, seq, fault: 'past_differs' }, row.number)
  for (const version of fold.skippedBefore(row.version)) differs(version)
  const next = entries[row.version]
  const at = fold.upTo(row.version)
  if (!next || !at || row.recorded_to !== next.recordedAt || !matches(row, at, fold.folded))
    differs(row.version)
}

/** The case against the fold of its entries. */
function compareState(fold: Fold, row: CaseRow): Omit<NamedFinding, 'number'>[] {
  const { caseId, entries, findings } = fold.chain
  const last = entries.at(-1)
  if (!last || row.version > last.seq) return missing(row, last?.seq ?? 0)
  // What is already named explains a difference; naming it again under the case would only hide where it is.
  if (findings.length > 0) return []
  const skipped = fold.skippedBefore(last.seq)
  const at = fold.upTo(last.seq)
  const stands = row.version === last.seq && at && matches(row, at, fold.folded)
  return [
    ...skipped.map((seq) => ({ caseId, seq, fault: 'past_differs' as const })),
    ...(stands ? [] : [{ caseId, seq: last.seq, fault: 'state_differs' as const }]),
  ]
}

/** The entries after a given one that the case says it has. */
const missing = ({ id, version }: CaseRow, after: number): Omit<NamedFinding, 'number'>[] =>
  Array.from({ length: Math.min(version - after, MOST_FINDINGS) }, (_, i) => {
    return { caseId: id, seq: after + 1 + i, fault: 'missing' }
  })

const matches = (row: CaseRow, at: ReadEntry, folded: Readonly<Record<string, unknown>>): boolean =>
  row.state === at.to &&
  row.recorded_at === at.recordedAt &&
  row.entry_hash.equals(at.hash) &&
  FOLDED_COLUMNS.every((name) => same(folded[name], row[name]))

const same = (a: unknown, b: unknown): boolean =>
  a === b || (typeof a === 'object' && isDeepStrictEqual(a ?? null, b ?? null))

/** The number that the first entry gave the case. */
function numberIn([first]: readonly ReadEntry[]): string | null {
  const number = first?.set['number']
  return typeof number === 'string' ? number : null
}
