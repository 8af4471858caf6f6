import type { SessionView } from '../modules/people/contract.ts'
import { alertPlace, entryPage, field, passwordField } from './entry-page.ts'
import { html, type Html } from './html.ts'
import type { Visit } from './visit.ts'

/** Where somebody with a one-time password chooses an own one, before anything else opens. */
export function passwordPage(visit: Visit, { user, park }: SessionView): Html {
  const { firstDay, signIn } = visit.words
  const words = firstDay.password
  const body = html`<h1>${words.title}</h1>
    <p class="lead">${words.lead(user.name)}</p>
    <noscript><p class="alert">${signIn.noScript}</p></noscript>
    <form data-send="/api/v1/me/password" data-to="/" data-offline="${signIn.offline}" novalidate>
      ${field(visit, {
        path: 'old',
        label: words.current,
        hint: words.currentHint,
        control: ({ id, described }) =>
          html`<input
            id="${id}"
            name="old"
            required
            maxlength="200"
            autocomplete="off"
            autocapitalize="none"
            spellcheck="false"
            aria-describedby="${described}"
            autofocus
          />`,
      })}
      ${passwordField(visit, { path: 'new', label: words.own, hint: words.ownHint, autocomplete: 'new-password' })}
      ${alertPlace}
      <button class="btn p l" data-busy="${words.busy}">${words.submit}</button>
    </form>`
  return entryPage(visit, { title: words.title, park: park.name, body })
}
