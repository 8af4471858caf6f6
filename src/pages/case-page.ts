import { isOpen, type CaseView } from '../modules/cases/contract.ts'
import { label } from '../modules/cases/index.ts'
import { caseFacts } from './case-facts.ts'
import type { CaseFile } from './case-file.ts'
import { caseFilesCard } from './case-files.ts'
import { sayDay, sayMoment } from './dates.ts'
import { deadlineCard } from './deadline-card.ts'
import { html, type Html } from './html.ts'
import { icon } from './icons.ts'
import { ladder } from './ladder.ts'
import { deskPage, own } from './layout.ts'
import { story } from './story.ts'
import { titleOf } from './title.ts'
import type { Desk } from './visit.ts'

/** One case: the deadline explained, the ladder, the story, and who has it. */
export function casePage(desk: Desk, file: CaseFile, order: 'new' | 'old'): Html {
  const { words } = desk
  const { view } = file
  const title = titleOf(view.text)
  const body = html`<div class="top">
      <nav class="crumbs"><a href="/cases">${icon('back')}${words.case.back}</a></nav>
      <b class="num">${view.number}</b>
      <span class="sp"></span>
      <button class="btn only-desk" type="button" data-print hidden>
        ${icon('print')}${words.shell.print}
      </button>
    </div>
    <div class="case">
      <div class="tale">
        <h1>${own(desk, title)}</h1>
        ${about(desk, view)}
        ${title !== view.text.trim() && html`<p class="full"><span class="vh">${words.case.fullText}</span>${own(desk, view.text.trim())}</p>`}
        ${deadlineCard(desk, view)} ${ladder(desk, view)} ${story(desk, file, order)}
      </div>
      <aside class="facts">${caseFilesCard(desk, file.files)} ${caseFacts(desk, view)}</aside>
    </div>`
  return deskPage(desk, { title: `${view.number} ${title}`, body, look: 'one-case' })
}

/** State, kind, who asked, and by which way it came. */
function about(desk: Desk, view: CaseView): Html {
  const { words, language } = desk
  const kind = [label('kind', view.kind, language), ...(view.category === null ? [] : [view.category])]
  const when = view.imported ? sayDay(view.registered_on, desk) : sayMoment(view.registered_at, desk)
  return html`<ul class="gist">
    <li>
      <span class="pill ${isOpen(view.state) ? 'acc' : ''}">${label('state', view.state, language)}</span>
      ${view.urgency !== 'normal' && html`<span class="pill">${label('urgency', view.urgency, language)}</span>`}
      ${view.key_list && html`<span class="pill">${words.case.keyList}</span>`}
      ${view.confidential && html`<span class="pill">${icon('lock')}${words.case.confidential}</span>`}
      ${view.imported && html`<span class="pill">${words.case.imported}</span>`}
    </li>
    <li>${kind.map((part, i) => html`${i > 0 && ' · '}${own(desk, part)}`)}</li>
    <li>${asker(desk, view)}</li>
    <li>${view.source === null ? when : own(desk, words.case.registeredBy(view.source, when))}</li>
  </ul>`
}

/** Who asked; an enterprise's name opens its card. */
function asker(desk: Desk, { asker: who }: CaseView): Html {
  if (who === null) return html`<span class="kept">${desk.words.case.askerHidden}</span>`
  if (who.name === null) return html`—`
  if (who.kind !== 'enterprise' || who.id === null) return own(desk, who.name)
  return html`<a href="/enterprises/${who.id}">${own(desk, who.name)}</a>`
}
