import { z } from 'zod'
import { departmentsOf, enterprisesOf, holds, type Actor } from '../../kernel/actor.ts'
import { inPark } from '../../kernel/database.ts'
import type { Listener } from '../../kernel/outbox.ts'
import { CaseKind, CaseState } from '../cases/contract.ts'
import { canSee, findCaseInBrief, type CaseInBrief } from '../cases/index.ts'
import { selectStep } from '../ledger/index.ts'
import { findHolders } from '../people/index.ts'
import type { About } from './contract.ts'
import { sendNotices } from './send.ts'
import { roundsOf, type Group } from './told.ts'

/** What a command says of an act on a case. */
export const Acted = z.object({ case_id: z.uuid(), action: z.string(), seq: z.number().int() })

/** Hears what was done with a case and tells those whom it concerns, never whoever did it. */
export const tellOfActs: Listener = {
  topic: 'cases.acted',
  async hear(runtime, parkId, fact) {
    const { case_id: caseId, action, seq } = Acted.parse(fact.payload)
    await inPark(runtime.database.worker, parkId, 'write', async (tx) => {
      const [row, step] = await Promise.all([
        findCaseInBrief(tx, parkId, caseId),
        tx.first(selectStep, { parkId, caseId, seq }),
      ])
      if (!row || !step) throw new Error('a fact about a case or an entry that is not there')
      const state = CaseState.parse(step.to_state)
      const rounds = roundsOf(action, row, state)
      if (rounds.length === 0) return
      const people = await findHolders(tx, { ...soughtOf(parkId, row), now: runtime.clock() })
      const told = new Set([step.user_id])
      for (const { template, to, urgent } of rounds) {
        const receivers = people.filter(
          (person) =>
            !told.has(person.userId) &&
            to.some((group) => belongs(person, row, group)) &&
            canSee(person, row),
        )
        for (const { userId } of receivers) told.add(userId)
        sendNotices(tx, {
          parkId,
          now: runtime.clock(),
          // Of one act somebody is told once, also where the words differ by what he has to do with it.
          key: `cases.acted/${fact.key}`,
          template,
          caseId,
          about: aboutOf(row, state),
          to: receivers.map(({ userId }) => userId),
          urgent,
        })
      }
    })
  },
}

/** What a notice says of a case: no person, and no word of it. */
export const aboutOf = (row: CaseInBrief, state: CaseState): About => ({
  number: row.number,
  kind: CaseKind.parse(row.kind),
  state,
  ...(row.due_on !== null && { due_on: row.due_on }),
  ...(row.department_name !== null && { department: row.department_name }),
})

const WORKERS = ['handler', 'head', 'liaison'] as const

/** Everybody who could belong to any group around the case. */
const soughtOf = (parkId: string, row: CaseInBrief) => ({
  parkId,
  posts: ['dispatcher', 'supervisor'],
  departmentPosts: [...WORKERS, 'leader'],
  departments: [
    ...new Set([...row.departments, ...(row.lead_department_id === null ? [] : [row.lead_department_id])]),
  ],
  enterprises: [...row.party_enterprises, ...(row.enterprise_id === null ? [] : [row.enterprise_id])],
  users: [
    row.registered_by,
    ...row.parties.flatMap((party) => party.registered_by ?? []),
    ...row.officers.map(({ user }) => user),
    ...(row.officer_id === null ? [] : [row.officer_id]),
  ],
})

/** Whether somebody is of the group around the case. */
export function belongs(person: Actor, row: CaseInBrief, group: Group): boolean {
  const lead = row.lead_department_id
  switch (group) {
    case 'askers':
      return (
        (row.enterprise_id !== null && enterprisesOf(person).includes(row.enterprise_id)) ||
        row.party_enterprises.some((id) => enterprisesOf(person).includes(id)) ||
        row.parties.some((party) => party.left_on === null && party.registered_by === person.userId) ||
        (row.registrar_asks && row.registered_by === person.userId)
      )
    case 'lead':
      return lead !== null && departmentsOf(person, ...WORKERS).includes(lead)
    case 'heads':
      return lead !== null && departmentsOf(person, 'head', 'liaison').includes(lead)
    case 'leaders':
      return lead !== null && departmentsOf(person, 'leader').includes(lead)
    case 'others':
      return row.co_organisers.some(({ department_id: id }) => departmentsOf(person, ...WORKERS).includes(id))
    case 'registrar':
      return row.registered_by === person.userId
    case 'officer':
      return row.officer_id === person.userId || row.officers.some(({ user }) => user === person.userId)
    case 'dispatchers':
      return holds(person, 'dispatcher')
    case 'supervisors':
      return holds(person, 'supervisor')
  }
}
