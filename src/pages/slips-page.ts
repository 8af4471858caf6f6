import type { StaffView } from '../modules/roster/contract.ts'
import { firstDayPage, STEP_PATHS } from './first-day-frame.ts'
import { html, type Html } from './html.ts'
import { icon } from './icons.ts'
import { own } from './layout.ts'
import { postsOf } from './people-step.ts'
import type { Desk } from './visit.ts'

/** Who has no own password yet: for whom slips are made. */
export function choosePeoplePage(
  desk: Desk,
  { people }: StaffView,
  { issue, isNobody }: { readonly issue: string; readonly isNobody: boolean },
): Html {
  const { slips: words } = desk.words.firstDay
  const group = (wanted: 'none' | 'one_time', legend: string) => {
    const members = people.filter(({ password }) => password === wanted)
    return (
      members.length > 0 &&
      html`<fieldset class="choose">
        <legend>${legend}</legend>
        ${members.map(
          ({ id, name, posts }) =>
            html`<label class="tick"
              ><input
                type="checkbox"
                name="person"
                value="${id}"
                ${wanted === 'none' && html`checked`}
              /><span>${own(desk, name)} <small>${postsOf(desk, posts)}</small></span></label
            >`,
        )}
      </fieldset>`
    )
  }
  const isAnybody = people.some(({ password }) => password !== 'own')
  const body = isAnybody
    ? html`<p class="lead">${words.lead}</p>
        ${isNobody && html`<p class="alert" role="alert">${words.noneChosen}</p>`}
        <form method="post" action="/first-day/passwords" enctype="multipart/form-data" data-once>
          <input type="hidden" name="issue" value="${issue}" />
          ${group('none', words.fresh)} ${group('one_time', words.again)}
          <p class="onward"><button class="btn p">${words.issue}</button></p>
        </form>`
    : html`<p class="lead">${words.none}</p>
        <p class="onward">
          <a class="btn p" href="${STEP_PATHS.ready}">${desk.words.firstDay.step.ready}</a>
        </p>`
  return firstDayPage(desk, { step: 'people', title: words.title, body })
}

/** The slips themselves, one a person, to be printed and cut. This page is the only place where they ever stand. */
export function slipsPage(
  desk: Desk,
  {
    slips,
    address,
  }: {
    readonly slips: readonly { readonly name: string; readonly password: string }[]
    readonly address: string
  },
): Html {
  const { slips: words } = desk.words.firstDay
  const body = html`<p class="lead">${slips.length > 0 ? words.once(slips.length) : words.nobody}</p>
    <p class="onward">
      ${
        slips.length > 0 &&
        html`<button class="btn p" type="button" data-print hidden>${icon('print')}${words.print}</button>`
      }
      <a class="btn" href="${STEP_PATHS.ready}">${words.back}</a>
    </p>
    <ul class="slips">
      ${slips.map(
        ({ name, password }) =>
          html`<li class="slip">
            <h2>${own(desk, desk.park.name)}</h2>
            <dl>
              <div>
                <dt>${words.name}</dt>
                <dd>${own(desk, name)}</dd>
              </div>
              <div>
                <dt>${words.password}</dt>
                <dd><code>${password}</code></dd>
              </div>
              <div>
                <dt>${words.address}</dt>
                <dd>${address}</dd>
              </div>
            </dl>
            <p>${words.how}</p>
          </li>`,
      )}
    </ul>`
  return firstDayPage(desk, { step: 'people', title: words.sheetTitle, body, look: 'slip-sheet' })
}
