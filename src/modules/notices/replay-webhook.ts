import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { administers } from './capacity.ts'
import { Replayed, ReplayWebhook } from './contract.ts'
import { replayOne, replaySince } from './webhook-store.ts'
import { loadWebhook } from './webhook-view.ts'

/** Sends again what was made for a webhook, one delivery or all since an instant: same ids, same bytes, new signature. */
export const replayWebhook = defineCommand({
  name: 'notices.replay_webhook',
  route: {
    method: 'POST',
    path: '/webhooks/{id}/replay',
    summary: 'Send one delivery of a webhook again, or all since an instant',
  },
  input: ReplayWebhook,
  answer: Replayed,
  load: loadWebhook,
  allow: administers,
  async handle({ tx, parkId, now }, input, { id: webhookId }) {
    if ('since' in input) {
      const again = await tx.all(replaySince, { parkId, webhookId, since: input.since, now })
      return { replayed: again.length }
    }
    const again = await tx.all(replayOne, { parkId, webhookId, id: input.delivery, now })
    if (again.length === 0) throw new Failure('missing', 'notices.delivery_missing')
    return { replayed: 1 }
  },
  audit: ({ id }, { replayed }) => ({ subjectId: id, summary: { replayed } }),
})
