import { label } from '../modules/cases/index.ts'
import { CaseKind, CaseState, LampColour } from '../modules/cases/contract.ts'
import { html, type Html } from './html.ts'
import { icon } from './icons.ts'
import { own } from './layout.ts'
import { addressOf, FILTERS, OPEN, without, type Asked, type Filter } from './list-address.ts'
import type { Listing } from './listing.ts'
import type { Desk } from './visit.ts'

/**
 * The conditions of the list as a form that sends them into the address. On a phone it stands behind a word, which
 * opens it by style alone, and the conditions that are set stand below it.
 */
export function filterForm(desk: Desk, { asked, list, figures }: Listing): Html {
  const { list: words } = desk.words
  const { filters } = asked
  const set = FILTERS.filter((name) => filters[name] !== undefined)
  const codes = (name: 'state' | 'kind' | 'lamp', options: readonly string[]) =>
    pick(desk, asked, { name, options })
  const categories = new Set([
    ...(figures?.open.groups ?? []).flatMap(({ key }) => key ?? []),
    ...list.items.flatMap(({ category }) => category ?? []),
  ])
  const clearAll = html`<a class="btn q c" href="${addressOf(asked, { filters: {} })}">${words.clear}</a>`
  return html`<details class="unfold">
      <summary class="btn">
        ${icon('filter')}${set.length > 0 ? words.filtersOn(set.length) : words.filters}
      </summary>
    </details>
    <form class="filters" action="/cases" role="search">
      ${asked.view !== 'duties' && html`<input type="hidden" name="view" value="${asked.view}" />`}
      ${asked.sort !== undefined && html`<input type="hidden" name="sort" value="${asked.sort}" />`}
      <label class="find"
        >${icon('search')}<span class="vh">${words.search}</span
        ><input type="search" name="q" value="${filters.q}" maxlength="100" placeholder="${words.searchHint}"
      /></label>
      ${codes('state', [OPEN, ...CaseState.options])} ${codes('lamp', LampColour.options)}
      ${codes('kind', CaseKind.options)}
      ${pick(desk, asked, { name: 'department', options: desk.park.departments.map(({ name }) => name) })}
      ${pick(desk, asked, { name: 'category', options: [...categories] })}
      ${filters.enterprise !== undefined && pick(desk, asked, { name: 'enterprise', options: [] })}
      ${filters.overdue !== undefined && pick(desk, asked, { name: 'overdue', options: [] })}
      <button class="btn">${words.apply}</button>
      ${set.length > 1 && html`<span class="only-desk">${clearAll}</span>`}
    </form>
    ${
      set.length > 0 &&
      html`<ul class="chips">
        ${set.map((name) => html`<li>${wayOut(desk, asked, name)}</li>`)}
        ${set.length > 1 && html`<li>${clearAll}</li>`}
      </ul>`
    }`
}

/** One condition with what it can be. What the address says is always among it, also what no one could choose here. */
function pick(
  desk: Desk,
  asked: Asked,
  { name, options }: { name: Filter; options: readonly string[] },
): Html {
  const { list: words } = desk.words
  const chosen = asked.filters[name]
  const all = chosen === undefined || options.includes(chosen) ? options : [...options, chosen]
  return html`<span class="pick${chosen !== undefined && ' on'}">
    <label
      ><span>${words.filter[name]}</span
      ><select name="${name}">
        <option value="">${words.all}</option>
        ${all.map(
          (value) =>
            html`<option value="${value}" ${value === chosen && html`selected`}>
              ${saying(desk, name, value)}
            </option>`,
        )}
      </select></label
    >${chosen !== undefined && wayOut(desk, asked, name)}
  </span>`
}

/** The way out of a condition: the same list without it. */
function wayOut(desk: Desk, asked: Asked, name: Filter): Html {
  const { list: words } = desk.words
  const shown = saying(desk, name, asked.filters[name] ?? '')
  return html`<a
    class="chip"
    href="${addressOf(asked, { filters: without(asked, name) })}"
    aria-label="${words.remove(`${words.filter[name]} ${shown}`)}"
    ><span><b>${words.filter[name]}</b> ${own(desk, shown)}</span>${icon('close')}</a
  >`
}

/** A condition's value as a person reads it. */
function saying({ words, language }: Desk, name: Filter, value: string): string {
  switch (name) {
    case 'state':
      return value === OPEN
        ? words.list.openStates
        : words.listed(value.split(',').map((state) => label('state', state, language)))
    case 'lamp':
    case 'kind':
      return label(name, value, language)
    case 'overdue':
      return words.list.overdue
    case 'q':
    case 'department':
    case 'category':
    case 'enterprise':
      return value
  }
}
