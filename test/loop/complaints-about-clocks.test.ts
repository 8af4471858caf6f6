import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { defineCommand } from '../../src/kernel/command.ts'
import { readOfficialYears } from '../../src/kernel/official-files.ts'
import { loadOfficialYears } from '../../src/kernel/official-years.ts'
import { toInstant } from '../../src/kernel/zone.ts'
import { acceptCase } from '../../src/modules/cases/accept-case.ts'
import { act, onCase } from '../../src/modules/cases/act.ts'
import type { CaseView } from '../../src/modules/cases/contract.ts'
import { dispatchCase } from '../../src/modules/cases/dispatch-case.ts'
import {
  aDispatchedCase,
  anAcceptedCase,
  anImportedRow,
  aRegisteredCase,
  aRepliedCase,
  returned,
} from '../../src/modules/cases/fixtures.ts'
import { caseEntries, importCases, oneCase, verifyPark } from '../../src/modules/cases/index.ts'
import { noteCase } from '../../src/modules/cases/note-case.ts'
import { rejectCase } from '../../src/modules/cases/reject-case.ts'
import { replyCase } from '../../src/modules/cases/reply-case.ts'
import { clocksJob } from '../../src/modules/cases/sweep.ts'
import { addDeadlineRule } from '../../src/modules/parks/add-deadline-rule.ts'
import { HEARING } from '../support/hearing.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'

/** What people complain of in products like this one, each as a test that it does not happen here. */

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct({ modules: HEARING })
})
afterAll(() => bench.close())

/** Puts the clock to a moment on the park's wall; Friday 9 October 2026 is a working day, so is Saturday the 10th. */
const at = (local: string) => bench.clock.set(toInstant(local, 'Asia/Shanghai'))

async function begin(local: string): Promise<void> {
  at(local)
  park = await foundPark(bench)
}

async function sweepAt(local: string): Promise<void> {
  at(local)
  await clocksJob.sweep(bench.product.runtime, park.id)
}

/** The effects of a case so far: step, effect, level, the local minute. */
async function effectsOf({ id }: Pick<CaseView, 'id'>): Promise<string[]> {
  const rows = await bench.sql(
    `select step || ' ' || effect || ' ' || level as what,
       to_char(done_at at time zone 'Asia/Shanghai', 'MM-DD HH24:MI') as at
     from clock_effects where park_id = $1 and case_id = $2 order by done_at, planned_at, step, effect, level`,
    [park.id, id],
  )
  return rows.map(({ what, at: when }) => `${String(when)} ${String(what)}`)
}

const see = ({ id }: Pick<CaseView, 'id'>) => park.ask('dispatcher', oneCase, { id })

/** A case as it would stand after its suspension or a request was granted. */
const setCase = (action: 'decide_suspension' | 'request_extension', set: Parameters<typeof act>[2]['set']) =>
  defineCommand({
    ...onCase('note'),
    name: 'cases.set_for_test',
    input: z.strictObject({ id: z.uuid() }),
    answer: z.object({ number: z.string(), version: z.number() }),
    handle(ctx, _, row) {
      const to = action === 'decide_suspension' ? 'suspended' : row.state
      const post = action === 'decide_suspension' ? 'dispatcher' : 'head'
      const next = act(ctx, row, { action, to, by: { userId: ctx.actor.userId, post }, ...(set && { set }) })
      return { number: next.number, version: next.version }
    },
  })

