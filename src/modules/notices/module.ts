import { defineModule } from '../../kernel/module.ts'
import { addWebhook } from './add-webhook.ts'
import { deliverNotices } from './deliver.ts'
import { deliverWebhooks } from './deliver-webhooks.ts'
import { markAllRead, markRead } from './mark-read.ts'
import { listNotices, unreadNotices } from './queries.ts'
import { removeWebhook } from './remove-webhook.ts'
import { replayWebhook } from './replay-webhook.ts'
import { rotateWebhookSecret } from './rotate-webhook-secret.ts'
import { setQuietHours } from './set-quiet-hours.ts'
import { noticeSettings, setNoticeSettings } from './set-settings.ts'
import { disableWebhook, enableWebhook } from './switch-webhook.ts'
import { tellOfActs } from './tell.ts'
import { tellOfClocks } from './tell-of-clocks.ts'
import { makeEvents } from './webhook-events.ts'
import { listDeliveries, listWebhooks } from './webhook-queries.ts'
import { words } from './words.ts'

export const noticesModule = defineModule({
  name: 'notices',
  owns: ['notices', 'notice_settings', 'quiet_hours', 'notice_deliveries', 'webhooks', 'webhook_deliveries'],
  commands: [
    markRead,
    markAllRead,
    setNoticeSettings,
    setQuietHours,
    addWebhook,
    disableWebhook,
    enableWebhook,
    removeWebhook,
    rotateWebhookSecret,
    replayWebhook,
  ],
  queries: [listNotices, unreadNotices, noticeSettings, listWebhooks, listDeliveries],
  jobs: [deliverNotices, deliverWebhooks],
  listeners: [tellOfActs, tellOfClocks, makeEvents],
  words: [words],
})
