import { sql, type RawBuilder } from 'kysely'
import { departmentsOf, enterprisesOf, seatsOf, type Actor } from '../../kernel/actor.ts'
import { IN_DEPARTMENTS, seesConfidential, seesPark } from './sight.ts'

/** Who sees what, as parameters of a query. The rules themselves are in policy.ts; a test holds the two together. */
export interface ScopeParams {
  readonly reader: string
  /** The reader and everybody for whom he stands in. */
  readonly readerSeats: readonly string[]
  readonly readerDepartments: readonly string[]
  readonly readerEnterprises: readonly string[]
  readonly seesConfidential: boolean
}

/** Readers of the whole park are spared the conditions: one shape for them, one for everybody else. */
export type ScopeShape = 'park' | 'own'

export const scopeOf = (actor: Actor): { shape: ScopeShape; params: ScopeParams } => ({
  shape: seesPark(actor) ? 'park' : 'own',
  params: {
    reader: actor.userId,
    readerDepartments: departmentsOf(actor, ...IN_DEPARTMENTS),
    readerSeats: seatsOf(actor),
    readerEnterprises: enterprisesOf(actor),
    seesConfidential: seesConfidential(actor),
  },
})

/** Whether the case `c` exists for the reader. */
export function inScope(shape: ScopeShape, p: ScopeParams): RawBuilder<boolean> {
  if (shape === 'park') return sql<boolean>`true`
  return sql<boolean>`(c.registered_by = any(${p.readerSeats}::uuid[])
    or c.enterprise_id = any(${p.readerEnterprises}::uuid[])
    or (c.officer_id = any(${p.readerSeats}::uuid[]) and not c.confidential)
    or c.departments && ${p.readerDepartments}::uuid[])`
}

/** Whether the reader may know who asked the case `c`. */
export const askerInScope = (p: ScopeParams): RawBuilder<boolean> => sql<boolean>`(not c.confidential
    or ${p.seesConfidential}::boolean
    or c.registered_by = ${p.reader}::uuid
    or c.enterprise_id = any(${p.readerEnterprises}::uuid[]))`
