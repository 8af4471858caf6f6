import { sql, type RawBuilder } from 'kysely'
import { departmentsOf, enterprisesOf, holds, type Actor } from '../../kernel/actor.ts'
import { seesConfidential, seesPark } from './policy.ts'

/** Who sees what, as parameters of a query. The rules themselves are in policy.ts; a test holds the two together. */
export interface ScopeParams {
  readonly reader: string
  readonly readerDepartments: readonly string[]
  readonly readerEnterprises: readonly string[]
  readonly seesConfidential: boolean
  readonly readerPark: string
  /** The day in the park, by which somebody is an officer. */
  readonly readerToday: string | null
}

/** Readers of the whole park are spared the conditions, and all but officers the question whose officer they are. */
export type ScopeShape = 'park' | 'own' | 'officer'

export const scopeOf = (actor: Actor): { shape: ScopeShape; params: ScopeParams } => ({
  shape: seesPark(actor) ? 'park' : holds(actor, 'officer') ? 'officer' : 'own',
  params: {
    reader: actor.userId,
    readerDepartments: departmentsOf(actor, 'handler', 'head', 'leader'),
    readerEnterprises: enterprisesOf(actor),
    seesConfidential: seesConfidential(actor),
    readerPark: actor.parkId,
    readerToday: actor.today ?? null,
  },
})

/** Whether the case `c` exists for the reader. */
export function inScope(shape: ScopeShape, p: ScopeParams): RawBuilder<boolean> {
  if (shape === 'park') return sql<boolean>`true`
  return sql<boolean>`(c.registered_by = ${p.reader}::uuid
    or c.enterprise_id = any(${p.readerEnterprises}::uuid[])
    ${shape === 'officer' ? sql`or (not c.confidential and (${ofOwnEnterprises(p)} or ${ofOwnProjects(p)}))` : sql``}
    or c.departments && ${p.readerDepartments}::uuid[])`
}

/** Named by no column of the case, so that the list of enterprises is made once for a statement and not for each row. */
const ofOwnEnterprises = (p: ScopeParams) => sql`c.enterprise_id in (
      select oe.id from officer_assignments oa
      join enterprises oe on oe.park_id = oa.park_id
        and (oe.id = oa.enterprise_id or oe.master_id = oa.enterprise_id)
      where ${isToday(p)})`

const ofOwnProjects = (p: ScopeParams) => sql`c.project_id in (
      select oa.project_id from officer_assignments oa where ${isToday(p)} and oa.project_id is not null)`

const isToday = (p: ScopeParams) => sql`oa.park_id = ${p.readerPark}::uuid and oa.user_id = ${p.reader}::uuid
        and oa.from_day <= ${p.readerToday}::date
        and (oa.until_day is null or oa.until_day > ${p.readerToday}::date)`

/** Whether the reader may know who asked the case `c`. */
export const askerInScope = (p: ScopeParams): RawBuilder<boolean> => sql<boolean>`(not c.confidential
    or ${p.seesConfidential}::boolean
    or c.registered_by = ${p.reader}::uuid
    or c.enterprise_id = any(${p.readerEnterprises}::uuid[]))`
