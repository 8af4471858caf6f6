import { inPark } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Listener } from '../../kernel/outbox.ts'
import { ACTIONS, findCaseInBrief } from '../cases/index.ts'
import { selectStep } from '../ledger/index.ts'
import { Acted } from './tell.ts'
import { insertEvents, selectHearers } from './webhook-store.ts'

/**
 * Hears what was done with a case and makes a delivery for each webhook that wants it. What is sent says which case,
 * which act and which state: no person, no word. Whoever may know more asks the API.
 */
export const makeEvents: Listener = {
  topic: 'cases.acted',
  async hear(runtime, parkId, fact) {
    const { case_id, action, seq } = Acted.parse(fact.payload)
    if (!ACTIONS.includes(action)) return
    const topic = `cases.${action}`
    await inPark(runtime.database.worker, parkId, 'write', async (tx) => {
      const hearers = await tx.all(selectHearers, { parkId, topic })
      if (hearers.length === 0) return
      const [row, step] = await Promise.all([
        findCaseInBrief(tx, parkId, case_id),
        tx.first(selectStep, { parkId, caseId: case_id, seq }),
      ])
      if (!row || !step) throw new Error('a fact about a case or an entry that is not there')
      const now = runtime.clock()
      const body = JSON.stringify({
        type: topic,
        timestamp: step.recorded_at,
        data: { case_id, number: row.number, action, state: step.to_state, seq },
      })
      tx.send(insertEvents, {
        parkId,
        ids: hearers.map(() => newId(now)),
        webhooks: hearers.map(({ id }) => id),
        key: fact.key,
        topic,
        body,
        now,
      })
    })
  },
}
