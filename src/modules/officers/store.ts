import { sql } from 'kysely'
import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { literals, tables } from '../../kernel/statement.ts'
import { OPEN_STATES } from '../cases/contract.ts'
import type { AssignmentView, Subject } from './contract.ts'

const { prepared } = tables(
  'officer_assignments',
  'officer_hand_overs',
  'enterprises',
  'projects',
  'users',
  'posts',
  'cases',
)

export interface Person {
  readonly id: string
  readonly name: string
}

/** Whose officer: the master of a merged enterprise, locked, so that periods of one subject cannot overlap. */
export interface LockedSubject extends Subject {
  readonly name: string
}

const lockEnterprise = prepared<{ parkId: string; id: string }>()(
  'officers.lock_enterprise',
  (_, p) => sql<Person>`
    select m.id, m.name from enterprises e
    join enterprises m on m.park_id = e.park_id and m.id = coalesce(e.master_id, e.id)
    where e.park_id = ${p.parkId} and e.id = ${p.id}
    for update of m`,
)

const lockProject = prepared<{ parkId: string; id: string }>()('officers.lock_project', (db, p) =>
  db
    .selectFrom('projects')
    .select(['id', 'name'])
    .where('park_id', '=', p.parkId)
    .where('id', '=', p.id)
    .forUpdate(),
)

/** @throws Failure `officers.subject_unknown` */
export async function lockSubject(tx: Tx, parkId: string, { kind, id }: Subject): Promise<LockedSubject> {
  const found = await tx.first(kind === 'enterprise' ? lockEnterprise : lockProject, { parkId, id })
  if (!found) throw new Failure('missing', 'officers.subject_unknown', { field: 'subject.id', kind, id })
  return { kind, ...found }
}

const selectOfficerUser = prepared<{ parkId: string; named: string }>()(
  'officers.user',
  (_, p) => sql<Person & { is_officer: boolean }>`
    select u.id, u.name, exists (select from posts h
      where h.park_id = u.park_id and h.user_id = u.id and h.post = 'officer') as is_officer
    from users u
    where u.park_id = ${p.parkId} and (u.id::text = ${p.named} or u.name = ${p.named})
    limit 1`,
)

/** The person of an id or name. @throws Failure `officers.user_unknown` */
export async function getPerson(
  tx: Tx,
  parkId: string,
  { named, field }: { named: string; field: string },
): Promise<Person & { readonly is_officer: boolean }> {
  const user = await tx.first(selectOfficerUser, { parkId, named })
  if (!user) throw new Failure('invalid', 'officers.user_unknown', { field, name: named })
  return user
}

const selectWithPost = prepared<{ parkId: string }>()(
  'officers.with_post',
  (_, p) => sql<Person>`
    select u.id, u.name from users u
    where u.park_id = ${p.parkId} and exists (select from posts h
      where h.park_id = u.park_id and h.user_id = u.id and h.post = 'officer')
    order by u.name`,
)

/** Everybody who holds the post. */
export const findOfficers = (tx: Tx, parkId: string): Promise<Person[]> => tx.all(selectWithPost, { parkId })

/** Somebody who may be an officer. @throws Failure `officers.user_unknown`, `officers.no_officer` */
export async function getOfficer(
  tx: Tx,
  parkId: string,
  who: { named: string; field: string },
): Promise<Person> {
  const user = await getPerson(tx, parkId, who)
  if (!user.is_officer)
    throw new Failure('invalid', 'officers.no_officer', { field: who.field, name: user.name })
  return user
}

export interface AssignmentRow {
  readonly id: string
  readonly enterprise_id: string | null
  readonly project_id: string | null
  readonly user_id: string
  readonly user_name: string
  readonly from_day: string
  readonly until_day: string | null
  readonly reason: string | null
}

const assignments = sql`
  select a.id, a.enterprise_id, a.project_id, a.user_id, u.name as user_name, a.from_day, a.until_day, a.reason
  from officer_assignments a join users u on u.park_id = a.park_id and u.id = a.user_id`

/** All periods of subjects; of each the newest first. */
const selectOfSubjects = prepared<{ parkId: string; ids: readonly string[] }>()(
  'officers.of_subjects',
  (_, p) => sql<AssignmentRow>`${assignments}
    where a.park_id = ${p.parkId} and (a.enterprise_id = any(${p.ids}::uuid[]) or a.project_id = any(${p.ids}::uuid[]))
    order by a.from_day desc, a.id desc`,
)

/** The periods of many subjects in one reading. */
export const findAssignmentsOf = (tx: Tx, parkId: string, ids: readonly string[]): Promise<AssignmentRow[]> =>
  tx.all(selectOfSubjects, { parkId, ids })

export const findAssignments = (tx: Tx, parkId: string, subjectId: string): Promise<AssignmentRow[]> =>
  findAssignmentsOf(tx, parkId, [subjectId])

/** What somebody holds on a day or will hold after it; locked, so that nobody assigns it meanwhile. */
export const lockPortfolio = prepared<{ parkId: string; userId: string; day: string }>()(
  'officers.lock_portfolio',
  (_, p) => sql<AssignmentRow>`${assignments}
    where a.park_id = ${p.parkId} and a.user_id = ${p.userId}
      and (a.until_day is null or (a.until_day > ${p.day}::date and a.until_day > a.from_day))
    order by a.id
    for update of a`,
)

export const endAssignment = prepared<{ parkId: string; id: string; until: string }>()(
  'officers.end',
  (db, p) =>
    db
      .updateTable('officer_assignments')
      .set({ until_day: p.until })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
)

