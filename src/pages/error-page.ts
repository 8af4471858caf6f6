import type { Problem } from '../kernel/problem.ts'
import { html, type Html } from './html.ts'
import { icon, mark } from './icons.ts'
import { documentOf, languages } from './layout.ts'
import type { Visit } from './visit.ts'
import type { PageWords } from './words.ts'

/** What stands where a page could not: what happened, what is safe, what to do, and the number to ask with. */
export function errorPage(visit: Visit, problem: Problem): Html {
  const { error, none } = visit.words
  const { title, safe, todo } = error.of[kindOf(problem.status)]
  const retry = problem.status >= 500
  const body = html`<div class="alone">
    <header class="bar">
      <a class="brand" href="/">${mark}<b>${visit.words.name}</b></a
      >${languages(visit)}
    </header>
    <main id="main" tabindex="-1">
      <div class="plight">
        ${icon('alert')}
        <h1>${title}</h1>
        <p>${safe}</p>
        <p>${todo}</p>
        ${faultsOf(problem, visit.words).map((fault) => html`<p class="mut">${fault}</p>`)}
        <p class="acts">
          ${
            retry
              ? html`<a class="btn p" href="${visit.here}">${error.again}</a>`
              : html`<a class="btn p" href="/">${error.home}</a>`
          }
        </p>
        <p class="dim">${error.number(problem.request_id || none)} · ${problem.status}</p>
      </div>
    </main>
  </div>`
  return documentOf(visit, { title, body })
}

/** Which condition of an address is wrong, and what would be right. */
function faultsOf({ errors, detail, status }: Problem, { list }: PageWords): string[] {
  if (errors) return errors.map(({ path, message }) => `${nameOf(path, list.filter)}: ${message}`)
  return status === 422 || status === 400 ? [detail] : []
}

const nameOf = (path: string, names: Readonly<Record<string, string>>): string =>
  names[path.split('.')[0] ?? ''] ?? path

function kindOf(status: number): 403 | 404 | 422 | 500 | 503 {
  switch (status) {
    case 403:
    case 404:
    case 503:
      return status
    default:
      return status < 500 ? 422 : 500
  }
}
