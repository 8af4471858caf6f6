import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { About } from './contract.ts'
import { aRegisteredCase } from '../cases/fixtures.ts'
import { hear } from './fixtures.ts'
import { render } from './render.ts'
import { isTemplate, TEMPLATES } from './templates.ts'

let bench: TestProduct
let park: TestPark
let server: TestServer
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

const CODES = Object.keys(TEMPLATES).filter(isTemplate)
const LANGUAGES = ['zh', 'en'] as const
const WHOLE: About = {
  number: '2026-0412',
  kind: 'request',
  state: 'accepted',
  due_on: '2026-10-16',
  department: '建设交通局',
  host: 'hooks.example.com',
}

test('every template reads well in both languages, whole and with nothing known', () => {
  for (const [code, language] of CODES.flatMap((each) => LANGUAGES.map((one) => [each, one] as const))) {
    for (const about of [WHOLE, { number: '2026-0412' }, {}]) {
      const { title, body } = render(code, about, language)
      expect(title + body).not.toMatch(/[{}[\]]|undefined|null/)
      expect(title.length).toBeLessThan(80)
      expect(body).not.toBe('')
    }
    const { title, body } = render(code, WHOLE, language)
    // Chinese texts are Chinese and English ones English, but for the names of the park.
    const own = `${title}${body}`.replaceAll('建设交通局', '')
    if (language === 'zh') expect(own).toMatch(/\p{Script=Han}/u)
    else expect(own).not.toMatch(/\p{Script=Han}/u)
    if (!/^(delivery|webhook)\./.test(code)) expect(title).toContain('2026-0412')
  }
})

test('a template can be filled with nothing but number, kind, state, day, department and host', () => {
  for (const code of CODES) {
    for (const language of LANGUAGES) {
      const places = TEMPLATES[code][language].flatMap((text) =>
        [...text.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name ?? ''),
      )
      expect(
        places.filter((name) => !Object.hasOwn(WHOLE, name)),
        code,
      ).toEqual([])
    }
  }
  for (const name of ['text', 'answer', 'asker', 'contact_phone', 'reason'])
    expect(About.safeParse({ ...WHOLE, [name]: 'x' }).success, name).toBe(false)
  expect(About.safeParse({ kind: '张三的诉求' }).success).toBe(false)
})

test('no name, no telephone number and no word of a case is ever in what leaves the product', async () => {
  const planted = {
    text: '甲乙丙丁的停车位被占',
    name: '欧阳示例',
    worker: '司徒示例',
    phone: '13900001234',
    demand: '务必三日内回话',
    answer: '已劝离占位车辆',
    reason: '下午又被占了',
    note: '与物业通过电话',
  }
  const { id } = await aRegisteredCase(park, { text: planted.text })
  await bench.sql('update cases set contact_name = $1, contact_phone = $2 where id = $3', [
    planted.name,
    planted.phone,
    id,
  ])
  let version = 1
  const act = async (who: Who, name: string, body: object) => {
    const answer = await server.call(who, 'POST', `/cases/${id}/${name}`, { body: { ...body, version } })
    expect(answer.status, name).toBeLessThan(300)
    version += 1
  }
  await act('dispatcher', 'dispatch', { department: '建设交通局', demand: planted.demand })
  await act('handler', 'accept', {})
  await bench.sql('update users set name = $1 where id = $2', [planted.worker, park.people.handler])
  await act('handler', 'note', { text: planted.note, public: false })
  await act('handler', 'reply', { answer: planted.answer, outcome: 'solved' })
  await act('asker', 'reject', { reason: planted.reason })
  await hear(bench)
  const rows = await bench.sql('select template, about from notices where case_id = $1', [id])
  expect(rows.length).toBeGreaterThan(6)
  // What any of the templates would make of what this case gave to those that were used.
  for (const { about } of rows) {
    for (const code of CODES) {
      for (const language of LANGUAGES) {
        const { title, body } = render(code, About.parse(about), language)
        for (const secret of [...Object.values(planted), '示例电气'])
          expect(`${title}${body}${JSON.stringify(about)}`, code).not.toContain(secret)
      }
    }
  }
})
