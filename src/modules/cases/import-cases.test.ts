import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { acceptCase } from './accept-case.ts'
import type { ImportedCase } from './contract.ts'
import { aRegisteredCase } from './fixtures.ts'
import { importCases } from './import-cases.ts'
import { verifyPark } from './index.ts'
import { caseEntries, oneCase } from './queries.ts'
import { replyCase } from './reply-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const row = (over: Partial<ImportedCase> = {}): ImportedCase => ({
  year: 2022,
  serial: '1',
  number: null,
  hash: 'first',
  state: 'struck_off',
  text: '厂门前道路驾考车辆多，存在隐患',
  category: '交通',
  source: '走访',
  rung: 'department',
  key_list: false,
  asker: {
    name: '示例陶瓷有限公司',
    code: '91430321MA4DEM010A',
    contact_name: '刘经理',
    contact_phone: '10002255624',
  },
  lead_leader: '丙书记',
  department: '建设交通局',
  co_departments: null,
  demand: '限期答复',
  progress: '已办结',
  remark: null,
  registered_on: '2022-08-28',
  dispatched_on: '2022-08-29',
  deadline: { given: '2022-9-7', working_days: null, due_on: '2022-09-07' },
  replied_on: '2022-09-08',
  answer: null,
  outcome: 'solved',
  rating: 3,
  by_default: false,
  struck_off_on: '2022-09-09',
  returned: 0,
  reopened: 0,
  ...over,
})
const take = (rows: ImportedCase[], update = false) => park.act('console', importCases, { rows, update })
const find = async (serial: string) => {
  const [found] = await bench.sql('select id from cases where park_id = $1 and imported_from = $2', [
    park.id,
    `2022/${serial}`,
  ])
  return String(found?.['id'])
}

test('a row becomes a case with the number it has on paper, and its history as entries that say so', async () => {
  expect(await take([row()])).toMatchObject([{ result: 'imported', number: '2022-0001' }])
  const id = await find('1')
  const view = await park.ask('dispatcher', oneCase, { id })
  expect(view).toMatchObject({
    state: 'struck_off',
    number: '2022-0001',
    late: true,
    outcome: 'solved',
    rating: 3,
    imported: true,
    registered_on: '2022-08-28',
    replied_on: '2022-09-08',
    struck_off_on: '2022-09-09',
    contact: { name: '刘**', phone: '100****5624' },
    deadline: {
      due_on: '2022-09-07',
      due_at: '2022-09-07T09:30:00.000Z',
      runs: [{ why: 'imported', given: '2022-9-7' }],
    },
  })
  const { items } = await park.ask('dispatcher', caseEntries, { id })
  expect(
    items.map(({ action, from, to, post, set, happened_at }) => [
      action,
      from,
      to,
      post,
      set['activity'],
      happened_at.slice(0, 10),
    ]),
  ).toEqual([
    ['history', 'none', 'registered', 'import', 'register', '2022-08-27'],
    ['history', 'registered', 'dispatched', 'import', 'dispatch', '2022-08-28'],
    ['history', 'dispatched', 'replied', 'import', 'reply', '2022-09-07'],
    ['history', 'replied', 'confirmed', 'import', 'confirm', '2022-09-08'],
    ['history', 'confirmed', 'struck_off', 'import', 'strike_off', '2022-09-08'],
  ])
})

test('again changes nothing; other content is reported and left alone, and corrected by an entry when asked', async () => {
  await take([row({ serial: '2' })])
  const id = await find('2')
  expect(await take([row({ serial: '2' })])).toMatchObject([{ result: 'unchanged', changes: [] }])
  const changed = row({ serial: '2', hash: 'second', rating: 1, remark: '已回访' })
  const [told] = await take([changed])
  expect(told?.result).toBe('changed')
  expect(told?.changes).toEqual(
    expect.arrayContaining([
      { field: 'rating', was: '3', now: '1' },
      { field: 'remark', was: null, now: '已回访' },
    ]),
  )
  expect((await park.ask('dispatcher', oneCase, { id })).rating).toBe(3)
  expect(await take([changed], true)).toMatchObject([{ result: 'updated' }])
  expect(await park.ask('dispatcher', oneCase, { id })).toMatchObject({
    rating: 1,
    remark: '已回访',
    state: 'struck_off',
    version: 6,
  })
  expect(await take([changed], true)).toMatchObject([{ result: 'unchanged' }])
})

test('what has been worked on here is not corrected from paper', async () => {
  const open = row({
    serial: '3',
    state: 'dispatched',
    replied_on: null,
    struck_off_on: null,
    rating: null,
    outcome: null,
    deadline: null,
  })
  await take([open])
  const id = await find('3')
  const { version } = await park.act('handler', acceptCase, { id, version: 2 })
  await park.act('handler', replyCase, { id, version, answer: '已办', outcome: 'solved' })
  expect(await take([{ ...open, hash: 'other', category: '水电' }], true)).toMatchObject([
    { result: 'worked_on' },
  ])
  expect((await park.ask('dispatcher', oneCase, { id })).category).toBe('交通')
})

