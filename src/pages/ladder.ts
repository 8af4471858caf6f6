import { label } from '../modules/cases/index.ts'
import { isOpen, Rung, type CaseView } from '../modules/cases/contract.ts'
import { html, type Html } from './html.ts'
import type { Desk } from './visit.ts'

/** The rungs of the ladder, with the one on which the case is. */
export function ladder(desk: Desk, view: CaseView): Html {
  const { words, language } = desk
  const at = Rung.options.indexOf(view.rung)
  return html`<section class="ladder" aria-label="${words.case.ladder}">
    <ol>
      ${Rung.options.map(
        (rung, i) =>
          html`<li class="${i < at ? 'was' : i === at ? 'now' : ''}" ${i === at && html`aria-current="step"`}>
            ${label('rung', rung, language)}${i === at && html`<small>${standing(desk, view)}</small>`}
          </li>`,
      )}
    </ol>
  </section>`
}

/** How far the case is on its rung: which day of how many while its clock runs. */
function standing({ words, today }: Desk, view: CaseView): string {
  if (!isOpen(view.state)) return words.case.endedHere
  const counted = view.deadline?.runs.at(-1)?.counted ?? []
  const day = counted.filter(({ date }) => date <= today).length
  const isRunning = view.lamp !== 'grey' && day > 0 && view.lamp !== 'red'
  return isRunning ? words.case.nowDay(day, counted.length) : words.case.nowHere
}
