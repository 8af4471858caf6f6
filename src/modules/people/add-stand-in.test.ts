import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import { run } from '../../kernel/command.ts'
import { aConfirmedCase, aDispatchedCase, aRegisteredCase } from '../cases/fixtures.ts'
import { caseEntries, casesModule, listCases, oneCase, verifyPark } from '../cases/index.ts'
import { addStandIn } from './add-stand-in.ts'
import { addUser } from './add-user.ts'
import { aPerson, aStandIn, postOf } from './fixtures.ts'
import { me } from './queries.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

/** An act of the loop by its name, as a stand-in takes it. */
const caseAct = (name: string) => {
  const found = casesModule.commands.find((command) => command.name === `cases.${name}`)
  if (!found) throw new Error(name)
  return found as unknown as Parameters<TestPark['act']>[1] // marked cast: the manifest hides the shapes
}
const HOUR = 3600_000

test('a stand-in holds the posts of the other one from the first instant until the last, and not outside', async () => {
  const now = bench.clock()
  const at = (ms: number) => {
    bench.clock.set(now)
    bench.clock.pass(ms)
    const instant = bench.clock()
    bench.clock.set(now)
    return instant
  }
  const from = at(HOUR)
  const until = at(3 * HOUR)
  await park.act('admin', addStandIn, {
    user: 'dispatcher',
    stand_in: 'handler',
    from,
    until,
    reason: '年休假',
  })
  const seesPark = async (instant: string) => {
    bench.clock.set(instant)
    bench.clock.pass(-1) // the clock moves on by one with the next question
    const { posts } = await park.ask('handler', me, {})
    return posts.some(
      ({ post, stands_in_for }) => post === 'dispatcher' && stands_in_for?.name === 'dispatcher',
    )
  }
  const before = (instant: string) => {
    bench.clock.set(instant)
    bench.clock.pass(-2)
    return bench.clock()
  }
  expect(await seesPark(before(from))).toBe(false)
  expect(await seesPark(from)).toBe(true)
  expect(await seesPark(before(until))).toBe(true)
  expect(await seesPark(until)).toBe(false)
  bench.clock.set(until)
})

test('an act done as stand-in says for whom, and is the work of both', async () => {
  const other = await foundPark(bench)
  await aStandIn(bench, other, { away: 'handler', standIn: 'otherHandler' })
  const { id, version } = await aDispatchedCase(other)
  const accepted = (await other.act('otherHandler', caseAct('accept'), { id, version })) as {
    version: number
  }
  const [audit] = await bench.sql(
    "select user_id, stands_in_for, post from audit where action = 'cases.accept' and subject_id = $1",
    [id],
  )
  expect(audit).toEqual({
    user_id: other.people.otherHandler,
    stands_in_for: other.people.handler,
    post: 'handler',
  })
  const [row] = await bench.sql('select worked_by from cases where id = $1', [id])
  expect(new Set(row?.['worked_by'] as string[])).toEqual(
    new Set([other.people.otherHandler, other.people.handler]),
  )
  expect(accepted.version).toBe(3)
  const { items: entries } = await other.ask('dispatcher', caseEntries, { id })
  expect(entries.at(-1)?.set).toMatchObject({ stands_in_for: other.people.handler })
  expect((await verifyPark(bench.product.runtime, other.id)).findings).toEqual([])
})

test('somebody with a post of his own acts in it and not as stand-in', async () => {
  const other = await foundPark(bench)
  await aStandIn(bench, other, { away: 'head', standIn: 'handler' })
  const { id, version } = await aDispatchedCase(other)
  await other.act('handler', caseAct('accept'), { id, version })
  const [audit] = await bench.sql(
    "select stands_in_for, post from audit where action = 'cases.accept' and subject_id = $1",
    [id],
  )
  expect(audit).toEqual({ stands_in_for: null, post: 'handler' })
})

