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
      <p class="brand">
        ${mark}<b>${words.name}</b>${park !== undefined && html`<span>${own(visit, park)}</span>`}
      </p>
      <div class="pledge">
        <p class="slogan">${words.signIn.slogan.map((line) => html`<span>${line}</span> `)}</p>
        <p class="promise">${words.signIn.promise.map((line) => html`<span>${line}</span> `)}</p>
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
  return html`<div
    class="field"
    data-field="${path}"
    ${!optional && html`data-missing="${visit.words.signIn.fill(label)}"`}
  >
    <label for="${id}">${label}${optional && html` <small>${visit.words.setUp.optional}</small>`}</label>
    ${control({ id, described })} ${hint !== undefined && html`<p class="hint" id="${id}-hint">${hint}</p>`}
    <p class="fault" id="${id}-fault" hidden></p>
  </div>`
}

/** A field for a password, with the eye that shows it. */
export const passwordField = (
  visit: Visit,
  {
    label,
    hint,
    autocomplete,
    path = 'password',
  }: { label: string; hint?: string; path?: string; autocomplete: 'current-password' | 'new-password' },
): Html =>
  field(visit, {
    path,
    label,
    ...(hint !== undefined && { hint }),
    control: ({ id, described }) =>
      html`<span class="with-eye"
        ><input
          id="${id}"
          name="${path}"
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
    <path class="band" d="${RING}" />
    <path class="thread" d="${RING}" />
    ${PLACES.map(
      ({ x, y, side, dx, dy }, i) =>
        html`<circle cx="${x}" cy="${y}" r="5" />
          <text x="${x + dx}" y="${y + dy}" text-anchor="${side}">${steps[i]}</text>`,
    )}
    <g class="stamp" transform="rotate(-4 306 96)">
      <rect x="268" y="58" width="76" height="76" rx="14" />
      <text x="324" y="91">事</text>
      <text x="324" y="123">事</text>
      <text x="288" y="91">有</text>
      <text x="288" y="123">果</text>
    </g>
  </svg>`
}

/** A circle of radius 150 about the middle, open where the seal stands. */
const RING = 'M261.700 63.100A150 150 0 1 0 346.700 169'

/** Where the five steps stand on the ring, against the clock from its top, with their words inside it. */
const PLACES = [
  { x: 168.8, y: 53.3, side: 'middle', dx: 8, dy: 36 },
  { x: 59, y: 148.7, side: 'start', dx: 22, dy: 8 },
  { x: 85.1, y: 296.4, side: 'start', dx: 20, dy: -8 },
  { x: 225.9, y: 347.7, side: 'middle', dx: -4, dy: -24 },
  { x: 335.9, y: 263.4, side: 'end', dx: -20, dy: 2 },
] as const
