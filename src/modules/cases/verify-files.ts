import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { tables } from '../../kernel/statement.ts'
import { conditionOf, pathOf } from '../files/index.ts'
import type { FileFact } from './act.ts'
import { fileWord } from './files.ts'
import type { Chain } from './fold.ts'
import { FIRST_ID, reader, type Reader } from './verify-store.ts'

/** Something wrong with a file that an entry names; `file` is its name, or its id where that is gone. */
export interface FileFinding {
  readonly caseId: string
  readonly seq: number
  readonly file: string
  readonly fault:
    | 'file_missing' // its bytes or its row are gone
    | 'file_changed' // its bytes or what is known of it are not what the entry holds
    | 'file_added' // it hangs on the case, and no entry put it there
}

const { prepared } = tables('case_files', 'files', 'file_contents')

/** A file as it hangs on a case; `id` is the case's, by which it is read. */
export interface LinkRow {
  readonly id: string
  readonly file_id: string
  readonly seq: number
  readonly internal: boolean
  readonly sha256: string | null
  readonly name: string | null
  readonly held_by: string | null
  readonly size: number | null
  readonly type: string | null
}

const selectLinks = prepared<{
  parkId: string
  after: string
  afterSeq: number
  afterFile: string
  limit: number
}>()('cases.verify_files', (_, p) => {
  return sql<LinkRow>`
    select l.case_id as id, l.file_id, l.seq, l.internal, f.sha256, f.name, f.held_by, c.size, c.type
    from case_files l
    left join files f on f.park_id = l.park_id and f.id = l.file_id
    left join file_contents c on c.park_id = f.park_id and c.sha256 = f.sha256
    where l.park_id = ${p.parkId}
      and (l.case_id, l.seq, l.file_id) > (${p.after}::uuid, ${p.afterSeq}::int, ${p.afterFile}::uuid)
    order by l.case_id, l.seq, l.file_id limit ${p.limit}`
})

/** Asks for nothing: the database hangs up on a transaction that is silent while much is read from the disk. */
const stayAwake = prepared<object>()('cases.verify_awake', () => sql`select 1 as awake`)

/** The files of the cases of a park, in the order in which the chains come. */
export const readLinks = (tx: Tx, parkId: string): Reader<LinkRow> =>
  reader((last, limit) =>
    tx.all(selectLinks, {
      parkId,
      after: last?.id ?? FIRST_ID,
      afterSeq: last?.seq ?? 0,
      afterFile: last?.file_id ?? FIRST_ID,
      limit,
    }),
  )

interface Looking {
  readonly tx: Tx
  readonly parkId: string
  readonly runtime: Runtime
  readonly links: Reader<LinkRow>
}

/** A file as its entry holds it. */
interface Named extends FileFact {
  readonly caseId: string
  readonly seq: number
  readonly internal: boolean
  /** Undefined when its word is gone, which is named by itself. */
  readonly name: string | undefined
}

/**
 * The files that the entries of some cases name, against what hangs on the cases and against the bytes on the disk, read
 * whole and a block at a time.
 */
export async function* compareFiles(
  { tx, parkId, runtime, links }: Looking,
  waiting: readonly Chain[],
  upTo: string,
): AsyncGenerator<FileFinding> {
  const hanging = new Map<string, LinkRow>()
  for await (const row of links(upTo)) hanging.set(row.file_id, row)
  for (const chain of waiting) {
    for (const named of filesNamedBy(chain)) {
      const { caseId, seq } = named
      const row = hanging.get(named.id)
      const file = named.name ?? named.id
      if (row?.id === caseId) hanging.delete(named.id)
      if (row?.id !== caseId || row.sha256 === null) yield { caseId, seq, file, fault: 'file_missing' }
      else if (!isAsNamed(row, named)) yield { caseId, seq, file, fault: 'file_changed' }
      else {
        const condition = await conditionOf(pathOf(runtime, { parkId, sha256: named.sha256 }), named)
        await tx.first(stayAwake, {})
        if (condition === 'gone') yield { caseId, seq, file, fault: 'file_missing' }
        if (condition === 'changed') yield { caseId, seq, file, fault: 'file_changed' }
      }
    }
  }
  // Where entries were changed, they are named; what they no longer tell would only hide that.
  const sound = new Set(waiting.flatMap(({ caseId, findings }) => (findings.length === 0 ? [caseId] : [])))
  for (const { id, seq, name, file_id } of hanging.values())
    if (sound.has(id)) yield { caseId: id, seq, file: name ?? file_id, fault: 'file_added' }
}

const isAsNamed = (row: LinkRow, named: Named): boolean =>
  row.seq === named.seq &&
  row.sha256 === named.sha256 &&
  row.size === named.size &&
  row.type === named.type &&
  row.internal === named.internal &&
  row.held_by !== null &&
  (named.name === undefined || row.name === named.name)

function* filesNamedBy({ caseId, entries }: Chain): Generator<Named> {
  for (const { seq, set, said } of entries) {
    const files: unknown = set['files']
    if (!Array.isArray(files)) continue
    const facts: readonly unknown[] = files
    for (const [i, fact] of facts.entries())
      if (isFileFact(fact))
        yield { ...fact, caseId, seq, internal: set['internal'] === true, name: said[fileWord(i)] }
  }
}

/** Of another form it was changed, which its hash tells. */
const isFileFact = (fact: unknown): fact is FileFact =>
  typeof fact === 'object' &&
  fact !== null &&
  'id' in fact &&
  typeof fact.id === 'string' &&
  'sha256' in fact &&
  typeof fact.sha256 === 'string' &&
  /^[0-9a-f]{64}$/.test(fact.sha256) &&
  'size' in fact &&
  typeof fact.size === 'number' &&
  'type' in fact &&
  typeof fact.type === 'string'