export const insertAssignment = prepared<{
  parkId: string
  id: string
  enterpriseId: string | null
  projectId: string | null
  userId: string
  from: string
  until: string | null
  reason: string | null
  madeBy: string
  now: string
}>()('officers.insert', (db, p) =>
  db.insertInto('officer_assignments').values({
    park_id: p.parkId,
    id: p.id,
    enterprise_id: p.enterpriseId,
    project_id: p.projectId,
    user_id: p.userId,
    from_day: p.from,
    until_day: p.until,
    reason: p.reason,
    made_by: p.madeBy,
    made_at: p.now,
  }),
)

/** The open cases of subjects and of what was merged with them; confidential ones are not the officer's. */
export const selectOpenCases = prepared<{ parkId: string; enterprises: string[]; projects: string[] }>()(
  'officers.open_cases',
  (_, p) => sql<{ id: string }>`
    select c.id from cases c
    where c.park_id = ${p.parkId} and not c.confidential
      and c.state in (${literals(OPEN_STATES)})
      and (c.project_id = any(${p.projects}::uuid[]) or c.enterprise_id in (
        select e.id from enterprises e
        where e.park_id = ${p.parkId}
          and (e.id = any(${p.enterprises}::uuid[]) or e.master_id = any(${p.enterprises}::uuid[]))))
    order by c.registered_at, c.id`,
)

export const insertHandOver = prepared<{
  parkId: string
  id: string
  fromUser: string
  toUser: string
  day: string
  reason: string
  subjects: number
  caseIds: readonly string[]
  madeBy: string
  now: string
}>()('officers.insert_hand_over', (_, p) => {
  return sql`
    insert into officer_hand_overs (park_id, id, from_user, to_user, day, reason, subjects, case_ids, made_by, made_at)
    values (${p.parkId}, ${p.id}, ${p.fromUser}, ${p.toUser}, ${p.day}, ${p.reason}, ${p.subjects},
      ${p.caseIds}::uuid[], ${p.madeBy}, ${p.now})`
})

export interface HandOverRow {
  readonly id: string
  readonly from_user: string
  readonly from_name: string
  readonly to_user: string
  readonly to_name: string
  readonly day: string
  readonly reason: string
  readonly subjects: number
  readonly case_ids: readonly string[]
  readonly made_at: string
  readonly accepted_at: string | null
}

const handOver = sql`
  select h.id, h.from_user, f.name as from_name, h.to_user, t.name as to_name, h.day, h.reason, h.subjects,
    h.case_ids, h.made_at, h.accepted_at
  from officer_hand_overs h
  join users f on f.park_id = h.park_id and f.id = h.from_user
  join users t on t.park_id = h.park_id and t.id = h.to_user`

export const selectHandOver = prepared<{ parkId: string; id: string }>()(
  'officers.hand_over',
  (_, p) => sql<HandOverRow>`${handOver} where h.park_id = ${p.parkId} and h.id = ${p.id}`,
)

export const lockHandOver = prepared<{ parkId: string; id: string }>()(
  'officers.lock_hand_over',
  (_, p) => sql<HandOverRow>`${handOver} where h.park_id = ${p.parkId} and h.id = ${p.id} for update of h`,
)

export const setAccepted = prepared<{ parkId: string; id: string; now: string }>()(
  'officers.set_accepted',
  (db, p) =>
    db
      .updateTable('officer_hand_overs')
      .set({ accepted_at: p.now })
      .where('park_id', '=', p.parkId)
      .where('id', '=', p.id),
)

export const selectHandedCases = prepared<{ parkId: string; ids: readonly string[] }>()(
  'officers.handed_cases',
  (_, p) => sql<{ id: string; number: string; text: string; state: string; due_on: string | null }>`
    select c.id, c.number, c.text, c.state, c.due_on from cases c
    where c.park_id = ${p.parkId} and c.id = any(${p.ids}::uuid[]) and not c.confidential
    order by c.due_on nulls last, c.number`,
)

/** Everybody who holds the post or still has somebody, with how many on the day. */
export const selectOfficers = prepared<{ parkId: string; day: string }>()(
  'officers.list',
  (_, p) => sql<{
    id: string
    name: string
    enterprises: number
    projects: number
    to_accept: string[]
  }>`
    select u.id, u.name, count(a.enterprise_id)::int as enterprises, count(a.project_id)::int as projects,
      array(select h.id from officer_hand_overs h
        where h.park_id = u.park_id and h.to_user = u.id and h.accepted_at is null order by h.made_at) as to_accept
    from users u
    left join officer_assignments a on a.park_id = u.park_id and a.user_id = u.id
      and a.from_day <= ${p.day}::date and (a.until_day is null or a.until_day > ${p.day}::date)
    where u.park_id = ${p.parkId} and (a.id is not null or exists (select from posts h
      where h.park_id = u.park_id and h.user_id = u.id and h.post = 'officer'))
    group by u.park_id, u.id, u.name
    order by u.name`,
)

/** Whether a period holds on a day. */
export const holdsOn = (
  { from_day, until_day }: Pick<AssignmentRow, 'from_day' | 'until_day'>,
  day: string,
): boolean => from_day <= day && (until_day === null || day < until_day)

/** Periods as they are shown; one that ended before it began was replaced on its first day and never held. */
export const assignmentViews = (rows: readonly AssignmentRow[]): AssignmentView[] =>
  rows
    .filter(({ from_day, until_day }) => until_day === null || until_day > from_day)
    .map(({ user_id, user_name, from_day, until_day, reason }) => ({
      officer: { id: user_id, name: user_name },
      from: from_day,
      until: until_day,
      reason,
    }))
