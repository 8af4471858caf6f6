import { html, type Html } from './html.ts'
import { icon, mark } from './icons.ts'
import { documentOf, languages, LONG, own } from './layout.ts'
import type { Visit } from './visit.ts'

/** The frame of the pages before the desk: who we are at the left, what to fill in at the right. */
export function entryPage(
  visit: Visit,
  {
    title,
    park,
    body,
    foot,
  }: {
    readonly title: string
    readonly park?: string | undefined
    readonly body: Html
    readonly foot?: string
  },
): Html {
  const { words } = visit
  const frame = html`<div class="entry">
    <header class="about">
      <p class="brand">${mark}<b>${words.name}</b>${park !== undefined && html`<span>${own(visit, park)}</span>`}</p>
      <div class="pledge">
        <p class="slogan">${words.signIn.slogan.map((line) => html`<span>${line}</span> `)}</p>
        <p class="promise">${words.signIn.promise}</p>
      </div>
      ${theLoop(words.signIn.ring)}
    </header>
    <div class="do">
      <div class="top">${languages(visit, LONG)}</div>
      <main id="main" tabindex="-1">${body}</main>
      ${foot !== undefined && html`<p class="foot">${foot}</p>`}
    </div>
  </div>`
  return documentOf(visit, { title, body: frame })
}

/** A labelled field. `path` is its place in what is sent, which faults name, too. */
export function field(
  visit: Visit,
  {
    path,
    label,
    hint,
    optional = false,
    control,
  }: {
    readonly path: string
    readonly label: string
    readonly hint?: string
    readonly optional?: boolean
    /** The control itself; `described` is for its aria-describedby. */
    readonly control: (id: { readonly id: string; readonly described: string }) => Html
  },
): Html {
  const id = path.replaceAll('.', '-')
  const described = `${hint === undefined ? '' : `${id}-hint `}${id}-fault`
  return html`<div class="field" data-field="${path}"
    ${!optional && html`data-missing="${visit.words.signIn.fill(label)}"`}>
    <label for="${id}">${label}${optional && html` <small>${visit.words.setUp.optional}</small>`}</label>
    ${control({ id, described })}
    ${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    <p class="fault" id="${id}-fault" hidden></p>
  </div>`
}

/** A field for a password, with the eye that shows it. */
export const passwordField = (
  visit: Visit,
  { label, hint, autocomplete }: { label: string; hint?: string; autocomplete: 'current-password' | 'new-password' },
): Html =>
  field(visit, {
    path: 'password',
    label,
    ...(hint !== undefined && { hint }),
    control: ({ id, described }) => html`<span class="with-eye"
      ><input
        id="${id}"
        name="password"
        type="password"
        autocomplete="${autocomplete}"
        required
        maxlength="200"
        aria-describedby="${described}"
      /><button
        type="button"
        class="eye"
        data-reveal="${id}"
        aria-pressed="false"
        aria-label="${visit.words.signIn.reveal}"
        hidden
      >
        ${icon('eye')}
      </button></span
    >`,
  })

/** Where the script says what went wrong with a form as a whole. */
export const alertPlace: Html = html`<p class="alert" role="alert" hidden></p>`

/** The loop as a picture: five steps on a ring that a seal closes. Its words stand beside it already. */
function theLoop(steps: readonly string[]): Html {
  return html`<svg class="loop" viewBox="0 0 400 400" aria-hidden="true">
    <path class="band" d="M257.600 73A140 140 0 1 0 334.900 160.800" />
    <path class="thread" d="M257.600 73A140 140 0 1 0 334.900 160.800" />
    ${PLACES.map(
      ({ x, y }, i) => html`<g transform="translate(${x} ${y})"
        ><circle r="4.500" /><text y="24" text-anchor="middle">${steps[i]}</text></g
      >`,
    )}
    <g class="stamp" transform="rotate(-4 302 98)">
      <rect x="264" y="60" width="76" height="76" rx="14" />
      <text x="320" y="93">事</text><text x="320" y="125">事</text><text x="284" y="93">有</text
      ><text x="284" y="125">果</text>
    </g>
  </svg>`
}

/** Where the five steps stand on the ring, from its top against the clock. */
const PLACES = [
  { x: 168, y: 66 },
  { x: 66, y: 160 },
  { x: 95, y: 296 },
  { x: 235, y: 336 },
  { x: 326, y: 248 },
] as const
