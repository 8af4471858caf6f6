import type { Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import { findRoutes, getDepartment, routeFor, type RouteView } from '../parks/index.ts'
import type { CaseRow } from './columns.ts'

type Matter = Pick<CaseRow, 'park_id' | 'kind' | 'category' | 'urgency' | 'subject' | 'about_department_id'>

/** The route of a case on a day; never to the department of somebody whom it complains about. */
export async function findRoute(tx: Tx, matter: Matter, day: string): Promise<RouteView | undefined> {
  const routes = await findRoutes(tx, matter.park_id)
  return routeFor(routes, matter, { day, without: matter.about_department_id })
}

/** Whom a case is dispatched to: the department that is named, or the one that the park's routing names. */
export async function departmentFor(
  tx: Tx,
  matter: Matter,
  { named, day }: { named: string | undefined; day: string },
): Promise<{ readonly id: string; readonly name: string; readonly lead_leader?: string }> {
  if (named !== undefined) return getDepartment(tx, matter.park_id, named)
  const route = await findRoute(tx, matter, day)
  if (!route) throw new Failure('invalid', 'cases.department_needed', { field: 'department' })
  const { department, lead_leader } = route
  return { ...department, ...(lead_leader !== null && { lead_leader }) }
}
