import { addDays, isDate, makeCalendar, type Day } from '../kernel/calendar.ts'
import { Failure } from '../kernel/failure.ts'
import type { Language } from '../kernel/words.ts'
import { holidayName } from '../modules/cases/index.ts'
import { required, UsageError, type Subcommand } from './subcommand.ts'

/** Needs no installation: the official calendar is part of the product. */
export const deadline: Subcommand = {
  name: 'deadline',
  usage: '--from D --working-days N',
  summary: { zh: '算到期日，并逐日说明', en: 'The due date, explained day by day' },
  options: { from: { type: 'string' }, 'working-days': { type: 'string' } },
  words: [0, 0],
  run(invocation) {
    const { terminal } = invocation
    const from = required(invocation, 'from')
    const days = required(invocation, 'working-days')
    if (!isDate(from)) throw new Failure('invalid', 'calendar.date_invalid', { date: from })
    if (!/^\d{1,6}$/.test(days))
      throw new UsageError(
        `--working-days 应是工作日数，如 5，不是“${days}”`,
        `--working-days is a number of days such as 5, not "${days}"`,
      )
    const { due, counted, skipped, provisional } = makeCalendar().addWorkingDays(from, Number(days))
    if (terminal.json) {
      terminal.say(
        JSON.stringify({
          from,
          working_days: Number(days),
          due,
          provisional,
          skipped: skipped.map((day) => ({ date: day.date, reason: reasonOf(day, terminal.language) })),
          counted: counted.map((day) => ({ date: day.date, reason: reasonOf(day, terminal.language) })),
        }),
      )
      return Promise.resolve(0)
    }
    const zh = terminal.language === 'zh'
    terminal.say(zh ? `到期日 ${due}` : `Due ${due}`)
    const byDate = new Map([...counted, ...skipped].map((day) => [day.date, day]))
    const numbers = new Map(counted.map((day, i) => [day.date, i + 1]))
    for (let date = addDays(from, 1); date <= due; date = addDays(date, 1)) {
      const day = byDate.get(date)
      if (!day) continue
      const number = numbers.get(date)
      const what =
        number === undefined ? (zh ? '不计' : 'not counted') : zh ? `第 ${number} 天` : `day ${number}`
      terminal.say(`  ${date}  ${what}  ${reasonOf(day, terminal.language)}`.trimEnd())
    }
    if (provisional) {
      terminal.note(
        zh
          ? '暂定：下一年的放假安排还没有公布，年底的日子可能变动。'
          : 'Provisional: next year’s official calendar is not published yet, and the last days of the year may still move.',
      )
    }
    return Promise.resolve(0)
  },
}

const REASONS: Readonly<Record<Day['kind'], Readonly<Record<Language, string>>>> = {
  workday: { zh: '工作日', en: 'working day' },
  weekend: { zh: '周末', en: 'weekend' },
  holiday: { zh: '放假', en: 'holiday' },
  make_up: { zh: '调休上班', en: 'make-up working day' },
  park_day_off: { zh: '园区休息日', en: "park's day off" },
}

const reasonOf = ({ kind, name }: Day, language: Language): string =>
  name === undefined
    ? REASONS[kind][language]
    : `${holidayName(name, language)}${language === 'zh' ? '' : ' '}${REASONS[kind][language]}`