test('nobody strikes off his own work by standing in, on either side', async () => {
  const other = await foundPark(bench)
  // Whoever did the work sits in the dispatcher's seat.
  const first = await aConfirmedCase(other)
  const worked = async (who: Who) => {
    const { id, version } = await aDispatchedCase(other)
    const step = (by: Who, name: string, input: object) => other.act(by, caseAct(name), { id, ...input })
    await step(who, 'accept', { version })
    await step(who, 'reply', { version: version + 1, answer: '已办', outcome: 'solved' })
    await step('asker', 'confirm', { version: version + 2, rating: 5 })
    return { id, version: version + 3 }
  }
  await aStandIn(bench, other, { away: 'dispatcher', standIn: 'handler' })
  await expect(
    other.act('handler', caseAct('strike_off'), { id: first.id, version: first.version }),
  ).rejects.toMatchObject({ code: 'cases.own_work' })
  // The dispatcher's stand-in may not, where the dispatcher himself did the work as handler, …
  await other.act('console', addUser, { name: 'dispatcher', post: 'handler', department: '建设交通局' })
  const byDispatcher = await worked('dispatcher')
  await aStandIn(bench, other, { away: 'dispatcher', standIn: 'hotline' })
  await expect(other.act('hotline', caseAct('strike_off'), byDispatcher)).rejects.toMatchObject({
    code: 'cases.own_work',
  })
  // … and the dispatcher may not strike off what was done from his seat.
  await aStandIn(bench, other, { away: 'dispatcher', standIn: 'otherHandler' })
  await expect(
    other.act('dispatcher', caseAct('strike_off'), await worked('otherHandler')),
  ).rejects.toMatchObject({ code: 'cases.own_work' })
  // And the control: a stand-in who has nothing to do with it may.
  const clean = await aConfirmedCase(other)
  await other.act('hotline', caseAct('strike_off'), { id: clean.id, version: clean.version })
})

test('what hangs on the person hangs on the seat: an officer on leave is seen to', async () => {
  const other = await foundPark(bench)
  const { id } = await aRegisteredCase(other, {}, 'officer')
  await expect(other.ask('otherOfficer', oneCase, { id })).rejects.toMatchObject({ kind: 'missing' })
  await aStandIn(bench, other, { away: 'officer', standIn: 'otherOfficer' })
  expect((await other.ask('otherOfficer', oneCase, { id })).id).toBe(id)
  expect((await other.ask('otherOfficer', listCases, {})).items.map((item) => item.id)).toEqual([id])
})

