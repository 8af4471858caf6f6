import type { Tx } from '../../kernel/database.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import {
  canonicalEntry,
  commitTo,
  hashEntry,
  macEntry,
  isSalt,
  sameBytes,
  type Body,
  type Fact,
  type Opening,
  type Unsealed,
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

type Row = NonNullable<(typeof selectForVerifying)['row']>

interface Chain {
  readonly caseId: string
  readonly entries: ReadEntry[]
  readonly findings: Finding[]
}

/** Whose ledger it is, and the keys by which its entries were authenticated. */
interface Checking {
  readonly parkId: string
  readonly runtime: Pick<Runtime, 'secrets'>
}

/**
 * Reads a park's whole ledger as a stream, case by case, and checks every entry: numbers without gaps, content against
 * hash, hash against the one before, authentication, words against their salted hashes.
 * @yields for each case its entries and what is wrong with them; the caller compares with the state tables.
 */
export async function* verifyChains(tx: Tx, checking: Checking): AsyncGenerator<Chain> {
  const { parkId } = checking
  let current: Chain | undefined
  let at = { parkId, afterCase: '00000000-0000-0000-0000-000000000000', afterSeq: 0 }
  let page = tx.all(selectForVerifying, { ...at, limit: PAGE })
  for (;;) {
    const rows = await page
    const last = rows.at(-1)
    if (!last) break
    at = { parkId, afterCase: last.case_id, afterSeq: last.seq }
    // The database reads the next page while this one is checked.
    page = tx.all(selectForVerifying, { ...at, limit: PAGE })
    page.catch(() => undefined) // heard when it is waited for, which may be after a caller has stopped
    for (const row of rows) {
      if (current?.caseId !== row.case_id) {
        if (current) yield current
        current = { caseId: row.case_id, entries: [], findings: [] }
      }
      check(row, current, checking)
    }
  }
  if (current) yield current
}

function check(row: Row, { caseId, entries, findings }: Chain, checking: Checking): void {
  const { seq } = row
  const before = entries.at(-1)
  const next = (before?.seq ?? 0) + 1
  for (let gone = next; gone < Math.min(seq, next + MOST_GAP); gone++)
    findings.push({ caseId, seq: gone, fault: 'missing' })
  // An entry whose body is not even of the form that we write was changed, whatever its hash says.
  const body = isBody(row.body) ? row.body : undefined
  const found = (fault: Finding['fault'] | undefined) => fault && findings.push({ caseId, seq, fault })
  if (body === undefined) found('changed')
  // After a gap the link cannot be checked; the gap itself has been named.
  else if (seq <= 1 || before?.seq === seq - 1) found(faultOf(row, body, { ...checking, before }))
  entries.push({
    seq,
    action: row.action,
    to: row.to_state,
    recordedAt: row.recorded_at,
    hash: row.hash,
    set: body?.set ?? {},
    said: body ? checkWords(body, row.opened, found) : {},
  })
}

/**
 * What is wrong with an entry. The hash comes first: it covers the name of the key, so one that was swapped for a name
 * that is not here shows as a change and not as something that could not be checked.
 */
function faultOf(
  row: Row,
  body: Body,
  { parkId, runtime, before }: Checking & { readonly before: ReadEntry | undefined },
): Finding['fault'] | undefined {
  const canonical = canonicalOf({
    parkId,
    caseId: row.case_id,
    seq: row.seq,
    id: row.id,
    previous: before?.hash ?? null,
    action: row.action,
    from: row.from_state,
    to: row.to_state,
    post: row.post,
    userId: row.user_id,
    recordedAt: row.recorded_at,
    happenedAt: row.happened_at,
    body,
    macKey: row.mac_key,
  })
  if (canonical === undefined || !sameBytes(hashEntry(canonical), row.hash)) return 'changed'
  const key = runtime.secrets.ledgerKeys.get(row.mac_key)
  if (!key) return 'unknown_key'
  return sameBytes(macEntry(canonical, key), row.mac) ? undefined : 'forged'
}

/** Undefined when there is no canonical form: the database holds numbers that JSON of RFC 8785 has no words for. */
function canonicalOf(entry: Unsealed): string | undefined {
  try {
    return canonicalEntry(entry)
  } catch {
    return undefined
  }
}

/** The words of an entry, each compared with the salted hash that was sealed. */
function checkWords(
  body: Body,
  opened: unknown,
  found: (fault: 'text_changed' | 'text_missing') => void,
): Record<string, string> {
  const openings = openingsOf(opened ?? [])
  if (!openings) {
    found('text_changed')
    return {}
  }
  const said: Record<string, string> = {}
  for (const [name, commitment] of Object.entries(body.said)) {
    const opening = openings.get(name)
    if (!opening) found('text_missing')
    else if (commitTo(opening.salt, opening.value) !== commitment) found('text_changed')
    else said[name] = opening.value
  }
  if ([...openings.keys()].some((name) => !Object.hasOwn(body.said, name))) found('text_changed')
  return said
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const hasExactly = (value: Readonly<Record<string, unknown>>, names: readonly string[]): boolean =>
  Object.keys(value).length === names.length && names.every((name) => Object.hasOwn(value, name))

/** By hand and without a copy: a schema would pass over names that it does not know, and there are many entries. */
const isBody = (value: unknown): value is Body =>
  isRecord(value) &&
  hasExactly(value, ['set', 'said']) &&
  isRecord(value['set']) &&
  isRecord(value['said']) &&
  Object.values(value['said']).every((commitment) => typeof commitment === 'string')

const isOpening = (value: unknown): value is Opening =>
  isRecord(value) &&
  hasExactly(value, ['path', 'salt', 'value']) &&
  Object.values(value).every((part) => typeof part === 'string') &&
  isSalt(value['salt'])

const SAID = '/said/'

/** Openings by name; undefined when they are not of the form that we write, or one name is opened twice. */
function openingsOf(opened: unknown): ReadonlyMap<string, Opening> | undefined {
  if (!Array.isArray(opened) || !opened.every(isOpening)) return undefined
  const byName = new Map(opened.map((opening) => [opening.path.slice(SAID.length), opening]))
  const isOurs = byName.size === opened.length && opened.every(({ path }) => path.startsWith(SAID))
  return isOurs ? byName : undefined
}
