import { html, type Html } from './html.ts'

const PATHS = {
  ledger: 'M2.5 3h11v10h-11zM2.5 6.5h11M6 6.5V13',
  steps: 'M3 4.5 4.2 5.7 6.5 3.3M9 4.5h4.5M3 11 4.2 12.2 6.5 9.8M9 11h4.5',
  done: 'M3 8.500 6.500 12 13 4.500',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9M10.5 10.5 14 14',
  filter: 'M2.5 4.5h11M4.5 8h7M6.5 11.5h3',
  close: 'M4 4l8 8M12 4l-8 8',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  back: 'M10 4 6 8l4 4',
  next: 'M6 4l4 4-4 4',
  print: 'M4.5 6V2h7v4M4.5 11.5H2.5V6h11v5.500h-2M4.5 9.5h7V14h-7z',
  eye: 'M1.500 8S4 3.800 8 3.800 14.500 8 14.500 8 12 12.200 8 12.200 1.500 8 1.500 8M8 9.800a1.800 1.800 0 1 0 0-3.600 1.800 1.800 0 0 0 0 3.600',
  leave: 'M9.500 2.500h-6v11h6M6.500 8h7M11 5.500 13.500 8 11 10.500',
  shield:
    'M8 1.800 3 3.800V8c0 3 2.200 5 5 6.200C10.800 13 13 11 13 8V3.800zM5.800 8 7.400 9.700 10.400 6.300',
  clock: 'M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12M8 4.800V8l2.300 1.500',
  lock: 'M4 7.500h8v6H4zM5.500 7.500V5.200a2.500 2.500 0 0 1 5 0v2.300',
  bell: 'M4 11V7a4 4 0 0 1 8 0v4l1.500 1.500h-11zM6.500 14.500h3',
  alert: 'M8 2.500 14 13H2zM8 6.500v3M8 11.300h.01',
} as const

/** A line drawing that stands beside its word; readers of the screen aloud do not hear it. */
export const icon = (name: keyof typeof PATHS): Html =>
  html`<svg class="i" viewBox="0 0 16 16" aria-hidden="true"><path d="${PATHS[name]}" /></svg>`

/** The mark: a ring that closes with a seal. The same drawing is the favicon in `assets/mark.svg`. */
export const mark: Html = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
  <path class="ring" d="M19.600 6.600A11 11 0 1 0 25.400 13.200" />
  <rect class="seal" x="20.600" y="3.200" width="7.600" height="7.600" rx="1.700" />
</svg>`

/** Shapes of lamps: with colour and word the third sign, so that none of them is needed alone. */
export const LAMP_SHAPES = {
  go: html`<svg viewBox="0 0 12 12" aria-hidden="true"><circle class="line" cx="6" cy="6" r="4.300" /></svg>`,
  due: html`<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M6 .8 11.600 11H.4z" /></svg>`,
  late: html`<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M6 0l6 6-6 6-6-6z" /></svg>`,
  still: html`<svg viewBox="0 0 12 12" aria-hidden="true"><path d="M3 1.500h2v9H3zM7 1.500h2v9H7z" /></svg>`,
  done: html`<svg viewBox="0 0 12 12" aria-hidden="true">
    <path class="line" d="M1.500 6.500 4.800 9.800 10.500 2.800" />
  </svg>`,
} as const
