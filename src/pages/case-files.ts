import type { CaseFileView } from '../modules/cases/contract.ts'
import { html, type Html } from './html.ts'
import { own } from './layout.ts'
import type { Desk } from './visit.ts'

/** The files of a case that the reader may see, each to be saved; nothing where there are none. */
export function caseFilesCard(desk: Desk, files: readonly CaseFileView[]): Html {
  const { words } = desk
  if (files.length === 0) return html``
  return html`<section class="card">
    <h2>${words.case.files}</h2>
    <dl class="kv">
      ${files.map(
        (file) =>
          html`<div>
            <dt>${words.case.entry(file.entry)}</dt>
            <dd>
              <a href="/api/v1/files/${file.id}" download>${own(desk, file.name)}</a>
              <span class="dim">${sizeOf(file.size)}</span>
              ${!file.public && html`<span class="pill">${words.case.internal}</span>`}
            </dd>
          </div>`,
      )}
    </dl>
  </section>`
}

/** In the unit in which people think of files. */
const sizeOf = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
