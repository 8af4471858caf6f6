import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aRegisteredCase, aStruckOffCase } from './fixtures.ts'
import { listCases } from './list-cases.ts'
import { caseEntries, oneCase } from './queries.ts'
import { registerCase } from './register-case.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a registered case has the next number of its year, one entry, and says what its reader may do', async () => {
  const first = await aRegisteredCase(park)
  const second = await aRegisteredCase(park)
  expect([first.number, second.number]).toEqual(['2026-0001', '2026-0002'])
  expect(second).toMatchObject({
    state: 'registered',
    version: 1,
    registered_on: '2026-10-09',
    source: '交办中心',
    asker: { kind: 'enterprise', name: '示例电气装备有限公司' },
    can: { dispatch: true, accept: false, strike_off: false, note: true },
  })
  const { items } = await park.ask('dispatcher', caseEntries, { id: second.id })
  expect(items).toMatchObject([
    { seq: 1, action: 'register', from: 'none', to: 'registered', post: 'dispatcher' },
  ])
})

test('an unknown enterprise is added to the register; the same code in another spelling is the same enterprise', async () => {
  const asker = { kind: 'enterprise', name: '示例新材料有限公司', code: '91430304MA4DEM010N' } as const
  const first = await aRegisteredCase(park, { asker })
  const again = await aRegisteredCase(park, { asker: { kind: 'enterprise', code: ' ９１430304ma4dem010n ' } })
  expect(again.asker).toEqual(first.asker)
})

test('an unknown enterprise named by its code alone is added too; the code stands as its name', async () => {
  const view = await aRegisteredCase(park, { asker: { kind: 'enterprise', code: '9143 0300 0043 0302 52' } })
  expect(view.asker?.name).toBe('914303000043030252')
  const again = await aRegisteredCase(park, {
    asker: { kind: 'enterprise', code: '914303000043030252', name: '示例光电有限公司' },
  })
  expect(again.asker?.id).toBe(view.asker?.id)
})

test.each(['resident', 'project', 'department', 'inspector'] as const)(
  'a case has an asker: %s without a name, or with an id or code that nobody could look up, is refused',
  async (kind) => {
    const refused = (asker: object) => expect(aRegisteredCase(park, { asker: { kind, ...asker } })).rejects
    await refused({}).toMatchObject({
      kind: 'invalid',
      code: 'cases.asker_unnamed',
      detail: { field: 'asker.name' },
    })
    const code = kind === 'project' ? 'projects.unknown' : 'cases.asker_by_name'
    await refused({ name: '示例', code: '1' }).toMatchObject({ code, detail: { field: 'asker.code' } })
    const id = '01a1f8dd-97c6-7653-b9f5-01ef91e6514f'
    await refused({ name: '示例', id }).toMatchObject(
      kind === 'department' ? { code: 'parks.department_unknown' } : { code, detail: { field: 'asker.id' } },
    )
  },
)

test('a department that asks may be named by its id; a supervisor who names no inspector asks himself', async () => {
  const id = park.departments['建设交通局']
  const view = await aRegisteredCase(park, { asker: { kind: 'department', id } })
  expect(view.asker?.name).toBe('建设交通局')
  const finding = { kind: 'finding', asker: { kind: 'inspector' } } as const
  expect((await aRegisteredCase(park, finding, 'supervisor')).asker?.name).toBe('supervisor')
})

