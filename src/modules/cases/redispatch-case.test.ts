import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  foundPark,
  OUTSIDE,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { acceptCase } from './accept-case.ts'
import { anAcceptedCase, aDispatchedCase, aRegisteredCase } from './fixtures.ts'
import { oneCase } from './queries.ts'
import { redispatchCase } from './redispatch-case.ts'
import { replyCase } from './reply-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const to = (department: string) => ({ department, reason: '不归原部门' })

test('another department takes over; the promise to the asker and its first date stay', async () => {
  const before = await anAcceptedCase(park)
  const view = await park.act('dispatcher', redispatchCase, {
    id: before.id,
    version: before.version,
    ...to('生态环境分局'),
  })
  expect(view).toMatchObject({
    state: 'dispatched',
    lead: { department: { name: '生态环境分局' } },
    accepted_at: null,
    deadline: { due_on: before.deadline?.due_on, first_due_on: before.deadline?.first_due_on },
    return_count: 0,
  })
  // Who held it goes on seeing it, and can do nothing with it.
  expect((await park.ask('handler', oneCase, { id: view.id })).can).toMatchObject({
    accept: false,
    reply: false,
  })
  const accepted = await park.act('otherHandler', acceptCase, { id: view.id, version: view.version })
  expect(accepted.state).toBe('accepted')
})

test('an outside body is charged; its liaison signs and answers for it without a second signature', async () => {
  const { id, version } = await aDispatchedCase(park)
  const view = await park.act('dispatcher', redispatchCase, { id, version, ...to(OUTSIDE) })
  const accepted = await park.act('liaison', acceptCase, { id, version: view.version })
  const replied = await park.act('liaison', replyCase, {
    id,
    version: accepted.version,
    answer: '线路要等市里批',
    outcome: 'explained',
    review_on: '2027-01-15',
  })
  expect(replied).toMatchObject({ state: 'replied', outcome: 'explained' })
})

test('not to the same department, not before it was dispatched, not by others, not on stale news', async () => {
  const { id, version } = await aDispatchedCase(park)
  await expect(
    park.act('dispatcher', redispatchCase, { id, version, ...to('建设交通局') }),
  ).rejects.toMatchObject({ code: 'cases.same_department' })
  await expect(
    park.act('head', redispatchCase, { id, version, ...to('生态环境分局') }),
  ).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(
    park.act('dispatcher', redispatchCase, { id, version: version - 1, ...to('生态环境分局') }),
  ).rejects.toMatchObject({ code: 'cases.changed_since' })
  const fresh = await aRegisteredCase(park)
  await expect(
    park.act('dispatcher', redispatchCase, { id: fresh.id, version: fresh.version, ...to('生态环境分局') }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
})

test('a complaint about a person never goes to his department', async () => {
  const { id, version } = await aRegisteredCase(park, { about_department: '生态环境分局' })
  await expect(
    park.act('dispatcher', redispatchCase, { id, version, ...to('生态环境分局') }),
  ).rejects.toMatchObject({ code: 'cases.wrong_state' })
  const dispatched = await aDispatchedCase(park, { about_department: '生态环境分局' })
  await expect(
    park.act('dispatcher', redispatchCase, {
      id: dispatched.id,
      version: dispatched.version,
      ...to('生态环境分局'),
    }),
  ).rejects.toMatchObject({ code: 'cases.about_this_department' })
})
