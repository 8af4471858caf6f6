import { sql, type RawBuilder } from 'kysely'
import { departmentsOf, enterprisesOf, holds, seatsAs, seatsOf, type Actor } from '../../kernel/actor.ts'
import { IN_DEPARTMENTS, seesConfidential, seesPark } from './sight.ts'

/** Who sees what, as parameters of a query. The rules themselves are in sight.ts; a test holds the two together. */
export interface ScopeParams {
  /** The reader and everybody for whom he stands in. */
  readonly readerSeats: readonly string[]
  readonly readerDepartments: readonly string[]
  readonly readerEnterprises: readonly string[]
  readonly seesPark: boolean
  readonly seesConfidential: boolean
  /** As whom the reader is an officer: nobody, for those who are none. */
  readonly readerServes: readonly string[]
  readonly readerPark: string
  /** The day in the park, by which somebody is an officer. */
  readonly readerToday: string | null
}

/**
 * Readers of the whole park are spared the conditions; those of them who belong to a department do not see complaints
 * about its people. One shape for each, one for everybody else.
 */
export type ScopeShape = 'park' | 'park_but_own_people' | 'own'

/** The city reads the numbers of the whole park, and no case. */
export function numbersScopeOf(actor: Actor): { shape: ScopeShape; params: ScopeParams } {
  const { shape, params } = scopeOf(actor)
  return { shape: shape === 'own' && holds(actor, 'city') ? 'park' : shape, params }
}

export function scopeOf(actor: Actor): { shape: ScopeShape; params: ScopeParams } {
  const readerDepartments = departmentsOf(actor, ...IN_DEPARTMENTS)
  const all = seesPark(actor)
  return {
    shape: !all ? 'own' : readerDepartments.length > 0 ? 'park_but_own_people' : 'park',
    params: {
      readerSeats: seatsOf(actor),
      readerDepartments,
      readerEnterprises: enterprisesOf(actor),
      seesPark: all,
      seesConfidential: seesConfidential(actor),
      readerServes: seatsAs(actor, 'officer'),
      readerPark: actor.parkId,
      readerToday: actor.today ?? null,
    },
  }
}

/** Whether the case `c` exists for the reader. */
export function inScope(shape: ScopeShape, p: ScopeParams): RawBuilder<boolean> {
  switch (shape) {
    case 'park':
      return sql<boolean>`true`
    case 'park_but_own_people':
      return sql<boolean>`(${asked(p)} or ${notAboutHis(p)})`
    case 'own':
      return sql<boolean>`(${asked(p)} or (${notAboutHis(p)} and (${party(p)} or ${served(p)} or ${charged(p)})))`
  }
}

/**
 * Whether what `c` was asked for belongs to the reader's numbers: he sees it, and not only as another asker or party of
 * the case, whose own request stands beside it.
 */
export function inNumbers(shape: ScopeShape, p: ScopeParams): RawBuilder<boolean> {
  if (shape !== 'own') return inScope(shape, p)
  return sql<boolean>`(${asked(p)} or (${notAboutHis(p)} and (${served(p)} or ${charged(p)})))`
}

/** Of a row that is counted: whether the reader sees the case too. */
export const contentInScope = (p: ScopeParams): RawBuilder<boolean> =>
  sql<boolean>`(${p.seesPark}::boolean or ${inNumbers('own', p)})`

/** Whether the reader may know who asked the case `c`. */
export const askerInScope = (p: ScopeParams): RawBuilder<boolean> => sql<boolean>`(${asked(p)} is true
    or (${byPost(p)} and (not c.confidential or ${p.seesConfidential}::boolean
      or coalesce(c.return_visitor_id = any(${p.readerSeats}::uuid[]), false))))`

/** Whether the reader sees `c` as one of its later askers or parties alone: then what the first one said is not his. */
export const onlyParty = (p: ScopeParams): RawBuilder<boolean> =>
  sql<boolean>`(${asked(p)} is not true and not ${byPost(p)})`

const asked = (p: ScopeParams) => sql<boolean>`(c.registered_by = any(${p.readerSeats}::uuid[])
    or c.enterprise_id = any(${p.readerEnterprises}::uuid[]))`

const notAboutHis = (p: ScopeParams) => sql<boolean>`(c.about_department_id is null
    or c.about_department_id <> all(${p.readerDepartments}::uuid[]))`

// Said twice, so that the indexes on the cases that have parties are of use.
const party = (p: ScopeParams) => sql<boolean>`(
    (c.party_enterprises <> '{}' and c.party_enterprises && ${p.readerEnterprises}::uuid[])
    or (c.party_people <> '{}' and c.party_people && ${p.readerSeats}::uuid[]))`

/** The officer of today, of the enterprise (or of its master) or of the project that asked; not of what is confidential. */
const served = (p: ScopeParams) =>
  sql<boolean>`(not c.confidential and (${ofOwnEnterprises(p)} or ${ofOwnProjects(p)}))`

/** Named by no column of the case, so that the list is made once for a statement and not for each row. */
const ofOwnEnterprises = (p: ScopeParams) => sql`c.enterprise_id in (
      select oe.id from officer_assignments oa
      join enterprises oe on oe.park_id = oa.park_id
        and (oe.id = oa.enterprise_id or oe.master_id = oa.enterprise_id)
      where ${isToday(p)})`

const ofOwnProjects = (p: ScopeParams) => sql`c.project_id in (
      select oa.project_id from officer_assignments oa where ${isToday(p)} and oa.project_id is not null)`

const isToday = (p: ScopeParams) => sql`oa.park_id = ${p.readerPark}::uuid
        and oa.user_id = any(${p.readerServes}::uuid[]) and oa.from_day <= ${p.readerToday}::date
        and (oa.until_day is null or oa.until_day > ${p.readerToday}::date)`

const charged = (p: ScopeParams) => sql<boolean>`c.departments && ${p.readerDepartments}::uuid[]`

/**
 * Whether the reader's posts show him a case of his scope; who registered it has `asked` it here. Never null, since its
 * opposite is asked too.
 */
const byPost = (p: ScopeParams) => sql<boolean>`(${notAboutHis(p)}
    and (${p.seesPark}::boolean or ${served(p)} is true or ${charged(p)}))`
