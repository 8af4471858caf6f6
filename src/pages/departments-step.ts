import type { StaffView } from '../modules/roster/contract.ts'
import { alertPlace, field } from './entry-page.ts'
import { firstDayPage, STEP_PATHS, uploadForm, type UploadFault } from './first-day-frame.ts'
import { html, type Html } from './html.ts'
import { own } from './layout.ts'
import type { Desk } from './visit.ts'

/** The second step: the departments, written down or from a spreadsheet. */
export function departmentsStep(desk: Desk, staff: StaffView, fault?: UploadFault): Html {
  const { firstDay, signIn } = desk.words
  const words = firstDay.departments
  const { departments } = staff
  const lines = (path: 'own' | 'external', label: string, hint: string) =>
    field(desk, {
      path,
      label,
      hint,
      optional: true,
      control: ({ id, described }) =>
        html`<textarea
          id="${id}"
          name="${path}"
          rows="4"
          data-lines
          aria-describedby="${described}"
        ></textarea>`,
    })
  const body = html`<p class="lead">${words.lead}</p>
    <section aria-labelledby="here">
      <h2 id="here">${departments.length > 0 ? words.here(departments.length) : words.none}</h2>
      <ul class="tags">
        ${departments.map(
          ({ name, kind }) =>
            html`<li class="tag">
              ${own(desk, name)}${kind === 'external' && html` <small>${words.external}</small>`}
            </li>`,
        )}
      </ul>
    </section>
    <div class="ways">
      <section class="card pad" aria-labelledby="by-hand">
        <h2 id="by-hand">${words.byHand}</h2>
        <form
          data-send="/api/v1/departments/list"
          data-to="${STEP_PATHS.departments}"
          data-offline="${signIn.offline}"
          novalidate
        >
          ${lines('own', words.ownField, words.ownHint)}
          ${lines('external', words.externalField, words.externalHint)} ${alertPlace}
          <button class="btn p" data-busy="${words.busy}">${words.add}</button>
        </form>
      </section>
      ${uploadForm(desk, 'departments', fault)}
    </div>
    <p class="onward">
      <a class="btn" href="${STEP_PATHS.people}">${firstDay.next(firstDay.step.people)}</a>
    </p>`
  return firstDayPage(desk, { step: 'departments', title: words.title, body })
}
