import { z } from 'zod'
import type { Tx } from '../../kernel/database.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import {
  canonicalEntry,
  commitTo,
  hashEntry,
  macEntry,
  sameBytes,
  type Body,
  type Fact,
  type Opening,
} from './entry.ts'
import { selectForVerifying } from './store.ts'

/** Something wrong with an entry, and where. */
export interface Finding {
  readonly caseId: string
  readonly seq: number
  readonly fault:
    | 'changed' // its content is not what was sealed: edited, back-dated, or moved to another place
    | 'forged' // it was never sealed by us: inserted, or sealed without the key
    | 'missing' // it is not there although the ones around it are
    | 'text_changed' // its words are not those that were sealed
    | 'text_missing' // its words are gone without a record of an erasure
    | 'unknown_key' // the key it names is not on this machine, so it cannot be checked
    | 'state_differs' // the case does not stand as its entries say
    | 'no_case' // its case is gone
}

/** An entry that was read and checked, its words opened. */
export interface ReadEntry {
  readonly seq: number
  readonly action: string
  readonly to: string
  readonly recordedAt: string
  readonly hash: Buffer
  readonly set: Readonly<Record<string, Fact>>
  readonly said: Readonly<Record<string, string>>
}

const PAGE = 1000
/** How many missing entries of one gap are named: a number that was edited can leave a gap of billions. */
const MOST_GAP = 1000
const BodyShape = z.object({ set: z.record(z.string(), z.json()), said: z.record(z.string(), z.string()) })
const OpenedShape = z.array(z.object({ path: z.string(), salt: z.string(), value: z.string() })).nullable()

type Row = NonNullable<(typeof selectForVerifying)['row']>

/**
 * Reads a park's whole ledger as a stream, case by case, and checks every entry: numbers without gaps, content against
 * hash, hash against the one before, authentication, words against their salted hashes.
 * @yields for each case its entries and what is wrong with them; the caller compares with the state tables.
 */
export async function* verifyChains(
  tx: Tx,
  { parkId, runtime }: { parkId: string; runtime: Pick<Runtime, 'secrets'> },
): AsyncGenerator<{ caseId: string; entries: ReadEntry[]; findings: Finding[] }> {
  let current: { caseId: string; entries: ReadEntry[]; findings: Finding[] } | undefined
  let at = { parkId, afterCase: '00000000-0000-0000-0000-000000000000', afterSeq: 0 }
  for (;;) {
    const rows = await tx.all(selectForVerifying, { ...at, limit: PAGE })
    for (const row of rows) {
      if (current?.caseId !== row.case_id) {
        if (current) yield current
        current = { caseId: row.case_id, entries: [], findings: [] }
      }
      check(row, current, { parkId, runtime })
    }
    const last = rows.at(-1)
    if (!last) break
    at = { parkId, afterCase: last.case_id, afterSeq: last.seq }
  }
  if (current) yield current
}

function check(
  row: Row,
  { caseId, entries, findings }: { caseId: string; entries: ReadEntry[]; findings: Finding[] },
  { parkId, runtime }: { parkId: string; runtime: Pick<Runtime, 'secrets'> },
): void {
  const before = entries.at(-1)
  const next = (before?.seq ?? 0) + 1
  for (let seq = next; seq < Math.min(row.seq, next + MOST_GAP); seq++)
    findings.push({ caseId, seq, fault: 'missing' })
  const body: Body = BodyShape.parse(row.body)
  const opened = OpenedShape.parse(row.opened) ?? []
  const canonical = canonicalEntry({
    parkId,
    caseId,
    seq: row.seq,
    id: row.id,
    // After a gap the link cannot be checked; the gap itself has been named.
    previous: before && before.seq === row.seq - 1 ? before.hash : null,
    action: row.action,
    from: row.from_state,
    to: row.to_state,
    post: row.post,
    userId: row.user_id,
    recordedAt: row.recorded_at,
    happenedAt: row.happened_at,
    body,
  })
  const afterGap = row.seq > 1 && before?.seq !== row.seq - 1
  const key = runtime.secrets.ledgerKeys.get(row.mac_key)
  if (!afterGap) {
    if (!key) findings.push({ caseId, seq: row.seq, fault: 'unknown_key' })
    else if (!sameBytes(hashEntry(canonical), row.hash))
      findings.push({ caseId, seq: row.seq, fault: 'changed' })
    else if (!sameBytes(macEntry(canonical, key), row.mac))
      findings.push({ caseId, seq: row.seq, fault: 'forged' })
  }
  const said = checkWords(body, opened, (fault) => findings.push({ caseId, seq: row.seq, fault }))
  entries.push({
    seq: row.seq,
    action: row.action,
    to: row.to_state,
    recordedAt: row.recorded_at,
    hash: row.hash,
    set: body.set,
    said,
  })
}

/** The words of an entry, each compared with the salted hash that was sealed. */
function checkWords(
  body: Body,
  opened: readonly Opening[],
  found: (fault: 'text_changed' | 'text_missing') => void,
): Record<string, string> {
  const said: Record<string, string> = {}
  for (const [name, commitment] of Object.entries(body.said)) {
    const opening = opened.find(({ path }) => path === `/said/${name}`)
    if (!opening) found('text_missing')
    else if (commitTo(opening.salt, opening.value) !== commitment) found('text_changed')
    else said[name] = opening.value
  }
  if (opened.some(({ path }) => !(path.slice('/said/'.length) in body.said))) found('text_changed')
  return said
}