test('a stand-in passes nothing on', async () => {
  const other = await foundPark(bench)
  await aStandIn(bench, other, { away: 'dispatcher', standIn: 'hotline' })
  await aStandIn(bench, other, { away: 'hotline', standIn: 'officer' })
  const { posts } = await other.ask('officer', me, {})
  expect(posts.map(({ post }) => post).toSorted()).toEqual(['hotline', 'officer'])
  // Nor does a stand-in of the administrator or of a head make others stand in.
  await aStandIn(bench, other, {
    away: 'admin',
    standIn: 'leader',
    more: { post_id: await postOf(bench, other.people.admin, 'admin') },
  })
  await expect(
    aStandIn(bench, other, { away: 'dispatcher', standIn: 'officer', by: 'leader' }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})

test('the contact of an enterprise stands in for nobody of the park', async () => {
  const stand = aStandIn(bench, park, { away: 'head', standIn: 'asker', by: 'admin' })
  await expect(stand).rejects.toMatchObject({
    kind: 'invalid',
    code: 'people.stand_in_outsider',
    detail: { field: 'stand_in' },
  })
})

test('the post of administrator is lent by an administrator alone and only by name; a contact of an enterprise never', async () => {
  const post_id = await postOf(bench, park.people.admin, 'admin')
  const contact = await postOf(bench, park.people.asker, 'enterprise')
  await aPerson(park, '兼管员', { post: 'admin' })
  await aPerson(park, '兼管员', { post: 'hotline', password: undefined })
  const stand = (by: 'admin' | 'officer', away: string, more: object = {}) =>
    aStandIn(bench, park, { away: away as 'admin', standIn: 'officer', by, more })
  await expect(stand('admin', 'admin')).rejects.toMatchObject({ code: 'people.stand_in_nothing' })
  await expect(stand('officer', 'admin', { post_id })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(stand('admin', 'asker')).rejects.toMatchObject({ code: 'people.stand_in_nothing' })
  await expect(stand('admin', 'asker', { post_id: contact })).rejects.toMatchObject({
    code: 'people.stand_in_enterprise',
  })
  // All posts are all but that of administrator.
  await stand('admin', '兼管员')
  expect((await park.ask('officer', me, {})).posts.map(({ post }) => post).toSorted()).toEqual([
    'hotline',
    'officer',
  ])
  await stand('admin', 'admin', { post_id })
  expect((await park.ask('officer', me, {})).posts.map(({ post }) => post)).toContain('admin')
})

test('the person himself and the head of his department may; a head only for his department; strangers may not', async () => {
  const other = await foundPark(bench)
  const stand = (by: 'handler' | 'head' | 'otherHead' | 'officer', more: object = {}) =>
    aStandIn(bench, other, { away: 'handler', standIn: 'otherHandler', by, more })
  expect((await stand('handler')).department).toBeNull()
  expect((await stand('head', { department: '建设交通局' })).department?.name).toBe('建设交通局')
  await expect(stand('head')).rejects.toMatchObject({ code: 'people.stand_in_which' })
  await expect(stand('otherHead', { department: '建设交通局' })).rejects.toMatchObject({ kind: 'forbidden' })
  await expect(stand('officer')).rejects.toMatchObject({ kind: 'forbidden' })
  // Nor does a colleague of the same department, who is not its head.
  await expect(
    aStandIn(bench, other, {
      away: 'head',
      standIn: 'otherHandler',
      by: 'handler',
      more: { department: '建设交通局' },
    }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})

test('a head does not lend the post of an administrator who sits in his department', async () => {
  const other = await foundPark(bench)
  const { posts } = await aPerson(other, '驻局管理员', { post: 'admin', department: '建设交通局' })
  const lent = { away: '驻局管理员' as 'admin', standIn: 'handler' as const }
  const more = { post_id: posts[0]?.id }
  await expect(aStandIn(bench, other, { ...lent, by: 'head', more })).rejects.toMatchObject({
    code: 'people.stand_in_admin',
  })
  await aStandIn(bench, other, { ...lent, more })
})

test('a token for one post lends that one and none of the others', async () => {
  const other = await foundPark(bench)
  const { id: user, posts: first } = await aPerson(other, '兼岗员', { post: 'admin' })
  const { posts: second } = await other.act('console', addUser, { name: '兼岗员', post: 'hotline' })
  const [admin, hotline] = [first[0]?.id ?? '', second[0]?.id ?? '']
  const from = bench.clock()
  const period = { from, until: shiftInstant(from, HOUR), reason: '年休假' }
  const lend = (more: object) =>
    run(
      bench.product.runtime,
      addStandIn,
      { user, stand_in: 'officer', ...period, ...more },
      { principal: { parkId: other.id, userId: user, postId: hotline }, requestId: 'test' },
    )
  await expect(lend({ post_id: admin })).rejects.toMatchObject({ code: 'kernel.forbidden' })
  await expect(lend({}), 'all of them').rejects.toMatchObject({ code: 'kernel.forbidden' })
  expect((await lend({ post_id: hotline })).value.post?.id).toBe(hotline)
  const [audit] = await bench.sql(
    "select post from audit where action = 'people.add_stand_in' and user_id = $1",
    [user],
  )
  expect(audit, 'in the post of the token').toEqual({ post: 'hotline' })
})

test('a period that is over or runs backwards, oneself, and somebody who is not there are refused', async () => {
  const [earlier, now] = [bench.clock(), bench.clock()]
  const day = 24 * HOUR
  bench.clock.pass(400 * day)
  const far = bench.clock()
  bench.clock.set(now)
  const base = { user: 'head', stand_in: 'handler', from: now, until: far, reason: '出差' }
  const stand = (more: object) => park.act('admin', addStandIn, { ...base, ...more })
  await expect(stand({})).rejects.toMatchObject({ code: 'people.stand_in_long' })
  await expect(stand({ until: earlier })).rejects.toMatchObject({ code: 'people.stand_in_period' })
  await expect(stand({ stand_in: 'head' })).rejects.toMatchObject({ code: 'people.stand_in_self' })
  await expect(stand({ stand_in: '没有此人' })).rejects.toMatchObject({ code: 'people.user_unknown' })
  await expect(stand({ user: '没有此人' })).rejects.toMatchObject({ code: 'people.user_unknown' })
})
