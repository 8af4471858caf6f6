import { BY_WORKER, tables } from '../../kernel/statement.ts'

const { prepared } = tables(
  'roster_drafts',
  'departments',
  'users',
  'posts',
  'accounts',
  'enterprises',
  'cases',
)

export const insertDraft = prepared<{
  parkId: string
  id: string
  userId: string
  fileName: string
  content: string
  now: string
}>()('roster.insert_draft', (db, p) =>
  db.insertInto('roster_drafts').values({
    park_id: p.parkId,
    id: p.id,
    user_id: p.userId,
    file_name: p.fileName,
    content: p.content,
    created_at: p.now,
  }),
)

/** One's own alone: what somebody else has uploaded is nobody's business. */
export const selectDraft = prepared<{ parkId: string; id: string; userId: string }>()(
  'roster.draft',
  (db, p) =>
    db
      .selectFrom('roster_drafts')
      .select(['id', 'file_name', 'content', 'outcome'])
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id)
      .where('user_id', '=', p.userId),
)

/** The first outcome stands: confirmed twice it was confirmed once. */
export const settleDraft = prepared<{
  parkId: string
  id: string
  userId: string
  outcome: string
  now: string
}>()('roster.settle_draft', (db, p) =>
  db
    .updateTable('roster_drafts')
    .set({ outcome: p.outcome, settled_at: p.now })
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id)
    .where('user_id', '=', p.userId)
    .where('outcome', 'is', null),
)

export const dropDrafts = prepared<{ parkId: string; before: string }>()(
  'roster.drop_drafts',
  (db, p) =>
    db.deleteFrom('roster_drafts').where('park_id', '=', p.parkId).where('created_at', '<', p.before),
  BY_WORKER,
)

export const selectStaff = prepared<{ parkId: string }>()('roster.staff', (db, p) =>
  db
    .selectFrom('users as u')
    .leftJoin('accounts as a', (join) =>
      join.onRef('a.park_id', '=', 'u.park_id').onRef('a.user_id', '=', 'u.id'),
    )
    .leftJoin('posts as h', (join) =>
      join.onRef('h.park_id', '=', 'u.park_id').onRef('h.user_id', '=', 'u.id'),
    )
    .leftJoin('departments as d', (join) =>
      join.onRef('d.park_id', '=', 'h.park_id').onRef('d.id', '=', 'h.department_id'),
    )
    .select((eb) => [
      'u.id',
      'u.name',
      'h.post',
      'd.name as department',
      'a.must_change as mustChange',
      eb('a.password_hash', 'is not', null).as('hasPassword'),
    ])
    .where('u.park_id', '=', p.parkId)
    // Who came in together has one instant.
    .orderBy('u.created_at')
    .orderBy('u.name')
    .orderBy('u.id')
    .orderBy('h.created_at')
    .orderBy('h.id'),
)

export const countOthers = prepared<{ parkId: string }>()('roster.others', (db, p) =>
  db.selectNoFrom((eb) => [
    eb
      .selectFrom('enterprises')
      .select((of) => of.cast<number>(of.fn.countAll(), 'integer').as('n'))
      .where('park_id', '=', p.parkId)
      .as('enterprises'),
    eb
      .selectFrom('cases')
      .select((of) => of.cast<number>(of.fn.countAll(), 'integer').as('n'))
      .where('park_id', '=', p.parkId)
      .as('cases'),
  ]),
)
