import { defineCommand } from '../../kernel/command.ts'
import { administers } from './capacity.ts'
import { OneWebhook } from './contract.ts'
import { deleteWebhook } from './webhook-store.ts'
import { loadWebhook } from './webhook-view.ts'

/** Forgets a webhook with its secret and its deliveries; the audit keeps that there was one. */
export const removeWebhook = defineCommand({
  name: 'notices.remove_webhook',
  route: {
    method: 'POST',
    path: '/webhooks/{id}/remove',
    summary: 'Forget a webhook with its secret and its deliveries',
  },
  input: OneWebhook,
  answer: OneWebhook,
  load: loadWebhook,
  allow: administers,
  handle({ tx, parkId }, { id }) {
    tx.send(deleteWebhook, { parkId, id })
    return { id }
  },
  audit: ({ id }, _, { url }) => ({ subjectId: id, summary: { host: new URL(url).host } }),
})
