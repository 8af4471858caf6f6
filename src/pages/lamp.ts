import { addDays, ifPublished, type Calendar } from '../kernel/calendar.ts'
import { isOpen, type CaseState, type LampColour } from '../modules/cases/contract.ts'
import { sayDay, sayTime, type Wall } from './dates.ts'
import { html, type Html } from './html.ts'
import { LAMP_SHAPES } from './icons.ts'
import type { PageWords } from './words.ts'

/** What a lamp is lit by. */
export interface Lit {
  readonly lamp: LampColour
  readonly state: CaseState
  readonly due_on: string | null
  readonly due_at: string | null
}

export type LampLook = keyof typeof LAMP_SHAPES

type Viewing = Wall & { readonly words: PageWords; readonly calendar: Calendar }

/** A lamp as everywhere: colour, shape and the time as its word; read aloud with the colour's name. */
export function lamp(viewing: Viewing, lit: Lit): Html {
  const look = lookOf(lit)
  return html`<span class="lamp ${look}"
    >${LAMP_SHAPES[look]}<span
      ><span class="vh">${viewing.words.lamp.colour[lit.lamp]}</span>${lampWord(viewing, lit)}</span
    ></span
  >`
}

/** Colour and shape of a lamp. Where no clock runs, the shape tells a standing clock from an ended case. */
export function lookOf({ lamp: colour, state }: Pick<Lit, 'lamp' | 'state'>): LampLook {
  switch (colour) {
    case 'green':
      return 'go'
    case 'yellow':
      return 'due'
    case 'red':
      return 'late'
    case 'grey':
      return isOpen(state) ? 'still' : 'done'
  }
}

/** Whether the clock of the answer runs in this state. */
export const answersRun = (state: CaseState): boolean =>
  state === 'dispatched' || state === 'accepted' || state === 'returned'

/** Working days from today to a day, negative when it is past; undefined where the official calendar does not reach. */
export function workingDaysTo(
  { calendar, today }: Pick<Viewing, 'calendar' | 'today'>,
  day: string,
): number | undefined {
  return ifPublished(() =>
    day >= today ? calendar.workingDaysBetween(today, day) : -calendar.workingDaysBetween(day, today),
  )
}

function lampWord(viewing: Viewing, { lamp: colour, state, due_on, due_at }: Lit): string {
  const words = viewing.words.lamp
  // Where the answer's clock stands, another one may be lit: the due date of the answer is no word for it.
  if (colour === 'grey' || !answersRun(state) || due_on === null || due_at === null)
    return colour === 'red' ? lateStep(words, state) : stillWord(words, state)
  const days = workingDaysTo(viewing, due_on)
  if (colour === 'red') {
    if (due_on > viewing.today) return lateStep(words, state)
    return days === undefined || days >= 0 ? words.late : words.over(Math.abs(days))
  }
  const time = sayTime(due_at, viewing.zone)
  if (due_on === viewing.today) return words.today(time)
  if (due_on === addDays(viewing.today, 1)) return words.tomorrow(time)
  return days === undefined || days === 0 ? words.until(sayDay(due_on, viewing)) : words.left(days)
}

/** What is late while the answer is not: the step that the state waits for. */
function lateStep(words: PageWords['lamp'], state: CaseState): string {
  switch (state) {
    case 'registered':
    case 'returned':
      return words.lateStep.dispatch
    case 'dispatched':
      return words.lateStep.accept
    case 'accepted':
      return words.lateStep.help
    case 'replied':
      return words.lateStep.confirm
    case 'confirmed':
      return words.lateStep.strikeOff
    case 'suspended':
    case 'struck_off':
    case 'closed_refused':
    case 'closed_withdrawn':
    case 'closed_merged':
    case 'closed_handed_over':
      return words.late
  }
}

function stillWord(words: PageWords['lamp'], state: CaseState): string {
  switch (state) {
    case 'registered':
      return words.registered
    case 'dispatched':
    case 'accepted':
    case 'returned':
      return words.none
    case 'replied':
      return words.replied
    case 'confirmed':
      return words.confirmed
    case 'suspended':
      return words.suspended
    case 'struck_off':
      return words.struckOff
    case 'closed_refused':
    case 'closed_withdrawn':
    case 'closed_merged':
    case 'closed_handed_over':
      return words.ended
  }
}
