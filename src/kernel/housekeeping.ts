import { inPark } from './database.ts'
import { shiftInstant } from './clock.ts'
import type { Job } from './jobs.ts'
import { BY_WORKER, tables } from './statement.ts'

const DAY = 24 * 3600 * 1000

/** How long an answer is remembered under its key: longer than any client keeps trying. */
const KEEP_ANSWERS = 30 * DAY

/** Removes what has served its time: answers nobody will ask for again, facts passed on. */
export const housekeeping: Job = {
  name: 'kernel.housekeeping',
  every: '17 * * * *',
  async sweep(runtime, parkId) {
    const before = shiftInstant(runtime.clock(), -KEEP_ANSWERS)
    await inPark(runtime.database.worker, parkId, 'write', async (tx) => {
      tx.send(dropAnswers, { parkId, before })
      tx.send(dropFacts, { parkId, before })
    })
  },
}

const { prepared } = tables('idempotency_keys', 'outbox')

const dropAnswers = prepared<{ parkId: string; before: string }>()(
  'kernel.drop_answers',
  (db, p) =>
    db.deleteFrom('idempotency_keys').where('park_id', '=', p.parkId).where('created_at', '<', p.before),
  BY_WORKER,
)

const dropFacts = prepared<{ parkId: string; before: string }>()(
  'kernel.drop_facts',
  (db, p) =>
    db
      .deleteFrom('outbox')
      .where('park_id', '=', p.parkId)
      .where('done_at', 'is not', null)
      .where('created_at', '<', p.before),
  BY_WORKER,
)
