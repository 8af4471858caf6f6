import { z } from 'zod'
import { Failure } from '../../kernel/failure.ts'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { defineQuery } from '../../kernel/query.ts'
import { administers } from './capacity.ts'
import { DeliveryList, DeliveryView, ListDeliveries, WebhookList } from './contract.ts'
import { selectDeliveries, selectWebhooks } from './webhook-store.ts'
import { webhookView } from './webhook-view.ts'

/** The park's webhooks, without their secrets. */
export const listWebhooks = defineQuery({
  name: 'notices.webhooks',
  route: { method: 'GET', path: '/webhooks', summary: 'The webhooks of the park, without their secrets' },
  input: z.strictObject({}),
  answer: WebhookList,
  allow: (actor) => administers(actor) !== 'forbidden',
  answerWith: async ({ tx, parkId }) => ({
    items: (await tx.all(selectWebhooks, { parkId })).map(webhookView),
  }),
})

/** What was sent to a webhook, the newest first. */
export const listDeliveries = defineQuery({
  name: 'notices.webhook_deliveries',
  route: {
    method: 'GET',
    path: '/webhooks/{id}/deliveries',
    summary: 'What was sent to a webhook and how that went, the newest first',
  },
  input: ListDeliveries,
  answer: DeliveryList,
  allow: (actor) => administers(actor) !== 'forbidden',
  async answerWith({ tx, parkId }, { id, limit, cursor }) {
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.uuid()]))
    if (!(await tx.all(selectWebhooks, { parkId })).some((webhook) => webhook.id === id))
      throw new Failure('missing', 'notices.webhook_missing')
    const rows = await tx.all(selectDeliveries({ after: after !== undefined }), {
      parkId,
      webhookId: id,
      limit: limit + 1,
      ...(after && { afterId: after[0] }),
    })
    const last = rows[limit - 1]
    return {
      items: rows.slice(0, limit).map(({ not_before, state, ...row }): DeliveryView => ({
        ...row,
        state: DeliveryView.shape.state.parse(state),
        next_at: row.done_at === null ? not_before : null,
      })),
      next: rows.length > limit && last ? encodeCursor([last.id]) : null,
    }
  },
})
