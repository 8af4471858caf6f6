import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { shiftInstant } from '../../src/kernel/clock.ts'
import { Failure } from '../../src/kernel/failure.ts'
import { ROOT } from '../../src/kernel/settings.ts'
import { toInstant } from '../../src/kernel/zone.ts'
import { acceptCase } from '../../src/modules/cases/accept-case.ts'
import { confirmCase } from '../../src/modules/cases/confirm-case.ts'
import { dispatchCase } from '../../src/modules/cases/dispatch-case.ts'
import { aRegisteredCase } from '../../src/modules/cases/fixtures.ts'
import { verifyPark } from '../../src/modules/cases/index.ts'
import { rejectCase } from '../../src/modules/cases/reject-case.ts'
import { replyCase } from '../../src/modules/cases/reply-case.ts'
import { returnCase } from '../../src/modules/cases/return-case.ts'
import { strikeOffCase } from '../../src/modules/cases/strike-off-case.ts'
import { clocksJob } from '../../src/modules/cases/sweep.ts'
import { addDayOff } from '../../src/modules/parks/add-day-off.ts'
import { openProduct, type Product } from '../../src/product.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'
import { HEARING } from '../support/hearing.ts'
import {
  checkStory,
  type DoneOfTest,
  type EntryOfTest,
  type SeasonOfTest,
  type Story,
} from './clock-oracle.ts'

