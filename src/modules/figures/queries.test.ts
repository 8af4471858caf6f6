import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  foundPark,
  NOW,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import {
  aConfirmedCase,
  aDispatchedCase,
  aRegisteredCase,
  aStruckOffCase,
  dispatched,
  reopened,
  returned,
  struckOffAgain,
} from '../cases/fixtures.ts'
import { FigureDimension } from './contract.ts'
import { askFigure, askNumber, figureRows, listFigures } from './queries.ts'

const DAY = 24 * 3600 * 1000

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())

async function aBusyPark() {
  bench.clock.set(NOW)
  park = await foundPark(bench)
  await aRegisteredCase(park, { category: '水电' })
  await aDispatchedCase(park)
  await aConfirmedCase(park, 2)
  return aStruckOffCase(park)
}

const value = async (name: string, over: object = {}) =>
  (await park.ask('supervisor', askFigure, { name, ...over })).value

test('the figures of the first day are all there', async () => {
  await aBusyPark()
  const { items } = await park.ask('supervisor', listFigures, {})
  expect(items.map(({ name }) => name)).toEqual(
    [
      'registered',
      'struck_off',
      'on_the_spot',
      'open',
      'overdue',
      'response_rate',
      'resolution_rate',
      'satisfaction_rate',
      'on_time_rate',
      'returned',
      'reopened',
      'median_working_days',
      'on_key_list',
      'by_default',
    ].map((name) => `requests.${name}`),
  )
  expect(items[0]?.by).toEqual([
    'department',
    'category',
    'source',
    'enterprise',
    'officer',
    'rung',
    'outcome',
    'satisfaction',
    'state',
    'month',
  ])
})

test('struck off is not solved and solved is not satisfied: the rates are kept apart', async () => {
  await aBusyPark()
  expect(await value('requests.registered')).toBe(4)
  expect(await value('requests.struck_off')).toBe(1)
  expect(await value('requests.open')).toBe(3)
  expect(await value('requests.resolution_rate')).toBe(100)
  expect(await value('requests.satisfaction_rate')).toBe(50)
  expect(await value('requests.median_working_days')).toBe(0)
})

test('an open overdue request stands in the denominator of the on-time rate', async () => {
  await aBusyPark()
  expect(await value('requests.on_time_rate')).toBe(100)
  bench.clock.pass(10 * DAY)
  const view = await park.ask('supervisor', askFigure, { name: 'requests.on_time_rate' })
  expect(view).toMatchObject({ numerator: 2, denominator: 3, value: 66.6667 })
  expect(await value('requests.overdue')).toBe(1)
  expect(await value('requests.response_rate')).toBe(66.6667)
})

test('a rate over nothing is nothing, and a period selects by the moment a thing happened', async () => {
  await aBusyPark()
  expect(await value('requests.satisfaction_rate', { from: '2025-01-01', to: '2025-12-31' })).toBeNull()
  expect(await value('requests.registered', { from: '2026-10-09', to: '2026-10-09' })).toBe(4)
  expect(await value('requests.registered', { from: '2026-10-10' })).toBe(0)
  await expect(value('requests.registered', { from: '2026-10-10', to: '2026-10-09' })).rejects.toMatchObject({
    code: 'figures.period_backwards',
  })
})

test('as of a former moment the figure is what it was, also for a case reopened since', async () => {
  const struck = await aBusyPark()
  const then = bench.clock()
  bench.clock.pass(DAY)
  await reopened(park, struck)
  expect(await value('requests.struck_off')).toBe(0)
  expect(await value('requests.reopened')).toBe(1)
  expect(await value('requests.struck_off', { as_of: then })).toBe(1)
  expect(await value('requests.reopened', { as_of: then })).toBe(0)
  // A day means its last instant in the park's time zone.
  expect(await value('requests.struck_off', { as_of: '2026-10-09' })).toBe(1)
  expect(await value('requests.registered', { as_of: '2026-10-08' })).toBe(0)
})

test('a moment that has not come is refused, and today means now: the same question later has the same answer', async () => {
  await aBusyPark()
  bench.clock.set('2026-10-09T08:00:00.000Z')
  for (const as_of of ['2026-10-10', '2026-10-09T08:00:01.000Z', '2026-10-09T16:30:00+08:00', '9999-12-31'])
    await expect(value('requests.open', { as_of }), as_of).rejects.toMatchObject({
      kind: 'invalid',
      code: 'figures.as_of_future',
      detail: { field: 'as_of', as_of },
    })
  await expect(
    park.ask('supervisor', figureRows, { name: 'requests.open', as_of: '2026-10-10' }),
  ).rejects.toMatchObject({ code: 'figures.as_of_future' })
  const today = await park.ask('supervisor', askFigure, { name: 'requests.registered', as_of: '2026-10-09' })
  expect(today.as_of < bench.clock()).toBe(true)
  await aRegisteredCase(park)
  const again = await park.ask('supervisor', askFigure, { name: 'requests.registered', as_of: today.as_of })
  expect(again).toEqual(today)
  // In the park it is the tenth already, while it is the ninth in UTC.
  bench.clock.set('2026-10-09T17:00:00.000Z')
  expect(await value('requests.registered', { as_of: '2026-10-10' })).toBe(5)
})

