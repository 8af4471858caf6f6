import type { LoadContext } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import type { WebhookView } from './contract.ts'
import { lockWebhook, type WebhookRow } from './webhook-store.ts'

/** A webhook as administrators see it: everything but its secret. */
export const webhookView = (row: WebhookRow): WebhookView => ({
  id: row.id,
  url: row.url,
  topics: [...row.topics],
  made_by: { id: row.made_by, name: row.maker },
  made_at: row.made_at,
  disabled: row.disabled_why === null ? null : row.disabled_why === 'gone' ? 'gone' : 'by_hand',
  former_secret_until: row.former_until,
})

/** Loads a webhook of the park and keeps others from changing it. @throws Failure `notices.webhook_missing` */
export async function loadWebhook({ tx, parkId }: LoadContext, { id }: { readonly id: string }) {
  const row = await tx.first(lockWebhook, { parkId, id })
  if (!row) throw new Failure('missing', 'notices.webhook_missing')
  return row
}
