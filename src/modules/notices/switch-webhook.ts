import { defineCommand } from '../../kernel/command.ts'
import { administers } from './capacity.ts'
import { OneWebhook, WebhookView } from './contract.ts'
import { switchWebhook } from './webhook-store.ts'
import { loadWebhook, webhookView } from './webhook-view.ts'

/** Nothing more is sent; what waits stays, what happens meanwhile is not kept for it. */
export const disableWebhook = defineCommand({
  name: 'notices.disable_webhook',
  route: { method: 'POST', path: '/webhooks/{id}/disable', summary: 'Send nothing more to a webhook' },
  input: OneWebhook,
  answer: WebhookView,
  load: loadWebhook,
  allow: administers,
  handle({ tx, parkId, now }, { id }, row) {
    if (row.disabled_why !== null) return webhookView(row)
    tx.send(switchWebhook, { parkId, id, disabledAt: now, why: 'by_hand' })
    return webhookView({ ...row, disabled_why: 'by_hand' })
  },
  audit: ({ id }) => ({ subjectId: id }),
})

/** What waits goes out, and what happens from now on. */
export const enableWebhook = defineCommand({
  name: 'notices.enable_webhook',
  route: { method: 'POST', path: '/webhooks/{id}/enable', summary: 'Send to a webhook again' },
  input: OneWebhook,
  answer: WebhookView,
  load: loadWebhook,
  allow: administers,
  handle({ tx, parkId }, { id }, row) {
    tx.send(switchWebhook, { parkId, id, disabledAt: null, why: null })
    return webhookView({ ...row, disabled_why: null })
  },
  audit: ({ id }) => ({ subjectId: id }),
})
