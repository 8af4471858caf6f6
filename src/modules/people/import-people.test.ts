import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { run } from '../../kernel/command.ts'
import type { ImportedPerson } from './contract.ts'
import { importPeople } from './import-people.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const person = (name: string, more: Partial<ImportedPerson> = {}): ImportedPerson => ({
  name,
  posts: ['officer'],
  department: null,
  phone: null,
  ...more,
})
const postsOf = (name: string) =>
  bench.sql(
    `select h.post, d.name as department from posts h join users u on u.id = h.user_id
     left join departments d on d.id = h.department_id where u.name = $1 and u.park_id = $2 order by 1, 2`,
    [name, park.id],
  )

test('people come in with their departments and posts and without a password; the same list again changes nothing', async () => {
  const list = {
    departments: [{ name: '经济发展局', kind: 'own' as const }],
    people: [
      person('示例甲', { posts: ['handler', 'supervisor'], department: '经济发展局', phone: '10000000001' }),
      person('示例乙'),
      person('示例甲', { posts: ['head'], department: '建设交通局' }),
    ],
  }
  const first = await park.act('admin', importPeople, list)
  expect(first.people.map(({ result }) => result)).toEqual(['added', 'added', 'extended'])
  expect(first.departments).toEqual([{ name: '经济发展局', result: 'added' }])
  expect(await postsOf('示例甲')).toEqual([
    { post: 'handler', department: '经济发展局' },
    { post: 'head', department: '建设交通局' },
    { post: 'supervisor', department: '经济发展局' },
  ])
  expect(
    await bench.sql(
      `select a.password_hash, a.must_change, u.phone from accounts a join users u on u.id = a.user_id where u.name = '示例甲'`,
    ),
  ).toEqual([{ password_hash: null, must_change: false, phone: '10000000001' }])
  const second = await park.act('admin', importPeople, list)
  expect(second.people.map(({ result }) => result)).toEqual(['unchanged', 'unchanged', 'unchanged'])
  expect([second.added, second.departments[0]?.result]).toEqual([[], 'unchanged'])
})

test('who cannot be taken is refused with the reason and keeps nobody else out', async () => {
  await park.act('admin', importPeople, { people: [person('示例丙', { phone: '10000000002' })] })
  const { people } = await park.act('admin', importPeople, {
    people: [
      person('示例无门', { posts: ['handler'] }),
      person('示例错局', { posts: ['handler'], department: '没有的局' }),
      person('示例丙', { phone: '10000000003' }),
      person('示例丁'),
    ],
  })
  expect(people.map(({ result, code }) => code ?? result)).toEqual([
    'people.import_needs_department',
    'people.import_department_unknown',
    'people.import_phone_differs',
    'added',
  ])
  expect(await bench.sql(`select name from users where name in ('示例无门', '示例错局')`)).toEqual([])
})

test('a rehearsal tells the same and leaves nothing', async () => {
  const input = { departments: [{ name: '预演局' }], people: [person('示例预演', { department: '预演局' })] }
  const { value } = await run(bench.product.runtime, importPeople, input, {
    principal: park.principal('admin'),
    requestId: 'test',
    rehearsal: true,
  })
  expect(value.people).toEqual([{ result: 'added' }])
  expect(await bench.sql(`select 1 from users where name = '示例预演'`)).toEqual([])
  expect(await bench.sql(`select 1 from departments where name = '预演局'`)).toEqual([])
})

test('two lists with the same people sent at once make each person once', async () => {
  const people = Array.from({ length: 30 }, (_, i) => person(`示例同时${i}`))
  const both = await Promise.all([
    park.act('admin', importPeople, { people }),
    park.act('console', importPeople, { people: people.toReversed() }),
  ])
  expect(both.flatMap(({ added }) => added)).toHaveLength(30)
  expect(await bench.sql(`select name from users where name like '示例同时%'`)).toHaveLength(30)
  expect(
    await bench.sql(`select 1 from posts h join users u on u.id = h.user_id where u.name like '示例同时%'`),
  ).toHaveLength(30)
})

test('only administrators and the console may, and an enterprise gets no account this way', async () => {
  await expect(park.act('dispatcher', importPeople, { people: [person('示例戊')] })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  const asker = { people: [{ ...person('示例己'), posts: ['enterprise'] }] }
  await expect(park.act('admin', importPeople, asker as never)).rejects.toMatchObject({
    code: 'kernel.input',
  })
})

test('the audit says who made which accounts, and names nobody', async () => {
  const { added } = await park.act('admin', importPeople, { people: [person('示例庚')] })
  const [row] = await bench.sql(
    `select post, summary from audit where action = 'people.import' and park_id = $1 order by at desc limit 1`,
    [park.id],
  )
  expect(row).toEqual({
    post: 'admin',
    summary: { added, extended: 0, unchanged: 0, refused: 0, departments: 0 },
  })
})
