import type { Dictionary } from '../kernel/words.ts'
import { label } from '../modules/cases/index.ts'
import type { RosterDraft, RosterOutcome } from '../modules/roster/contract.ts'
import { firstDayPage, STEP_PATHS } from './first-day-frame.ts'
import { html, type Html } from './html.ts'
import { own } from './layout.ts'
import type { Desk } from './visit.ts'

/** A roster before it is confirmed, with what would become of each row; afterwards with what did. */
export function rosterPage(
  desk: Desk,
  dictionary: Dictionary,
  { draft, outcome }: { readonly draft: RosterDraft; readonly outcome: RosterOutcome },
): Html {
  const { roster: words } = desk.words.firstDay
  const isDone = draft.outcome !== null
  const made = outcome.departments.filter(({ result }) => result === 'added')
  const count = (wanted: string) => outcome.people.filter(({ result }) => result === wanted).length
  const changes = count('added') + count('extended') + made.length
  const { tally } = words
  const counts = [
    ['added', count('added')],
    ['extended', count('extended')],
    ['departments', made.length],
    ['unchanged', count('unchanged')],
    ['refused', outcome.refused.length],
  ] as const
  const said = desk.words.listed(counts.flatMap(([what, n]) => (n > 0 ? [tally[what](n)] : [])))
  const nothing = outcome.people.length + outcome.departments.length > 0 ? words.nothing : words.nothingTaken
  const title = (isDone ? words.doneTitle : words.title)(draft.file_name)
  const body = html`${said !== '' && html`<p class="sentence">${isDone ? words.did(said) : words.would(said)}</p>`}
  ${!isDone && html`<p class="lead">${changes > 0 ? words.notYet : nothing}</p>`}
  ${acts(desk, { draft, isDone, changes, people: count('added') + count('extended'), departments: made.length })}
  ${
    made.length > 0 &&
    html`<section aria-labelledby="made">
      <h2 id="made">${isDone ? words.madeDepartments : words.newDepartments}</h2>
      ${!isDone && html`<p class="mut">${words.spelling}</p>`}
      <ul class="tags">
        ${made.map(({ name }) => html`<li class="tag">${own(desk, name)}</li>`)}
      </ul>
    </section>`
  }
  ${refusedRows(desk, dictionary, { draft, outcome })} ${takenRows(desk, outcome)} ${understood(desk, draft)}`
  return firstDayPage(desk, { step: 'people', title, body })
}

function acts(
  { words }: Desk,
  {
    draft,
    isDone,
    changes,
    people,
    departments,
  }: { draft: RosterDraft; isDone: boolean; changes: number; people: number; departments: number },
): Html {
  const { roster, people: peopleWords, slips } = words.firstDay
  if (isDone)
    return html`<p class="onward">
      <a class="btn p" href="/first-day/passwords">${slips.title}</a>
      <a class="btn" href="${STEP_PATHS.people}">${roster.toPeople}</a>
    </p>`
  return html`<div class="onward">
    ${
      changes > 0 &&
      html`<form method="post" action="/first-day/roster/${draft.id}" enctype="multipart/form-data" data-once>
        <input type="hidden" name="confirm" value="1" />
        <button class="btn p" data-busy="${words.firstDay.departments.busy}">
          ${roster.confirm(people, departments)}
        </button>
      </form>`
    }
    <a class="btn" href="${STEP_PATHS.people}">${changes > 0 ? roster.again : peopleWords.title}</a>
  </div>`
}

function refusedRows(
  desk: Desk,
  dictionary: Dictionary,
  { draft, outcome: { refused } }: { draft: RosterDraft; outcome: RosterOutcome },
): Html | false {
  const { words, language } = desk
  const { roster } = words.firstDay
  if (refused.length === 0) return false
  return html`<section aria-labelledby="refused">
    <h2 id="refused">${roster.refused}</h2>
    <p class="mut">${roster.refusedLead}</p>
    <p><a class="btn" href="/first-day/roster/${draft.id}/refused.xlsx" download>${roster.download}</a></p>
    <table class="rows refused">
      <thead>
        <tr>
          <th scope="col">${roster.place}</th>
          <th scope="col">${roster.value}</th>
          <th scope="col">${roster.reason}</th>
        </tr>
      </thead>
      <tbody>
        ${refused.map(
          ({ sheet, row, cell, value, code, detail, accepted }) =>
            html`<tr>
              <th scope="row">${own(desk, roster.at(sheet, row, cell))}</th>
              <td>${value === '' ? words.none : own(desk, value)}</td>
              <td>
                ${own(desk, dictionary.say(code, detail, language))}${language === 'zh' ? '。' : '. '}${
                  accepted.length > 0 && own(desk, roster.accepted(words.listed(accepted)))
                }
              </td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

function takenRows(desk: Desk, { people }: RosterOutcome): Html | false {
  const { words, language } = desk
  const { roster, people: peopleWords } = words.firstDay
  if (people.length === 0) return false
  return html`<section aria-labelledby="taken">
    <h2 id="taken">${roster.taken}</h2>
    <table class="rows">
      <thead>
        <tr>
          <th scope="col">${peopleWords.name}</th>
          <th scope="col">${peopleWords.department}</th>
          <th scope="col">${peopleWords.posts}</th>
          <th scope="col">${roster.resultTitle}</th>
          <th scope="col" class="n">${roster.row}</th>
        </tr>
      </thead>
      <tbody>
        ${people.map(
          ({ row, person, result }) =>
            html`<tr>
              <th scope="row">${own(desk, person.name)}</th>
              <td>${person.department === null ? words.none : own(desk, person.department)}</td>
              <td>${words.listed(person.posts.map((post) => label('post', post, language)))}</td>
              <td>
                <span class="pill ${result === 'unchanged' ? '' : 'go'}">${roster.result[result]}</span>
              </td>
              <td class="n">${row}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </section>`
}

/** Which columns were taken for what: what was taken wrongly is seen here. */
function understood(desk: Desk, { content }: RosterDraft): Html {
  const { words } = desk
  const { roster } = words.firstDay
  const fields: Readonly<Record<string, string>> = roster.field
  return html`<section aria-labelledby="understood">
    <h2 id="understood">${roster.understood}</h2>
    <ul class="plain mut">
      ${content.sheets.map(
        ({ name, of, columns, unused }) =>
          html`<li>
            ${own(desk, roster.sheet(name, of))}
            ${own(
              desk,
              words.listed(
                columns.map(({ letters, header, field }) =>
                  roster.column(letters, header, fields[field] ?? field),
                ),
              ),
            )}${unused.length > 0 && html`<br />${own(desk, roster.unused(words.listed(unused)))}`}
          </li>`,
      )}
      ${
        content.otherSheets.length > 0 &&
        html`<li>${own(desk, roster.otherSheets(words.listed(content.otherSheets)))}</li>`
      }
      ${content.examples > 0 && html`<li>${roster.examples(content.examples)}</li>`}
    </ul>
  </section>`
}
