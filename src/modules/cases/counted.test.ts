import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  foundPark,
  NOW,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { askFigure, figureRows } from '../figures/index.ts'
import { FigureDimension } from '../figures/contract.ts'
import { addUser } from '../people/index.ts'
import { aMergedPair, answered, askedBy, confirmedBy, mergedInto, seen, struckOff } from './asker-fixtures.ts'
import { aDispatchedCase } from './fixtures.ts'
import { casesModule } from './module.ts'
import { reopenCase } from './reopen-case.ts'
import { withdrawCase } from './withdraw-case.ts'

const DAY = 24 * 3600 * 1000

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

async function anEmptyPark() {
  bench.clock.set(NOW)
  park = await foundPark(bench)
}

const value = async (name: string, over: object = {}, who: Who = 'supervisor') =>
  (await park.ask(who, askFigure, { name: `requests.${name}`, ...over })).value
const rows = async (name: string, over: object = {}, who: Who = 'supervisor') =>
  (await park.ask(who, figureRows, { name: `requests.${name}`, limit: 200, ...over })).items

/** Every figure is the count of its rows, and its groups add up, by every dimension. */
async function addsUp(moment: object = {}, who: Who = 'supervisor') {
  for (const { name } of casesModule.figures) {
    const { items } = await park.ask(who, figureRows, { name, limit: 200, ...moment })
    for (const by of FigureDimension.options) {
      const view = await park.ask(who, askFigure, { name, by, ...moment })
      expect(items, `${name} by ${by}`).toHaveLength(view.denominator)
      expect(
        view.groups?.reduce((sum, { denominator }) => sum + denominator, 0),
        `${name} by ${by}`,
      ).toBe(view.denominator)
    }
  }
}

test('a merged request counts once for each asker, by its own number, asker, day and category', async () => {
  await anEmptyPark()
  const master = await askedBy(park, 'asker', { category: '交通' })
  bench.clock.pass(DAY)
  const merged = await mergedInto(park, await askedBy(park, 'otherAsker', { category: '公交' }), master)
  expect(await value('registered')).toBe(2)
  expect(await value('open')).toBe(2)
  expect(await value('registered', { from: '2026-10-10' })).toBe(1)
  await answered(park, master)
  await confirmedBy(park, master, { asker: 5, otherAsker: 1 })
  expect(await value('satisfaction_rate')).toBe(50)
  const items = await rows('satisfaction_rate')
  expect(
    items.map(({ hit, row }) => [hit, row['number'], row['rating'], row['category'], row['asker']]),
  ).toEqual([
    [true, master.number, 5, '交通', '示例电气装备有限公司'],
    [false, merged.number, 1, '公交', '示例食品有限公司'],
  ])
  const state = await park.ask('supervisor', askFigure, { name: 'requests.registered', by: 'state' })
  expect(state.groups).toMatchObject([{ key: 'confirmed', value: 2 }])
  const department = await park.ask('supervisor', askFigure, { name: 'requests.open', by: 'department' })
  expect(department.groups).toMatchObject([{ label: '建设交通局', value: 2 }])
  await addsUp()
})

test('its lamp, its reply and its strike-off are those of the case that goes on', async () => {
  await anEmptyPark()
  const { master } = await aMergedPair(park)
  await answered(park, master)
  expect(await value('on_time_rate')).toBe(100)
  expect(await value('median_working_days')).toBe(0)
  await confirmedBy(park, master, { asker: 5, otherAsker: 4 })
  await struckOff(park, master)
  expect(await value('struck_off')).toBe(2)
  expect(await value('resolution_rate')).toBe(100)
  expect((await rows('resolution_rate')).map(({ row }) => row['state'])).toEqual(['struck_off', 'struck_off'])
  await addsUp()
})

