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

const { prepared } = tables('cases')

const selectStates = prepared<{ parkId: string; ids: string[] }>()('cases.verify_states', (_, p) => {
  return sql<CaseRow>`select ${sql.raw(CASE_COLUMNS.join(', '))} from cases
    where park_id = ${p.parkId} and id = any(${p.ids}::uuid[])`
})

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
    let waiting: Chain[] = []
    const settle = async () => {
      const rows = await tx.all(selectStates, { parkId, ids: waiting.map(({ caseId }) => caseId) })
      const states = new Map(rows.map((row) => [row.id, row]))
      for (const chain of waiting) {
        const row = states.get(chain.caseId)
        for (const finding of [...chain.findings, ...compare(chain, row)]) {
          if (findings.length < MOST_FINDINGS) findings.push({ ...finding, number: row?.number ?? null })
        }
      }
      waiting = []
      progress(seen.entries)
    }
    for await (const chain of verifyChains(tx, { parkId, runtime })) {
      seen.cases += 1
      seen.entries += chain.entries.length
      waiting.push(chain)
      if (waiting.length >= TOGETHER) await settle()
    }
    await settle()
    return {
      ...seen,
      findings: findings.toSorted((a, b) => (a.number ?? '').localeCompare(b.number ?? '') || a.seq - b.seq),
    }
  })
}

/** The case against the fold of its entries. */
function compare({ caseId, entries, findings }: Chain, row: CaseRow | undefined): Finding[] {
  const last = entries.at(-1)
  if (!row || !last) return [{ caseId, seq: 1, fault: 'no_case' }]
  if (row.version > last.seq) {
    return Array.from({ length: row.version - last.seq }, (_, i): Finding => {
      return { caseId, seq: last.seq + 1 + i, fault: 'missing' }
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
