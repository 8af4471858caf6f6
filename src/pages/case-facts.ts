import { localDateTime } from '../kernel/zone.ts'
import { label } from '../modules/cases/index.ts'
import type { CaseView } from '../modules/cases/contract.ts'
import { sayDay, sayMoment } from './dates.ts'
import { html, type Html } from './html.ts'
import { own } from './layout.ts'
import { satisfactionOf } from './list-columns.ts'
import type { Desk } from './visit.ts'

/** The right side of a case: who has it, what comes next, dates, counts, the rating. */
export function caseFacts(desk: Desk, view: CaseView): Html {
  const { case: words } = desk.words
  return html`${box(words.who, who(desk, view))} ${box(words.next, html`<p>${next(desk, view)}</p>`)}
  ${box(words.dates, dates(desk, view))} ${box(words.times, times(desk, view))}
  ${box(words.rating, rating(desk, view))}`
}

const box = (title: string, body: Html): Html =>
  html`<section class="card">
    <h2>${title}</h2>
    ${body}
  </section>`

type Row = readonly [name: string, value: Html | undefined]

/** Names and values; what is not known has no row, but for what everybody looks for. */
const rows = (list: readonly Row[]): Html =>
  html`<dl class="kv">
    ${list.map(
      ([name, value]) =>
        value !== undefined &&
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`

function who(desk: Desk, view: CaseView): Html {
  const { case: words } = desk.words
  const text = (value: string | null | undefined) => (value ? own(desk, value) : undefined)
  const { contact } = view
  const called = contact === null ? [] : [contact.name, contact.phone].filter((part) => part !== null)
  return rows([
    [words.leader, text(view.lead.leader)],
    [words.department, text(view.lead.department?.name) ?? html`—`],
    [words.coDepartments, text(view.co_departments)],
    [words.officer, text(view.officer?.name)],
    [words.registrar, text(view.registered_by?.name)],
    [words.contact, text(called.join(' '))],
    [words.demand, text(view.demand)],
    [words.progress, text(view.progress)],
    [words.remark, text(view.remark)],
    [
      words.outcome,
      view.outcome === null ? undefined : html`${label('outcome', view.outcome, desk.language)}`,
    ],
    [words.reviewOn, day(desk, view.review_on)],
  ])
}

function dates(desk: Desk, view: CaseView): Html {
  const { case: words } = desk.words
  const { first_replied_on: first, replied_on: last } = view
  return rows([
    [words.registered, day(desk, view.registered_on)],
    [words.dispatched, day(desk, view.dispatched_on)],
    [
      words.accepted,
      view.accepted_at === null
        ? undefined
        : time(localDateTime(view.accepted_at, desk.zone).slice(0, 10), sayMoment(view.accepted_at, desk)),
    ],
    [words.firstReplied, day(desk, first)],
    [words.replied, last === first ? undefined : day(desk, last)],
    [words.confirmed, day(desk, view.confirmed_on)],
    [words.struckOff, day(desk, view.struck_off_on)],
  ])
}

const time = (date: string, text: string): Html => html`<time datetime="${date}">${text}</time>`

const day = (desk: Desk, date: string | null): Html | undefined =>
  date === null ? undefined : time(date, sayDay(date, desk))

function times({ words: { case: words } }: Desk, view: CaseView): Html {
  const counts: readonly (readonly [string, number])[] = [
    [words.returns, view.return_count],
    [words.rejects, view.reject_count],
    [words.reopens, view.reopen_count],
  ]
  return counts.some(([, n]) => n > 0)
    ? rows(counts.map(([name, n]) => [name, html`${n}`]))
    : html`<p class="mut">${words.neverBack}</p>`
}

function rating(desk: Desk, view: CaseView): Html {
  const { case: words } = desk.words
  if (view.by_default) return html`<p>${words.byDefault}</p>`
  if (view.rating === null) return html`<p class="mut">${words.notRated}</p>`
  const word = label('satisfaction', satisfactionOf(view.rating), desk.language)
  return html`<p><b>${words.rated(word, view.rating)}</b></p>
    ${view.comment !== null && html`<p class="quote">${own(desk, view.comment)}</p>`}
    ${view.for_asker && html`<p class="mut">${words.ratedFor}</p>`}
    ${view.dispute !== null && html`<p class="mut">${words.dispute[view.dispute]}</p>`}
    ${view.countersigned && html`<p class="mut">${words.countersigned}</p>`}`
}

/** What comes next, as a sentence. */
function next(desk: Desk, view: CaseView): string {
  const { case: words } = desk.words
  const due =
    view.deadline === null || view.lamp === 'red'
      ? words.soon
      : words.before(sayMoment(view.deadline.due_at, desk))
  switch (view.state) {
    case 'registered':
    case 'returned':
    case 'replied':
    case 'suspended':
      return words.then[view.state]
    case 'dispatched':
    case 'accepted':
      return words.then[view.state](due)
    case 'confirmed':
      return view.dispute === 'open' ? words.then.disputed : words.then.confirmed
    case 'struck_off':
      return words.then.struckOff
    case 'closed_refused':
    case 'closed_withdrawn':
    case 'closed_merged':
    case 'closed_handed_over':
      return words.then.ended
  }
}
