import type { Context } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { beginCase } from './begin-case.ts'
import { act, definedOnly, SYSTEM, type Setting } from './act.ts'
import type { ActContext } from './define-act.ts'
import { dueOn } from './deadlines.ts'
import { respondBy } from './step-times.ts'
import { NO_NEIGHBOURS, numberOf, takeNumber, type LoadedCase } from './store.ts'

/** Columns of the first asker, and of what the case is about, that a part takes over. */
const FROM_PARENT = [
  'category',
  'subject',
  'project_id',
  'urgency',
  'confidential',
  'asker_kind',
  'enterprise_id',
  'registrar_asks',
  'officer_id',
  'about_department_id',
] as const

/**
 * What is left of a partly solved case: a commitment of its own to the same asker, registered, dispatched and accepted
 * by the system for the department that made it. The parent cannot be struck off while it is open.
 */
export async function bornWorking(
  ctx: ActContext,
  parent: LoadedCase,
  { text, due }: { readonly text: string; readonly due: string },
): Promise<LoadedCase> {
  const { now, time, today, work } = ctx
  const registered = await registerPart(ctx, parent, text)
  const deadline = dueOn(time, due, { why: 'dispatched', from: today, rule: null, given: due })
  const dispatched = act(ctx, registered, {
    action: 'dispatch',
    to: 'dispatched',
    by: SYSTEM,
    set: {
      lead_department_id: parent.lead_department_id,
      departments: parent.lead_department_id === null ? [] : [parent.lead_department_id],
      dispatched_at: now,
      dispatched_on: today,
      dispatched_by: SYSTEM.userId,
      respond_by: respondBy(work, registered, now),
      ...deadline,
      first_due_on: deadline.due_on,
    },
  })
  return act(ctx, dispatched, {
    action: 'accept',
    to: 'accepted',
    by: SYSTEM,
    set: {
      accepted_at: now,
      responded_at: now,
      responded_on: today,
      handler_id: parent.handler_id,
      // Who answered for the parent made the promise.
      worked_by: [ctx.actor.userId],
    },
  })
}

async function registerPart(
  ctx: Context & Pick<ActContext, 'today' | 'work'>,
  parent: LoadedCase,
  text: string,
): Promise<LoadedCase> {
  const { parkId, now, tx, today, work } = ctx
  const taken = await tx.one(takeNumber, { parkId, now })
  const id = newId(now)
  const set: Setting = {
    ...Object.fromEntries(FROM_PARENT.map((column) => [column, parent[column]])),
    number: numberOf(taken.year, taken.last),
    year: taken.year,
    serial: String(taken.last),
    kind: 'commitment',
    source: '部分解决',
    registered_by: parent.registered_by,
    registered_at: now,
    registered_on: today,
    parent_id: parent.id,
  }
  const said = definedOnly({
    text,
    asker_name: parent.asker_name ?? undefined,
    contact_name: parent.contact_name ?? undefined,
    contact_phone: parent.contact_phone ?? undefined,
  })
  const row = beginCase(ctx, {
    id,
    set,
    said: { ...said, text },
    by: SYSTEM,
    happenedAt: now,
    work,
    enterpriseName: parent.enterprise_name,
  })
  return { ...row, ...NO_NEIGHBOURS, clockwork: work, parent_number: parent.number }
}
