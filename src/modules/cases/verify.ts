import canonicalize from 'canonicalize'
import { sql } from 'kysely'
import { inPark } from '../../kernel/database.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { tables } from '../../kernel/statement.ts'
import { verifyChains, type Finding, type ReadEntry } from '../ledger/index.ts'
import { spokenColumns } from './act.ts'
import { BLANK, CASE_COLUMNS, FOLDED_COLUMNS, type CaseRow } from './columns.ts'

/** A finding with the number by which people know the case. */
export interface NamedFinding extends Finding {
  readonly number: string | null
}

export interface Verification {
  readonly entries: number
  readonly cases: number
  readonly findings: readonly NamedFinding[]
}

/** How many findings are named; a ledger that was rewritten as a whole needs no longer list. */
const MOST_FINDINGS = 1000
const TOGETHER = 200
const FIRST_ID = '00000000-0000-0000-0000-000000000000'
const LAST_ID = 'ffffffff-ffff-ffff-ffff-ffffffffffff'

const { prepared } = tables('cases')

/** The cases from one to another, in the order in which the chains come. */
const selectStates = prepared<{ parkId: string; after: string; upTo: string; limit: number }>()(
  'cases.verify_states',
  (_, p) => {
    return sql<CaseRow>`select ${sql.raw(CASE_COLUMNS.join(', '))} from cases
      where park_id = ${p.parkId} and id > ${p.after} and id <= ${p.upTo}
      order by id limit ${p.limit}`
  },
)

type Chain = {
  readonly caseId: string
  readonly entries: readonly ReadEntry[]
  readonly findings: readonly Finding[]
}

/**
 * Checks a park's whole ledger as it stands at one moment: every entry, every chain, and that each case stands as its
 * entries say. Streams: memory does not grow with the ledger.
 */
export async function verifyPark(
  runtime: Runtime,
  parkId: string,
  progress: (entries: number) => void = () => undefined,
): Promise<Verification> {
  return inPark(runtime.database.app, parkId, 'snapshot', async (tx) => {
    const findings: NamedFinding[] = []
    const seen = { entries: 0, cases: 0 }
    const name = (finding: Finding, row: CaseRow | undefined) => {
      if (findings.length < MOST_FINDINGS) findings.push({ ...finding, number: row?.number ?? null })
    }
    let waiting: Chain[] = []
    let after = FIRST_ID
    const settle = async (upTo: string) => {
      const chains = new Map(waiting.map((chain) => [chain.caseId, chain]))
      waiting = []
      for (;;) {
        const rows = await tx.all(selectStates, { parkId, after, upTo, limit: TOGETHER })
        for (const row of rows) {
          const chain = chains.get(row.id) ?? { caseId: row.id, entries: [], findings: [] }
          chains.delete(row.id)
          for (const finding of [...chain.findings, ...compare(chain, row)]) name(finding, row)
        }
        after = rows.at(-1)?.id ?? after
        if (rows.length < TOGETHER) break
      }
      for (const { caseId, findings } of chains.values()) {
        for (const finding of [...findings, { caseId, seq: 1, fault: 'no_case' } as const])
          name(finding, undefined)
      }
      after = upTo
      progress(seen.entries)
    }
    for await (const chain of verifyChains(tx, { parkId, runtime })) {
      seen.cases += 1
      seen.entries += chain.entries.length
      waiting.push(chain)
      if (waiting.length >= TOGETHER) await settle(chain.caseId)
    }
    await settle(LAST_ID)
    return {
      ...seen,
      findings: findings.toSorted((a, b) => (a.number ?? '').localeCompare(b.number ?? '') || a.seq - b.seq),
    }
  })
}

/** The case against the fold of its entries. */
function compare({ caseId, entries, findings }: Chain, row: CaseRow): Finding[] {
  const last = entries.at(-1)
  if (!last || row.version > last.seq) {
    const from = (last?.seq ?? 0) + 1
    return Array.from({ length: Math.min(row.version - from + 1, MOST_FINDINGS) }, (_, i): Finding => {
      return { caseId, seq: from + i, fault: 'missing' }
    })
  }
  // What is already named explains a difference; naming it again under the case would only hide where it is.
  if (findings.length > 0) return []
  return matches(row, entries, last) ? [] : [{ caseId, seq: last.seq, fault: 'state_differs' }]
}

function matches(row: CaseRow, entries: readonly ReadEntry[], last: ReadEntry): boolean {
  const folded: Record<string, unknown> = { ...BLANK }
  for (const { set, said } of entries) Object.assign(folded, set, spokenColumns(said))
  return (
    row.version === last.seq &&
    row.state === last.to &&
    row.recorded_at === last.recordedAt &&
    row.entry_hash.equals(last.hash) &&
    FOLDED_COLUMNS.every((name) => same(folded[name], row[name]))
  )
}

const same = (a: unknown, b: unknown): boolean =>
  a === b || canonicalize(a ?? null) === canonicalize(b ?? null)
