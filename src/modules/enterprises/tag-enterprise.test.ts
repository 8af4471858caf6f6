import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { enterpriseCard } from './card.ts'
import { anEnterprise } from './fixtures.ts'
import { tagEnterprise } from './tag-enterprise.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

test('tags come and go with their history: a former day still shows what was there', async () => {
  const { id, version } = await anEnterprise(park, { tags: ['专精特新'] })
  bench.clock.pass(48 * 3600 * 1000)
  const view = await park.act('officer', tagEnterprise, {
    id,
    version,
    add: ['链主', '专精特新'],
    remove: ['没有过'],
  })
  expect(view.tags.toSorted()).toEqual(['专精特新', '链主'].toSorted())
  const last = await park.act('officer', tagEnterprise, { id, version: view.version, remove: ['专精特新'] })
  expect(last.tags).toEqual(['链主'])
  expect((await park.ask('officer', enterpriseCard, { id, as_of: '2026-10-09' })).tags).toEqual(['专精特新'])
})

test('a stale version, nothing said, and a stranger are refused', async () => {
  const { id, version } = await anEnterprise(park, { name: '示例标签有限公司' })
  const tag = (who: 'officer' | 'leader', add: string[]) => park.act(who, tagEnterprise, { id, version, add })
  await expect(tag('officer', [])).rejects.toMatchObject({ code: 'enterprises.nothing_said' })
  await expect(tag('leader', ['甲'])).rejects.toMatchObject({ kind: 'forbidden' })
  await tag('officer', ['甲'])
  await expect(tag('officer', ['乙'])).rejects.toMatchObject({ code: 'enterprises.changed_since' })
})

test('a tag goes from the one enterprise alone, and a former period of it stays as it was', async () => {
  const other = await anEnterprise(park, { name: '示例同标签有限公司', tags: ['规上'] })
  const one = await anEnterprise(park, { name: '示例来去有限公司', tags: ['规上'] })
  const days: string[] = []
  let { version } = one
  for (const change of [{ remove: ['规上'] }, { add: ['规上'] }, { remove: ['规上'] }]) {
    bench.clock.pass(48 * 3600 * 1000)
    version = (await park.act('officer', tagEnterprise, { id: one.id, version, ...change })).version
    days.push(bench.clock().slice(0, 10))
  }
  const tagsOn = async (as_of?: string) =>
    (await park.ask('officer', enterpriseCard, { id: one.id, ...(as_of !== undefined && { as_of }) })).tags
  expect(await Promise.all(days.map(tagsOn))).toEqual([[], ['规上'], []])
  expect(await tagsOn()).toEqual([])
  expect((await park.ask('officer', enterpriseCard, { id: other.id })).tags).toEqual(['规上'])
})
