import { shiftInstant } from '../../kernel/clock.ts'
import { defineCommand } from '../../kernel/command.ts'
import { withoutSecret } from './add-webhook.ts'
import { administers } from './capacity.ts'
import { OneWebhook, WebhookSecret } from './contract.ts'
import { newSecret, sealSecret } from './webhook-secret.ts'
import { replaceSecret } from './webhook-store.ts'
import { loadWebhook } from './webhook-view.ts'

/** How long messages are signed with both secrets, so that the other side can change over in its own time. */
const BOTH_FOR = 24 * 3600 * 1000

/** Gives a webhook a new secret, shown in this answer and never again; the former one still signs for a day. */
export const rotateWebhookSecret = defineCommand({
  name: 'notices.rotate_webhook_secret',
  route: {
    method: 'POST',
    path: '/webhooks/{id}/rotate-secret',
    summary: 'A new secret for a webhook, in this answer alone; for a day messages are signed with both',
  },
  input: OneWebhook,
  answer: WebhookSecret,
  load: loadWebhook,
  allow: administers,
  handle({ tx, parkId, now, runtime }, { id }, row) {
    const secret = newSecret()
    tx.send(replaceSecret, {
      parkId,
      id,
      secret: sealSecret(runtime, id, secret),
      former: row.secret,
      formerUntil: shiftInstant(now, BOTH_FOR),
    })
    return { id, secret }
  },
  remembered: withoutSecret,
  audit: ({ id }) => ({ subjectId: id }),
})
