import { Failure } from '../../kernel/failure.ts'
import { EscalateCase, MarkKey, ReassignHandler, SuperviseCase, UrgeCase } from './contract.ts'
import { defineAct } from './define-act.ts'
import { RUNGS } from './steering-rules.ts'
import { workerOf } from './store.ts'

/** Up the ladder: to the weekly dispatch, the round table, the consultation. */
export const escalateCase = defineAct({
  act: 'escalate',
  name: 'cases.escalate',
  summary: 'Raise the case to a higher rung of the ladder',
  input: EscalateCase,
  doing(_, { rung, reason }, row) {
    const order: readonly string[] = RUNGS
    if (order.indexOf(rung) <= order.indexOf(row.rung))
      throw new Failure('conflict', 'cases.rung_not_above', { rung, now: row.rung })
    return { action: 'escalate', to: row.state, set: { rung }, said: { reason } }
  },
})

/** Reminds the department that somebody waits. */
export const urgeCase = defineAct({
  act: 'urge',
  name: 'cases.urge',
  summary: 'Urge whoever is working on it',
  input: UrgeCase,
  doing: ({ now }, { text }, row) => ({
    action: 'urge',
    to: row.state,
    set: { urge_count: row.urge_count + 1, urged_at: now },
    said: { urging: text },
  }),
})

/** A supervisor or leader lays a hand on the case: it is followed until it is done. */
export const superviseCase = defineAct({
  act: 'supervise',
  name: 'cases.supervise',
  summary: 'Put the case under supervision',
  input: SuperviseCase,
  doing: ({ now, actor }, { text }, row) => ({
    action: 'supervise',
    to: row.state,
    set: { supervised_at: now, supervised_by: actor.userId },
    said: { supervision: text },
  }),
})

/** Says by name who of the department works on it. */
export const reassignHandler = defineAct({
  act: 'reassign_handler',
  name: 'cases.reassign_handler',
  summary: 'Name the person of the department who works on it',
  input: ReassignHandler,
  async doing({ tx, parkId }, { handler: userId, reason }, row) {
    const handler = await tx.first(workerOf, { parkId, userId, departmentId: row.lead_department_id ?? '' })
    if (!handler) throw new Failure('invalid', 'cases.no_such_person', { field: 'handler', post: 'handler' })
    if (handler.id === row.handler_id) throw new Failure('conflict', 'cases.nothing_changes')
    return {
      action: 'reassign_handler',
      to: row.state,
      set: { handler_id: handler.id },
      said: { reason },
      neighbours: { handler_name: handler.name },
    }
  },
})

/** On the key list, or off it. */
export const markKey = defineAct({
  act: 'mark_key',
  name: 'cases.mark_key',
  summary: 'Put the case on the key list, or take it off',
  input: MarkKey,
  doing(_, { key_list, reason }, row) {
    if (key_list === row.key_list) throw new Failure('conflict', 'cases.nothing_changes')
    return { action: 'mark_key', to: row.state, set: { key_list }, said: { reason } }
  },
})
