import { expect, test } from 'vitest'
import { bandsOf, likeness } from './likeness.ts'
import { bigrams } from './search.ts'

const like = (one: string, other: string) => likeness(new Set(bigrams(one)), new Set(bigrams(other)))
const meet = (one: string, other: string) => bandsOf(one).some((band, i) => band === bandsOf(other)[i])

test('the same text meets in every band, and is wholly like itself', () => {
  const text = '东门公交班次太少，夜班职工下班无车可坐'
  expect(bandsOf(text)).toEqual(bandsOf(text.replace('，', ' ,')))
  expect(bandsOf(text)).toHaveLength(16)
  expect(like(text, text)).toBe(1)
})

test('a text put in other words is found, one about something else is not like it', () => {
  const text = '东门公交班次太少，夜班职工下班无车可坐'
  const again = '东门公交车班次太少，夜班的职工下班没有车可坐'
  expect(like(text, again)).toBeGreaterThan(0.35)
  expect(meet(text, again)).toBe(true)
  expect(like(text, '厂区雨水管堵塞，积水进仓库')).toBeLessThan(0.05)
})

test('texts that share half of their pairs nearly always meet, strangers seldom', () => {
  const letters = [...'园区企业道路水电用工交通环保消防审批融资物流仓储住房就业培训']
  let seed = 20261120
  const next = () => (seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff) / 0x7fffffff
  const word = () => letters[Math.floor(next() * letters.length)] ?? ''
  const text = (length: number) => Array.from({ length }, word).join('')
  let met = 0
  let strangers = 0
  for (let i = 0; i < 300; i++) {
    const same = text(30)
    if (meet(same + text(10), same + text(10))) met += 1
    if (meet(text(40), text(40))) strangers += 1
  }
  expect(met).toBeGreaterThan(290)
  expect(strangers).toBeLessThan(60)
})

test('a text without pairs of characters is like nothing', () => {
  expect(bandsOf('路')).toEqual([])
  expect(like('路', '路')).toBe(0)
})
