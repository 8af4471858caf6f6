import type { Principal } from '../kernel/command.ts'
import { answer } from '../kernel/query.ts'
import type { Runtime } from '../kernel/runtime.ts'
import { z } from 'zod'
import type { NoticeList, NoticeView } from '../modules/notices/contract.ts'
import { listNotices } from '../modules/notices/index.ts'
import { sayMoment } from './dates.ts'
import { html, type Html } from './html.ts'
import { icon, mark } from './icons.ts'
import { deskPage, own } from './layout.ts'
import type { Desk, Visit } from './visit.ts'

/** What the page of notices shows. */
export interface NoticesListing {
  readonly list: NoticeList
  /** Whether this is the first page. */
  readonly first: boolean
}

const Turned = z.object({ cursor: z.string().max(300).optional().catch(undefined) })

/** Asks for a page of what the visitor was told, in the language of the visit. */
export async function findNotices(
  runtime: Runtime,
  principal: Principal,
  { query, language }: { query: unknown; language: Visit['language'] },
): Promise<NoticesListing> {
  const { cursor } = Turned.parse(query)
  const list = await answer(
    runtime,
    listNotices,
    { language, ...(cursor !== undefined && { cursor }) },
    principal,
  )
  return { list, first: cursor === undefined }
}

/** What somebody was told, unread first; each can be marked as read, and all at once. */
export function noticesPage(desk: Desk, { list, first }: NoticesListing): Html {
  const { notices: words } = desk.words
  const body = html`<div class="top">
      <h1>${words.title}</h1>
      <span class="sp"></span>
      ${desk.unread > 0 && markForm(desk, { path: '/api/v1/notices/read-all', word: words.readAll })}
    </div>
    <p class="told-count">${words.unread(desk.unread)}</p>
    ${
      list.items.length > 0
        ? html`<ul class="told">
            ${list.items.map((notice) => item(desk, notice))}
          </ul>`
        : html`<div class="nothing">
            ${mark}
            <h2>${words.none}</h2>
          </div>`
    }
    ${
      (!first || list.next !== null) &&
      html`<nav class="turn" aria-label="${desk.words.list.turn}">
        ${!first && html`<a class="btn" href="/notices">${words.first}</a>`}
        ${
          list.next !== null &&
          html`<a class="btn" rel="next" href="/notices?cursor=${encodeURIComponent(list.next)}"
            >${words.next}${icon('next')}</a
          >`
        }
      </nav>`
    }`
  return deskPage(desk, { title: words.title, body })
}

function item(desk: Desk, notice: NoticeView): Html {
  const { notices: words } = desk.words
  const isNew = notice.read_at === null
  const title = own(desk, notice.title)
  return html`<li ${isNew && html`class="new"`}>
    <div>
      <h2>
        ${isNew && html`<span class="vh">${words.isNew}</span>`}
        ${notice.link === null ? title : html`<a href="${notice.link}">${title}</a>`}
      </h2>
      ${notice.body.split('\n').map((line) => html`<p>${own(desk, line)}</p>`)}
      <time datetime="${notice.created_at}">${sayMoment(notice.created_at, desk)}</time>
    </div>
    ${isNew && markForm(desk, { path: `/api/v1/notices/${notice.id}/read`, word: words.read, of: notice.title })}
  </li>`
}

/** A button that marks and comes back; what goes wrong is said beside it. */
function markForm(
  { here, words }: Desk,
  { path, word, of }: { path: string; word: string; of?: string },
): Html {
  return html`<form data-send="${path}" data-to="${here}" data-offline="${words.notices.offline}">
    <p role="alert" hidden></p>
    <button
      class="btn c"
      data-busy="${words.notices.busy}"
      ${of !== undefined && html`aria-label="${word}${words.bracketed(of)}"`}
    >
      ${word}
    </button>
  </form>`
}
