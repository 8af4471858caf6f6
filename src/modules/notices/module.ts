import { defineModule } from '../../kernel/module.ts'
import { deliverNotices } from './deliver.ts'
import { markAllRead, markRead } from './mark-read.ts'
import { listNotices, unreadNotices } from './queries.ts'
import { setQuietHours } from './set-quiet-hours.ts'
import { noticeSettings, setNoticeSettings } from './set-settings.ts'
import { tellOfActs } from './tell.ts'
import { words } from './words.ts'

export const noticesModule = defineModule({
  name: 'notices',
  owns: ['notices', 'notice_settings', 'quiet_hours', 'notice_deliveries', 'webhooks', 'webhook_deliveries'],
  commands: [markRead, markAllRead, setNoticeSettings, setQuietHours],
  queries: [listNotices, unreadNotices, noticeSettings],
  jobs: [deliverNotices],
  listeners: [tellOfActs],
  words: [words],
})
