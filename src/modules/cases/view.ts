import type { Actor } from '../../kernel/actor.ts'
import { maskName, maskPhone } from '../../kernel/mask.ts'
import type { ParkTime } from '../parks/index.ts'
import {
  CaseAct,
  type AskerKind,
  type CaseKind,
  type CaseView,
  type RefusalReason,
  type Rung,
  type Urgency,
} from './contract.ts'
import { clockViews } from './clock-view.ts'
import { explain } from './deadlines.ts'
import { lampOf } from './lamp.ts'
import { canDo } from './policy.ts'
import { confirmationFor, partiesFor } from './party-view.ts'
import { canSeeAsker, canSeeRegistrar, seesForPark } from './sight.ts'
import type { LoadedCase } from './store.ts'
import { runsOf } from './work-again.ts'

/** A case as one reader may see it. `time` is needed where there is a deadline to explain. */
export function viewOf(
  row: LoadedCase,
  { actor, now, time }: { actor: Actor; now: string; time?: ParkTime },
): CaseView {
  const asker = canSeeAsker(actor, row)
  const registrar = canSeeRegistrar(actor, row)
  // Marked casts below: CHECKs of the table allow no other values.
  return {
    id: row.id,
    number: row.number,
    version: row.version,
    state: row.state,
    kind: row.kind as CaseKind,
    text: row.text,
    category: row.category,
    source: row.source,
    urgency: row.urgency as Urgency,
    confidential: row.confidential,
    asker: asker
      ? {
          kind: row.asker_kind as AskerKind,
          id: row.enterprise_id ?? row.project_id,
          name: row.enterprise_name ?? row.asker_name,
        }
      : null,
    contact: asker ? { name: maskName(row.contact_name), phone: maskPhone(row.contact_phone) } : null,
    registered_at: row.registered_at,
    registered_on: row.registered_on,
    // A registrar who speaks for the asker would tell who asked.
    registered_by: registrar ? person(row.registered_by, row.registrar_name) : null,
    officer:
      row.officer_id === null || (!registrar && row.officer_id === row.registered_by)
        ? null
        : person(row.officer_id, row.officer_name),
    rung: row.rung as Rung,
    lead: {
      department:
        row.lead_department_id === null ? null : person(row.lead_department_id, row.department_name),
      leader: row.lead_leader,
    },
    co_departments: row.co_departments,
    demand: row.demand,
    progress: row.progress,
    remark: row.remark,
    deadline: time === undefined ? null : deadlineOf(row, time),
    lamp: lampOf(row, now),
    clocks: time === undefined ? [] : clockViews(row, { actor, now, time }),
    suggested: null,
    dispatched_on: row.dispatched_on,
    accepted_at: row.accepted_at,
    replied_on: row.replied_on,
    answer: row.answer,
    outcome: row.outcome,
    review_on: row.review_on,
    first_replied_on: row.first_replied_on,
    late: isLate(row),
    confirmed_on: row.confirmed_on,
    ...confirmationFor(row, actor),
    countersigned: row.countersigned_by !== null,
    struck_off_on: row.struck_off_on,
    return_count: row.return_count,
    reject_count: row.reject_count,
    reopen_count: row.reopen_count,
    key_list: row.key_list,
    imported: row.imported_from !== null,
    subject: row.subject,
    parent:
      row.parent_id === null || row.parent_number === null
        ? null
        : { id: row.parent_id, number: row.parent_number },
    open_children: row.open_children,
    handler: row.handler_id === null ? null : person(row.handler_id, row.handler_name),
    refusal:
      row.refusal === null || row.refused_on === null
        ? null
        : {
            reason: row.refusal as RefusalReason,
            on: row.refused_on,
            object_by: row.objected ? null : row.object_by,
          },
    co_organisers: row.co_organisers.map(({ department_id: id, state, due_on, replied_on }) => ({
      department: { id, name: row.department_names?.[id] ?? id },
      state,
      due_on,
      replied_on,
    })),
    ...withinThePark(actor, row),
    extension_count: row.extension_count,
    suspended_until: row.suspended_until,
    pauses: [...row.pauses],
    urge_count: row.urge_count,
    supervised: row.supervised_at !== null,
    ...partiesFor(row, actor),
    can: canDo(actor, row, CaseAct.options, now),
  }
}

/** What the park has not said yet: an answer that is not signed, a request that is not decided. */
function withinThePark(actor: Actor, row: LoadedCase): Pick<CaseView, 'proposal' | 'pending'> {
  if (!seesForPark(actor, row)) return { proposal: null, pending: null }
  const { proposal, proposed_answer: answer, pending, pending_reason: reason } = row
  return {
    proposal: proposal && { outcome: proposal.outcome, review_on: proposal.review_on, answer },
    pending: pending && {
      what: pending.what,
      until: pending.until,
      reason,
      decide_by: pending.decide_by,
    },
  }
}

const person = (id: string, name: string | null) => (name === null ? null : { id, name })

/** First reply after the due date in force at that moment, by date; null as long as there is no reply or no deadline. */
export const isLate = ({
  first_replied_on: replied,
  first_reply_due_on: due,
}: Pick<LoadedCase, 'first_replied_on' | 'first_reply_due_on'>): boolean | null =>
  replied === null || due === null ? null : replied > due

function deadlineOf(row: LoadedCase, time: ParkTime): CaseView['deadline'] {
  if (row.due_on === null || row.due_at === null) return null
  return {
    due_on: row.due_on,
    due_at: row.due_at,
    first_due_on: row.first_due_on ?? row.due_on,
    provisional: row.provisional,
    runs: explain(time, runsOf(row)),
  }
}
