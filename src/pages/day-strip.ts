import { addDays, weekday } from '../kernel/calendar.ts'
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

type Kind = 'start' | 'counted' | 'rest'

interface StripDay {
  readonly date: string
  readonly kind: Kind
  /** Which of the counted days it is. */
  readonly number?: number
  /** Why a day is not counted, or is although it is a Saturday or Sunday. */
  readonly why?: string
  readonly isMakeUp?: boolean
  /** Of a holiday's first day: how many days of it come in a row. */
  readonly row?: number
}

/** A deadline day by day: the day it began, the days that count with their numbers, those that do not and why. */
export function dayStrip(desk: Desk, view: CaseView, run: ExplainedRun): Html {
  const { case: words } = desk.words
  if (run.counted.length === 0) return html``
  const days = daysOf(desk, run)
  const last = run.counted.at(-1)?.date
  const isOneRow = days.length <= ONE_ROW
  const looks = `days ${isOneRow ? 'one-row' : 'weeks'} from-${weekday(run.from)}`
  const strip = html`<ol class="${looks}" aria-label="${words.strip}">
    ${days.map((day, i) => cell(desk, day, { run, look: lookOf(view), isFirst: i === 0 }))}
  </ol>`
  return html`${
    days.length > FOLDED
      ? html`<details class="fold">
          <summary>${words.strip}</summary>
          ${strip}
        </details>`
      : strip
  }
  ${
    last !== undefined &&
    last !== run.due_on &&
    html`<p class="dim">${words.recounted(sayDay(last, desk))}</p>`
  }`
}

function daysOf(desk: Desk, { from, counted, skipped }: ExplainedRun): StripDay[] {
  const { case: words } = desk.words
  const numbers = new Map(counted.map((day, i) => [day.date, { ...day, number: i + 1 }]))
  const rests = new Map(skipped.map((day) => [day.date, day]))
  const why = ({ kind, name }: { kind: string; name?: string | undefined }): string =>
    kind === 'weekend'
      ? words.weekend
      : name === undefined
        ? words.parkDayOff
        : holidayName(name, desk.language)
  const days: StripDay[] = [{ date: from, kind: 'start' }]
  const end = [...numbers.keys(), ...rests.keys()].reduce(
    (latest, date) => (date > latest ? date : latest),
    from,
  )
  for (let date = addDays(from, 1); date <= end; date = addDays(date, 1)) {
    const day = numbers.get(date)
    const rest = rests.get(date)
    if (day) {
      const isMakeUp = day.kind === 'make_up'
      days.push({
        date,
        kind: 'counted',
        number: day.number,
        isMakeUp,
        ...(isMakeUp && { why: words.makeUp }),
      })
    } else if (rest) {
      const reason = why(rest)
      const before = days.at(-1)
      const begins = before?.kind !== 'rest' || before.why !== reason
      const named = begins && rest.kind !== 'weekend'
      days.push({
        date,
        kind: 'rest',
        why: reason,
        ...(named && { row: rowOf(date, rests, (each) => why(each) === reason) }),
      })
    }
  }
  return days
}

/** How many days from this one on are of the same sort. */
function rowOf<D>(from: string, days: ReadonlyMap<string, D>, isSame: (day: D) => boolean): number {
  let length = 0
  for (let date = from; ; date = addDays(date, 1)) {
    const day = days.get(date)
    if (day === undefined || !isSame(day)) return length
    length++
  }
}

function cell(
  desk: Desk,
  day: StripDay,
  { run, look, isFirst }: { run: ExplainedRun; look: string; isFirst: boolean },
): Html {
  const { words, language, today } = desk
  const { date, kind, number, row, isMakeUp } = day
  const isDue = date === run.due_on
  const isToday = date === today
  const looks = [
    kind,
    isMakeUp === true && 'make-up',
    isDue && `end ${look}`,
    isToday && 'today',
    row !== undefined && row > 1 && `row-${Math.min(row, 12)}`,
  ]
  return html`<li class="${looks.filter(Boolean).join(' ')}">
    <span class="vh">${spoken(desk, day, { run, isDue, isToday })}</span>
    <span aria-hidden="true"
      ><i>${isToday ? words.case.todayShort : sayWeekday(date, language)}</i><b>${dayNumber(date, isFirst)}</b
      ><em>${isDue ? endShort(desk, number) : short(desk, day, run)}</em></span
    >
    ${
      row !== undefined &&
      row > 1 &&
      html`<span class="brace" aria-hidden="true">${words.case.brace(day.why ?? '', row)}</span>`
    }
  </li>`
}

const endShort = ({ words }: Desk, number: number | undefined): string =>
  number === undefined ? words.case.due : words.case.endShort(number)

/** The small word at the foot of a day. */
function short({ words }: Desk, { kind, number, row, why, isMakeUp }: StripDay, run: ExplainedRun): string {
  switch (kind) {
    case 'start':
      return words.case.startShort[run.why]
    case 'counted':
      return isMakeUp === true ? `${number ?? ''} ${words.case.makeUpShort}` : String(number ?? '')
    case 'rest':
      return row === undefined ? words.case.rest : words.case.restOf(why ?? '')
  }
}

/** The day in words, for those who do not see the strip. */
function spoken(
  desk: Desk,
  { date, kind, number, why }: StripDay,
  { run, isDue, isToday }: { run: ExplainedRun; isDue: boolean; isToday: boolean },
): string {
  const { case: words } = desk.words
  const what = {
    start: words.run[run.why],
    counted: `${words.counts(number ?? 0)}${why === undefined ? '' : desk.words.bracketed(why).trimEnd()}`,
    rest: words.notCounted(why ?? ''),
  }[kind]
  const more = [isToday && words.todayShort, isDue && words.due].filter((word) => word !== false)
  return desk.words.listed([sayDay(date, desk), sayWeekday(date, desk.language), what, ...more])
}
