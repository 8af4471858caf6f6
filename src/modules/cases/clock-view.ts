import { ifPublished, type Day } from '../../kernel/calendar.ts'
import { localDateTime } from '../../kernel/zone.ts'
import type { Actor } from '../../kernel/actor.ts'
import type { ParkTime } from '../parks/index.ts'
import type { CaseRow } from './columns.ts'
import type { Clock, ClockStep, ClockView } from './contract.ts'
import { calendarWith, count, explain, groupRests, sayDay } from './deadlines.ts'
import { colourAt } from './lamp.ts'
import type { LoadedCase } from './store.ts'
import { runsOf } from './work-again.ts'

/** What an asker is shown: by when he is answered, and by when he says how it went. */
const OF_ASKERS: readonly ClockStep[] = ['reply', 'confirm']

/** The clocks of a case, each with how it was counted, as one reader may see them. */
export function clockViews(
  row: LoadedCase,
  { actor, now, time }: { actor: Actor; now: string; time: ParkTime },
): ClockView[] {
  const asks = actor.holdings.length > 0 && actor.holdings.every(({ post }) => post === 'enterprise')
  const shown = row.clocks.filter(({ step }) => !asks || OF_ASKERS.includes(step))
  return shown.map((clock) => ({
    step: clock.step,
    department:
      clock.department_id === null
        ? null
        : { id: clock.department_id, name: nameOf(row, clock.department_id) },
    started_at: clock.started_at,
    due_at: clock.due_at,
    lamp: clock.stands_since === null ? colourAt(clock, now) : 'grey',
    stands: clock.stands_since !== null,
    provisional: clock.provisional,
    sentence: sentenceOf(row, clock, time),
  }))
}

const nameOf = ({ department_names }: LoadedCase, id: string) => department_names?.[id] ?? ''

const STEPS: Readonly<
  Record<
    ClockStep,
    { readonly from: string; readonly en: string; readonly until: string; readonly to: string }
  >
> = {
  dispatch: { from: '等待交办', en: 'Waiting to be dispatched', until: '交办', to: 'dispatched' },
  accept: { from: '交办', en: 'Dispatched', until: '签收', to: 'signed for' },
  reply: { from: '交办', en: 'Dispatched', until: '答复', to: 'answered' },
  confirm: { from: '答复', en: 'Answered', until: '评价', to: 'confirmed' },
  strike_off: { from: '确认', en: 'Confirmed', until: '销号', to: 'struck off' },
  co_accept: { from: '请求配合', en: 'Asked to help', until: '签收', to: 'signed for' },
  co_reply: { from: '请求配合', en: 'Asked to help', until: '答复', to: 'answered' },
}

function sentenceOf(row: CaseRow, clock: Clock, time: ParkTime): ClockView['sentence'] {
  const { step, counted } = clock
  const tail = standing(clock, time)
  const run = step === 'reply' ? explain(time, runsOf(row)).at(-1) : undefined
  if (run) return { zh: run.sentence.zh + tail.zh, en: run.sentence.en + tail.en }
  const start = localDateTime(clock.started_at, time.zone)
  const due = localDateTime(clock.due_at, time.zone)
  const { from, en, until, to } = STEPS[step]
  if (counted === null) {
    return {
      zh: `${sayMoment(start)}${from}，期限按给定的日期，${sayMoment(due)} 前${until}。${tail.zh}`,
      en: `${en} on ${plain(start)}; to be ${to} by the date given, ${plain(due)}.${tail.en}`,
    }
  }
  const { rule, amount, unit } = counted
  const minutes = unit === 'working_minutes'
  const days = daysOn(clock, time, { start, due })
  const rests = groupRests(days.skipped)
  const made = days.counted.filter(({ kind }) => kind === 'make_up')
  return {
    zh:
      `${sayMoment(start)}${from}，${minutes ? '从上班时间数起' : '从下一个工作日数起'}，按“${rule.name}”${minutes ? sayMinutes(amount).zh : ` ${amount} 个工作日`}。` +
      (rests.length > 0 ? `${rests.map(({ zh, days: n }) => `${zh} ${n} 天`).join('、')}不计；` : '') +
      (made.length > 0 ? `${made.map(({ date }) => sayDay(date)).join('、')}调休上班，计入；` : '') +
      (days.spans.length > 0 ? `计入 ${days.spans.join('、')}；` : '') +
      clock.pauses
        .map(
          ({ from: a, to: b, working_days }) =>
            `${sayDay(a)}至${sayDay(b)}停表，还回 ${working_days} 个工作日；`,
        )
        .join('') +
      `应于 ${sayMoment(due)} 前${until}。${tail.zh}`,
    en:
      `${en} on ${plain(start)}; by the rule "${rule.code}" ${minutes ? sayMinutes(amount).en : `${amount} working days from the next working day`}. ` +
      (rests.length > 0
        ? `Not counted: ${rests.map(({ en: name, days: n }) => `${name} ${n}`).join(', ')}. `
        : '') +
      (made.length > 0
        ? `Counted as make-up working days: ${made.map(({ date }) => date).join(', ')}. `
        : '') +
      (days.spans.length > 0 ? `Counted: ${days.spans.join(', ')}. ` : '') +
      clock.pauses
        .map(
          ({ from: a, to: b, working_days }) =>
            `Stood still from ${a} to ${b}: ${working_days} working days given back. `,
        )
        .join('') +
      `Due ${plain(due)}.${tail.en}`,
  }
}

function standing({ stands_since, provisional }: Clock, { zone }: ParkTime): ClockView['sentence'] {
  const since = stands_since === null ? undefined : localDateTime(stands_since, zone)
  return {
    zh:
      (since === undefined ? '' : `${sayMoment(since)}起停表。`) +
      (provisional ? '明年放假安排还没有公布，日期暂定。' : ''),
    en:
      (since === undefined ? '' : ` It has stood still since ${plain(since)}.`) +
      (provisional ? " Provisional until next year's official days are published." : ''),
  }
}

interface Counted {
  readonly counted: readonly Day[]
  readonly skipped: readonly Day[]
  /** Stretches of office time, for clocks in hours. */
  readonly spans: readonly string[]
}

const NOTHING: Counted = { counted: [], skipped: [], spans: [] }

/** The days by which it was counted; none where office hours or the calendar are no more what they were. */
function daysOn(clock: Clock, time: ParkTime, { start, due }: { start: string; due: string }): Counted {
  const { counted } = clock
  if (counted === null) return NOTHING
  if (counted.unit !== 'working_minutes') {
    const days = count(calendarWith(counted.days_off), start.slice(0, 10), counted.amount)
    return days ? { ...days, spans: [] } : NOTHING
  }
  const again = ifPublished(() => time.working.addWorkingMinutes(start.slice(0, 16), counted.amount))
  if (again?.due !== due.slice(0, 16)) return NOTHING
  const spans = again.counted.map(({ date, from, to }) => `${sayDay(date)} ${from}-${to}`)
  return { counted: [], skipped: again.skipped, spans }
}

const sayMoment = (local: string) => `${sayDay(local)} ${local.slice(11, 16)}`
const plain = (local: string) => local.slice(0, 16).replace('T', ' ')

function sayMinutes(minutes: number): { zh: string; en: string } {
  const hours = minutes / 60
  return Number.isInteger(hours)
    ? { zh: ` ${hours} 个工作小时`, en: `${hours} office hours` }
    : { zh: ` ${minutes} 分钟（上班时间）`, en: `${minutes} office minutes` }
}
