import { holds, type Actor } from '../../kernel/actor.ts'
import { defineCommand, type Verdict } from '../../kernel/command.ts'
import { todayIn } from '../parks/index.ts'
import { AssignedView, AssignOfficer } from './contract.ts'
import { changeOfficer } from './periods.ts'
import { assignmentViews, findAssignments, getOfficer, lockSubject } from './store.ts'

/** Those who say who is whose officer. */
export const maySay = (actor: Actor): Verdict =>
  actor.console
    ? 'console'
    : holds(actor, 'dispatcher')
      ? 'dispatcher'
      : holds(actor, 'admin')
        ? 'admin'
        : 'forbidden'

/** Makes somebody the officer of an enterprise or project from a day on; the former one's period ends there. */
export const assignOfficer = defineCommand({
  name: 'officers.assign',
  route: {
    method: 'POST',
    path: '/officers/assign',
    summary: 'Make somebody the officer of an enterprise or project',
  },
  input: AssignOfficer,
  answer: AssignedView,
  async load({ tx, parkId, now }, { subject, user }) {
    const [locked, officer, today] = await Promise.all([
      lockSubject(tx, parkId, subject),
      user === null ? null : getOfficer(tx, parkId, { named: user, field: 'user' }),
      todayIn(tx, parkId, now),
    ])
    return { subject: locked, officer, today }
  },
  allow: maySay,
  async handle(ctx, input, { subject, officer, today }) {
    await changeOfficer(ctx, {
      subject: { kind: subject.kind, id: subject.id },
      officer,
      from: input.from ?? today,
      reason: input.reason,
    })
    const rows = await findAssignments(ctx.tx, ctx.parkId, subject.id)
    return { subject, officers: assignmentViews(rows) }
  },
  audit: (input, view) => ({
    subjectId: view.subject.id,
    summary: { kind: view.subject.kind, from: input.from ?? null },
  }),
})
