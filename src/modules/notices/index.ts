export { noticesModule } from './module.ts'
export { listNotices, unreadNotices } from './queries.ts'
export { reminderKey, sendNotices, type Telling } from './send.ts'
