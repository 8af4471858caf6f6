import { localDateTime } from '../kernel/zone.ts'
import type { EnterpriseCard } from '../modules/enterprises/contract.ts'
import { sayFullDay } from './dates.ts'
import { enterpriseWords } from './enterprise-words.ts'
import { html, type Html } from './html.ts'
import { icon } from './icons.ts'
import { deskPage, own } from './layout.ts'
import { addressOf, OPEN, type Asked } from './list-address.ts'
import type { Desk } from './visit.ts'

/** 一企一卡: what an enterprise is, whose it is, and how its requests stand. */
export function enterprisePage(desk: Desk, card: EnterpriseCard): Html {
  const words = enterpriseWords[desk.language]
  const body = html`<div class="top">
      <nav class="crumbs"><a href="/cases">${icon('back')}${words.back}</a></nav>
      <b class="num">${words.title}</b>
      <span class="sp"></span>
      <button class="btn only-desk" type="button" data-print hidden>
        ${icon('print')}${desk.words.shell.print}
      </button>
    </div>
    <div class="case">
      <div class="tale">
        <h1>${own(desk, card.name)}</h1>
        ${gist(desk, card)}
        ${card.asked_as && html`<p class="full">${own(desk, words.mergedFrom(card.asked_as.name))}</p>`}
        ${figures(desk, card)} ${facts(desk, card)}
      </div>
      <aside class="facts">${officers(desk, card)} ${history(desk, card)}</aside>
    </div>`
  return deskPage(desk, { title: card.name, body, look: 'one-enterprise' })
}

const sayDay = ({ language }: Desk, day: string): string => sayFullDay(day, language)
const dayOf = (desk: Desk, instant: string): string =>
  sayDay(desk, localDateTime(instant, desk.zone).slice(0, 10))

/** Kind, tags, and the day for which the card stands where it is not today. */
function gist(desk: Desk, card: EnterpriseCard): Html {
  const words = enterpriseWords[desk.language]
  return html`<ul class="gist">
    <li>
      <span class="pill acc">${words.kinds[card.kind]}</span>
      ${card.above_size?.value === true && html`<span class="pill">${words.yes}</span>`}
      ${card.tags.map((tag) => html`<span class="pill">${own(desk, tag)}</span>`)}
    </li>
    ${card.as_of !== desk.today && html`<li>${words.asOf(sayDay(desk, card.as_of))}</li>`}
  </ul>`
}

/** Which cases a figure counts, as conditions of the list; none for a rate. */
const LISTED: Readonly<Record<string, Asked['filters']>> = {
  'requests.registered': {},
  'requests.open': { state: OPEN },
  'requests.overdue': { lamp: 'red' },
  'requests.struck_off': { state: 'struck_off' },
}

function figures(desk: Desk, { figures: numbers, ...card }: EnterpriseCard): Html | null {
  if (numbers === null) return null
  const words = enterpriseWords[desk.language]
  // Namesakes are told apart by the code alone.
  const enterprise = card.code !== null && card.code_fault === null ? card.code : card.name
  const list = (filters: Asked['filters']) =>
    addressOf({ view: 'duties', filters: { enterprise, ...filters } })
  return html`<section class="card numbers">
    <h2>${words.figures}</h2>
    <dl>
      ${numbers.map(({ name, title, value, unit }) => {
        const filters = card.as_of === desk.today ? LISTED[name] : undefined
        const said =
          value === null
            ? html`—`
            : html`${Math.round(value * 10) / 10}${unit === '%' && html`<small>%</small>`}`
        return html`<div>
          <dt>${title[desk.language]}</dt>
          <dd>
            ${filters ? html`<a class="fig" href="${list({ kind: 'request', ...filters })}">${said}</a>` : html`<b>${said}</b>`}
          </dd>
        </div>`
      })}
    </dl>
    <p class="mut">${words.figuresOf} <a href="${list({})}">${words.allCases}</a></p>
  </section>`
}

type Row = readonly [name: string, value: Html | undefined]

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

interface Held {
  readonly valid_from: string
  readonly said_by: string
}

function facts(desk: Desk, card: EnterpriseCard): Html {
  const words = enterpriseWords[desk.language]
  const held = (fact: Held | null, value: string | undefined): Html =>
    fact === null || value === undefined
      ? html`<span class="mut">${words.unknown}</span>`
      : html`${own(desk, value)}
          <small class="mut">${own(desk, words.since(sayDay(desk, fact.valid_from), fact.said_by))}</small>`
  const { size, industry, above_size: above, contact } = card
  const called = [contact.name, contact.phone].filter((part) => part !== null).join(' ')
  const fault = card.code_fault !== null && html` <small class="mut">${words.codeWrong}</small>`
  return html`<section class="card known">
    <h2>${words.facts}</h2>
    ${rows([
      [words.code, card.code === null ? undefined : html`${card.code}${fault}`],
      [words.size, held(size, size === null ? undefined : words.sizes[size.class])],
      [words.industry, held(industry, industry === null ? undefined : `${industry.code} ${industry.name}`)],
      [words.aboveSize, held(above, above === null ? undefined : above.value ? words.yes : words.no)],
      [words.address, card.address === null ? undefined : own(desk, card.address)],
      [words.contact, called === '' ? undefined : own(desk, called)],
    ])}
  </section>`
}

/** The officer of the day first, then those before him. */
function officers(desk: Desk, { officer, officers: periods }: EnterpriseCard): Html {
  const words = enterpriseWords[desk.language]
  return html`<section class="card">
    <h2>${words.officer}</h2>
    ${officer === null && html`<p class="mut">${words.noOfficer}</p>`}
    ${rows(
      periods.map(({ officer: { name }, from, until }): Row => {
        const [first, last] = [sayDay(desk, from), until === null ? undefined : sayDay(desk, until)]
        return [name, html`${last === undefined ? words.from(first) : words.period(first, last)}`]
      }),
    )}
  </section>`
}

function history(desk: Desk, { former_names: names, merged_from: merged }: EnterpriseCard): Html | null {
  if (names.length + merged.length === 0) return null
  const words = enterpriseWords[desk.language]
  return html`<section class="card">
    <h2>${words.history}</h2>
    <ul>
      ${names.map(({ name, until }) => html`<li>${own(desk, words.former(name, dayOf(desk, until)))}</li>`)}
      ${merged.map(({ name, merged_at }) => html`<li>${own(desk, words.merged(name, dayOf(desk, merged_at)))}</li>`)}
    </ul>
  </section>`
}
