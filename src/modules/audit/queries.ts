import { sql } from 'kysely'
import { z } from 'zod'
import { departmentsOf, holds } from '../../kernel/actor.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { defineQuery } from '../../kernel/query.ts'
import { tables } from '../../kernel/statement.ts'
import { IN_DEPARTMENTS, seesConfidential } from '../cases/index.ts'
import { AuditList, ListAudit } from './contract.ts'

const selectPage = tables('audit', 'users', 'cases').shaped<
  { subject: boolean; after: boolean },
  {
    parkId: string
    limit: number
    seesConfidential: boolean
    reader: string
    readerDepartments: readonly string[]
    subject?: string
    afterAt?: string
    afterId?: string
  }
>()('audit.page', (db, shape, p) => {
  let page = db
    .selectFrom('audit as a')
    .leftJoin('users as u', (join) =>
      join.onRef('u.park_id', '=', 'a.park_id').onRef('u.id', '=', 'a.user_id'),
    )
    .leftJoin('cases as c', (join) =>
      join.onRef('c.park_id', '=', 'a.park_id').onRef('c.id', '=', 'a.subject_id'),
    )
    .leftJoin('users as o', (join) =>
      join.onRef('o.park_id', '=', 'a.park_id').onRef('o.id', '=', 'a.stands_in_for'),
    )
    .select([
      'a.stands_in_for',
      'o.name as other',
      'a.id',
      'a.at',
      'a.user_id',
      'u.name',
      'a.post',
      'a.action',
      'a.subject_id',
      'a.request_id',
      'a.summary',
      // What the asker himself did tells who asked.
      sql<boolean>`coalesce(c.confidential and not ${p.seesConfidential}::boolean
        and (a.post = 'enterprise' or (c.registrar_asks and c.registered_by in (a.user_id, a.stands_in_for))
          or c.party_people && array[a.user_id, a.stands_in_for]), false)`.as('hidden'),
    ])
    .where('a.park_id', '=', p.parkId)
    // A complaint about a person is not there for his department, whoever of it audits.
    .where(
      sql<boolean>`(c.about_department_id is null or c.about_department_id <> all(${p.readerDepartments}::uuid[])
        or c.registered_by = ${p.reader}::uuid)`,
    )
  if (shape.subject) page = page.where(sql<boolean>`a.subject_id = ${p.subject}::uuid`)
  if (shape.after)
    page = page.where(sql<boolean>`(a.at, a.id) < (${p.afterAt}::timestamptz, ${p.afterId}::uuid)`)
  return page.orderBy('a.at', 'desc').orderBy('a.id', 'desc').limit(p.limit)
})

/** Who did what and when, the newest first; for auditors and supervisors. */
export const listAudit = defineQuery({
  name: 'audit.list',
  route: { method: 'GET', path: '/audit', summary: 'Who did what and when, the newest first' },
  input: ListAudit,
  answer: AuditList,
  allow: (actor) => actor.console || holds(actor, 'auditor') || holds(actor, 'supervisor'),
  async answerWith({ tx, parkId, actor }, { subject, limit, cursor }) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.string(), z.uuid()]))
    const rows = await tx.all(selectPage({ subject: subject !== undefined, after: after !== undefined }), {
      parkId,
      limit: limit + 1,
      seesConfidential: seesConfidential(actor),
      reader: actor.userId,
      readerDepartments: departmentsOf(actor, ...IN_DEPARTMENTS),
      ...(subject !== undefined && { subject }),
      ...(after && { afterAt: after[0], afterId: after[1] }),
    })
    const last = rows[limit - 1]
    return {
      items: rows.slice(0, limit).map(({ user_id, name, stands_in_for, other, summary, hidden, ...row }) => ({
        ...row,
        user: hidden ? null : { id: user_id, name },
        stands_in_for: hidden || stands_in_for === null ? null : { id: stands_in_for, name: other },
        summary: summary as Record<string, unknown>, // marked cast: written as an object by the road of a command
      })),
      next: rows.length > limit && last ? encodeCursor([last.at, last.id]) : null,
    }
  },
})
