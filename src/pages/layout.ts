import type { Language } from '../kernel/words.ts'
import { label } from '../modules/cases/index.ts'
import { ASSETS } from './assets.ts'
import { html, type Html } from './html.ts'
import { icon, mark } from './icons.ts'
import { isAdmin, isOnlyAdmin, type Desk, type Visit } from './visit.ts'

/** A page before its frame. */
export interface Page {
  /** What the tab of the browser says, before the name of the product. */
  readonly title: string
  readonly body: Html
  /** A class of the body, for pages that are laid out and printed in their own way. */
  readonly look?: string
  /** The place of the menu where it stands; the ledger, or for who only administers the first steps, unless said. */
  readonly at?: 'firstSteps'
}

/** The outermost frame of all pages. */
export function documentOf({ words }: Visit, { title, body, look }: Page): Html {
  return html`<!doctype html>
    <html lang="${words.tag}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light" />
        <title>${title} · ${words.name}</title>
        <link rel="icon" type="image/svg+xml" href="${ASSETS.mark.path}" />
        <link rel="stylesheet" href="${ASSETS.style.path}" />
        <script type="module" src="${ASSETS.script.path}"></script>
      </head>
      <body${look !== undefined && html` class="${look}"`}>
        <a class="skip" href="#main">${words.shell.skip}</a>
        ${body}
      </body>
    </html> `
}

/** The frame of those who are signed in: park and person, menu, language, the way out. `at` is the menu's place. */
export function deskPage(desk: Desk, { title, body, look, at }: Page): Html {
  const { words, session } = desk
  const { user, park } = session
  const places = [...(isOnlyAdmin(desk) ? [] : [LEDGER]), ...(isAdmin(desk) ? [FIRST_STEPS] : [])]
  const here = at === 'firstSteps' || isOnlyAdmin(desk) ? FIRST_STEPS : LEDGER
  const frame = html`<div class="desk">
    <header class="side">
      <a class="who" href="/">
        ${mark}
        <span><b>${own(desk, park.name)}</b><span class="vh"> · </span><small>${postsOf(desk)}</small></span>
      </a>
      <nav class="menu" aria-label="${words.shell.menu}">
        ${places.map(
          (place) =>
            html`<a class="${place === here ? 'on' : ''}" href="${place.path}"
              >${icon(place.icon)}${words.shell[place.word]}</a
            >`,
        )}
      </nav>
      <div class="me">
        <span class="av" aria-hidden="true">${initial(user.name)}</span>
        <span class="name">${own(desk, user.name)}</span>
        ${languages(desk)}
        <button class="btn q c" type="button" data-sign-out data-busy="${words.shell.signingOut}">
          ${icon('leave')}${words.shell.signOut}
        </button>
        ${bell(desk)}
      </div>
    </header>
    <main id="main" tabindex="-1">${body}</main>
  </div>`
  return documentOf(desk, { title, body: frame, ...(look !== undefined && { look }) })
}

/** The way to what somebody was told, with how much of it is new. */
const bell = ({ words, unread }: Desk): Html =>
  html`<a class="bell" href="/notices"
    >${icon('bell')}<span class="vh"
      >${words.notices.title}${unread > 0 && words.bracketed(words.notices.unread(unread))}</span
    >${unread > 0 && html`<b aria-hidden="true">${unread > 99 ? '99+' : unread}</b>`}</a
  >`

const LEDGER = { path: '/cases', icon: 'ledger', word: 'ledger' } as const
const FIRST_STEPS = { path: '/first-day', icon: 'steps', word: 'firstSteps' } as const

function postsOf(desk: Desk): Html {
  const posts = desk.session.user.posts.map(({ post, department, enterprise }) => {
    const place = department?.name ?? enterprise?.name
    return html`${place !== undefined && html`${own(desk, place)} `}${label('post', post, desk.language)}`
  })
  return html`${posts.map((post, i) => html`${i > 0 && ' · '}${post}`)}`
}

/** The two languages, the present one marked; each name stands in its own language. */
export function languages({ words, language, here }: Visit, names = SHORT): Html {
  const choice = (one: Language) =>
    one === language
      ? html`<b aria-current="true" lang="${TAGS[one]}">${names[one]}</b>`
      : html`<a
          href="/language/${one}?to=${encodeURIComponent(here)}"
          hreflang="${TAGS[one]}"
          lang="${TAGS[one]}"
          aria-label="${names === SHORT ? `${names[one]} ${LONG[one]}` : names[one]}"
          >${names[one]}</a
        >`
  return html`<span class="lang" role="group" aria-label="${words.shell.language}"
    >${choice('zh')}<span aria-hidden="true">/</span>${choice('en')}</span
  >`
}

const TAGS = { zh: 'zh-CN', en: 'en' } as const
const SHORT: Readonly<Record<Language, string>> = { zh: '中', en: 'EN' }
/** The languages by their names. */
export const LONG: Readonly<Record<Language, string>> = { zh: '中文', en: 'English' }

/** What a person wrote: on an English page marked as Chinese where it is, so that it is read aloud as such. */
export const own = ({ language }: Pick<Visit, 'language'>, text: string): Html =>
  language === 'en' && /\p{Script=Han}/u.test(text) ? html`<span lang="zh-CN">${text}</span>` : html`${text}`

/** The first character of a name, for the round sign beside it. */
export const initial = (name: string): string => [...name.trim()][0] ?? ''
