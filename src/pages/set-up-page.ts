import { html, type Html } from './html.ts'
import { alertPlace, entryPage, field, passwordField } from './entry-page.ts'
import type { Visit } from './visit.ts'

/** The first step of the first day: the park, its administrator's name and password, and he is signed in. */
export function setUpPage(visit: Visit, token: string): Html {
  const { setUp, signIn } = visit.words
  const input = (path: string, label: string, more: { hint?: string; attributes: Html }) =>
    field(visit, {
      path,
      label,
      ...(more.hint !== undefined && { hint: more.hint }),
      control: ({ id, described }) =>
        html`<input id="${id}" name="${path}" required aria-describedby="${described}" ${more.attributes} />`,
    })
  const body = html`<h1>${setUp.title}</h1>
    <p class="lead">${setUp.what}</p>
    <noscript><p class="alert">${signIn.noScript}</p></noscript>
    <form
      data-send="/api/v1/setup"
      data-sign-in
      data-to="/first-day/departments"
      data-offline="${signIn.offline}"
      novalidate
    >
      <input type="hidden" name="token" value="${token}" />
      ${input('park.name', setUp.park, { attributes: html`maxlength="100" autocomplete="organization" autofocus` })}
      ${input('park.code', setUp.code, {
        hint: setUp.codeHint,
        attributes: html`maxlength="40" value="park" autocomplete="off" autocapitalize="none"
        spellcheck="false"`,
      })}
      ${input('name', setUp.person, {
        attributes: html`maxlength="60" autocomplete="username" autocapitalize="none" spellcheck="false"`,
      })}
      ${passwordField(visit, { label: setUp.password, hint: setUp.passwordHint, autocomplete: 'new-password' })}
      ${alertPlace}
      <button class="btn p l" data-busy="${setUp.busy}">${setUp.submit}</button>
    </form>`
  return entryPage(visit, { title: setUp.title, body })
}

/** What stands at the address of a set-up link that was used, or that nobody gave. */
export function setUpOverPage(visit: Visit): Html {
  const { setUp } = visit.words
  const body = html`<h1>${setUp.overTitle}</h1>
    <p class="lead">${setUp.over}</p>
    <p><a class="btn p l" href="/sign-in">${setUp.toSignIn}</a></p>`
  return entryPage(visit, { title: setUp.overTitle, body })
}
