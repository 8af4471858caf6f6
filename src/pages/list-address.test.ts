import { expect, test } from 'vitest'
import { ListCases } from '../modules/cases/contract.ts'
import { addressOf, inputOf, readAddress, without } from './list-address.ts'
import { titleOf } from './title.ts'
import { safePath } from './visit.ts'

const at = (path: string) => readAddress(Object.fromEntries(new URL(path, 'http://x').searchParams))

test('what a form sends empty, and what nobody knows, is not in the address', () => {
  const asked = at('/cases?view=nothing&q=&state=open&lamp=%20&sort=bad&colour=red')
  expect(asked).toMatchObject({ view: 'duties', filters: { state: 'open' } })
  expect(addressOf(asked)).toBe('/cases?state=open')
})

test('an address says what was asked and comes back as it was', () => {
  const path = `/cases?view=problems&q=${encodeURIComponent('路灯&不亮')}&department=${encodeURIComponent('建设交通局')}&sort=due`
  const asked = at(path)
  expect(addressOf(asked)).toBe(path)
  expect(at(addressOf(asked))).toEqual(asked)
})

test('a change of the list begins again at its first page', () => {
  const asked = at('/cases?q=x&lamp=red&cursor=abc')
  expect(asked.cursor).toBe('abc')
  expect(addressOf(asked, { filters: without(asked, 'lamp') })).toBe('/cases?q=x')
})

test('"open" stands for every state of a case that is not over', () => {
  const { state } = ListCases.parse(inputOf(at('/cases?state=open')))
  expect(state).toEqual([
    'registered',
    'dispatched',
    'accepted',
    'returned',
    'suspended',
    'replied',
    'confirmed',
  ])
})

test.each([
  ['/cases?state=open#x', '/cases?state=open'],
  ['/', '/'],
  ['//evil.example/x', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['https://evil.example', '/'],
  ['javascript:alert(1)', '/'],
  ['cases', '/'],
  [undefined, '/'],
])('after signing in, %j leads to %j', (to, path) => {
  expect(safePath(to)).toBe(path)
})

test('the title of a case is what the asker said, cut where a sentence ends', () => {
  expect(titleOf(' 东门公交班次太少 ')).toBe('东门公交班次太少')
  expect(titleOf('第一行。\n第二行')).toBe('第一行…')
  const words = '我们厂今年新招了 86 名技术工人，到现在租金补贴一直没有到账。打过三次电话，每次都说在走流程'
  expect(titleOf(`${words}。${'请问'.repeat(40)}`)).toBe(`${words}…`)
  expect([...titleOf('𠮷'.repeat(200))]).toHaveLength(61)
})
