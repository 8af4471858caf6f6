import { label } from '../modules/cases/index.ts'
import type { CaseLine, CaseSort } from '../modules/cases/contract.ts'
import { dateCell } from './dates.ts'
import { html, type Html } from './html.ts'
import { icon } from './icons.ts'
import { lamp } from './lamp.ts'
import { own } from './layout.ts'
import { addressOf, type Asked, type View } from './list-address.ts'
import { titleOf } from './title.ts'
import type { Desk } from './visit.ts'
import type { PageWords } from './words.ts'

interface Column {
  readonly name: keyof PageWords['list']['column']
  readonly cell: (desk: Desk, line: CaseLine) => Html
  readonly isNumber?: boolean
  /** The order that the head of the column gives first, then the one that a second click gives. */
  readonly sorts?: readonly [CaseSort, CaseSort]
}

const NONE = html`<span class="none">—</span>`
const data = (desk: Desk, text: string | null): Html => (text === null ? NONE : own(desk, text))

const LAMP: Column = { name: 'lamp', cell: (desk, line) => lamp(desk, line) }
const NUMBER: Column = {
  name: 'number',
  cell: (_, { number }) => html`${number}`,
  sorts: ['number', '-number'],
}
const TEXT: Column = {
  name: 'text',
  cell: (desk, { id, text }) => {
    const title = titleOf(text)
    return html`<a href="/cases/${id}" title="${title}">${own(desk, title)}</a>`
  },
}
const ASKER: Column = {
  name: 'asker',
  cell: (desk, { asker }) =>
    asker === null
      ? html`<span class="kept">${icon('lock')}${desk.words.list.confidential}</span>`
      : data(desk, asker.name),
}
const DEPARTMENT: Column = {
  name: 'department',
  cell: (desk, line) => data(desk, line.department?.name ?? null),
}
const STATE: Column = {
  name: 'state',
  cell: ({ language }, { state }) => html`${label('state', state, language)}`,
}

const day = (
  name: Column['name'],
  key: 'registered_on' | 'due_on' | 'replied_on' | 'struck_off_on',
  sorts?: Column['sorts'],
): Column => ({
  name,
  isNumber: true,
  cell: (desk, line) => dateCell(line[key], desk),
  ...(sorts && { sorts }),
})

/** The columns of the three lists in the order of the paper; all begin with lamp, number and text. */
const COLUMNS: Readonly<Record<View, readonly Column[]>> = {
  duties: [
    LAMP,
    NUMBER,
    TEXT,
    ASKER,
    { name: 'leader', cell: (desk, { lead_leader }) => data(desk, lead_leader) },
    DEPARTMENT,
    day('due', 'due_on', ['due', '-due']),
    STATE,
  ],
  problems: [
    LAMP,
    NUMBER,
    TEXT,
    ASKER,
    { name: 'category', cell: (desk, { category }) => data(desk, category) },
    { name: 'source', cell: (desk, { source }) => data(desk, source) },
    day('registered', 'registered_on', ['-registered', 'registered']),
    STATE,
  ],
  strikeOffs: [
    LAMP,
    NUMBER,
    TEXT,
    ASKER,
    DEPARTMENT,
    day('replied', 'replied_on'),
    {
      name: 'outcome',
      cell: ({ language }, { outcome }) =>
        html`${outcome === null ? '—' : label('outcome', outcome, language)}`,
    },
    {
      name: 'rating',
      cell: ({ language }, { rating }) =>
        html`${rating === null ? '—' : label('satisfaction', satisfactionOf(rating), language)}`,
    },
    day('struckOff', 'struck_off_on'),
  ],
}

/** The word for a rating: 5 and 4 satisfied, 3 fairly, 2 and 1 not. */
export const satisfactionOf = (rating: number): string =>
  rating >= 4 ? 'satisfied' : rating === 3 ? 'fairly' : 'not_satisfied'

/** The table of the list; on a phone its rows become cards, by style alone. */
export function caseTable(desk: Desk, asked: Asked, lines: readonly CaseLine[]): Html {
  const columns = COLUMNS[asked.view]
  const kind = (column: Column) => `c-${column.name}${column.isNumber === true ? ' n' : ''}`
  return html`<table class="cases">
    <caption class="vh">
      ${desk.words.list.view[asked.view]}
    </caption>
    <thead>
      <tr>
        ${columns.map((column) => head(desk, asked, { column, look: kind(column) }))}
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        (line) =>
          html`<tr>
            ${columns.map((column) => html`<td class="${kind(column)}">${column.cell(desk, line)}</td>`)}
          </tr>`,
      )}
    </tbody>
  </table>`
}

function head(desk: Desk, asked: Asked, { column, look }: { column: Column; look: string }): Html {
  const { list } = desk.words
  const name = list.column[column.name]
  if (!column.sorts) return html`<th scope="col" class="${look}">${name}</th>`
  const [first, second] = column.sorts
  const now = asked.sort ?? '-registered'
  const next = now === first ? second : now === second ? undefined : first
  const isSorted = now === first || now === second
  const isDown = now.startsWith('-')
  return html`<th
    scope="col"
    class="${look}"
    ${isSorted && html`aria-sort="${isDown ? 'descending' : 'ascending'}"`}
  >
    <a href="${addressOf(asked, { sort: next })}"
      ><span class="vh">${list.sortBy(name)}</span><span aria-hidden="true">${name}</span>${
        isSorted && icon(isDown ? 'down' : 'up')
      }</a
    >
  </th>`
}
