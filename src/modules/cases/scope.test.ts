import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enterprisesOf, type Actor } from '../../kernel/actor.ts'
import { inPark } from '../../kernel/database.ts'
import {
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { askFigure } from '../figures/index.ts'
import { addUser, findActor } from '../people/index.ts'
import { mergedInto } from './asker-fixtures.ts'
import { anEnterprise } from '../enterprises/fixtures.ts'
import { assignOfficer } from '../officers/index.ts'
import { registerProject } from '../projects/index.ts'
import { aDispatchedCase, anAcceptedCase, aRegisteredCase } from './fixtures.ts'
import { lampOf } from './lamp.ts'
import { listCases } from './list-cases.ts'
import { canSee, canSeeAsker, canSeeParty, seesForPark, sitsAs } from './sight.ts'
import { oneCase } from './queries.ts'
import { returnCase } from './return-case.ts'
import { getCase, type LoadedCase } from './store.ts'

let bench: TestProduct
let park: TestPark
const ids: string[] = []

beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  const { id: enterprise } = await anEnterprise(park)
  const { id: project } = await park.act('dispatcher', registerProject, { code: 'XM-1', name: '示例厂房' })
  const periods = [
    [{ kind: 'enterprise', id: enterprise }, 'officer', '2026-09-01'],
    [{ kind: 'enterprise', id: enterprise }, 'otherOfficer', '2026-10-09'],
    [{ kind: 'enterprise', id: enterprise }, 'officer', '2026-10-10'],
    [{ kind: 'project', id: project }, 'officer', '2026-10-09'],
  ] as const
  for (const [subject, user, from] of periods)
    await park.act('dispatcher', assignOfficer, { subject, user, from })
  for (const confidential of [false, true]) {
    for (const asker of [
      { kind: 'enterprise', id: enterprise },
      { kind: 'project', id: project },
    ] as const)
      ids.push((await aRegisteredCase(park, { confidential, asker })).id)
    for (const who of ['dispatcher', 'officer', 'hotline', 'asker', 'handler'] as const) {
      ids.push((await aRegisteredCase(park, { confidential }, who)).id)
    }
    const asker = { kind: 'enterprise', name: '示例食品有限公司' } as const
    ids.push((await aDispatchedCase(park, { confidential, asker })).id)
    ids.push((await anAcceptedCase(park, { confidential })).id)
    const { id, version } = await aDispatchedCase(park, { confidential })
    await park.act('head', returnCase, { id, version, reason: '不归我们' })
    ids.push(id)
  }
})
afterAll(() => bench.close())

const EVERYBODY: readonly Who[] = [
  'dispatcher',
  'handler',
  'head',
  'otherHandler',
  'officer',
  'otherOfficer',
  'hotline',
  'returnVisitor',
  'leader',
  'supervisor',
  'auditor',
  'asker',
  'otherAsker',
]

async function actorOf(who: Who, of: TestPark = park): Promise<Actor> {
  const { app } = bench.product.runtime.database
  const actor = await inPark(app, of.id, 'read', (tx) =>
    findActor(tx, { parkId: of.id, userId: of.people[who], now: bench.clock() }),
  )
  if (!actor) throw new Error(who)
  return actor
}

const rowsOf = (of: TestPark, caseIds: readonly string[]): Promise<LoadedCase[]> =>
  inPark(bench.product.runtime.database.app, of.id, 'read', (tx) =>
    Promise.all(caseIds.map((id) => getCase(tx, of.id, id))),
  )

/** What one reader is listed of these cases; that it is what the policy says, and the askers with it. */
async function listed(of: TestPark, who: Who, rows: readonly LoadedCase[]) {
  const actor = await actorOf(who, of)
  const { items } = await of.ask(who, listCases, { limit: 200 })
  const lines = new Map(items.map((item) => [item.id, item]))
  for (const row of rows) {
    const line = lines.get(row.id)
    expect(line !== undefined, `${who} ${row.number}`).toBe(canSee(actor, row))
    if (line) expect(line.asker !== null, `${who} ${row.number}`).toBe(canSeeAsker(actor, row))
  }
  return { actor, lines }
}

