import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { addUser } from './add-user.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a person is added with a post; the same person gets another one', async () => {
  const first = await park.act('admin', addUser, {
    name: '周科员',
    post: 'handler',
    department: '建设交通局',
  })
  const second = await park.act('admin', addUser, { name: '周科员', post: 'officer' })
  expect(second.id).toBe(first.id)
  expect(await bench.sql('select post from posts where user_id = $1 order by 1', [first.id])).toEqual([
    { post: 'handler' },
    { post: 'officer' },
  ])
})

test('a post that is held, a place that is missing, an unknown department and a second password are refused', async () => {
  const add = (input: object) => park.act('console', addUser, { name: '吴科员', post: 'officer', ...input })
  await add({ password: '青花-瓷器-2026' })
  await expect(add({})).rejects.toMatchObject({ code: 'people.post_held' })
  await expect(add({ post: 'handler' })).rejects.toMatchObject({ code: 'people.post_needs_department' })
  await expect(add({ post: 'enterprise' })).rejects.toMatchObject({ code: 'people.post_needs_enterprise' })
  await expect(add({ post: 'head', department: '没有的局' })).rejects.toMatchObject({
    code: 'parks.department_unknown',
  })
  await expect(add({ post: 'enterprise', enterprise: '没有的公司' })).rejects.toMatchObject({
    code: 'enterprises.unknown',
  })
  await expect(add({ post: 'leader', password: '青花-瓷器-2027' })).rejects.toMatchObject({
    code: 'people.name_taken',
  })
})

test('short and common passwords are refused; what is kept is an Argon2id hash', async () => {
  const add = (name: string, password: string) =>
    park.act('console', addUser, { name, post: 'officer', password })
  await expect(add('短', 'short')).rejects.toMatchObject({ code: 'kernel.input' })
  await expect(add('常', 'password')).rejects.toMatchObject({ code: 'people.password_common' })
  await add('长', '青花-瓷器-2028')
  const [row] = await bench.sql("select password_hash from accounts where name = '长'")
  expect(row?.['password_hash']).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
})

test('only administrators and the console add people', async () => {
  await expect(park.act('head', addUser, { name: '郑', post: 'officer' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
})