const KILLS = Number(process.env['SOAK_SWEEP_KILLS'] ?? 20)
const CASES = Number(process.env['SOAK_SWEEP_CASES'] ?? 45)
const SEED = Number(process.env['SOAK_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const MINUTE = 60_000
const DAY = 24 * 3600 * 1000

/** Summer noons are long. */
const SEASONS: readonly SeasonOfTest[] = [
  {
    from: '01-01',
    to: '04-30',
    spans: [
      ['08:30', '12:00'],
      ['13:30', '17:30'],
    ],
  },
  {
    from: '05-01',
    to: '09-30',
    spans: [
      ['08:30', '12:00'],
      ['14:30', '18:00'],
    ],
  },
  {
    from: '10-01',
    to: '12-31',
    spans: [
      ['08:30', '12:00'],
      ['13:30', '17:30'],
    ],
  },
]
const DAYS_OFF = ['2026-03-18', '2026-07-10']
const LADDER = [0, 2, 5, 10]

let bench: TestProduct
let other: Product
beforeAll(async () => {
  bench = await openTestProduct({ now: '2026-01-04T16:00:00.000Z', modules: HEARING })
  other = await openProduct({ settings: bench.settings, clock: bench.clock, modules: HEARING })
})
afterAll(async () => {
  await other.close()
  await bench.close()
})

/** Mulberry32: the same year for the same seed. */
function chance(seed: number) {
  let state = seed
  const next = () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  return { real: next, whole: (below: number) => Math.floor(next() * below) }
}

async function foundSeasonalPark(): Promise<TestPark> {
  const park = await foundPark(bench)
  await bench.sql('update parks set office_hours = $2 where id = $1', [
    park.id,
    JSON.stringify({ seasons: SEASONS }),
  ])
  for (const day of DAYS_OFF) await park.act('admin', addDayOff, { day, name: '园区停电检修' })
  return park
}

interface Plan {
  readonly at: string
  readonly act: () => Promise<void>
}

/** What people do with their cases in the year: each case goes its own way, and some are left lying. */
function plansOf(
  park: TestPark,
  dice: ReturnType<typeof chance>,
  span: { from: string; days: number },
): Plan[] {
  const plans: Plan[] = []
  for (let i = 0; i < CASES; i++) {
    // Every third together with others, so that many are due in the same minute.
    const day = i % 3 === 0 ? Math.floor(i / 9) * 20 : dice.whole(span.days - 60)
    let at = shiftInstant(span.from, day * DAY + (i % 3 === 0 ? 2 * 3600 * 1000 : dice.whole(DAY)))
    const on: { id: string; version: number } = { id: '', version: 0 }
    const then = (act: () => Promise<{ id: string; version: number }>, hours = dice.whole(24 * 9)) => {
      plans.push({ at, act: async () => void Object.assign(on, await tried(act, on)) })
      at = shiftInstant(at, i % 3 === 0 ? 3600 * 1000 : hours * 3600 * 1000 + dice.whole(MINUTE * 60))
    }
    const urgency = (['normal', 'normal', 'urgent', 'critical'] as const)[dice.whole(4)] ?? 'normal'
    then(() => aRegisteredCase(park, { urgency }), 20)
    if (dice.real() < 0.1) continue
    then(() => park.act('dispatcher', dispatchCase, { ...on, department: '建设交通局' }))
    if (dice.real() < 0.2) {
      then(() => park.act('head', returnCase, { ...on, reason: '不归我们' }))
      then(() =>
        park.act('dispatcher', dispatchCase, {
          ...on,
          department: '生态环境分局',
          deadline: { working_days: 3 },
        }),
      )
      continue
    }
    if (dice.real() < 0.15) continue
    then(() => park.act('handler', acceptCase, on))
    if (dice.real() < 0.3) continue
    const reply = () => park.act('handler', replyCase, { ...on, answer: '已办', outcome: 'solved' })
    then(reply)
    if (dice.real() < 0.4) {
      then(() => park.act('asker', rejectCase, { ...on, reason: '没有修好' }))
      if (dice.real() < 0.4) continue
      then(reply)
    }
    if (dice.real() < 0.25) continue
    then(() => park.act('asker', confirmCase, { ...on, rating: 5 }))
    if (dice.real() < 0.25) continue
    then(() => park.act('dispatcher', strikeOffCase, on))
  }
  return plans.toSorted((a, b) => (a.at < b.at ? -1 : 1))
}

/** The system may have written an entry meanwhile: then the writer looks again, as people do. */
async function tried(
  act: () => Promise<{ id: string; version: number }>,
  on: { id: string; version: number },
): Promise<{ id: string; version: number }> {
  for (;;) {
    try {
      const { id, version } = await act()
      return { id, version }
    } catch (error) {
      if (!(error instanceof Failure) || error.code !== 'cases.changed_since') throw error
      on.version = Number(error.detail['version'])
    }
  }
}

/** Sweepers that wait for their turn to be killed. */
function childrenOf(park: TestPark) {
  const given = JSON.stringify({
    data: bench.settings.data,
    database_url: bench.settings.database_url,
    log_level: 'silent',
  })
  const start = () => {
    const child = spawn(process.execPath, [join(ROOT, 'test/support/sweep-child.ts'), given, park.id], {
      stdio: ['pipe', 'pipe', 'inherit'],
    })
    const said: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => said.push(...text.trim().split('\n')))
    return { child, said }
  }
  let waiting = start()
  const gone = (child: ChildProcess) => new Promise((resolve) => child.once('exit', resolve))
  return {
    /** Sweeps at an instant and is killed after so many milliseconds. @returns whether it was still at it */
    async killedAt(instant: string, after: number): Promise<boolean> {
      const { child, said } = waiting
      while (!said.includes('ready')) {
        if (child.exitCode !== null) throw new Error('the sweeper did not start')
        await pause(10)
      }
      waiting = start()
      child.stdin.write(`${instant}\n`)
      await pause(after)
      const end = gone(child)
      child.kill('SIGKILL')
      await end
      return !said.includes('done')
    },
    async close() {
      const end = gone(waiting.child)
      waiting.child.kill('SIGKILL')
      await end
    },
  }
}

interface Year {
  readonly story: Story
  readonly sweeps: number
  readonly killedAtWork: number
}

async function live(
  park: TestPark,
  { seed, from, days, kills }: { seed: number; from: string; days: number; kills: number },
): Promise<Year> {
  const dice = chance(seed)
  const until = shiftInstant(from, days * DAY)
  const plans = plansOf(park, dice, { from, days })
  const away: { from: string; to: string }[] = [1, 2].map((half) => {
    const start = minuteOf(shiftInstant(from, Math.floor((days * half) / 3) * DAY + dice.whole(DAY)))
    return { from: start, to: shiftInstant(start, 3 * DAY) }
  })
  const children = kills > 0 ? childrenOf(park) : undefined
  let sweeps = 0
  let killed = 0
  let killedAtWork = 0
  let now = from
  try {
    for (;;) {
      const wake = await nextWake(park, now)
      const next = plans[0]
      if (next && next.at <= wake) {
        plans.shift()
        now = next.at
        bench.clock.set(now)
        await next.act()
        continue
      }
      if (wake > until) break
      const gone = away.find((one) => one.from <= wake && wake < one.to)
      const minute = gone ? gone.to : wake
      // Whoever acts while the server that sweeps is away comes first.
      if (gone && next && next.at < minute) {
        plans.shift()
        now = next.at
        bench.clock.set(now)
        await next.act()
        continue
      }
      now = minute
      sweeps += 1
      // Kills are spread over the year; those that hit an idle sweeper are not counted.
      if (children && killedAtWork < kills && dice.real() < 0.5) {
        const atWork = await children.killedAt(minute, dice.whole(40))
        killed += 1
        if (atWork) killedAtWork += 1
        await letGo(park)
        away.push({ from: minute, to: shiftInstant(minute, MINUTE) })
        now = shiftInstant(minute, MINUTE)
      }
      bench.clock.set(now)
      const both = dice.real() < 0.2 ? [bench.product, other] : [bench.product]
      await Promise.all(both.map(({ runtime }) => clocksJob.sweep(runtime, park.id)))
    }
  } finally {
    await children?.close()
  }
  console.log(`${sweeps} sweeps, ${killed} kills, ${killedAtWork} of them at work, seed ${seed}`)
  return { story: await storyOf(park, { away, until }), sweeps, killedAtWork }
}

/**
 * Until PostgreSQL has noticed that the killed sweeper is gone and let go of its cases. A minute passes before the next
 * sweep, in which it does; here that minute is over at once, and a busy machine takes longer.
 */
async function letGo(park: TestPark): Promise<void> {
  const held = async () => {
    const [row] = await bench.sql(
      `select (select count(*) from cases where park_id = $1) - (
         select count(*) from (select from cases where park_id = $1 for update skip locked) as free) as held`,
      [park.id],
    )
    return Number(row?.['held'])
  }
  await expect.poll(held, { timeout: MINUTE }).toBe(0)
}

/** The next full minute at which something is due. */
async function nextWake(park: TestPark, now: string): Promise<string> {
  const [row] = await bench.sql(
    `select to_char(min(next_at) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as at
     from case_wakes where park_id = $1`,
    [park.id],
  )
  const at = row?.['at']
  if (typeof at !== 'string') return '9999'
  return minuteOf(at > now ? at : shiftInstant(now, 1))
}

const minuteOf = (instant: string) =>
  instant.endsWith(':00.000Z') ? instant : shiftInstant(`${instant.slice(0, 16)}:00.000Z`, MINUTE)

const ISO = (column: string) =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as ${column}`

async function storyOf(park: TestPark, { away, until }: Pick<Story, 'away' | 'until'>): Promise<Story> {
  const entries = await bench.sql(
    `select case_id, seq, action, ${ISO('recorded_at')}, body -> 'set' -> 'clocks' as clocks
     from entries where park_id = $1`,
    [park.id],
  )
  const done = await bench.sql(
    `select case_id, step, version, effect, level, ${ISO('done_at')} from clock_effects where park_id = $1`,
    [park.id],
  )
  const facts = await bench.sql(`select key from outbox where park_id = $1 and topic = 'cases.clock'`, [
    park.id,
  ])
  return {
    entries: entries as unknown as EntryOfTest[],
    done: done as unknown as DoneOfTest[],
    facts: facts.map(({ key }) => String(key)),
    seasons: SEASONS,
    daysOff: DAYS_OFF,
    ladder: LADDER,
    away,
    until,
  }
}

test(
  'through a year of holidays, downtime and killed sweepers every effect happens once, in time and in office hours',
  { timeout: 1_800_000 },
  async () => {
    const park = await foundSeasonalPark()
    const from = toInstant('2026-01-05T00:00', 'Asia/Shanghai')
    const { story, sweeps, killedAtWork } = await live(park, { seed: SEED, from, days: 350, kills: KILLS })
    const { expected, faults } = checkStory(story)
    console.log(`${expected} effects were expected, ${story.done.length} seen`)
    expect(faults, `seed ${SEED}`).toEqual([])
    expect(expected).toBeGreaterThan(CASES * 3)
    expect(sweeps).toBeGreaterThan(CASES)
    expect(killedAtWork).toBe(KILLS)
    expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
  },
)

test(
  'control: a mark that is lost with the server makes effects happen twice, and the check says so',
  { timeout: 300_000 },
  async () => {
    bench.clock.set(toInstant('2026-01-05T00:00', 'Asia/Shanghai'))
    const park = await foundSeasonalPark()
    const from = toInstant('2026-01-05T00:00', 'Asia/Shanghai')
    const { story } = await live(park, { seed: SEED, from, days: 90, kills: 0 })
    expect(checkStory(story).faults, `seed ${SEED}`).toEqual([])
    // As if the marks were written after the effects, in a transaction of their own.
    await bench.sql(`delete from clock_effects where park_id = $1 and effect = 'escalate'`, [park.id])
    await bench.sql(
      `update case_wakes set next_at = '2026-01-05' where park_id = $1 and case_id in (
         select id from cases where park_id = $1 and state = 'dispatched')`,
      [park.id],
    )
    await clocksJob.sweep(bench.product.runtime, park.id)
    const again = checkStory(await storyOf(park, story))
    expect(again.faults.join('\n')).toMatch(/escalations, but \d+ entries of them/)
  },
)
