import { sql } from 'kysely'
import { BY_WORKER, tables } from '../../kernel/statement.ts'

const { prepared } = tables('entries', 'entry_texts', 'ledger_keys', 'users')

export interface EntryParams {
  readonly parkId: string
  readonly caseId: string
  readonly seq: number
  readonly id: string
  readonly action: string
  readonly from: string
  readonly to: string
  readonly post: string
  readonly userId: string
  readonly recordedAt: string
  readonly happenedAt: string
  readonly body: string
  readonly hash: Buffer
  readonly mac: Buffer
  readonly macKey: string
  readonly opened: string
}

export const insertEntry = prepared<EntryParams>()('ledger.append', (_, p) => {
  return sql`
    with entry as (
      insert into entries (park_id, case_id, seq, id, action, from_state, to_state, post, user_id, recorded_at,
        happened_at, body, hash, mac, mac_key)
      values (${p.parkId}, ${p.caseId}, ${p.seq}, ${p.id}, ${p.action}, ${p.from}, ${p.to}, ${p.post}, ${p.userId},
        ${p.recordedAt}, ${p.happenedAt}, ${p.body}, ${p.hash}, ${p.mac}, ${p.macKey})
    )
    insert into entry_texts (park_id, case_id, seq, opened)
    select ${p.parkId}::uuid, ${p.caseId}::uuid, ${p.seq}::int, opened
    from (select ${p.opened}::jsonb as opened) as given
    where opened <> '[]'`
})

/** Many entries at once; hashes and codes in hex, since they travel as JSON. */
export const insertEntries = prepared<{ parkId: string; rows: string }>()('ledger.append_many', (_, p) => {
  return sql`
    with given as materialized (
      select * from jsonb_to_recordset(${p.rows}::jsonb) as r (
        case_id uuid, seq int, id uuid, action text, from_state text, to_state text, post text, user_id uuid,
        recorded_at timestamptz, happened_at timestamptz, body jsonb, hash text, mac text, mac_key text, opened jsonb)
    ), entry as (
      insert into entries (park_id, case_id, seq, id, action, from_state, to_state, post, user_id, recorded_at,
        happened_at, body, hash, mac, mac_key)
      select ${p.parkId}::uuid, case_id, seq, id, action, from_state, to_state, post, user_id, recorded_at, happened_at,
        body, decode(hash, 'hex'), decode(mac, 'hex'), mac_key
      from given
      order by case_id, seq
    )
    insert into entry_texts (park_id, case_id, seq, opened)
    select ${p.parkId}::uuid, case_id, seq, opened from given where opened <> '[]'`
})

const entryColumns = [
  'entries.case_id',
  'entries.seq',
  'entries.id',
  'entries.action',
  'entries.from_state',
  'entries.to_state',
  'entries.post',
  'entries.user_id',
  'entries.recorded_at',
  'entries.happened_at',
  'entries.body',
  'entries.hash',
  'entry_texts.opened',
] as const

/** The entries of one case after a given one, with their words and the names of those who made them. */
export const selectHistory = prepared<{ parkId: string; caseId: string; after: number; limit: number }>()(
  'ledger.history',
  (db, p) =>
    db
      .selectFrom('entries')
      .leftJoin('entry_texts', (join) =>
        join
          .onRef('entry_texts.park_id', '=', 'entries.park_id')
          .onRef('entry_texts.case_id', '=', 'entries.case_id')
          .onRef('entry_texts.seq', '=', 'entries.seq'),
      )
      .leftJoin('users', (join) =>
        join.onRef('users.park_id', '=', 'entries.park_id').onRef('users.id', '=', 'entries.user_id'),
      )
      .select(entryColumns)
      .select('users.name as user_name')
      .where('entries.park_id', '=', p.parkId)
      .where('entries.case_id', '=', p.caseId)
      .where('entries.seq', '>', p.after)
      .orderBy('entries.seq')
      .limit(p.limit),
)

/** All entries of a park in the order of cases and numbers, by the page: what a verifier reads. */
export const selectForVerifying = prepared<{
  parkId: string
  afterCase: string
  afterSeq: number
  limit: number
}>()('ledger.verify_page', (db, p) =>
  db
    .selectFrom('entries')
    .leftJoin('entry_texts', (join) =>
      join
        .onRef('entry_texts.park_id', '=', 'entries.park_id')
        .onRef('entry_texts.case_id', '=', 'entries.case_id')
        .onRef('entry_texts.seq', '=', 'entries.seq'),
    )
    .select(entryColumns)
    .select(['entries.mac', 'entries.mac_key'])
    .where('entries.park_id', '=', p.parkId)
    .where(sql<boolean>`(entries.case_id, entries.seq) > (${p.afterCase}::uuid, ${p.afterSeq}::int)`)
    .orderBy('entries.case_id')
    .orderBy('entries.seq')
    .limit(p.limit),
)

/** How many entries the park's ledger had at a moment. */
export const countEntries = prepared<{ parkId: string; asOf: string }>()('ledger.size', (db, p) =>
  db
    .selectFrom('entries')
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('size'))
    .where('park_id', '=', p.parkId)
    .where('recorded_at', '<=', p.asOf),
)

export const insertKey = prepared<{ id: string; now: string }>()('ledger.note_key', (db, p) =>
  db
    .insertInto('ledger_keys')
    .values({ id: p.id, created_at: p.now })
    .onConflict((on) => on.column('id').doNothing()),
)

export const selectKeys = prepared<object>()('ledger.keys', (db) => db.selectFrom('ledger_keys').select('id'))

/** Who took a step, when, and where it led: what a job may read of an entry. */
export const selectStep = prepared<{ parkId: string; caseId: string; seq: number }>()(
  'ledger.step',
  (db, p) =>
    db
      .selectFrom('entries')
      .select(['to_state', 'user_id', 'recorded_at'])
      .where('park_id', '=', p.parkId)
      .where('case_id', '=', p.caseId)
      .where('seq', '=', p.seq),
  BY_WORKER,
)
