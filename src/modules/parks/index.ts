import type pg from 'pg'
import { ask, inPark, type Tx } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { localDate } from '../../kernel/zone.ts'
import type { DepartmentView } from './contract.ts'
import { getParkTime, type ParkTime } from './park-time.ts'
import { findDepartments, getPark, selectParkByCode, selectParks } from './store.ts'

export { ensureDepartments } from './add-departments.ts'
export { addPark } from './add-park.ts'
export { parksModule } from './module.ts'
export { getClockwork, type Clockwork } from './clockwork.ts'
export { getParkTime, ruleNamed, type ParkTime } from './park-time.ts'
export { ladderOn, routeFor, ruleFor } from './rules.ts'
export { type DeadlineRuleView, type RouteView, type RuleStep, type ToldPost } from './contract.ts'
export { findRoutes } from './rules-store.ts'
export { currentPark } from './queries.ts'
export { findDepartments, getPark } from './store.ts'

/** What the clocks of a principal's park run by, for long work that is no single command. */
export const parkTimeOf = (runtime: Runtime, { parkId }: { readonly parkId: string }): Promise<ParkTime> =>
  inPark(runtime.database.app, parkId, 'read', (tx) => getParkTime(tx, parkId))

/** The day that it is in the park. */
export async function todayIn(tx: Tx, parkId: string, now: string): Promise<string> {
  const park = await getPark(tx, parkId)
  return localDate(now, park.timeZone)
}

/** The park of a code. @throws Failure `parks.missing` saying how to make one. */
export async function getParkByCode(pool: pg.Pool, code: string) {
  const [park] = await ask(pool, selectParkByCode, { code })
  if (!park) throw new Failure('missing', 'parks.missing', { code })
  return park
}

/** The park of a code, asked within a transaction: parks are known to each other by code and name, nothing else. */
export const findParkByCode = (
  tx: Tx,
  code: string,
): Promise<{ id: string; code: string; name: string } | undefined> => tx.first(selectParkByCode, { code })

/** All parks of the installation: code and name, nothing of what is inside. */
export const listParks = (pool: pg.Pool) => ask(pool, selectParks, {})

/** The department of an id or exact name. @throws Failure `parks.department_unknown` naming those that exist. */
export async function getDepartment(tx: Tx, parkId: string, idOrName: string): Promise<DepartmentView> {
  const departments = await findDepartments(tx, parkId)
  const found = departments.find(({ id, name }) => id === idOrName || name === idOrName)
  if (found) return found
  throw new Failure('invalid', 'parks.department_unknown', {
    name: idOrName,
    known: departments.map(({ name }) => name),
  })
}
