import { afterAll, beforeAll, expect, test } from 'vitest'
import { inPark } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import {
  enterpriseIn,
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { CaseAct } from '../cases/contract.ts'
import {
  aConfirmedCase,
  aDispatchedCase,
  anAcceptedCase,
  aRepliedCase,
  aStruckOffCase,
  returned,
} from '../cases/fixtures.ts'
import { ACTIONS } from '../cases/index.ts'
import { assignOfficer } from '../officers/index.ts'
import { hear, tally, toldTo } from './fixtures.ts'
import { reminderKey, sendNotices } from './index.ts'
import { TEMPLATES } from './templates.ts'
import { tellOfActs } from './tell.ts'
import { roundsOf, TOLD_ACTS } from './told.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('each step of the loop is told to whoever acts next and to those who should know, never to whoever took it', async () => {
  const { id } = await aStruckOffCase(park)
  await hear(bench)
  expect(await tally(bench, park, id)).toEqual({
    // The dispatcher registered, dispatched and struck off: of these he is not told himself.
    'register.do': ['otherDispatcher'],
    'register.know': ['asker'],
    'dispatch.do': ['handler', 'head'],
    'dispatch.know': ['asker'],
    'accept.know': ['asker', 'dispatcher'],
    'reply.do': ['asker'],
    'reply.know': ['dispatcher'],
    'confirm.do': ['dispatcher', 'otherDispatcher'],
    'confirm.know': ['handler', 'head'],
    'strike_off.know': ['asker', 'handler', 'head'],
  })
})

test('what was returned goes to the dispatch centre; what the asker sends back to those who answered', async () => {
  const sent = await aDispatchedCase(park)
  await returned(park, sent)
  await hear(bench)
  expect((await tally(bench, park, sent.id))['return.do']).toEqual(['dispatcher', 'otherDispatcher'])
  const unhappy = await aConfirmedCase(park, 1)
  await hear(bench)
  const told = await tally(bench, park, unhappy.id)
  expect(told['dispute.do']).toEqual(['supervisor'])
  expect(told['dispute.know']).toEqual(['dispatcher', 'handler', 'head', 'otherDispatcher'])
  expect(told['confirm.do']).toBeUndefined()
})

/** The enterprise gets its officer. */
async function anOfficer(of: TestPark): Promise<void> {
  const subject = { kind: 'enterprise', id: await enterpriseIn(bench, of) } as const
  await of.act('dispatcher', assignOfficer, { subject, user: 'officer', from: '2026-10-01' })
}

test('nobody is told of a case that he may not see, and a confidential one does not say who asks', async () => {
  const secret = await anAcceptedCase(park, { confidential: true })
  // The officer of the enterprise may not see it while it is confidential.
  await anOfficer(park)
  await hear(bench)
  expect(await tally(bench, park, secret.id)).toEqual({
    'register.do': ['otherDispatcher'],
    'register.know': ['asker'],
    'dispatch.do': ['handler', 'head'],
    'dispatch.know': ['asker'],
    'accept.know': ['asker', 'dispatcher'],
  })
  for (const who of ['dispatcher', 'handler', 'head'] as const) {
    const mine = (await toldTo(park, who)).filter((notice) => notice.case_id === secret.id)
    expect(JSON.stringify(mine)).not.toMatch(/示例电气|asker/)
  }
  // Nor is anybody else of the cast: another enterprise, another department, another officer, an administrator.
  for (const who of ['otherAsker', 'otherHandler', 'otherOfficer', 'admin', 'auditor'] as const)
    expect(await toldTo(park, who), who).toEqual([])
})

test('the control: the same officer is told where the case is not confidential', async () => {
  const open = await aDispatchedCase(park)
  await anOfficer(park)
  await hear(bench)
  expect((await tally(bench, park, open.id))['dispatch.know']).toEqual(['asker', 'officer'])
})

test('a fact that is heard twice is told once', async () => {
  const { id } = await anAcceptedCase(park)
  await hear(bench)
  const before = await tally(bench, park, id)
  const [fact] = await bench.sql(`select id, topic, key, payload from outbox where key = $1`, [`${id}/2`])
  await tellOfActs.hear(bench.product.runtime, park.id, {
    id: String(fact?.['id']),
    topic: 'cases.acted',
    key: `${id}/2`,
    payload: fact?.['payload'],
  })
  expect(await tally(bench, park, id)).toEqual(before)
})