test('a case counts once, however often it was returned or reopened in the period; its rows are as many', async () => {
  bench.clock.set(NOW)
  park = await foundPark(bench)
  const twice = await returned(park, await aDispatchedCase(park))
  bench.clock.pass(2 * DAY)
  await returned(park, await dispatched(park, twice))
  await returned(park, await aDispatchedCase(park))

  const counted = async (period: { from?: string; to?: string; as_of?: string }) => {
    const asked = { name: 'requests.returned', ...period }
    const { value: number } = await park.ask('supervisor', askFigure, asked)
    const { items } = await park.ask('supervisor', figureRows, { ...asked, limit: 1 })
    const all = await park.ask('supervisor', figureRows, asked)
    expect(all.items).toHaveLength(Number(number))
    expect(new Set(all.items.map(({ row }) => row['id'])).size).toBe(number)
    expect(items).toEqual(all.items.slice(0, 1))
    return all.items.map(({ on }) => on)
  }
  expect(await counted({})).toEqual(['2026-10-09', '2026-10-11'])
  expect(await counted({ to: '2026-10-10' })).toEqual(['2026-10-09'])
  // By the first return in the period, and not by the first of all.
  expect(await counted({ from: '2026-10-10' })).toEqual(['2026-10-11', '2026-10-11'])
  expect(await counted({ from: '2026-10-10', to: '2026-10-10' })).toEqual([])
  expect(await counted({ as_of: '2026-10-10' })).toEqual(['2026-10-09'])
  const { groups } = await park.ask('supervisor', askFigure, { name: 'requests.returned', by: 'month' })
  expect(groups?.map(({ key, value: number }) => [key, number])).toEqual([['2026-10', 2]])

  const struckOff = await aStruckOffCase(park)
  await reopened(park, await struckOffAgain(park, await reopened(park, struckOff)))
  expect(await value('requests.reopened')).toBe(1)
})

test('groups add up, their labels are words, and each opens its rows', async () => {
  await aBusyPark()
  const view = await park.ask('supervisor', askFigure, { name: 'requests.registered', by: 'state' })
  expect(view.groups?.map(({ key, label, value: count }) => [key, label, count])).toEqual([
    ['confirmed', '待销号', 1],
    ['dispatched', '待签收', 1],
    ['registered', '待交办', 1],
    ['struck_off', '已销号', 1],
  ])
  const departments = await park.ask('supervisor', askFigure, {
    name: 'requests.registered',
    by: 'department',
  })
  expect(departments.groups).toMatchObject([
    { label: '建设交通局', value: 3 },
    { key: null, label: '—', value: 1 },
  ])
  const none = await park.ask('supervisor', figureRows, {
    name: 'requests.registered',
    by: 'department',
    key: '',
  })
  expect(none.items.map(({ row }) => row['category'])).toEqual(['水电'])
})

test('rows come by the page and a reader counts only what he sees', async () => {
  await aBusyPark()
  const first = await park.ask('supervisor', figureRows, { name: 'requests.registered', limit: 3 })
  expect(first.items).toHaveLength(3)
  const second = await park.ask('supervisor', figureRows, {
    name: 'requests.registered',
    limit: 3,
    cursor: first.next ?? '',
  })
  expect(second).toMatchObject({ next: null })
  expect(new Set([...first.items, ...second.items].map(({ row }) => row['id'])).size).toBe(4)
  expect((await park.ask('otherHandler', askFigure, { name: 'requests.registered' })).value).toBe(0)
  expect((await park.ask('handler', askFigure, { name: 'requests.registered' })).value).toBe(3)
})

test('who asked a confidential case is in no group and no row of those who may not know', async () => {
  await aBusyPark()
  await aRegisteredCase(park, { confidential: true }, 'hotline')
  const groups = async (who: 'returnVisitor' | 'dispatcher') =>
    (await park.ask(who, askFigure, { name: 'requests.registered', by: 'enterprise' })).groups?.map(
      ({ label, value: n }) => [label, n],
    )
  expect(await groups('dispatcher')).toEqual([['示例电气装备有限公司', 5]])
  expect(await groups('returnVisitor')).toEqual([
    ['示例电气装备有限公司', 4],
    ['保密', 1],
  ])
  const { items } = await park.ask('returnVisitor', figureRows, {
    name: 'requests.registered',
    by: 'enterprise',
    key: 'confidential',
  })
  expect(items.map(({ row }) => row['asker'])).toEqual([null])
})

test('nor does any figure’s row or group tell it through whoever registered it for himself', async () => {
  await aBusyPark()
  const own = await aRegisteredCase(
    park,
    { confidential: true, asker: { kind: 'enterprise' }, text: '夜里偷排' },
    'asker',
  )
  const asked = { name: 'requests.registered' }
  for (const by of FigureDimension.options) {
    const { groups } = await park.ask('returnVisitor', askFigure, { ...asked, by })
    for (const { key } of groups ?? []) {
      const { items } = await park.ask('returnVisitor', figureRows, { ...asked, by, key: key ?? '' })
      const row = items.find((item) => item.row['id'] === own.id)
      if (!row) continue
      const told = JSON.stringify([key, row])
      for (const trace of [own.asker?.id, own.asker?.name, park.people.asker, '"asker"'])
        expect(told.replace('"asker":null', ''), by).not.toContain(trace)
    }
  }
  const { items } = await park.ask('dispatcher', figureRows, asked)
  expect(items.find(({ row }) => row['id'] === own.id)?.row['asker']).toBe('示例电气装备有限公司')
})

test('an unknown figure is refused, naming those that exist; an administrator asks none', async () => {
  await aBusyPark()
  await expect(value('requests.nothing')).rejects.toMatchObject({ kind: 'missing', code: 'figures.unknown' })
  for (const query of [askFigure, askNumber])
    await expect(park.ask('admin', query, { name: 'requests.open' })).rejects.toMatchObject({
      kind: 'forbidden',
    })
})