/** The same of everybody, and of each case by itself. @returns how many each reader sees */
async function seenBy(of: TestPark, caseIds: readonly string[]): Promise<Record<string, number>> {
  const rows = await rowsOf(of, caseIds)
  const seen: Record<string, number> = {}
  for (const who of EVERYBODY) {
    const { actor, lines } = await listed(of, who, rows)
    for (const row of rows) {
      const because = `${who} ${row.number}`
      const line = lines.get(row.id)
      const one = await of.ask(who, oneCase, { id: row.id }).catch(() => undefined)
      expect(one !== undefined, because).toBe(line !== undefined)
      if (!one) continue
      expect(one.asker !== null, because).toBe(canSeeAsker(actor, row))
      expect(one.parties.length, because).toBe(
        row.parties.filter((party) => canSeeParty(actor, row, party)).length,
      )
      expect(line?.rating, because).toBe(one.rating)
    }
    seen[who] = lines.size
  }
  return seen
}

test('who sees what is the same in the list, for one case and in the policy, and so is who asked', async () => {
  // The policy itself: the whole park, one's own, one's department's also after it was returned.
  expect(await seenBy(park, ids)).toEqual({
    dispatcher: 20,
    returnVisitor: 20,
    supervisor: 20,
    auditor: 20,
    handler: 8,
    head: 6,
    leader: 6,
    otherHandler: 0,
    // What he registered himself, and his project's; the enterprise is the other one's today, his again tomorrow.
    officer: 3,
    otherOfficer: 1,
    hotline: 2,
    asker: 14,
    otherAsker: 2,
  })
})

test('so it is with several askers, opposite parties, complaints about a person and an assigned return visitor', async () => {
  const own = await foundPark(bench)
  await own.act('console', addUser, { name: 'leader', post: 'auditor' })
  await own.act('console', addUser, { name: 'handler', post: 'enterprise', enterprise: '示例食品有限公司' })
  const made: string[] = []
  for (const confidential of [false, true]) {
    for (const who of ['asker', 'officer', 'hotline', 'otherHead'] as const) {
      const asker = { kind: who === 'asker' ? 'enterprise' : 'resident', name: '示例居民' } as const
      const opposite = [{ kind: 'enterprise', name: '示例食品有限公司' } as const]
      const first = await aRegisteredCase(
        own,
        { confidential, ...(who !== 'asker' && { asker, opposite }) },
        who,
      )
      const second = await aRegisteredCase(
        own,
        { confidential, asker: { kind: 'enterprise' } },
        who === 'asker' ? 'otherAsker' : 'asker',
      )
      const third = await aRegisteredCase(
        own,
        { asker: { kind: 'department', name: '生态环境分局' } },
        'otherHead',
      )
      for (const one of [second, third]) await mergedInto(own, one, first)
      made.push(first.id, second.id, third.id)
    }
    const dispatched = await aDispatchedCase(own, { confidential })
    const about = await aRegisteredCase(own, { confidential }, 'head')
    // A reader of the whole park is not kept from what he registered himself, whomever it is about.
    const his = await aRegisteredCase(own, { confidential }, 'leader')
    await bench.sql(
      'update cases set about_department_id = $2, lead_department_id = null where id = any($1)',
      [[dispatched.id, about.id, his.id], own.departments['建设交通局']],
    )
    const visited = await aRegisteredCase(own, { confidential })
    await bench.sql('update cases set return_visitor_id = $2 where id = $1', [
      visited.id,
      own.people.returnVisitor,
    ])
    made.push(dispatched.id, about.id, his.id, visited.id)
  }
  // The policy itself: of the two times sixteen cases those about his own people are not there for head and leader.
  expect(await seenBy(own, made)).toEqual({
    dispatcher: 32,
    returnVisitor: 32,
    supervisor: 32,
    auditor: 32,
    leader: 28,
    head: 2,
    handler: 10,
    otherHandler: 0,
    officer: 2,
    otherOfficer: 0,
    hotline: 2,
    asker: 22,
    otherAsker: 10,
  })
})

