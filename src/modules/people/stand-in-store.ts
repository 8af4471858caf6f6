import { sql } from 'kysely'
import { tables } from '../../kernel/statement.ts'
import type { PostName, StandInView } from './contract.ts'

const { prepared } = tables('stand_ins', 'users', 'posts', 'departments')

export const insertStandIn = prepared<{
  parkId: string
  id: string
  userId: string
  standInId: string
  postId: string | null
  departmentId: string | null
  from: string
  until: string
  reason: string
  madeBy: string
  now: string
}>()('people.insert_stand_in', (db, p) =>
  db.insertInto('stand_ins').values({
    park_id: p.parkId,
    id: p.id,
    user_id: p.userId,
    stand_in_id: p.standInId,
    post_id: p.postId,
    department_id: p.departmentId,
    from_at: p.from,
    until_at: p.until,
    reason: p.reason,
    made_by: p.madeBy,
    created_at: p.now,
  }),
)

interface StandInRow {
  readonly id: string
  readonly user_id: string
  readonly user: string
  readonly stand_in_id: string
  readonly stand_in: string
  readonly post_id: string | null
  readonly post: string | null
  readonly department_id: string | null
  readonly department: string | null
  readonly from_at: string
  readonly until_at: string
  readonly reason: string
  readonly made_by: string
  readonly ended_at: string | null
}

const columns = sql`s.id, s.user_id, u.name as "user", s.stand_in_id, i.name as stand_in, s.post_id, h.post,
  s.department_id, d.name as department, s.from_at, s.until_at, s.reason, s.made_by, s.ended_at`
const neighbours = sql`join users u on u.park_id = s.park_id and u.id = s.user_id
  join users i on i.park_id = s.park_id and i.id = s.stand_in_id
  left join posts h on h.park_id = s.park_id and h.id = s.post_id
  left join departments d on d.park_id = s.park_id and d.id = s.department_id`

export const lockStandIn = prepared<{ parkId: string; id: string }>()(
  'people.lock_stand_in',
  (_, p) => sql<StandInRow & { readonly user_departments: readonly string[] }>`
    select ${columns}, array(select o.department_id from posts o where o.park_id = s.park_id and o.user_id = s.user_id
      and o.department_id is not null and o.until_at is null) as user_departments
    from stand_ins s ${neighbours}
    where s.park_id = ${p.parkId} and s.id = ${p.id}::uuid
    for update of s`,
)

export const endStandInRow = prepared<{ parkId: string; id: string; now: string }>()(
  'people.end_stand_in_row',
  (db, p) =>
    db
      .updateTable('stand_ins')
      .set({ ended_at: p.now })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
)

/** Those that run at the moment and in which somebody is one of the two. */
export const selectRunningOf = prepared<{ parkId: string; userId: string; now: string }>()(
  'people.running_stand_ins',
  (_, p) => sql<StandInRow>`
    select ${columns} from stand_ins s ${neighbours}
    where s.park_id = ${p.parkId} and (s.user_id = ${p.userId}::uuid or s.stand_in_id = ${p.userId}::uuid)
      and s.ended_at is null and s.from_at <= ${p.now}::timestamptz and s.until_at > ${p.now}::timestamptz
    order by s.from_at, s.id`,
)

/** The newest first: all of the park, or those a reader has to do with, himself or as head of a department. */
export const selectStandIns = prepared<{
  parkId: string
  reader: string | null
  departments: readonly string[]
  running: boolean
  now: string
  afterFrom: string | null
  afterId: string | null
  limit: number
}>()(
  'people.stand_ins',
  (_, p) => sql<StandInRow>`
    select ${columns} from stand_ins s ${neighbours}
    where s.park_id = ${p.parkId}
      and (${p.reader}::uuid is null or s.user_id = ${p.reader}::uuid or s.stand_in_id = ${p.reader}::uuid
        or exists (select from posts o where o.park_id = s.park_id and o.user_id = s.user_id and o.until_at is null
          and o.department_id = any(${p.departments}::uuid[])))
      and (not ${p.running}::boolean or (s.ended_at is null and s.from_at <= ${p.now}::timestamptz
        and s.until_at > ${p.now}::timestamptz))
      and (${p.afterFrom}::timestamptz is null or (s.from_at, s.id) < (${p.afterFrom}::timestamptz, ${p.afterId}::uuid))
    order by s.from_at desc, s.id desc
    limit ${p.limit}`,
)

export const standInView = (row: StandInRow, now: string): StandInView => ({
  id: row.id,
  user: { id: row.user_id, name: row.user },
  stand_in: { id: row.stand_in_id, name: row.stand_in },
  // Marked cast: a CHECK allows no other posts.
  post: row.post_id && row.post ? { id: row.post_id, post: row.post as PostName } : null,
  department: row.department_id && row.department ? { id: row.department_id, name: row.department } : null,
  from: row.from_at,
  until: row.until_at,
  reason: row.reason,
  ended_at: row.ended_at,
  running: row.ended_at === null && row.from_at <= now && row.until_at > now,
})
