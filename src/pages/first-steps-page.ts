import { html, type Html } from './html.ts'
import { deskPage } from './layout.ts'
import type { Desk } from './visit.ts'

/** What an administrator finds after founding a park: the three things that make it useful to everybody else. */
export function firstStepsPage(desk: Desk): Html {
  const { firstSteps: words, listed } = desk.words
  const { park } = desk
  const step = (title: string, why: string, command?: string) =>
    html`<li>
      <h2>${title}</h2>
      ${command !== undefined && html`<pre tabindex="0"><code>${command}</code></pre>`}
      <p>${why}</p>
    </li>`
  const body = html`<div class="top"><h1>${words.title}</h1></div>
    <div class="column">
      <p class="sentence">${words.sentence(park.name)}</p>
      <p class="lead">${words.lead}</p>
      <ol class="steps">
        ${step(
          words.people,
          words.peopleWhy,
          `echo '${words.password}' | ./bihuan user add --park ${park.code} \\\n  --name ${words.person} --post dispatcher --password-stdin`,
        )}
        ${step(words.ledger, words.ledgerWhy, `./bihuan import ledger ${words.file} --park ${park.code}`)}
        ${step(words.look, words.lookWhy)}
      </ol>
      ${
        park.departments.length > 0 &&
        html`<p class="mut">${words.departments(listed(park.departments.map(({ name }) => name)))}</p>`
      }
    </div>`
  return deskPage(desk, { title: words.title, body })
}