test('as of before the merge each is itself; after it, and after a reopening, each has the state of the master', async () => {
  await anEmptyPark()
  const master = await askedBy(park, 'asker')
  const one = await askedBy(park, 'otherAsker')
  const before = bench.clock()
  await mergedInto(park, one, master)
  const merged = bench.clock()
  await answered(park, master)
  await confirmedBy(park, master, { asker: 5, otherAsker: 3 })
  const { id, version } = await struckOff(park, master)
  const closed = bench.clock()
  bench.clock.pass(DAY)
  await park.act('otherAsker', reopenCase, { id, version, reason: '又没车了' })
  const now = { open: 2, struck_off: 0, reopened: 2, satisfaction_rate: null }
  for (const [as_of, expected] of [
    [before, { open: 2, struck_off: 0, reopened: 0, satisfaction_rate: null }],
    [merged, { open: 2, struck_off: 0, reopened: 0, satisfaction_rate: null }],
    [closed, { open: 0, struck_off: 2, reopened: 0, satisfaction_rate: 100 }],
    [undefined, now],
  ] as const) {
    const moment = as_of === undefined ? {} : { as_of }
    for (const [name, wanted] of Object.entries(expected))
      expect(await value(name, moment), `${name} as of ${as_of ?? 'now'}`).toBe(wanted)
    await addsUp(moment)
  }
  expect((await rows('open', { as_of: before })).map(({ row }) => row['merged_into'])).toEqual([null, null])
  const byNow = await rows('open', { as_of: merged })
  expect(byNow.map(({ row }) => row['merged_into']).toSorted()).toEqual([master.number, null])
})

test('who left has withdrawn: he is open no more, and the case goes on for the other', async () => {
  await anEmptyPark()
  const { master } = await aMergedPair(park)
  const before = bench.clock()
  await park.act('asker', withdrawCase, { id: master.id, version: master.version, reason: '已解决' })
  expect(await value('open')).toBe(1)
  expect((await rows('open')).map(({ row }) => row['asker'])).toEqual(['示例食品有限公司'])
  expect(await value('open', { as_of: before })).toBe(2)
  const { version } = await seen(park, master)
  const pair = await aMergedPair(park)
  await park.act('otherAsker', withdrawCase, {
    id: pair.master.id,
    version: pair.master.version,
    reason: '已解决',
  })
  expect((await rows('open')).map(({ row }) => row['asker'])).toEqual([
    '示例食品有限公司',
    '示例电气装备有限公司',
  ])
  await park.act('otherAsker', withdrawCase, { id: master.id, version, reason: '已解决' })
  expect(await value('open')).toBe(1)
  await addsUp()
})

test('an asker counts his own requests, and neither the other’s nor his own twice', async () => {
  await anEmptyPark()
  const { master, merged } = await aMergedPair(park)
  for (const [who, number] of [
    ['asker', master.number],
    ['otherAsker', merged.number],
  ] as const) {
    expect(await value('registered', {}, who)).toBe(1)
    expect((await rows('registered', {}, who)).map(({ row }) => row['number'])).toEqual([number])
    await addsUp({}, who)
  }
  // The department that has the case that goes on counts both.
  await answered(park, master)
  expect(await value('registered', {}, 'handler')).toBe(2)
})

test('a department does not count a complaint about its own people, though it once held the case', async () => {
  await anEmptyPark()
  const one = await aDispatchedCase(park)
  expect(await value('registered', {}, 'handler')).toBe(1)
  await bench.sql('update cases set about_department_id = $2, lead_department_id = null where id = $1', [
    one.id,
    park.departments['建设交通局'],
  ])
  expect(await value('registered', {}, 'handler')).toBe(0)
  expect(await rows('registered', {}, 'handler')).toEqual([])
  expect(await value('registered')).toBe(1)
})

test('the city reads the numbers of the park, and no content of any row', async () => {
  await anEmptyPark()
  await aMergedPair(park)
  await park.act('console', addUser, { name: 'admin', post: 'city' })
  expect(await value('registered', {}, 'admin')).toBe(2)
  const items = await rows('registered', {}, 'admin')
  expect(items.map(({ row }) => row)).toEqual([{}, {}])
  const { groups } = await park.ask('admin', askFigure, { name: 'requests.registered', by: 'enterprise' })
  expect(groups).toMatchObject([{ key: 'confidential', label: '保密', value: 2 }])
})
