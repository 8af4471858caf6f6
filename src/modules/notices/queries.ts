import { z } from 'zod'
import { decodeCursor, encodeCursor } from '../../kernel/cursor.ts'
import { defineQuery, type QueryContext } from '../../kernel/query.ts'
import type { Language } from '../../kernel/words.ts'
import { About, ListNotices, NoticeList, UnreadCount, type NoticeView } from './contract.ts'
import { render } from './render.ts'
import { countUnread, selectMine, selectSettings } from './store.ts'

/** What the reader was told, unread first, the newest first. */
export const listNotices = defineQuery({
  name: 'notices.list',
  route: {
    method: 'GET',
    path: '/notices',
    summary: 'What the caller was told: unread first, the newest first',
  },
  input: ListNotices,
  answer: NoticeList,
  allow: () => true,
  async answerWith(ctx, { unread = false, limit, cursor, language: asked }) {
    const { tx, parkId, actor } = ctx
    const after = cursor === undefined ? undefined : decodeCursor(cursor, z.tuple([z.boolean(), z.uuid()]))
    const [language, rows] = await Promise.all([
      asked ?? languageFor(ctx),
      tx.all(selectMine({ unread, after: after !== undefined }), {
        parkId,
        userId: actor.userId,
        limit: limit + 1,
        ...(after && { afterRead: after[0], afterId: after[1] }),
      }),
    ])
    const last = rows[limit - 1]
    return {
      items: rows.slice(0, limit).map((row): NoticeView => {
        const about = About.parse(row.about)
        return {
          ...row,
          about,
          ...render(row.template, about, language),
          link: linkOf(row.case_id),
        }
      }),
      next: rows.length > limit && last ? encodeCursor([last.read_at !== null, last.id]) : null,
    }
  },
})

/** How many notices the reader has not read: the number beside the bell. */
export const unreadNotices = defineQuery({
  name: 'notices.unread',
  route: { method: 'GET', path: '/notices/unread', summary: 'How many notices the caller has not read' },
  input: z.strictObject({}),
  answer: UnreadCount,
  allow: () => true,
  answerWith: async ({ tx, parkId, actor }) => ({
    unread: (await tx.first(countUnread, { parkId, userId: actor.userId }))?.unread ?? 0,
  }),
})

/** The language in which somebody is told: his own, else the installation's. */
async function languageFor({ tx, parkId, actor, runtime }: QueryContext): Promise<Language> {
  const settings = await tx.first(selectSettings, { parkId, userId: actor.userId })
  return settings?.language === 'zh' || settings?.language === 'en'
    ? settings.language
    : runtime.settings.language
}

const linkOf = (caseId: string | null): string | null => (caseId === null ? null : `/cases/${caseId}`)
