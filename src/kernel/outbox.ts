import { inPark } from './database.ts'
import type { Job } from './jobs.ts'
import type { Runtime } from './runtime.ts'
import { tables } from './statement.ts'

/** A fact that a command announced. */
export interface Fact {
  readonly id: string
  readonly topic: string
  readonly key: string
  readonly payload: unknown
}

/** Somebody who wants to hear of a topic. Hears each fact at least once, so the effect must carry the fact's key. */
export interface Listener {
  readonly topic: string
  readonly hear: (runtime: Runtime, parkId: string, fact: Fact) => Promise<void>
}

/**
 * The job that passes on what commands announced. A fact is marked as done after its listeners heard it: a server
 * killed in between passes it on again, and the key in the effect makes that harmless.
 */
export function outboxJob(listeners: readonly Listener[]): Job {
  return {
    name: 'kernel.outbox',
    every: '* * * * *',
    async sweep(runtime, parkId) {
      for (;;) {
        const heard = await inPark(runtime.database.worker, parkId, 'write', async (tx) => {
          const facts = await tx.all(pickFacts, { parkId })
          for (const fact of facts) {
            for (const listener of listeners) {
              if (listener.topic === fact.topic) await listener.hear(runtime, parkId, fact)
            }
            tx.send(markDone, { parkId, id: fact.id, now: runtime.clock() })
          }
          return facts.length
        })
        if (heard === 0) return
      }
    },
  }
}

const { prepared } = tables('outbox')

const pickFacts = prepared<{ parkId: string }>()('kernel.pick_facts', (db, p) =>
  db
    .selectFrom('outbox')
    .select(['id', 'topic', 'key', 'payload'])
    .where('park_id', '=', p.parkId)
    .where('done_at', 'is', null)
    .orderBy('created_at')
    .limit(20)
    .forUpdate()
    .skipLocked(),
)

const markDone = prepared<{ parkId: string; id: string; now: string }>()('kernel.fact_done', (db, p) =>
  db.updateTable('outbox').set({ done_at: p.now }).where('park_id', '=', p.parkId).where('id', '=', p.id),
)