test('what happens in one park is told in no other', async () => {
  const other = await foundPark(bench)
  const { id } = await aRepliedCase(park)
  await hear(bench)
  expect(Object.keys(await tally(bench, park, id)).length).toBeGreaterThan(3)
  expect(await bench.sql('select 1 from notices where park_id = $1', [other.id])).toEqual([])
})

test('every act of the loop has somebody to tell, save those that change nothing for others', () => {
  const quiet = ['note']
  const acts = [...new Set([...ACTIONS, ...CaseAct.options])]
  expect(acts.filter((act) => !quiet.includes(act) && !TOLD_ACTS.some((told) => told === act))).toEqual([])
  for (const act of TOLD_ACTS) {
    const rounds = [null, 'open'].flatMap((dispute) => roundsOf(act, { dispute }, 'accepted'))
    expect(rounds.length, act).toBeGreaterThan(0)
    for (const { template } of rounds) expect(Object.keys(TEMPLATES), act).toContain(template)
  }
})

test('every template is told by some act, by time or by the product itself', () => {
  const states = ['registered', 'accepted', 'replied', 'confirmed', 'struck_off'] as const
  const used = new Set<string>(
    TOLD_ACTS.flatMap((act) =>
      states.flatMap((state) =>
        [null, 'open'].flatMap((dispute) => roundsOf(act, { dispute }, state).map((round) => round.template)),
      ),
    ),
  )
  const ofTime = /^(reminder|delivery|webhook)\./
  expect(Object.keys(TEMPLATES).filter((code) => !used.has(code) && !ofTime.test(code))).toEqual([])
})

test('others tell in their own transaction: what is rolled back was never told', async () => {
  const { app, worker } = bench.product.runtime.database
  const telling = (key: string) => ({
    parkId: park.id,
    now: bench.clock(),
    key,
    template: 'reminder.due_soon' as const,
    about: { number: '2026-0001', kind: 'request' as const, due_on: '2026-10-16' },
    to: [park.people.leader, park.people.leader, newId(bench.clock())],
  })
  await expect(
    inPark(app, park.id, 'write', (tx) => {
      sendNotices(tx, telling('rolled-back'))
      return Promise.reject(new Error('not after all'))
    }),
  ).rejects.toThrow('not after all')
  for (const [role, pool] of Object.entries({ app, worker }))
    await inPark(pool, park.id, 'write', (tx) => Promise.resolve(sendNotices(tx, telling(`as ${role}`))))
  // Each once, however often he is named; nobody who is not of this park.
  expect((await toldTo(park, 'leader')).map(({ title }) => title)).toEqual([
    '将到期：2026-0001',
    '将到期：2026-0001',
  ])
})

test('reminder lost after a return: a new deadline reminds again, the same one does not', async () => {
  const caseId = newId(bench.clock())
  const remind = (deadline: { runs: number; due_on: string }) =>
    inPark(bench.product.runtime.database.worker, park.id, 'write', (tx) =>
      Promise.resolve(
        sendNotices(tx, {
          parkId: park.id,
          now: bench.clock(),
          key: reminderKey('due_soon', caseId, deadline),
          template: 'reminder.due_soon',
          about: { number: '2026-0777', due_on: deadline.due_on },
          to: [park.people.otherHead],
        }),
      ),
    )
  await remind({ runs: 1, due_on: '2026-10-16' })
  await remind({ runs: 1, due_on: '2026-10-16' })
  expect(await toldTo(park, 'otherHead')).toHaveLength(1)
  // Returned and dispatched again with another day; then worked again with a deadline that ends on the same day.
  await remind({ runs: 1, due_on: '2026-10-23' })
  await remind({ runs: 2, due_on: '2026-10-23' })
  expect((await toldTo(park, 'otherHead')).map(({ about }) => about.due_on)).toEqual([
    '2026-10-23',
    '2026-10-23',
    '2026-10-16',
  ])
})
