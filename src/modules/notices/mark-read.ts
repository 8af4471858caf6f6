import { z } from 'zod'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { capacityOf } from './capacity.ts'
import { MarkedAll, MarkedRead, MarkRead } from './contract.ts'
import { selectNotice, setAllRead, setRead } from './store.ts'

/** The receiver has read a notice; once read it stays read, at its first time. */
export const markRead = defineCommand({
  name: 'notices.mark_read',
  route: { method: 'POST', path: '/notices/{id}/read', summary: 'Mark one notice as read' },
  input: MarkRead,
  answer: MarkedRead,
  async load({ tx, parkId }, { id }) {
    const notice = await tx.first(selectNotice, { parkId, id })
    if (!notice) throw new Failure('missing', 'notices.missing')
    return notice
  },
  allow: (actor, notice) => (notice.user_id === actor.userId ? capacityOf(actor) : 'unseen'),
  handle({ tx, parkId, now }, { id }, notice) {
    if (notice.read_at === null) tx.send(setRead, { parkId, id, now })
    return { id, read_at: notice.read_at ?? now }
  },
  audit: ({ id }) => ({ subjectId: id }),
})

/** The receiver has read whatever he was told until now. */
export const markAllRead = defineCommand({
  name: 'notices.mark_all_read',
  route: { method: 'POST', path: '/notices/read-all', summary: 'Mark all notices of the caller as read' },
  input: z.strictObject({}),
  answer: MarkedAll,
  load: () => Promise.resolve(undefined),
  allow: capacityOf,
  async handle({ tx, parkId, now, actor }) {
    const read = await tx.all(setAllRead, { parkId, userId: actor.userId, now })
    return { read: read.length }
  },
  audit: (_, { read }) => ({ summary: { read } }),
})
