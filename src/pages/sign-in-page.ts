import { alertPlace, entryPage, field, passwordField } from './entry-page.ts'
import { html, type Html } from './html.ts'
import type { Visit } from './visit.ts'

/** Signing in. `park` is the name of the installation's only park, if it has one; before there is any, nobody can. */
export function signInPage(
  visit: Visit,
  {
    to,
    park,
    hasParks,
  }: { readonly to: string; readonly park?: string | undefined; readonly hasParks: boolean },
): Html {
  const { signIn } = visit.words
  const body = html`<h1>${signIn.title}</h1>
    <p class="lead">${signIn.who}</p>
    ${hasParks ? form(visit, to) : html`<p class="note">${signIn.noPark}</p>`}`
  return entryPage(visit, { title: signIn.title, park, body, foot: signIn.locks })
}

/** The form is sent by the script, which says what came back; who fits in several parks is then asked for the park. */
function form(visit: Visit, to: string): Html {
  const { signIn } = visit.words
  return html`${to !== '/' && html`<p class="note">${signIn.returnsTo}</p>`}
    <noscript><p class="alert">${signIn.noScript}</p></noscript>
    <form data-send="/api/v1/session" data-to="${to}" data-offline="${signIn.offline}" novalidate>
      ${field(visit, {
        path: 'name',
        label: signIn.userName,
        control: ({ id, described }) =>
          html`<input
            id="${id}"
            name="name"
            autocomplete="username"
            autocapitalize="none"
            spellcheck="false"
            required
            maxlength="60"
            aria-describedby="${described}"
            autofocus
          />`,
      })}
      ${passwordField(visit, { label: signIn.password, autocomplete: 'current-password' })}
      <fieldset class="parks" data-parks hidden>
        <legend>${signIn.whichPark}</legend>
      </fieldset>
      ${alertPlace}
      <button class="btn p l" data-busy="${signIn.busy}">
        ${signIn.submit} <kbd aria-hidden="true">Enter</kbd>
      </button>
    </form>`
}
