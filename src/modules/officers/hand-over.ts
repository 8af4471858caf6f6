import { holds, type Actor } from '../../kernel/actor.ts'
import { defineCommand, type Verdict } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { todayIn } from '../parks/index.ts'
import { maySay } from './assign-officer.ts'
import { HandOver, HandOverView } from './contract.ts'
import { handOverView } from './hand-over-view.ts'
import { addPeriod, later } from './periods.ts'
import {
  endAssignment,
  getOfficer,
  getPerson,
  insertHandOver,
  lockPortfolio,
  selectOpenCases,
  type Person,
} from './store.ts'

/** Hands everything that one officer has over to another from a day on, and lists what is open for him to accept. */
export const handOver = defineCommand({
  name: 'officers.hand_over',
  route: {
    method: 'POST',
    path: '/officers/hand-over',
    status: 201,
    summary: 'Hand all of an officer over to his successor',
  },
  input: HandOver,
  answer: HandOverView,
  async load({ tx, parkId, now }, { from_user, to_user }) {
    // Whoever goes may have lost the post already; whoever comes must have it.
    const [from, to, today] = await Promise.all([
      getPerson(tx, parkId, { named: from_user, field: 'from_user' }),
      getOfficer(tx, parkId, { named: to_user, field: 'to_user' }),
      todayIn(tx, parkId, now),
    ])
    return { from, to, today }
  },
  allow: (actor, { from }) => mayHandOver(actor, from),
  async handle(ctx, input, { from, to, today }) {
    const { tx, parkId, now, actor } = ctx
    const day = input.day ?? today
    if (from.id === to.id) throw new Failure('invalid', 'officers.to_himself', { field: 'to_user' })
    if (day < today) throw new Failure('invalid', 'officers.hand_over_past', { field: 'day', day, today })
    const portfolio = await tx.all(lockPortfolio, { parkId, userId: from.id, day })
    if (portfolio.length === 0)
      throw new Failure('conflict', 'officers.nothing_to_hand_over', { name: from.name, day })
    for (const { id, enterprise_id, project_id, from_day, until_day } of portfolio) {
      const first = later(from_day, day)
      tx.send(endAssignment, { parkId, id, until: first })
      addPeriod(ctx, {
        subject:
          enterprise_id === null
            ? { kind: 'project', id: project_id ?? '' }
            : { kind: 'enterprise', id: enterprise_id },
        userId: to.id,
        from: first,
        until: until_day,
        reason: input.reason,
      })
    }
    const open = await tx.all(selectOpenCases, {
      parkId,
      enterprises: portfolio.flatMap(({ enterprise_id }) => enterprise_id ?? []),
      projects: portfolio.flatMap(({ project_id }) => project_id ?? []),
    })
    const row = {
      id: newId(now),
      day,
      reason: input.reason,
      subjects: portfolio.length,
      case_ids: open.map(({ id }) => id),
    }
    tx.send(insertHandOver, {
      ...row,
      parkId,
      fromUser: from.id,
      toUser: to.id,
      caseIds: row.case_ids,
      madeBy: actor.userId,
      now,
    })
    return handOverView(ctx, {
      ...row,
      from_user: from.id,
      from_name: from.name,
      to_user: to.id,
      to_name: to.name,
      made_at: now,
      accepted_at: null,
    })
  },
  audit: (_, view) => ({
    subjectId: view.id,
    summary: { subjects: view.subjects, day: view.day, from: view.from.id, to: view.to.id },
  }),
})

/** An officer may hand over his own as well. */
function mayHandOver(actor: Actor, from: Person): Verdict {
  const said = maySay(actor)
  return said === 'forbidden' && holds(actor, 'officer') && actor.userId === from.id ? 'officer' : said
}