test('a number that is taken gives way to the next, and what is registered here goes on after the paper', async () => {
  const { number } = await aRegisteredCase(park)
  expect(number).toBe('2026-0001')
  const results = await take([
    row({ year: 2026, serial: '1' }),
    row({ year: 2026, serial: '7' }),
    row({ year: 2026, serial: 'A-3' }),
  ])
  expect(results.map((result) => result.number)).toEqual(['2026-0008', '2026-0007', '2026-0009'])
  expect((await aRegisteredCase(park)).number).toBe('2026-0010')
})

test('rows that name an enterprise in other spellings mean one enterprise, and only dispatchers and the console import', async () => {
  await take([
    row({ serial: '11', asker: { ...row().asker, name: ' 示例陶瓷有限公司 ', code: '91430321ma4dem010a' } }),
    row({ serial: '12', asker: { ...row().asker, code: null } }),
  ])
  const rows = await bench.sql(
    "select distinct enterprise_id from cases where park_id = $1 and imported_from in ('2022/1', '2022/11', '2022/12')",
    [park.id],
  )
  expect(rows).toHaveLength(1)
  await expect(park.act('head', importCases, { rows: [row({ serial: '13' })] })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  await expect(take([row({ serial: '14', department: '没有的局' })])).rejects.toMatchObject({
    code: 'parks.department_unknown',
  })
})

test('what paper says of a case nobody is in charge of is kept', async () => {
  const open = { department: null, dispatched_on: null, replied_on: null, struck_off_on: null, rating: null }
  await take([row({ serial: '21', ...open, state: 'registered', outcome: null, returned: 2, reopened: 1 })])
  const [kept] = await bench.sql(
    'select demand, lead_leader, due_on::text, return_count, reopen_count from cases where id = $1',
    [await find('21')],
  )
  expect(kept).toEqual({
    demand: '限期答复',
    lead_leader: '丙书记',
    due_on: '2022-09-07',
    return_count: 2,
    reopen_count: 1,
  })
})

test('what has changed is told by names, and a look teaches the register nothing', async () => {
  await take([row({ serial: '31' })])
  const changed = row({
    serial: '31',
    hash: 'other',
    state: 'replied',
    struck_off_on: null,
    department: '生态环境分局',
    asker: { ...row().asker, name: '示例新公司', code: null },
  })
  const [told] = await take([changed])
  expect(told?.changes).toEqual(
    expect.arrayContaining([
      { field: 'enterprise_id', was: '示例陶瓷有限公司', now: '示例新公司' },
      { field: 'lead_department_id', was: '建设交通局', now: '生态环境分局' },
      { field: 'state', was: 'struck_off', now: 'replied' },
    ]),
  )
  const known = () => bench.sql("select 1 from enterprises where name = '示例新公司'")
  expect(await known()).toEqual([])
  expect(await take([changed], true)).toMatchObject([{ result: 'updated' }])
  expect(await known()).toHaveLength(1)
  expect(await take([changed], true)).toMatchObject([{ result: 'unchanged' }])
})

test('a code that is told later is a change, and one of another name is told and the written name kept', async () => {
  const naming = { name: '示例橡胶有限公司', code: null, contact_name: null, contact_phone: null }
  await take([row({ serial: '41', asker: naming })])
  const coded = row({ serial: '41', hash: 'coded', asker: { ...naming, code: '914303000043030252' } })
  const change = { field: 'credit_code', was: null, now: '914303000043030252' }
  expect(await take([coded])).toMatchObject([{ result: 'changed', changes: [change] }])
  expect(await take([coded], true)).toMatchObject([{ result: 'updated', changes: [change] }])
  const [other] = await take([
    row({ serial: '42', asker: { ...naming, name: '示例化工有限公司', code: '914303000043030252' } }),
  ])
  expect(other).toMatchObject({ result: 'imported', enterprise: '示例橡胶有限公司' })
  const renamed = row({ serial: '41', hash: 'renamed', asker: { ...coded.asker, name: '示例橡塑有限公司' } })
  expect(await take([renamed])).toMatchObject([
    { changes: [{ field: 'enterprise_id', was: '示例橡胶有限公司', now: '示例橡塑有限公司' }] },
  ])
  const [kept] = await bench.sql('select asker_name from cases where id = $1', [await find('42')])
  expect(kept).toEqual({ asker_name: '示例化工有限公司' })
})

test('a case that stands suspended on paper is taken as suspended', async () => {
  const open = { replied_on: null, outcome: null, rating: null, struck_off_on: null } as const
  await take([row({ serial: '77', hash: 'suspended', state: 'suspended', ...open })])
  const [taken] = await bench.sql(
    'select state, suspended_on::text from cases where park_id = $1 and imported_from = $2',
    [park.id, '2022/77'],
  )
  expect(taken).toEqual({ state: 'suspended', suspended_on: '2022-08-28' })
})

test('the ledger of an import is sound', async () => {
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})
