import { sql } from 'kysely'
import { BY_WORKER, tables } from '../../kernel/statement.ts'

const { prepared } = tables('files', 'file_contents')

interface ContentParams {
  readonly parkId: string
  readonly sha256: string
  readonly size: number
  readonly type: string
  readonly now: string
}

/** Makes sure of the row of a content, and holds its lock until the transaction ends. */
export const lockContent = prepared<ContentParams>()('files.lock_content', (db, p) =>
  db
    .insertInto('file_contents')
    .values({ park_id: p.parkId, sha256: p.sha256, size: p.size, type: p.type, stored_at: p.now })
    .onConflict((on) => on.columns(['park_id', 'sha256']).doUpdateSet({ stored_at: p.now }))
    .returning(['size', 'type']),
)

export const insertFile = prepared<{
  parkId: string
  id: string
  sha256: string
  name: string
  keptPlace: boolean
  userId: string
  now: string
}>()('files.insert', (db, p) =>
  db.insertInto('files').values({
    park_id: p.parkId,
    id: p.id,
    sha256: p.sha256,
    name: p.name,
    kept_place: p.keptPlace,
    uploaded_by: p.userId,
    uploaded_at: p.now,
  }),
)

/** How many files somebody has sent that nothing holds yet. */
export const countWaiting = prepared<{ parkId: string; userId: string }>()('files.count_waiting', (db, p) =>
  db
    .selectFrom('files')
    .select((eb) => eb.cast<number>(eb.fn.countAll(), 'integer').as('waiting'))
    .where('park_id', '=', p.parkId)
    .where('held_by', 'is', null)
    .where('uploaded_by', '=', p.userId),
)

const columns = [
  'files.id',
  'files.name',
  'files.sha256',
  'files.uploaded_by',
  'files.held_by',
  'file_contents.size',
  'file_contents.type',
] as const

export const selectFile = prepared<{ parkId: string; id: string }>()('files.one', (db, p) =>
  db
    .selectFrom('files')
    .innerJoin('file_contents', (join) =>
      join
        .onRef('file_contents.park_id', '=', 'files.park_id')
        .onRef('file_contents.sha256', '=', 'files.sha256'),
    )
    .select(columns)
    .where('files.park_id', '=', p.parkId)
    .where('files.id', '=', p.id),
)

/** Files with their contents, locked in one order whoever asks. */
export const lockFiles = prepared<{ parkId: string; ids: readonly string[] }>()('files.lock', (db, p) =>
  db
    .selectFrom('files')
    .innerJoin('file_contents', (join) =>
      join
        .onRef('file_contents.park_id', '=', 'files.park_id')
        .onRef('file_contents.sha256', '=', 'files.sha256'),
    )
    .select(columns)
    .where('files.park_id', '=', p.parkId)
    .where(sql<boolean>`files.id = any(${p.ids}::uuid[])`)
    .orderBy('files.id')
    .forUpdate('files'),
)

export const holdFiles = prepared<{ parkId: string; ids: readonly string[]; holder: string }>()(
  'files.hold',
  (db, p) =>
    db
      .updateTable('files')
      .set({ held_by: p.holder })
      .where('park_id', '=', p.parkId)
      .where(sql<boolean>`id = any(${p.ids}::uuid[])`)
      .where('held_by', 'is', null),
)

/** The statements of the sweep, which runs as another role. */

export const dropUnheld = prepared<{ parkId: string; before: string }>()(
  'files.sweep_unheld',
  (db, p) =>
    db
      .deleteFrom('files')
      .where('park_id', '=', p.parkId)
      .where('held_by', 'is', null)
      .where('uploaded_at', '<', p.before),
  BY_WORKER,
)

/** Contents of which no file is left. */
export const selectUnused = prepared<{ parkId: string; before: string; limit: number }>()(
  'files.sweep_unused',
  (db, p) =>
    db
      .selectFrom('file_contents as c')
      .select('c.sha256')
      .where('c.park_id', '=', p.parkId)
      .where('c.stored_at', '<', p.before)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('files as f')
              .select('f.id')
              .whereRef('f.park_id', '=', 'c.park_id')
              .whereRef('f.sha256', '=', 'c.sha256'),
          ),
        ),
      )
      .limit(p.limit),
  BY_WORKER,
)

/** Which of these hashes have a row. */
export const selectKnown = prepared<{ parkId: string; hashes: readonly string[] }>()(
  'files.sweep_known',
  (db, p) =>
    db
      .selectFrom('file_contents')
      .select('sha256')
      .where('park_id', '=', p.parkId)
      .where(sql<boolean>`sha256 = any(${p.hashes}::text[])`),
  BY_WORKER,
)

/** The lock as the sweep takes it: also of a content that has no row, so that nobody stores it meanwhile. */
export const sweepLock = prepared<{ parkId: string; sha256: string; now: string }>()(
  'files.sweep_lock',
  (db, p) =>
    db
      .insertInto('file_contents')
      .values({ park_id: p.parkId, sha256: p.sha256, size: 1, type: 'unknown', stored_at: p.now })
      .onConflict((on) =>
        on
          .columns(['park_id', 'sha256'])
          .doUpdateSet((eb) => ({ stored_at: eb.ref('file_contents.stored_at') })),
      )
      .returning('sha256'),
  BY_WORKER,
)

export const selectUse = prepared<{ parkId: string; sha256: string }>()(
  'files.sweep_use',
  (db, p) =>
    db
      .selectFrom('files')
      .select('id')
      .where('park_id', '=', p.parkId)
      .where('sha256', '=', p.sha256)
      .limit(1),
  BY_WORKER,
)

export const dropContent = prepared<{ parkId: string; sha256: string }>()(
  'files.sweep_drop',
  (db, p) => db.deleteFrom('file_contents').where('park_id', '=', p.parkId).where('sha256', '=', p.sha256),
  BY_WORKER,
)
