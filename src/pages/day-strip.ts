import { weekday } from '../kernel/calendar.ts'
import { holidayName } from '../modules/cases/index.ts'
import type { CaseView, ExplainedRun } from '../modules/cases/contract.ts'
import { dayNumber, sayDay, sayWeekday } from './dates.ts'
import { html, type Html } from './html.ts'
import { lookOf } from './lamp.ts'
import type { Desk } from './visit.ts'

/** As many days stand in one row with braces under the holidays; more are laid out in weeks. */
const ONE_ROW = 20
/** So many days are too many to look at unasked. */
const FOLDED = 70

type StripDay = { readonly date: string } & (
  | { readonly kind: 'start' }
  | { readonly kind: 'counted'; readonly number: number; readonly isMakeUp: boolean }
  /** `row`, of a holiday's first day: how many days of it come one after the other. */
  | { readonly kind: 'rest'; readonly why: string; readonly isHoliday: boolean; readonly row?: number }
)

/** What all days of a strip are drawn with. */
interface Strip {
  readonly desk: Desk
  readonly run: ExplainedRun
  readonly look: string
}

/** A deadline day by day: the day it began, the days that count with their numbers, those that do not and why. */
export function dayStrip(desk: Desk, view: CaseView, run: ExplainedRun): Html {
  const { case: words } = desk.words
  const last = run.counted.at(-1)?.date
  if (last === undefined) return html``
  const days = daysOf(desk, run)
  const looks = `days ${days.length <= ONE_ROW ? 'one-row' : 'weeks'} from-${weekday(run.from)}`
  const drawn = html`<ol class="${looks}" aria-label="${words.strip}">
    ${days.map((day, i) => cell({ desk, run, look: lookOf(view) }, day, i === 0))}
  </ol>`
  const folded = html`<details class="fold">
    <summary>${words.strip}</summary>
    ${drawn}
  </details>`
  return html`${days.length > FOLDED ? folded : drawn}
  ${last !== run.due_on && html`<p class="dim">${words.recounted(sayDay(last, desk))}</p>`}`
}

function daysOf(desk: Desk, { from, counted, skipped }: ExplainedRun): StripDay[] {
  const days: StripDay[] = [{ date: from, kind: 'start' }]
  for (const [i, { date, kind }] of counted.entries()) {
    days.push({ date, kind: 'counted', number: i + 1, isMakeUp: kind === 'make_up' })
  }
  for (const { date, kind, name } of skipped) {
    const isHoliday = kind !== 'weekend'
    days.push({
      date,
      kind: 'rest',
      why: isHoliday ? holidayOf(desk, name) : desk.words.case.weekend,
      isHoliday,
    })
  }
  days.sort((a, b) => (a.date < b.date ? -1 : 1))
  return days.map((day, i) => {
    if (day.kind !== 'rest' || !day.isHoliday) return day
    const isSame = (other: StripDay | undefined) => other?.kind === 'rest' && other.why === day.why
    if (isSame(days[i - 1])) return day
    const after = days.slice(i).findIndex((other) => !isSame(other))
    return { ...day, row: after < 0 ? days.length - i : after }
  })
}

/** A holiday's name; a park's own day off may have none. */
const holidayOf = ({ words, language }: Desk, name: string | undefined): string =>
  name === undefined ? words.case.parkDayOff : holidayName(name, language)

function cell(strip: Strip, day: StripDay, isFirst: boolean): Html {
  const { desk, run, look } = strip
  const isToday = day.date === desk.today
  const row = day.kind === 'rest' && day.row !== undefined && day.row > 1 ? day.row : undefined
  const looks = [
    day.kind,
    day.date === run.due_on && `end ${look}`,
    isToday && 'today',
    row !== undefined && `row-${Math.min(row, 12)}`,
  ]
  const top = isToday ? desk.words.case.todayShort : sayWeekday(day.date, desk.language)
  return html`<li class="${looks.filter(Boolean).join(' ')}">
    <span class="vh">${spoken(strip, day)}</span>
    <span aria-hidden="true"
      ><i>${top}</i><b>${dayNumber(day.date, isFirst)}</b><em>${short(strip, day)}</em></span
    >
    ${
      row !== undefined &&
      day.kind === 'rest' &&
      html`<span class="brace" aria-hidden="true">${desk.words.case.brace(day.why, row)}</span>`
    }
  </li>`
}

/** The small word at the foot of a day. */
function short({ desk, run }: Strip, day: StripDay): string {
  const { case: words } = desk.words
  const isDue = day.date === run.due_on
  switch (day.kind) {
    case 'start':
      return words.startShort[run.why]
    case 'counted':
      if (isDue) return words.endShort(day.number)
      return day.isMakeUp ? `${day.number} ${words.makeUpShort}` : String(day.number)
    case 'rest':
      if (isDue) return words.due
      return day.row === undefined ? words.rest : words.restOf(day.why)
  }
}

/** The day in words, for those who do not see the strip. */
function spoken({ desk, run }: Strip, day: StripDay): string {
  const { case: words } = desk.words
  const parts = [
    sayDay(day.date, desk),
    words.weekday(sayWeekday(day.date, desk.language)),
    meaning(desk, run, day),
  ]
  if (day.date === desk.today) parts.push(words.todayShort)
  if (day.date === run.due_on) parts.push(words.due)
  return desk.words.listed(parts)
}

function meaning({ words }: Desk, run: ExplainedRun, day: StripDay): string {
  switch (day.kind) {
    case 'start':
      return words.case.run[run.why]
    case 'counted':
      return (
        words.case.counts(day.number) + (day.isMakeUp ? words.bracketed(words.case.makeUp).trimEnd() : '')
      )
    case 'rest':
      return words.case.notCounted(day.why)
  }
}
