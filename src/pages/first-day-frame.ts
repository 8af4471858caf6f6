import type { StaffView } from '../modules/roster/contract.ts'
import { html, type Html } from './html.ts'
import { icon } from './icons.ts'
import { deskPage } from './layout.ts'
import type { Desk } from './visit.ts'

export type Step = 'departments' | 'people' | 'ready'

/** Where each step lives. */
export const STEP_PATHS: Readonly<Record<Step, string>> = {
  departments: '/first-day/departments',
  people: '/first-day/people',
  ready: '/first-day',
}

/** The frame of the first day: the four steps, of which the first is done once anybody can see this. */
export function firstDayPage(
  desk: Desk,
  { step, title, body, look }: { step: Step; title: string; body: Html; look?: string },
): Html {
  const { firstDay: words } = desk.words
  const steps: readonly Step[] = ['departments', 'people', 'ready']
  const frame = html`<div class="top"><h1>${title}</h1></div>
    <nav class="path" aria-label="${words.steps}">
      <ol>
        <li class="past">
          <span>${icon('done')}${words.park}<span class="vh"> ${words.done}</span></span>
        </li>
        ${steps.map(
          (each) =>
            html`<li>
              <a href="${STEP_PATHS[each]}" ${each === step && html`aria-current="step"`}
                >${words.step[each]}</a
              >
            </li>`,
        )}
      </ol>
    </nav>
    <div class="column wide">${body}</div>`
  return deskPage(desk, {
    title,
    body: frame,
    at: 'firstSteps',
    look: `first-day${look === undefined ? '' : ` ${look}`}`,
  })
}

/** What went wrong with an upload, in words, and what it was about. */
export interface UploadFault {
  readonly text: string
  /** What was chosen besides the file, and stays chosen. */
  readonly makeDepartments: boolean
}

/** The way in for spreadsheets: template, file, and the result before anything is written. */
export function uploadForm({ words }: Desk, step: Step, fault: UploadFault | undefined): Html {
  const { upload } = words.firstDay
  return html`<section class="card pad" aria-labelledby="upload-title">
    <h2 id="upload-title">${upload.title}</h2>
    <p class="mut">${upload.lead}</p>
    <p><a class="btn" href="/first-day/template.xlsx" download>${upload.template}</a></p>
    <form method="post" action="/first-day/roster" enctype="multipart/form-data" data-once>
      <input type="hidden" name="step" value="${step}" />
      <div class="field">
        <label for="file">${upload.file}</label>
        <input
          id="file"
          name="file"
          type="file"
          accept=".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
          required
          aria-describedby="file-hint file-fault"
          ${fault !== undefined && html`aria-invalid="true" autofocus`}
        />
        <p class="hint" id="file-hint">${upload.fileHint}</p>
        <p class="fault" id="file-fault" ${fault === undefined ? html`hidden` : html`role="alert"`}>
          ${fault?.text}
        </p>
      </div>
      <label class="tick"
        ><input
          type="checkbox"
          name="make_departments"
          value="1"
          ${fault?.makeDepartments === true && html`checked`}
        /><span>${upload.make}</span></label
      >
      <button class="btn p">${upload.look}</button>
    </form>
  </section>`
}

/** How many people cannot sign in yet, and the way to their slips. */
export const withoutPassword = ({ people }: StaffView) => people.filter(({ password }) => password === 'none')
