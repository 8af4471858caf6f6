import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { waiting } from '../../../test/support/waiting.ts'
import { inPark } from '../../kernel/database.ts'
import { anEnterprise } from './fixtures.ts'
import { listEnterprises } from './queries.ts'
import { registerEnterprise } from './register-enterprise.ts'
import { resolveEnterprises } from './resolve.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
})
beforeEach(async () => {
  park = await foundPark(bench)
})
afterAll(() => bench.close())

const ids = ({ items }: { items: readonly { readonly name: string }[] }) => items.map(({ name }) => name)

test('an enterprise is added with what is known of it, its contact masked', async () => {
  const view = await park.act('dispatcher', registerEnterprise, {
    name: '示例精密仪器有限公司',
    code: '914303000043030252',
    kind: 'company',
    address: '示例路 1 号',
    contact_name: '陈经理',
    contact_phone: '13800005678',
    size: 'small',
    industry: { code: '4011', name: '工业自动控制系统装置制造' },
    above_size: true,
    tags: ['专精特新', ' 专精特新 ', '高新技术'],
  })
  expect(view).toMatchObject({
    version: 1,
    code: '914303000043030252',
    code_fault: null,
    contact: { name: '陈**', phone: '138****5678' },
    size: 'small',
    industry: { code: 'C4011', name: '工业自动控制系统装置制造' },
    above_size: true,
    officer: null,
  })
  expect(view.tags.toSorted()).toEqual(['专精特新', '高新技术'].toSorted())
})

test('one that is there already is named instead of added twice; an unknown industry is refused with the way to write one', async () => {
  const first = await anEnterprise(park)
  await expect(anEnterprise(park, { name: ` ${first.name} ` })).rejects.toMatchObject({
    kind: 'conflict',
    code: 'enterprises.exists',
    detail: { id: first.id },
  })
  await expect(
    anEnterprise(park, { name: '示例乙有限公司', industry: { code: '9999' } }),
  ).rejects.toMatchObject({ code: 'enterprises.industry_unknown', detail: { field: 'industry.code' } })
})

test('two who add the same one at once: one does, the other is told', async () => {
  const told = await Promise.allSettled([anEnterprise(park), anEnterprise(park)])
  expect(told.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
  const [refused] = told.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
  expect(refused).toMatchObject({ kind: 'conflict', code: 'enterprises.exists' })
})

test('one that came into the register after it was looked for is told of too, and nothing is added', async () => {
  const { app } = bench.product.runtime.database
  const adding = await inPark(app, park.id, 'write', async (tx) => {
    await resolveEnterprises(tx, {
      parkId: park.id,
      now: bench.clock(),
      namings: [{ name: '示例慢有限公司' }],
    })
    const told = Promise.allSettled([anEnterprise(park, { name: '示例慢有限公司' })])
    await waiting(bench, 'insert into "enterprises"%')
    return { told }
  })
  expect(await adding.told).toMatchObject([
    { status: 'rejected', reason: { kind: 'conflict', code: 'enterprises.exists' } },
  ])
})

test('dispatchers, officers and administrators keep the register, nobody else', async () => {
  for (const who of ['dispatcher', 'officer', 'admin', 'console'] as const)
    await park.act(who, registerEnterprise, { name: `示例${who}有限公司` })
  for (const who of ['handler', 'supervisor', 'auditor', 'asker'] as const)
    await expect(park.act(who, registerEnterprise, { name: `示例${who}有限公司` })).rejects.toMatchObject({
      kind: 'forbidden',
    })
})

test('the list is filtered by size, industry with what lies within it, tag, kind and parts of a name, and comes by the page', async () => {
  await anEnterprise(park, {
    name: '示例一电气有限公司',
    size: 'large',
    industry: { code: '3841' },
    tags: ['链主'],
  })
  await anEnterprise(park, {
    name: '示例二电气有限公司',
    size: 'micro',
    industry: { code: '38' },
    above_size: true,
  })
  await anEnterprise(park, { name: '示例三中学', kind: 'school', industry: { code: '教育' } })
  const list = (input: object) => park.ask('handler', listEnterprises, input)
  expect(ids(await list({ size: 'large' }))).toEqual(['示例一电气有限公司'])
  expect(ids(await list({ industry: 'C38' }))).toHaveLength(2)
  expect(ids(await list({ industry: 'C' }))).toHaveLength(2)
  expect(ids(await list({ industry: '3841' }))).toEqual(['示例一电气有限公司'])
  expect(ids(await list({ industry: '8888' }))).toEqual([])
  expect(ids(await list({ above_size: 'true' }))).toEqual(['示例二电气有限公司'])
  expect(ids(await list({ tag: '链主' }))).toEqual(['示例一电气有限公司'])
  expect(ids(await list({ kind: 'school' }))).toEqual(['示例三中学'])
  expect(ids(await list({ q: '二电' }))).toEqual(['示例二电气有限公司'])
  expect(ids(await list({ q: '%' }))).toEqual([])
  const all: string[] = []
  for (let cursor: string | undefined; ;) {
    const page = await list({ limit: 2, ...(cursor !== undefined && { cursor }) })
    all.push(...ids(page))
    if (page.next === null) break
    cursor = page.next
  }
  expect(all).toHaveLength(5)
  expect(new Set(all).size).toBe(5)
  await expect(park.ask('asker', listEnterprises, {})).rejects.toMatchObject({ kind: 'forbidden' })
})
