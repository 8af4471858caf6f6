import type { NumberView } from '../modules/figures/contract.ts'
import { sayFullDay } from './dates.ts'
import { html, type Html } from './html.ts'
import { icon, mark } from './icons.ts'
import { deskPage, own } from './layout.ts'
import { addressOf, OPEN, VIEWS, type Asked } from './list-address.ts'
import { caseTable } from './list-columns.ts'
import { filterForm } from './list-filters.ts'
import type { Listing } from './listing.ts'
import type { Desk } from './visit.ts'

/** The ledger as a list: one sentence, filters, the rows. */
export function casesPage(desk: Desk, listing: Listing): Html {
  const { asked, list, figures } = listing
  const { words } = desk
  const title = words.list.title
  const body = html`<div class="top">
      <h1>${title}</h1>
      <nav class="seg" aria-label="${words.list.views}">
        ${VIEWS.map(
          (view) =>
            html`<a
              href="${addressOf(asked, { view, cursor: asked.cursor })}"
              ${view === asked.view && CURRENT}
              >${words.list.view[view]}</a
            >`,
        )}
      </nav>
      <span class="sp"></span>
      <button class="btn only-desk" type="button" data-print hidden>
        ${icon('print')}${words.shell.print}
      </button>
    </div>
    ${printHead(desk, asked)}
    <div class="ask">
      <div class="say">
        ${figures && sentence(desk, figures)}
        <p class="count">${count(desk, listing)}</p>
      </div>
      ${filterForm(desk, listing)}
    </div>
    ${list.items.length > 0 ? caseTable(desk, asked, list.items) : nothing(desk, asked)}
    ${foot(desk, listing)}`
  return deskPage(desk, { title, body, look: 'ledger' })
}

const CURRENT = html`aria-current="page"`

/** What matters now, in words. Each number opens the rows that it counts, and no others. */
function sentence({ words }: Desk, { open, overdue }: NonNullable<Listing['figures']>): Html {
  const door = ({ value }: NumberView, filters: Asked['filters']) =>
    value === null || value === 0
      ? undefined
      : html`<a class="fig" href="${addressOf({ view: 'duties', filters, sort: 'due' })}">${value}</a>`
  return html`<p class="sentence">
    ${words.list.open(
      door(open, { kind: 'request', state: OPEN }),
      door(overdue, { kind: 'request', overdue: 'true' }),
    )}
  </p>`
}

function nothing(desk: Desk, asked: Asked): Html {
  const { list } = desk.words
  const isFiltered = Object.keys(asked.filters).length > 0
  return html`<div class="nothing">
    ${mark}
    <h2>${isFiltered ? list.noMatchTitle : list.emptyTitle}</h2>
    <p>${isFiltered ? list.noMatch : list.empty}</p>
    ${isFiltered && html`<a class="btn" href="${addressOf(asked, { filters: {} })}">${list.clear}</a>`}
  </div>`
}

/** How many rows there are, as far as the pages read so far tell. */
function count({ words }: Desk, { asked, list }: Listing): string {
  const { length } = list.items
  if (list.next !== null) return words.list.more(length)
  return asked.cursor === undefined ? words.list.total(length) : words.list.rest(length)
}

function foot({ words: { list: words } }: Desk, { asked, list }: Listing): Html {
  const isFirst = asked.cursor === undefined
  if (isFirst && list.next === null) return html``
  return html`<nav class="turn" aria-label="${words.turn}">
    ${!isFirst && html`<a class="btn" href="${addressOf(asked)}">${words.first}</a>`}
    ${
      list.next !== null &&
      html`<a class="btn" rel="next" href="${addressOf(asked, { cursor: list.next })}"
        >${words.next}${icon('next')}</a
      >`
    }
  </nav>`
}

/** On paper alone: which list, whose, and when it was printed. */
function printHead(desk: Desk, { view }: Asked): Html {
  const { list } = desk.words
  return html`<div class="print-head" aria-hidden="true">
    <p>${own(desk, desk.park.name)} ${list.view[view]}</p>
    <p>
      <span>${list.office(desk.park.name)}</span
      ><span>${list.printed(sayFullDay(desk.today, desk.language))}</span>
    </p>
  </div>`
}
