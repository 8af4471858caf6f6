import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { Unreachable } from '../../kernel/outgoing.ts'
import { ACTIONS } from '../cases/index.ts'
import { administers } from './capacity.ts'
import { AddWebhook, WebhookSecret } from './contract.ts'
import { newSecret, sealSecret } from './webhook-secret.ts'
import { insertWebhook, selectWebhookByUrl } from './webhook-store.ts'

/** Lets another system hear what happens to cases. Its secret is shown in this answer and never again. */
export const addWebhook = defineCommand({
  name: 'notices.add_webhook',
  route: {
    method: 'POST',
    path: '/webhooks',
    status: 201,
    summary: 'Let another system hear what happens to cases; the secret is in this answer alone',
  },
  input: AddWebhook,
  answer: WebhookSecret,
  load: ({ tx, parkId }, { url }) => tx.first(selectWebhookByUrl, { parkId, url }),
  allow: administers,
  async handle({ tx, parkId, now, actor, runtime }, { url, topics }, taken) {
    const unknown = topics.find(
      (topic) => topic !== 'cases.*' && !ACTIONS.includes(topic.slice('cases.'.length)),
    )
    if (unknown !== undefined)
      throw new Failure('invalid', 'notices.topic_unknown', {
        topic: unknown,
        known: ['cases.*', ...ACTIONS.map((action) => `cases.${action}`)],
      })
    // Only whoever may add one makes us look up a name.
    await runtime.outgoing.check(url).catch((error: unknown) => {
      throw error instanceof Unreachable
        ? new Failure('invalid', 'notices.webhook_refused', { reason: error.reason })
        : error
    })
    if (taken) throw new Failure('conflict', 'notices.webhook_taken')
    const id = newId(now)
    const secret = newSecret()
    tx.send(insertWebhook, {
      parkId,
      id,
      url,
      topics: [...new Set(topics)],
      secret: sealSecret(runtime, id, secret),
      madeBy: actor.userId,
      now,
    })
    return { id, secret }
  },
  remembered: withoutSecret,
  // The host alone: a path may hold a token of the other side.
  audit: ({ url, topics }, { id }) => ({ subjectId: id, summary: { host: new URL(url).host, topics } }),
})

/** What is left of the answer for whoever asks again. */
export function withoutSecret(answer: WebhookSecret): WebhookSecret {
  return { ...answer, secret: null }
}
