import type { Context } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { append } from '../ledger/index.ts'
import { act, asFacts, definedOnly, spokenColumns, SYSTEM, type Setting } from './act.ts'
import { BLANK, type CaseRow } from './columns.ts'
import type { ActContext } from './define-act.ts'
import { dueOn } from './deadlines.ts'
import { respondBy } from './dispatch-case.ts'
import { findableBy } from './likeness.ts'
import { insertCases, NO_NEIGHBOURS, numberOf, rowJson, takeNumber, type LoadedCase } from './store.ts'

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
  const { now, time, today } = ctx
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
      respond_by: respondBy(time, now),
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
  ctx: Context & Pick<ActContext, 'today'>,
  parent: LoadedCase,
  text: string,
): Promise<LoadedCase> {
  const { parkId, now, tx, today } = ctx
  const taken = await tx.first(takeNumber, { parkId, now })
  if (!taken) throw new Failure('missing', 'parks.missing', {})
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
  const hash = append(ctx, {
    caseId: id,
    seq: 1,
    previous: null,
    action: 'register',
    from: 'none',
    to: 'registered',
    post: SYSTEM.post,
    userId: SYSTEM.userId,
    happenedAt: now,
    set: asFacts(set),
    said,
  })
  const row: CaseRow = {
    ...BLANK,
    ...set,
    text,
    ...spokenColumns(said),
    park_id: parkId,
    id,
    version: 1,
    state: 'registered',
    recorded_at: now,
    entry_hash: hash,
  }
  const words = findableBy({ ...row, enterprise_name: parent.enterprise_name })
  tx.send(insertCases, { parkId, rows: JSON.stringify([{ ...rowJson(row), ...words }]) })
  ctx.announce('cases.acted', `${id}/1`, { case_id: id, action: 'register', seq: 1 })
  return { ...row, ...NO_NEIGHBOURS, parent_number: parent.number }
}
