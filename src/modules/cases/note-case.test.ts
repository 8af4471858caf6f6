import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aRegisteredCase, aStruckOffCase } from './fixtures.ts'
import { dispatchCase } from './dispatch-case.ts'
import { noteCase } from './note-case.ts'
import { caseEntries } from './queries.ts'
import { registerCase } from './register-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('a public note is shown to the asker, an internal one is not', async () => {
  const { id } = await aRegisteredCase(park)
  await park.act('dispatcher', noteCase, { id, text: '内部：请先问供电所' })
  await park.act('dispatcher', noteCase, { id, text: '已联系供电所', public: true })
  const seen = (who: 'asker' | 'supervisor') => park.ask(who, caseEntries, { id })
  expect((await seen('supervisor')).items).toHaveLength(3)
  const shown = (await seen('asker')).items
  expect(shown.map(({ seq }) => seq)).toEqual([1, 3])
  expect(JSON.stringify(shown)).not.toContain('内部')
})

test('a note needs no version, but a stale one that is given is refused', async () => {
  const { id } = await aRegisteredCase(park)
  expect((await park.act('asker', noteCase, { id, text: '补充：夜班 130 人', public: true })).version).toBe(2)
  await expect(park.act('dispatcher', noteCase, { id, version: 1, text: '看过' })).rejects.toMatchObject({
    code: 'cases.changed_since',
  })
})

test('who works beside the lead, and who wrote it down before anybody was in charge, takes a note; who only asks, in public', async () => {
  const own = await park.act('otherHead', registerCase, {
    kind: 'request',
    text: '示例：本局宿舍漏水',
    asker: { kind: 'department', name: 'otherHead' },
  })
  await expect(park.act('otherHead', noteCase, { id: own.id, text: '悄悄话' })).rejects.toMatchObject({
    code: 'cases.note_public',
  })
  await park.act('otherHead', noteCase, { id: own.id, text: '是三楼', public: true })
  const { id, version } = await aRegisteredCase(park)
  await expect(park.act('otherHandler', noteCase, { id, text: '我看看' })).rejects.toMatchObject({
    kind: 'missing',
  })
  await park.act('dispatcher', dispatchCase, {
    id,
    version,
    department: '建设交通局',
    co_organisers: [{ department: '生态环境分局' }],
  })
  await park.act('otherHandler', noteCase, { id, text: '先取水样' })
  const { items } = await park.ask('supervisor', caseEntries, { id })
  expect(items.map(({ action, post }) => [action, post]).at(-1)).toEqual(['note', 'handler'])
})

test('the asker cannot hide a note, strangers cannot write one, and an ended case takes none', async () => {
  const { id } = await aRegisteredCase(park)
  await expect(park.act('asker', noteCase, { id, text: '悄悄话' })).rejects.toMatchObject({
    code: 'cases.note_public',
  })
  await expect(park.act('otherAsker', noteCase, { id, text: '我也是', public: true })).rejects.toMatchObject({
    kind: 'missing',
  })
  await expect(park.act('auditor', noteCase, { id, text: '看过' })).rejects.toMatchObject({
    kind: 'forbidden',
  })
  const ended = await aStruckOffCase(park)
  await expect(park.act('dispatcher', noteCase, { id: ended.id, text: '晚了' })).rejects.toMatchObject({
    code: 'cases.wrong_state',
  })
})
