import { sql } from 'kysely'
import { inPark } from './database.ts'
import type { Job } from './jobs.ts'
import type { Runtime } from './runtime.ts'
import { BY_WORKER, tables } from './statement.ts'

/** A fact that a command announced. */
export interface Fact {
  readonly id: string
  readonly topic: string
  readonly key: string
  readonly payload: unknown
}

/**
 * Somebody who wants to hear of a topic. Hears each fact at least once, so the effect must carry the fact's key; and
 * not always in the order of their happening, so the effect must not lean on it.
 */
export interface Listener {
  readonly topic: string
  readonly hear: (runtime: Runtime, parkId: string, fact: Fact) => Promise<void>
}

/**
 * The job that passes on what commands announced. When a fact will be tried again (1, 2, 4 … 60 minutes) is written
 * before it is passed on, and that it is done afterwards: a server that is killed in between, or a listener that
 * fails, delays that fact alone.
 */
export function outboxJob(listeners: readonly Listener[]): Job {
  return {
    name: 'kernel.outbox',
    every: '* * * * *',
    async sweep(runtime, parkId) {
      for (;;) {
        const now = runtime.clock()
        const fact = await inPark(runtime.database.worker, parkId, 'write', (tx) =>
          tx.first(takeFact, { parkId, now }),
        )
        if (!fact) return
        try {
          for (const { topic, hear } of listeners) if (topic === fact.topic) await hear(runtime, parkId, fact)
        } catch (error) {
          const { id, topic, attempts } = fact
          runtime.log.warn(
            { park: parkId, fact: id, topic, attempts, err: String(error) },
            'a fact was not heard; it is passed on again later',
          )
          continue
        }
        await inPark(runtime.database.worker, parkId, 'write', (tx) => {
          tx.send(markDone, { parkId, id: fact.id, now: runtime.clock() })
          return Promise.resolve()
        })
      }
    },
  }
}

const { prepared } = tables('outbox')

const takeFact = prepared<{ parkId: string; now: string }>()(
  'kernel.take_fact',
  (_, p) => {
    return sql<Fact & { readonly attempts: number }>`
    with picked as materialized (
      select id from outbox where park_id = ${p.parkId} and done_at is null and not_before <= ${p.now}::timestamptz
      order by not_before limit 1 for update skip locked)
    update outbox as o
    set attempts = o.attempts + 1,
      not_before = ${p.now}::timestamptz + least(60, power(2, least(o.attempts, 6))) * interval '1 minute'
    from picked where o.park_id = ${p.parkId} and o.id = picked.id
    returning o.id, o.topic, o.key, o.payload, o.attempts`
  },
  BY_WORKER,
)

const markDone = prepared<{ parkId: string; id: string; now: string }>()(
  'kernel.fact_done',
  (db, p) =>
    db.updateTable('outbox').set({ done_at: p.now }).where('park_id', '=', p.parkId).where('id', '=', p.id),
  BY_WORKER,
)