test('an enterprise registers for itself without naming itself, and for nobody else', async () => {
  const own = await park.act('asker', registerCase, {
    kind: 'request',
    text: '停水',
    asker: { kind: 'enterprise' },
  })
  expect(own).toMatchObject({ source: '企业端', asker: { name: '示例电气装备有限公司' } })
  await expect(
    park.act('asker', registerCase, {
      kind: 'request',
      text: '停水',
      asker: { kind: 'enterprise', name: '示例食品有限公司' },
    }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})

test('supervisors register findings and nothing else; administrators and auditors register nothing', async () => {
  const asker = { kind: 'inspector', name: '督查组' } as const
  const finding = await aRegisteredCase(park, { kind: 'finding', asker }, 'supervisor')
  expect(finding.kind).toBe('finding')
  for (const who of ['supervisor', 'admin', 'auditor', 'returnVisitor'] as const) {
    await expect(aRegisteredCase(park, {}, who)).rejects.toMatchObject({ kind: 'forbidden' })
  }
})

test('an asker without a name, an unknown id and a moment that has not come are refused, naming the field', async () => {
  await expect(aRegisteredCase(park, { asker: { kind: 'enterprise' } })).rejects.toMatchObject({
    code: 'cases.asker_unnamed',
    detail: { field: 'asker.name' },
  })
  const id = '01a1f8dd-97c6-7653-b9f5-01ef91e6514f'
  await expect(aRegisteredCase(park, { asker: { kind: 'enterprise', id } })).rejects.toMatchObject({
    code: 'enterprises.unknown',
  })
  await expect(aRegisteredCase(park, { happened_at: '2026-12-01T00:00:00+08:00' })).rejects.toMatchObject({
    code: 'cases.not_yet',
    detail: { field: 'happened_at' },
  })
})

test('a request repeated under its key takes no number, and neither does one that is refused', async () => {
  const own = await foundPark(bench)
  const input = {
    kind: 'request',
    text: '停水',
    asker: { kind: 'enterprise', name: '示例电气装备有限公司' },
  } as const
  const register = () => own.act('dispatcher', registerCase, input, 'one-and-the-same-key')
  const { number } = await register()
  expect((await register()).number).toBe(number)
  await expect(own.act('auditor', registerCase, input)).rejects.toMatchObject({ kind: 'forbidden' })
  expect((await own.act('dispatcher', registerCase, input)).number).toBe('2026-0002')
  expect((await verifyPark(bench.product.runtime, own.id)).findings).toEqual([])
})

test('what happened before it was recorded keeps both times', async () => {
  const view = await aRegisteredCase(park, { happened_at: '2026-10-08T19:40:00+08:00' })
  expect(view.registered_on).toBe('2026-10-08')
  const { items } = await park.ask('dispatcher', caseEntries, { id: view.id })
  expect(items[0]?.happened_at).toBe('2026-10-08T11:40:00.000Z')
  expect(items[0]?.recorded_at.slice(0, 10)).toBe('2026-10-09')
})

test('every fault of an input is named with its place', async () => {
  await expect(
    park.act('dispatcher', registerCase, { kind: 'reqest', text: '', colour: 'red' } as never),
  ).rejects.toMatchObject({
    code: 'kernel.input',
    detail: {
      faults: [
        { path: 'kind', code: 'kernel.field_choice' },
        { path: 'text', code: 'kernel.field_too_small' },
        { path: 'asker', code: 'kernel.field_missing' },
        { path: 'colour', code: 'kernel.field_unknown' },
      ],
    },
  })
})

test('who asked a confidential case is hidden, cannot be searched for and cannot be filtered by', async () => {
  const view = await aRegisteredCase(park, { confidential: true, text: '举报夜间偷排' }, 'hotline')
  expect(view.asker?.name).toBe('示例电气装备有限公司')
  const seen = await park.ask('returnVisitor', oneCase, { id: view.id })
  expect(seen).toMatchObject({ asker: null, contact: null, text: '举报夜间偷排' })
  const entries = await park.ask('returnVisitor', caseEntries, { id: view.id })
  expect(JSON.stringify(entries)).not.toContain(view.asker?.id)
  const ids = async (filter: object) =>
    (await park.ask('returnVisitor', listCases, { limit: 200, ...filter })).items.map(({ id }) => id)
  expect(await ids({ q: '偷排' })).toContain(view.id)
  expect(await ids({ q: '电气装备' })).not.toContain(view.id)
  expect(await ids({ enterprise: '示例电气装备有限公司' })).not.toContain(view.id)
  expect(
    (await park.ask('dispatcher', listCases, { enterprise: '示例电气装备有限公司', limit: 200 })).items.map(
      ({ id }) => id,
    ),
  ).toContain(view.id)
})

test('a part names the case it belongs to, as long as that is open and the registrar sees it', async () => {
  const parent = await aRegisteredCase(park)
  const part = await aRegisteredCase(park, { parent: parent.id, subject: '企业' })
  expect(part).toMatchObject({ parent: { id: parent.id, number: parent.number }, subject: '企业' })
  expect((await park.ask('supervisor', oneCase, { id: parent.id })).open_children).toBe(1)
  await expect(
    park.act('otherAsker', registerCase, {
      kind: 'request',
      text: '?',
      asker: { kind: 'enterprise' },
      parent: parent.id,
    }),
  ).rejects.toMatchObject({ code: 'cases.missing' })
  const done = await aStruckOffCase(park)
  await expect(aRegisteredCase(park, { parent: done.id })).rejects.toMatchObject({
    code: 'cases.parent_ended',
  })
})
