import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Actor } from '../../kernel/actor.ts'
import { inPark } from '../../kernel/database.ts'
import {
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { anEnterprise } from '../enterprises/fixtures.ts'
import { assignOfficer } from '../officers/index.ts'
import { findActor } from '../people/index.ts'
import { registerProject } from '../projects/index.ts'
import { aDispatchedCase, anAcceptedCase, aRegisteredCase } from './fixtures.ts'
import { lampOf } from './lamp.ts'
import { listCases } from './list-cases.ts'
import { canSee, canSeeAsker } from './policy.ts'
import { oneCase } from './queries.ts'
import { returnCase } from './return-case.ts'
import { getCase } from './store.ts'

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

async function actorOf(who: Who): Promise<Actor> {
  const { app } = bench.product.runtime.database
  const actor = await inPark(app, park.id, 'read', (tx) =>
    findActor(tx, { parkId: park.id, userId: park.people[who] }, bench.clock()),
  )
  if (!actor) throw new Error(who)
  return actor
}

test('who sees what is the same in the list, for one case and in the policy, and so is who asked', async () => {
  const { app } = bench.product.runtime.database
  const rows = await inPark(app, park.id, 'read', (tx) =>
    Promise.all(ids.map((id) => getCase(tx, park.id, id))),
  )
  const seen: Record<string, number> = {}
  for (const who of EVERYBODY) {
    const actor = await actorOf(who)
    const { items } = await park.ask(who, listCases, { limit: 200 })
    const listed = new Map(items.map((item) => [item.id, item]))
    for (const row of rows) {
      expect(listed.has(row.id), `${who} ${row.number}`).toBe(canSee(actor, row))
      const one = await park.ask(who, oneCase, { id: row.id }).catch(() => undefined)
      expect(one !== undefined, `${who} ${row.number}`).toBe(canSee(actor, row))
      if (!one) continue
      expect(one.asker !== null).toBe(canSeeAsker(actor, row))
      expect(listed.get(row.id)?.asker !== null).toBe(canSeeAsker(actor, row))
    }
    seen[who] = items.length
  }
  // The policy itself: the whole park, one's own, one's department's also after it was returned.
  expect(seen).toEqual({
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
