import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { askedBy, mergedInto, seen } from './asker-fixtures.ts'
import type { ListCases } from './contract.ts'
import type { z } from 'zod'
import { dispatchCase } from './dispatch-case.ts'
import { aDispatchedCase, aRegisteredCase, aStruckOffCase } from './fixtures.ts'
import { listCases } from './list-cases.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  await aRegisteredCase(park, { text: '北片水压不足，三楼以上断水', category: '水电', source: '走访' })
  await aRegisteredCase(park, { text: '招不到夜班装配工', category: '用工', urgency: 'urgent' })
  await aDispatchedCase(park, { text: '厂门口道路塌陷，重车绕行', category: '交通' })
  await aStruckOffCase(park)
})
afterAll(() => bench.close())

const texts = async (filter: z.input<typeof ListCases>) =>
  (await park.ask('dispatcher', listCases, filter)).items.map(({ text }) => text.slice(0, 4))

test('filters select by what a case is', async () => {
  expect(await texts({ state: 'registered' })).toEqual(['招不到夜', '北片水压'])
  expect(await texts({ state: ['registered', 'dispatched'] })).toHaveLength(3)
  expect(await texts({ state: 'struck_off,dispatched' })).toEqual(['东门公交', '厂门口道'])
  expect(await texts({ category: '水电' })).toEqual(['北片水压'])
  expect(await texts({ source: '走访' })).toEqual(['北片水压'])
  expect(await texts({ department: '建设交通局' })).toEqual(['东门公交', '厂门口道'])
  expect(await texts({ lamp: 'green' })).toEqual(['厂门口道'])
  expect(await texts({ due_before: '2026-10-16', state: 'dispatched' })).toEqual(['厂门口道'])
  expect(await texts({ created_from: '2026-10-10' })).toEqual([])
  expect(await texts({ enterprise: '示例电气装备有限公司' })).toHaveLength(4)
  expect(await texts({ enterprise: '没有这家' })).toEqual([])
  expect(await texts({ department: '没有这个局' })).toEqual([])
})

test('a search finds words of two characters and more, in any width, also in number and name', async () => {
  expect(await texts({ q: '水压' })).toEqual(['北片水压'])
  expect(await texts({ q: '道路塌陷' })).toEqual(['厂门口道'])
  expect(await texts({ q: '塌陷道路' })).toEqual([])
  expect(await texts({ q: '２０２６－０００２' })).toEqual(['招不到夜'])
  expect(await texts({ q: '电气装备' })).toHaveLength(4)
  expect(await texts({ q: '压' })).toEqual(['北片水压'])
  expect(await texts({ q: "%' or 1=1 --" })).toEqual([])
})

test('pages follow one another without gaps or repetitions in every order', async () => {
  for (const sort of ['-registered', 'registered', 'due', '-due', 'number', '-number'] as const) {
    const all = await park.ask('dispatcher', listCases, { sort })
    const paged: string[] = []
    let cursor: string | null = null
    do {
      const page: Awaited<ReturnType<typeof listCases.answerWith>> = await park.ask('dispatcher', listCases, {
        sort,
        limit: 1,
        ...(cursor !== null && { cursor }),
      })
      paged.push(...page.items.map(({ id }) => id))
      cursor = page.next
    } while (cursor !== null)
    expect(paged, sort).toEqual(all.items.map(({ id }) => id))
  }
})

test('a cursor that is not ours and an unknown order are refused', async () => {
  await expect(park.ask('dispatcher', listCases, { cursor: 'eA' })).rejects.toMatchObject({
    code: 'kernel.cursor_bad',
  })
  await expect(park.ask('dispatcher', listCases, { sort: 'text' as never })).rejects.toMatchObject({
    code: 'kernel.input',
  })
})

test('who asked a confidential case is in no line of those who may not know, also when he registered it himself', async () => {
  const own = await aDispatchedBy('asker')
  for (const who of ['handler', 'returnVisitor', 'auditor'] as const) {
    const { items } = await park.ask(who, listCases, { limit: 200 })
    const line = items.find(({ id }) => id === own)
    expect(line?.asker).toBeNull()
    for (const trace of ['示例电气装备有限公司', park.people.asker])
      expect(JSON.stringify(line)).not.toContain(trace)
    const found = async (filter: object) =>
      (await park.ask(who, listCases, { limit: 200, ...filter })).items.map(({ id }) => id)
    for (const filter of [
      { enterprise: '示例电气装备有限公司' },
      { q: '电气装备' },
      { officer: park.people.asker },
    ])
      expect(await found(filter)).not.toContain(own)
  }
  const { items } = await park.ask('dispatcher', listCases, { limit: 200 })
  expect(items.find(({ id }) => id === own)?.asker?.name).toBe('示例电气装备有限公司')
})

test('a state that there is none of is refused with those there are', async () => {
  const asked = park.ask('dispatcher', listCases, { state: 'nope' })
  await expect(asked).rejects.toMatchObject({
    code: 'kernel.input',
    detail: { faults: [{ path: 'state.0', code: 'kernel.field_choice' }] },
  })
})

async function aDispatchedBy(who: 'asker'): Promise<string> {
  const asker = { kind: 'enterprise' } as const
  const { id, version } = await aRegisteredCase(
    park,
    { confidential: true, asker, text: '隔壁夜里偷排' },
    who,
  )
  await park.act('dispatcher', dispatchCase, { id, version, department: '建设交通局' })
  return id
}

test('who took down what another one asked is not found by filtering with him, for an asker who came later', async () => {
  const own = await foundPark(bench)
  const first = await aRegisteredCase(own, { text: '南门积水' }, 'officer')
  const officer = own.people.officer
  await mergedInto(own, await askedBy(own, 'otherAsker'), first)
  const found = async (who: Who) => (await own.ask(who, listCases, { officer })).items.map(({ id }) => id)
  expect((await seen(own, first, 'otherAsker')).officer).toBeNull()
  expect(await found('otherAsker')).toEqual([])
  // The first asker and the park know him.
  for (const who of ['asker', 'officer', 'supervisor'] as const) expect(await found(who)).toEqual([first.id])
})
