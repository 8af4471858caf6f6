import type { Tx } from '../../kernel/database.ts'
import { officerOn } from './periods.ts'
import { findAssignments } from './store.ts'

export { assignOfficer } from './assign-officer.ts'
export { officersModule } from './module.ts'
export { changeOfficer, followMerge, followUnmerge, officerOn, sinceOf } from './periods.ts'
export {
  assignmentViews,
  findAssignments,
  findAssignmentsOf,
  findOfficers,
  type AssignmentRow,
} from './store.ts'
export { isOfPark } from './queries.ts'

/** Who is the officer of an enterprise (a master) or project on a day, if anybody. */
export async function findOfficerOn(
  tx: Tx,
  { parkId, subjectId, day }: { parkId: string; subjectId: string; day: string },
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  const row = officerOn(await findAssignments(tx, parkId, subjectId), day)
  return row && { id: row.user_id, name: row.user_name }
}
