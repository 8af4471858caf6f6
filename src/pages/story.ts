import { localDateTime } from '../kernel/zone.ts'
import { label } from '../modules/cases/index.ts'
import type { EntryView } from '../modules/cases/contract.ts'
import type { CaseFile } from './case-file.ts'
import { sayDay, sayMoment } from './dates.ts'
import { html, type Html } from './html.ts'
import { icon } from './icons.ts'
import { initial, own } from './layout.ts'
import { satisfactionOf } from './list-columns.ts'
import type { Desk } from './visit.ts'
import type { PageWords } from './words.ts'

/** What happened, entry by entry: who in which post, what he did and said, when it was recorded. */
export function story(desk: Desk, { view, entries }: CaseFile, order: 'new' | 'old'): Html {
  const { case: words } = desk.words
  const shown = order === 'new' ? entries.toReversed() : entries
  const choice = (one: 'new' | 'old', text: string) =>
    html`<a
      href="/cases/${view.id}${one === 'old' && '?order=old'}#story"
      ${one === order && html`aria-current="true"`}
      >${text}</a
    >`
  return html`<section class="story" id="story">
    <div class="head">
      <h2>${words.story}</h2>
      <span class="dim">${words.entries(entries.length)}</span>
      <span class="sp"></span>
      <div class="seg" role="group" aria-label="${words.order}">
        ${choice('new', words.newFirst)} ${choice('old', words.oldFirst)}
      </div>
    </div>
    <ol>
      ${shown.map((entry) => line(desk, entry, view.text))}
    </ol>
  </section>`
}

function line(desk: Desk, entry: EntryView, asked: string): Html {
  const { case: words } = desk.words
  const isImported = entry.action === 'history'
  const post = label('post', entry.post, desk.language)
  const name = isImported ? post : (entry.actor?.name ?? post)
  // Where the asker is kept from the reader, so is the name of whoever acts for him: his post stands alone.
  const isPerson = !isImported && typeof entry.actor?.name === 'string'
  const day = sayDay(localDateTime(entry.happened_at, desk.zone).slice(0, 10), desk)
  return html`<li>
    <span class="av${!isPerson && ' still'}" aria-hidden="true">${initial(name)}</span>
    <p class="who">
      <b>${isImported ? day : own(desk, name)}</b
      >${isPerson ? desk.words.bracketed(post) : ' '}${did(desk, entry)}${
        ('internal_note' in entry.said || entry.set['internal'] === true) &&
        html` <span class="pill">${words.internal}</span>`
      }
    </p>
    ${speech(desk, entry, asked)}
    <p class="when">
      ${icon('clock')}${recording(desk, entry).map((text) => html`<span>${text}</span>`)}<span
        >${icon('shield')}${words.entry(entry.seq)}</span
      >
    </p>
  </li>`
}

/**
 * When an entry was recorded, and when it happened if that was at another minute: that moment is a claim, and said to
 * be one. Of what was imported only days are known.
 */
function recording(
  desk: Desk,
  { action, recorded_at: recorded, happened_at: happened }: EntryView,
): string[] {
  const { case: words } = desk.words
  if (action === 'history')
    return [words.importedOn(sayDay(localDateTime(recorded, desk.zone).slice(0, 10), desk))]
  const isLater = recorded.slice(0, 16) !== happened.slice(0, 16)
  return [
    words.recorded(sayMoment(recorded, desk)),
    ...(isLater ? [words.happened(sayMoment(happened, desk))] : []),
  ]
}

/** What somebody did, with whom and until when where the act says so. */
function did(desk: Desk, entry: EntryView): Html {
  const { case: words } = desk.words
  const { set } = entry
  const act = actOf(entry)
  const department = desk.park.departments.find(({ id }) => id === set['lead_department_id'])
  const parts: Html[] = []
  if (act === 'dispatch' && department) parts.push(own(desk, words.dispatchedTo(department.name)))
  else if (act === 'decide_dispute')
    parts.push(html`${entry.to === 'confirmed' ? words.decided.confirmed : words.decided.again}`)
  else parts.push(html`${verbOf(act, words.did)}`)
  if (typeof set['due_on'] === 'string') parts.push(html`${words.dueSet(sayDay(set['due_on'], desk))}`)
  if (typeof set['outcome'] === 'string') parts.push(html`${label('outcome', set['outcome'], desk.language)}`)
  if (typeof set['rating'] === 'number') {
    parts.push(
      html`${words.rated(label('satisfaction', satisfactionOf(set['rating']), desk.language), set['rating'])}`,
    )
  }
  if (set['by_default'] === true) parts.push(html`${label('satisfaction', 'by_default', desk.language)}`)
  return html`${parts.map((part, i) => html`${i > 0 && ' · '}${part}`)}`
}

/** The act of an entry; an imported one names the activity of the former ledger. */
const actOf = ({ action, set }: EntryView): string =>
  action === 'history' && typeof set['activity'] === 'string' ? set['activity'] : action

const verbOf = (act: string, verbs: Readonly<Record<string, string>>): string => verbs[act] ?? act

/** The words that an act is about stand by themselves; everything else is named. */
const SPEECH = ['answer', 'reason', 'note', 'internal_note', 'comment'] as const

/** What was said with an entry; the asker's text stands at the head of the page and is not said again. */
function speech(desk: Desk, { said }: EntryView, asked: string): Html {
  const { case: words } = desk.words
  const other = said['text'] === undefined || said['text'] === asked ? [] : [said['text']]
  const plain = [...other, ...SPEECH.flatMap((name) => said[name] ?? [])]
  const named = Object.entries(said).flatMap(([name, word]) =>
    isNamed(name, words.said) && word !== '' ? [[words.said[name], sayHow(name, word, words)] as const] : [],
  )
  if (plain.length + named.length === 0) return html``
  return html`<div class="said">
    ${plain.map((word) => html`<p>${own(desk, word)}</p>`)}
    ${named.map(([name, word]) => html`<p><span class="dim">${name}</span> ${own(desk, word)}</p>`)}
  </div>`
}

const isNamed = (name: string, names: PageWords['case']['said']): name is keyof PageWords['case']['said'] =>
  name in names

const sayHow = (name: string, word: string, { how }: PageWords['case']): string =>
  name === 'how' && (word === 'telephone' || word === 'paper' || word === 'meeting') ? how[word] : word
