import { POSTS } from '../kernel/actor.ts'
import type { PostName } from '../modules/people/contract.ts'
import type { StaffView } from '../modules/roster/contract.ts'
import { label } from '../modules/cases/index.ts'
import { alertPlace, field } from './entry-page.ts'
import { firstDayPage, STEP_PATHS, uploadForm, withoutPassword, type UploadFault } from './first-day-frame.ts'
import { html, type Html } from './html.ts'
import { own } from './layout.ts'
import type { Desk } from './visit.ts'

/** What the form begins with: the post and department that were found lacking. */
export interface Wanted {
  readonly post: string
  readonly department: string
}

/** The third step: the people, one by one or from a spreadsheet. */
export function peopleStep(
  desk: Desk,
  staff: StaffView,
  { wanted, fault }: { readonly wanted?: Wanted; readonly fault?: UploadFault | undefined },
): Html {
  const { firstDay } = desk.words
  const words = firstDay.people
  const waiting = withoutPassword(staff).length
  const body = html`<p class="lead">${words.lead}</p>
    <div class="ways">${byHand(desk, staff, wanted)} ${uploadForm(desk, 'people', fault)}</div>
    <section aria-labelledby="here">
      <h2 id="here">${words.here(staff.people.length)}</h2>
      ${peopleTable(desk, staff)}
    </section>
    <p class="onward">
      ${waiting > 0 && html`<a class="btn p" href="/first-day/passwords">${words.passwords(waiting)}</a>`}
      <a class="btn ${waiting > 0 ? '' : 'p'}" href="${STEP_PATHS.ready}"
        >${firstDay.next(firstDay.step.ready)}</a
      >
    </p>`
  return firstDayPage(desk, { step: 'people', title: words.title, body })
}

function byHand(desk: Desk, { departments }: StaffView, wanted: Wanted | undefined): Html {
  const { firstDay, signIn } = desk.words
  const words = firstDay.people
  const option = (value: string, text: Html | string, chosen: string | undefined) =>
    html`<option value="${value}" ${value === chosen && html`selected`}>${text}</option>`
  return html`<section class="card pad" aria-labelledby="by-hand">
    <h2 id="by-hand">${words.byHand}</h2>
    <form
      data-send="/api/v1/users"
      data-to="${STEP_PATHS.people}"
      data-offline="${signIn.offline}"
      novalidate
    >
      ${field(desk, {
        path: 'name',
        label: words.name,
        hint: words.nameHint,
        control: ({ id, described }) =>
          html`<input
            id="${id}"
            name="name"
            required
            maxlength="60"
            autocomplete="off"
            spellcheck="false"
            aria-describedby="${described}"
            ${wanted !== undefined && html`autofocus`}
          />`,
      })}
      ${field(desk, {
        path: 'post',
        label: words.post,
        control: ({ id, described }) =>
          html`<select id="${id}" name="post" required aria-describedby="${described}">
            ${STAFF_POSTS.map((post) =>
              option(post, label('post', post, desk.language), wanted?.post ?? 'handler'),
            )}
          </select>`,
      })}
      ${field(desk, {
        path: 'department',
        label: words.department,
        hint: words.departmentHint,
        optional: true,
        control: ({ id, described }) =>
          html`<select id="${id}" name="department" data-optional aria-describedby="${described}">
            ${option('', words.noDepartment, wanted?.department ?? '')}
            ${departments.map(({ name }) => option(name, name, wanted?.department))}
          </select>`,
      })}
      ${field(desk, {
        path: 'phone',
        label: words.phone,
        optional: true,
        control: ({ id, described }) =>
          html`<input
            id="${id}"
            name="phone"
            type="tel"
            maxlength="20"
            autocomplete="off"
            data-optional
            aria-describedby="${described}"
          />`,
      })}
      ${alertPlace}
      <button class="btn p" data-busy="${firstDay.departments.busy}">${words.add}</button>
    </form>
  </section>`
}

/** Enterprises get their accounts in the register. */
const STAFF_POSTS: readonly PostName[] = POSTS.filter((post) => post !== 'enterprise')

function peopleTable(desk: Desk, { people }: StaffView): Html {
  const { words } = desk
  const { people: texts } = words.firstDay
  return html`<table class="rows">
    <thead>
      <tr>
        <th scope="col">${texts.name}</th>
        <th scope="col">${texts.posts}</th>
        <th scope="col">${texts.signIn}</th>
      </tr>
    </thead>
    <tbody>
      ${people.map(
        ({ name, posts, password }) =>
          html`<tr>
            <th scope="row">${own(desk, name)}</th>
            <td>${postsOf(desk, posts)}</td>
            <td>${texts.password[password]}</td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

/** The posts of somebody, each with its department. */
export const postsOf = (
  desk: Desk,
  posts: readonly { readonly post: PostName; readonly department: string | null }[],
): Html =>
  html`${posts.map(
    ({ post, department }, i) =>
      html`${i > 0 && ' · '}${department !== null && html`${own(desk, department)} `}${label(
        'post',
        post,
        desk.language,
      )}`,
  )}`