test('and so it is over cases of any shape, with merged enterprises, projects and people who asked themselves', async () => {
  const own = await foundPark(bench)
  const { id: served } = await anEnterprise(own)
  const { id: duplicate } = await anEnterprise(own, { name: '示例电气装备一分厂' })
  const { id: project } = await own.act('dispatcher', registerProject, { code: 'XM-2', name: '示例二期' })
  for (const subject of [
    { kind: 'enterprise', id: served },
    { kind: 'project', id: project },
  ] as const)
    await own.act('dispatcher', assignOfficer, { subject, user: 'officer', from: '2026-10-09' })
  await bench.sql('update enterprises set master_id = $2, merged_into = $2 where park_id = $3 and id = $1', [
    duplicate,
    served,
    own.id,
  ])
  await own.act('console', addUser, { name: 'leader', post: 'auditor' })
  const made: string[] = []
  for (let i = 0; i < 24; i++) made.push((await aRegisteredCase(own)).id)
  const maybe = <T>(...values: readonly T[]) => fc.constantFrom(null, ...values)
  const { people, departments } = own
  const shape = fc.record({
    registered_by: fc.constantFrom(people.officer, people.head, people.leader, people.hotline, people.asker),
    registrar_asks: fc.boolean(),
    enterprise_id: maybe(served, duplicate),
    project_id: maybe(project),
    confidential: fc.boolean(),
    about_department_id: maybe(departments['建设交通局'], departments['生态环境分局']),
    departments: fc.subarray([departments['建设交通局'], departments['生态环境分局']]),
    party_enterprises: fc.subarray([served, duplicate]),
    party_people: fc.subarray([people.otherHandler, people.leader]),
    return_visitor_id: maybe(people.returnVisitor, people.hotline),
  })
  const seen = { yes: 0, no: 0, hidden: 0, rated: 0 }
  await fc.assert(
    fc.asyncProperty(fc.array(shape, { minLength: 24, maxLength: 24 }), async (shapes) => {
      for (const [i, one] of shapes.entries())
        await bench.sql(
          `update cases set registered_by = $3, registrar_asks = $4, enterprise_id = $5, project_id = $6,
             confidential = $7, about_department_id = $8, departments = $9, party_enterprises = $10,
             party_people = $11, return_visitor_id = $12, rating = 4,
             asker_kind = case when $5::uuid is null then 'resident' else 'enterprise' end,
             asker_name = case when $5::uuid is null then '示例居民' end
           where park_id = $1 and id = $2`,
          [own.id, made[i], ...Object.values(one)],
        )
      const rows = await rowsOf(own, made)
      for (const who of EVERYBODY) {
        const { actor, lines } = await listed(own, who, rows)
        for (const row of rows) {
          const because = `${who} ${row.number}`
          const line = lines.get(row.id)
          seen[line ? 'yes' : 'no'] += 1
          if (!line) continue
          if (line.asker === null) seen.hidden += 1
          const firm = row.enterprise_id ?? ''
          const isHis = sitsAs(actor, row.registered_by) || enterprisesOf(actor).includes(firm)
          expect(line.rating !== null, because).toBe(isHis || seesForPark(actor, row))
          if (line.rating !== null) seen.rated += 1
        }
        if (who !== 'officer') continue
        const { value } = await own.ask(who, askFigure, { name: 'requests.registered' })
        expect(value, 'an officer counts whom he serves').toBe(lines.size)
      }
    }),
    { numRuns: 6, endOnFailure: true },
  )
  for (const times of Object.values(seen)) expect(times).toBeGreaterThan(20)
})

test('an administrator has no case content', async () => {
  await expect(park.ask('admin', listCases, {})).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(park.ask('admin', oneCase, { id: ids[0] ?? '' })).rejects.toMatchObject({ kind: 'missing' })
})

test('the lamp of the list is the lamp of the policy at any moment', async () => {
  const { app } = bench.product.runtime.database
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: 20 * 24 * 60 }), async (minutes) => {
      bench.clock.set('2026-10-09T03:00:00.000Z')
      bench.clock.pass(minutes * 60_000)
      const { items } = await park.ask('supervisor', listCases, { limit: 200 })
      const now = bench.clock()
      const rows = await inPark(app, park.id, 'read', (tx) =>
        Promise.all(items.map(({ id }) => getCase(tx, park.id, id))),
      )
      for (const [i, row] of rows.entries()) expect(items[i]?.lamp).toBe(lampOf(row, now))
      for (const colour of ['red', 'yellow', 'green', 'grey'] as const) {
        const filtered = await park.ask('supervisor', listCases, { lamp: colour, limit: 200 })
        expect(filtered.items.length).toBe(items.filter(({ lamp }) => lamp === colour).length)
      }
    }),
    { numRuns: 30 },
  )
})
