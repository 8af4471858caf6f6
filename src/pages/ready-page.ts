import type { StaffView } from '../modules/roster/contract.ts'
import { firstDayPage, STEP_PATHS, withoutPassword } from './first-day-frame.ts'
import { html, type Html } from './html.ts'
import { own } from './layout.ts'
import type { Desk } from './visit.ts'

/** The last step: what is there, what the loop lacks to run, and what comes in next. */
export function readyPage(desk: Desk, staff: StaffView): Html {
  const { ready: words } = desk.words.firstDay
  const { departments, people } = staff
  const lacking = lackingOf(desk, staff)
  const waiting = withoutPassword(staff).length
  const body = html`<p class="sentence">${words.sentence(departments.length, people.length)}</p>
    ${
      lacking.length === 0
        ? html`<p class="note">${words.runs}</p>`
        : html`<section aria-labelledby="lacks">
            <h2 id="lacks">${words.lacks}</h2>
            <ul class="lacks">
              ${lacking.map(
                ({ what, where }, i) =>
                  html`<li>
                    <span id="lack-${i}">${what}</span>
                    <a class="btn c" id="mend-${i}" href="${where}" aria-labelledby="mend-${i} lack-${i}"
                      >${words.mend}</a
                    >
                  </li>`,
              )}
            </ul>
          </section>`
    }
    ${
      waiting > 0 &&
      html`<p class="lacks-one">
        <span>${words.notSignedIn(waiting)}</span>
        <a class="btn c" href="/first-day/passwords">${words.toPasswords}</a>
      </p>`
    }
    <section aria-labelledby="more">
      <h2 id="more">${words.more}</h2>
      ${next(desk, staff)}
    </section>`
  return firstDayPage(desk, { step: 'ready', title: words.title, body })
}

/** What is missing, the worst first, each with the place where it is mended. */
function lackingOf(
  desk: Desk,
  { departments, lacking }: StaffView,
): { readonly what: Html; readonly where: string }[] {
  const { ready: words } = desk.words.firstDay
  const addPerson = (post: string, department = '') =>
    `${STEP_PATHS.people}?${new URLSearchParams({ post, ...(department !== '' && { department }) }).toString()}`
  return [
    ...(departments.length === 0
      ? [{ what: html`${words.lackingDepartments}`, where: STEP_PATHS.departments }]
      : []),
    ...lacking.posts.map((post) => ({ what: html`${words.lackingPost[post]}`, where: addPerson(post) })),
    ...lacking.departments.map((name) => ({
      what: html`<b>${own(desk, name)}</b> ${words.lackingHandler}`,
      where: addPerson('handler', name),
    })),
  ]
}

function next({ words, park }: Desk, { enterprises, cases }: StaffView): Html {
  const { ready } = words.firstDay
  const step = (title: string, why: string, command?: string) =>
    html`<li>
      <h3>${title}</h3>
      <p>${why}</p>
      ${command !== undefined && html`<pre tabindex="0"><code>${command}</code></pre>`}
    </li>`
  return html`<ol class="steps">
    ${step(
      ready.enterprises,
      ready.enterprisesWhy(enterprises),
      `./bihuan import enterprises ${ready.enterpriseFile} --park ${park.code}`,
    )}
    ${step(ready.ledger, ready.ledgerWhy(cases), `./bihuan import ledger ${ready.file} --park ${park.code}`)}
    ${step(ready.signIn, ready.signInWhy)}
  </ol>`
}