test('“pause ignored”: a suspended case is neither near nor late, and gets its working days back', async () => {
  await begin('2026-10-09T10:24')
  // Due on Thursday 15 October.
  const { id } = await anAcceptedCase(park)
  at('2026-10-12T11:00')
  const until = { suspended_at: bench.clock(), suspended_on: '2026-10-12', suspended_until: '2026-10-21' }
  await park.act('dispatcher', setCase('decide_suspension', until), { id })
  expect(await see({ id })).toMatchObject({
    state: 'suspended',
    lamp: 'grey',
    clocks: [{ step: 'reply', stands: true }],
  })
  for (const day of ['14', '15', '16', '19', '20', '21']) await sweepAt(`2026-10-${day}T17:29`)
  expect(await effectsOf({ id })).toEqual([])
  await sweepAt('2026-10-21T17:31')
  const again = await see({ id })
  // Three working days were left on the 12th: 22, 23 and 26 October.
  expect(again).toMatchObject({
    state: 'accepted',
    lamp: 'green',
    deadline: { due_on: '2026-10-26', first_due_on: '2026-10-15' },
    clocks: [{ step: 'reply', stands: false, due_at: '2026-10-26T09:30:00.000Z' }],
  })
  const { items } = await park.ask('head', caseEntries, { id })
  expect(items.at(-1)).toMatchObject({ action: 'resume', post: 'system' })
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('“midnight mails”: what falls due at night, at noon or on a rest day is told when the offices open', async () => {
  await begin('2026-10-09T23:10')
  // To be dispatched by Saturday evening, which is worked; near from Friday morning, which has passed.
  const made = await aRegisteredCase(park)
  await sweepAt('2026-10-10T03:00')
  expect(await effectsOf(made)).toEqual([])
  await sweepAt('2026-10-10T08:30')
  expect(await effectsOf(made)).toEqual(['10-10 08:30 dispatch near 0'])
  // The server was away from Saturday noon to Sunday night.
  await sweepAt('2026-10-11T22:00')
  await sweepAt('2026-10-12T08:29')
  expect(await effectsOf(made)).toHaveLength(1)
  await sweepAt('2026-10-12T08:30')
  expect(await effectsOf(made)).toEqual(['10-10 08:30 dispatch near 0', '10-12 08:30 dispatch due 0'])
})

test('what is late and waits for the offices is not put off by somebody who acts in between', async () => {
  await begin('2026-10-09T10:24')
  const sent = await aDispatchedCase(park)
  await sweepAt('2026-10-16T03:00')
  at('2026-10-16T07:00')
  await park.act('dispatcher', noteCase, { id: sent.id, text: '早上看过', public: false })
  await sweepAt('2026-10-16T08:30')
  expect(await effectsOf(sent)).toContain('10-16 08:30 reply escalate 1')
})

test('“reminder lost after a return”: the clock that runs on reminds again, and so does that of another department', async () => {
  await begin('2026-10-09T10:24')
  const accepted = await anAcceptedCase(park)
  await sweepAt('2026-10-14T08:30')
  expect(await effectsOf(accepted)).toEqual(['10-14 08:30 reply near 0'])
  const answer = { answer: '已加开两班', outcome: 'solved' } as const
  const replied = await park.act('handler', replyCase, {
    id: accepted.id,
    version: accepted.version,
    ...answer,
  })
  at('2026-10-14T15:00')
  await park.act('asker', rejectCase, { id: accepted.id, version: replied.version, reason: '还是没车' })
  await sweepAt('2026-10-15T08:30')
  await sweepAt('2026-10-16T08:30')
  const effects = await effectsOf(accepted)
  expect(effects.filter((effect) => effect.includes('reply near'))).toHaveLength(2)
  expect(effects).toContain('10-16 08:30 reply due 0')

  await begin('2026-10-09T10:24')
  const sent = await aDispatchedCase(park)
  await sweepAt('2026-10-12T16:00')
  const back = await returned(park, sent)
  await park.act('dispatcher', dispatchCase, {
    id: sent.id,
    version: back.version,
    department: '生态环境分局',
  })
  await sweepAt('2026-10-14T09:00')
  expect((await effectsOf(sent)).filter((effect) => effect.includes('accept near'))).toHaveLength(2)
})

test('“no time left after hand-over”: less than a working day is given to nobody without a word', async () => {
  await begin('2026-10-09T10:24')
  const back = await returned(park, await aDispatchedCase(park))
  at('2026-10-15T09:00')
  const again = { id: back.id, version: back.version, department: '生态环境分局' }
  await expect(park.act('dispatcher', dispatchCase, again)).rejects.toMatchObject({
    kind: 'invalid',
    code: 'cases.no_time_left',
    detail: { field: 'deadline', due_on: '2026-10-15' },
  })
  expect(
    (await park.act('dispatcher', dispatchCase, { ...again, deadline: { working_days: 2 } })).deadline,
  ).toMatchObject({ due_on: '2026-10-19', first_due_on: '2026-10-15' })

  // A park that lets the time start anew says so in a rule.
  await begin('2026-10-09T10:24')
  const rule = {
    code: 'redispatch',
    name: '改派重新起算',
    step: 'redispatch',
    amount: 3,
    source: '示例规定',
  } as const
  await park.act('admin', addDeadlineRule, rule)
  const other = await returned(park, await aDispatchedCase(park))
  at('2026-10-15T09:00')
  const view = await park.act('dispatcher', dispatchCase, { ...again, id: other.id, version: other.version })
  expect(view.deadline).toMatchObject({ due_on: '2026-10-20', first_due_on: '2026-10-15' })
  expect(view.deadline?.runs.at(-1)).toMatchObject({ why: 'redispatched', rule: { code: 'redispatch' } })
})

test('“escalation only at the first level”: a case that lies climbs the whole ladder, each level once', async () => {
  await begin('2026-10-09T10:24')
  const sent = await aDispatchedCase(park)
  // Three days without a server among them.
  for (const day of ['10-16', '10-20', '10-23', '10-26', '10-30', '11-02']) await sweepAt(`2026-${day}T08:30`)
  const climbs = (await effectsOf(sent)).filter((effect) => effect.includes('escalate'))
  expect(climbs).toEqual([
    '10-16 08:30 reply escalate 1',
    '10-20 08:30 reply escalate 2',
    '10-23 08:30 reply escalate 3',
    '10-30 08:30 reply escalate 4',
  ])
  expect((await see(sent)).rung).toBe('consultation')
})

test('“SLA of 0 breaks escalation”: a due date that has passed as it is given still climbs', async () => {
  await begin('2026-10-09T18:30')
  const { id, version } = await aRegisteredCase(park)
  const deadline = { date: '2026-10-09' }
  const sent = await park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局', deadline })
  expect(sent.lamp).toBe('red')
  await sweepAt('2026-10-09T19:00')
  expect(await effectsOf(sent)).toEqual([])
  await sweepAt('2026-10-10T08:30')
  await sweepAt('2026-10-13T08:30')
  expect((await effectsOf(sent)).filter((effect) => effect.includes('escalate'))).toEqual([
    '10-10 08:30 reply escalate 1',
    '10-13 08:30 reply escalate 2',
  ])
})

test('“working day moved to a Saturday”: a make-up Saturday is worked, counted and reminded on', async () => {
  await begin('2026-10-09T16:00')
  const sent = await aDispatchedCase(park, { urgency: 'critical' })
  // One office hour to sign: until 17:00; one working day to answer: Saturday the 10th.
  expect(sent.clocks).toMatchObject([
    { step: 'accept', due_at: '2026-10-09T09:00:00.000Z' },
    { step: 'reply', due_at: '2026-10-10T09:30:00.000Z' },
  ])
  expect(sent.clocks[0]?.sentence.zh).toBe(
    '10月9日 16:00交办，从上班时间数起，按“特急事项签收” 1 个工作小时。计入 10月9日 16:00-17:00；应于 10月9日 17:00 前签收。',
  )
  expect(sent.clocks[1]?.sentence.zh).toContain('10月10日调休上班，计入')
  await sweepAt('2026-10-10T08:30')
  expect(await effectsOf(sent)).toContain('10-10 08:30 reply near 0')
})

test('a request that nobody decides lapses when it was to be decided, also at night', async () => {
  await begin('2026-10-09T10:24')
  const { id } = await anAcceptedCase(park)
  const pending = {
    what: 'extension',
    by: park.people.head,
    at: bench.clock(),
    until: '2026-10-30',
    decide_by: '2026-10-15T09:30:00.000Z',
  } as const
  await park.act('dispatcher', setCase('request_extension', { pending }), { id })
  await sweepAt('2026-10-15T17:29')
  await sweepAt('2026-10-15T22:00')
  await sweepAt('2026-10-15T23:00')
  const { items } = await park.ask('head', caseEntries, { id })
  expect(items.filter(({ action }) => action === 'lapse')).toMatchObject([{ post: 'system' }])
})

test('an answer that was an explanation is looked at again on its day, and a silent asker is a task of return visitors', async () => {
  await begin('2026-10-09T10:24')
  const { id, version } = await anAcceptedCase(park)
  const explained = { answer: '明年列入计划', outcome: 'explained', review_on: '2026-10-25' } as const
  await park.act('head', replyCase, { id, version, ...explained })
  await sweepAt('2026-10-16T08:30')
  await sweepAt('2026-10-26T08:30')
  expect(await effectsOf({ id })).toEqual([
    '10-16 08:30 confirm near 0',
    '10-16 08:30 confirm due 0',
    // The 25th is a Sunday.
    '10-26 08:30 review review 20261025',
  ])
  const facts = await bench.sql(
    `select payload -> 'tell' as tell from outbox where park_id = $1 and payload ->> 'step' = 'confirm' and payload ->> 'effect' = 'due'`,
    [park.id],
  )
  expect(facts).toEqual([{ tell: [{ post: 'return_visitor', department_id: null }] }])
})

test('a case that was imported starts no clock, keeps the lamp of its due date, and nothing happens to it by itself', async () => {
  await begin('2026-10-09T10:24')
  const row = anImportedRow({
    state: 'accepted',
    replied_on: null,
    answer: null,
    outcome: null,
    rating: null,
    struck_off_on: null,
  })
  await park.act('dispatcher', importCases, { rows: [row] })
  const [found] = await bench.sql('select id from cases where park_id = $1', [park.id])
  const id = String(found?.['id'])
  expect(await see({ id })).toMatchObject({ lamp: 'red', clocks: [] })
  await park.act('dispatcher', noteCase, { id, text: '核对过', public: false })
  for (const day of ['12', '13', '20']) await sweepAt(`2026-10-${day}T08:30`)
  expect(await effectsOf({ id })).toEqual([])
  expect(await see({ id })).toMatchObject({ lamp: 'red', clocks: [] })
})

test('a due date that leans on a notice to come is counted again when it is out: an entry says so, the first date stays', async () => {
  await begin('2026-12-22T10:00')
  const { id, version } = await aDispatchedCase(park)
  expect((await see({ id })).deadline).toMatchObject({ due_on: '2026-12-29', provisional: true })
  at('2026-12-22T16:00')
  await park.act('handler', acceptCase, { id, version })
  const folder = mkdtempSync(join(tmpdir(), 'bihuan-calendar-'))
  try {
    mkdirSync(join(folder, 'calendar'))
    const notice = {
      year: 2027,
      notices: ['示例通知'],
      holidays: [{ name: '元旦', off: ['2026-12-29/2027-01-03'] }],
    }
    writeFileSync(join(folder, 'calendar', '2027.json'), JSON.stringify(notice))
    loadOfficialYears(readOfficialYears(folder))
    await sweepAt('2026-12-23T03:00')
    await sweepAt('2026-12-23T03:01')
    expect((await see({ id })).deadline).toMatchObject({
      due_on: '2027-01-04',
      first_due_on: '2026-12-29',
      provisional: false,
      runs: [{ why: 'dispatched' }, { why: 'recounted', from: '2026-12-22', working_days: 5 }],
    })
    const { items } = await park.ask('head', caseEntries, { id })
    expect(items.filter(({ action }) => action === 'recount')).toMatchObject([{ post: 'system' }])
    expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
    writeFileSync(join(folder, 'calendar', '2028.json'), '{}')
    expect(() => readOfficialYears(folder)).toThrow(expect.objectContaining({ code: 'kernel.year_file' }))
  } finally {
    loadOfficialYears([])
    rmSync(folder, { recursive: true, force: true })
  }
})

test('at the end of the last published year people go on working: the clock that cannot be counted comes with its year', async () => {
  await begin('2026-12-30T10:00')
  const made = await aRegisteredCase(park)
  const { id } = await park.act('dispatcher', dispatchCase, {
    id: made.id,
    version: made.version,
    department: '建设交通局',
    deadline: { date: '2027-01-20' },
  })
  const sent = await see({ id })
  const accepted = await park.act('handler', acceptCase, { id, version: sent.version })
  const replied = await park.act('handler', replyCase, {
    id,
    version: accepted.version,
    answer: '已办',
    outcome: 'solved',
  })
  expect(replied.clocks.map(({ step }) => step)).toEqual(['reply'])
  try {
    loadOfficialYears([
      { year: 2027, notices: ['示例通知'], holidays: [{ name: '元旦', off: ['2027-01-01/2027-01-03'] }] },
    ])
    await sweepAt('2026-12-31T09:00')
    expect((await see({ id })).clocks).toMatchObject([
      { step: 'confirm', due_at: '2027-01-07T09:30:00.000Z', provisional: false },
      { step: 'reply', stands: true },
    ])
  } finally {
    loadOfficialYears([])
  }
})

test('who asks sees by when he is answered, and not the clocks of the house', async () => {
  await begin('2026-10-09T10:24')
  const { id } = await aRepliedCase(park)
  expect((await park.ask('asker', oneCase, { id })).clocks.map(({ step }) => step)).toEqual([
    'confirm',
    'reply',
  ])
  const sent = await aDispatchedCase(park)
  expect((await park.ask('asker', oneCase, { id: sent.id })).clocks.map(({ step }) => step)).toEqual([
    'reply',
  ])
})
