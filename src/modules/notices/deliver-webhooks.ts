import { inPark } from '../../kernel/database.ts'
import type { Job } from '../../kernel/jobs.ts'
import { Unreachable } from '../../kernel/outgoing.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { sendNotices } from './send.ts'
import { openSecret, signed } from './webhook-secret.ts'
import { disableGone, noteEvent, takeEvent, type DueEvent } from './webhook-store.ts'

/** After so many tries (the last some two days after the first) a delivery is given up, and its maker is told. */
export const MOST_TRIES = 14
/** In one sweep of one park; what is left waits a minute. */
const MOST_AT_ONCE = 200

/** What came of a try. */
interface Outcome {
  readonly status: number | null
  /** Why it counts as not delivered; null when it is. */
  readonly fault: string | null
}

/** Sends what webhooks are to hear: signed, to public addresses alone, again after 1, 2, 4 … minutes. */
export const deliverWebhooks: Job = {
  name: 'notices.deliver_webhooks',
  every: '* * * * *',
  async sweep(runtime, parkId) {
    // One that does not answer has a rest until the next sweep, the others go on.
    const skip: string[] = []
    for (let i = 0; i < MOST_AT_ONCE; i++) {
      const now = runtime.clock()
      const due = await inPark(runtime.database.worker, parkId, 'write', (tx) =>
        tx.first(takeEvent, { parkId, now, skip }),
      )
      if (!due) return
      const outcome = await attempt(runtime, due, now)
      if (outcome.fault !== null) skip.push(due.webhookId)
      await note(runtime, { parkId, now, due, outcome })
    }
  },
}

async function attempt(runtime: Runtime, due: DueEvent, now: string): Promise<Outcome> {
  const { url, body, webhookId, former, formerUntil } = due
  const sealed = [due.secret, ...(former && formerUntil && formerUntil > now ? [former] : [])]
  const secrets = sealed.flatMap((each) => openSecret(runtime, webhookId, each) ?? [])
  // Its key is not in the data folder any more: a new secret mends it.
  if (secrets.length === 0) return { status: null, fault: 'secret_unreadable' }
  try {
    const status = await runtime.outgoing.post(url, {
      headers: {
        'content-type': 'application/json',
        'user-agent': 'Bihuan-Webhook/1',
        ...signed({ id: `msg_${due.id}`, at: now, body, secrets }),
      },
      body,
    })
    return { status, fault: status >= 200 && status < 300 ? null : 'status' }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error
    return { status: null, fault: error.reason }
  }
}

async function note(
  runtime: Runtime,
  { parkId, now, due, outcome }: { parkId: string; now: string; due: DueEvent; outcome: Outcome },
): Promise<void> {
  const { status, fault } = outcome
  const isOver = fault !== null && (due.attempts >= MOST_TRIES || status === GONE)
  if (fault !== null) {
    const { id, webhookId, attempts } = due
    runtime.log.warn(
      { park: parkId, webhook: webhookId, delivery: id, attempts, status, fault, given_up: isOver },
      'a webhook was not delivered',
    )
  }
  await inPark(runtime.database.worker, parkId, 'write', (tx) => {
    const state = fault === null ? 'sent' : isOver ? 'given_up' : 'waiting'
    const doneAt = state === 'waiting' ? null : runtime.clock()
    tx.send(noteEvent, { parkId, id: due.id, state, status, fault, doneAt })
    if (status === GONE) tx.send(disableGone, { parkId, id: due.webhookId, now })
    if (isOver)
      sendNotices(tx, {
        parkId,
        now,
        // Once a day: one that is down fails everything.
        key: `webhook.given_up/${due.webhookId}/${now.slice(0, 10)}`,
        template: 'webhook.given_up',
        about: { host: new URL(due.url).host },
        to: [due.madeBy],
      })
    return Promise.resolve()
  })
}

/** The other side says that nobody listens there any more, for ever. */
const GONE = 410
