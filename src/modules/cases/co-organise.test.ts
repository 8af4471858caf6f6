import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  foundPark,
  OUTSIDE,
  openTestProduct,
  type TestPark,
  type TestProduct,
} from '../../../test/support/park.ts'
import { addUser } from '../people/index.ts'
import { acceptCase } from './accept-case.ts'
import { coAccept, coReply, coReturn, setCoOrganisers } from './co-organise.ts'
import { confirmForAsker } from './confirm-for-asker.ts'
import { dispatchCase } from './dispatch-case.ts'
import { aRegisteredCase } from './fixtures.ts'
import { caseEntries, oneCase } from './queries.ts'
import { replyCase } from './reply-case.ts'
import { verifyPark } from './verify.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

async function aSharedCase() {
  const { id, version } = await aRegisteredCase(park)
  const sent = await park.act('dispatcher', dispatchCase, {
    id,
    version,
    department: '建设交通局',
    co_organisers: [{ department: '生态环境分局', deadline: { working_days: 2 } }, { department: OUTSIDE }],
  })
  return park.act('handler', acceptCase, { id, version: sent.version })
}
const answer = { answer: '两家一起办好了', outcome: 'solved' } as const

test('each co-organiser signs and answers by its own date; the lead merges the answers', async () => {
  const shared = await aSharedCase()
  expect(shared.co_organisers).toEqual([
    expect.objectContaining({
      department: { id: park.departments['生态环境分局'], name: '生态环境分局' },
      state: 'asked',
      due_on: '2026-10-12',
    }),
    // Two working days before the lead, so that it can merge the answers.
    expect.objectContaining({ state: 'asked', due_on: '2026-10-13' }),
  ])
  const { id } = shared
  let { version } = shared
  ;({ version } = await park.act('otherHandler', coAccept, { id, version }))
  await expect(park.act('handler', replyCase, { id, version, ...answer })).rejects.toMatchObject({
    code: 'cases.co_organisers_missing',
    detail: { departments: ['生态环境分局', OUTSIDE] },
  })
  ;({ version } = await park.act('otherHandler', coReply, { id, version, answer: '噪声已测' }))
  ;({ version } = await park.act('liaison', coAccept, { id, version }))
  ;({ version } = await park.act('liaison', coReply, { id, version, answer: '已加开两班' }))
  const replied = await park.act('handler', replyCase, { id, version, ...answer })
  expect(replied).toMatchObject({ state: 'replied', return_count: 0 })
  expect(replied.co_organisers.map(({ state }) => state)).toEqual(['replied', 'replied'])
  const { items } = await park.ask('handler', caseEntries, { id })
  expect(items.map(({ said }) => said['co_answer']).filter(Boolean)).toEqual(['噪声已测', '已加开两班'])
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('the lead need not wait, but says why', async () => {
  const { id, version } = await aSharedCase()
  const replied = await park.act('handler', replyCase, {
    id,
    version,
    ...answer,
    without_co_organisers: '不涉及环保',
  })
  expect(replied.state).toBe('replied')
})

test('a co-organiser that is not concerned says so: no return of the case, and the centre replaces it', async () => {
  const { id, version } = await aSharedCase()
  const back = await park.act('otherHead', coReturn, { id, version, reason: '不归环保' })
  expect(back).toMatchObject({ state: 'accepted', return_count: 0 })
  expect(back.co_organisers[0]).toMatchObject({ state: 'returned' })
  const replaced = await park.act('dispatcher', setCoOrganisers, {
    id,
    version: back.version,
    co_organisers: [{ department: OUTSIDE }, { department: '企业服务中心' }],
    reason: '换一家',
  })
  expect(replaced.co_organisers.map(({ department, state }) => [department.name, state])).toEqual([
    [OUTSIDE, 'asked'],
    ['企业服务中心', 'asked'],
  ])
  // It helped once, so it goes on seeing the case; there is nothing left for it to do.
  expect((await park.ask('otherHead', oneCase, { id })).can).toMatchObject({
    co_accept: false,
    co_reply: false,
  })
})

test('who helped does not confirm for the asker', async () => {
  const { id, version } = await aSharedCase()
  const helped = await park.act('otherHandler', coAccept, { id, version })
  const done = await park.act('otherHandler', coReply, { id, version: helped.version, answer: '测过' })
  const replied = await park.act('handler', replyCase, {
    id,
    version: done.version,
    ...answer,
    without_co_organisers: '公交另办',
  })
  const [row] = await bench.sql('select worked_by from cases where id = $1', [id])
  expect(row?.['worked_by']).toContain(park.people.otherHandler)
  expect(replied.can.confirm_for_asker).toBe(false)
  await expect(
    park.act('otherHandler', confirmForAsker, {
      id,
      version: replied.version,
      by: { way: 'told', how: 'telephone', rating: 5, evidence: '电话' },
    }),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})

test('not out of turn, not for others, not the lead itself, not twice, not on stale news', async () => {
  const { id, version } = await aSharedCase()
  await expect(park.act('otherHandler', coReply, { id, version, answer: '?' })).rejects.toMatchObject({
    code: 'cases.not_helping_so',
  })
  // What is refused is not offered either.
  const { can } = await park.ask('otherHandler', oneCase, { id })
  expect(can).toMatchObject({ co_accept: true, co_return: true, co_reply: false })
  await expect(park.act('handler', coAccept, { id, version })).rejects.toMatchObject({ kind: 'forbidden' })
  const set = (co_organisers: { department: string }[], over: object = {}) =>
    park.act('dispatcher', setCoOrganisers, { id, version, co_organisers, reason: '调整', ...over })
  await expect(set([{ department: '建设交通局' }])).rejects.toMatchObject({ code: 'cases.helps_twice' })
  await expect(set([{ department: OUTSIDE }, { department: OUTSIDE }])).rejects.toMatchObject({
    code: 'cases.helps_twice',
  })
  await expect(set([{ department: '没有的局' }])).rejects.toMatchObject({ code: 'parks.department_unknown' })
  await expect(set([], { version: version - 1 })).rejects.toMatchObject({ code: 'cases.changed_since' })
  const fresh = await aRegisteredCase(park)
  await expect(set([], { id: fresh.id, version: fresh.version })).rejects.toMatchObject({
    code: 'cases.wrong_state',
  })
})

test('who names a department that he does not help for takes no part for it', async () => {
  const { id, version } = await aSharedCase()
  await expect(
    park.act('liaison', coAccept, { id, version, department: '生态环境分局' }),
  ).rejects.toMatchObject({ kind: 'conflict', code: 'cases.not_helping_so' })
})

test('who works for two departments that help takes the part that is left in either post, and names it while there are two', async () => {
  const { id, version } = await aRegisteredCase(park)
  await park.act('console', addUser, { name: 'otherHandler', post: 'head', department: '企业服务中心' })
  const sent = await park.act('dispatcher', dispatchCase, {
    id,
    version,
    department: '建设交通局',
    co_organisers: [{ department: '生态环境分局' }, { department: '企业服务中心' }],
  })
  const accept = (over: object) => park.act('otherHandler', coAccept, { id, version: sent.version, ...over })
  await expect(accept({})).rejects.toMatchObject({
    code: 'cases.which_department',
    detail: { departments: ['生态环境分局', '企业服务中心'] },
  })
  const first = await accept({ department: '生态环境分局' })
  expect(first.can.co_accept).toBe(true)
  const second = await accept({ version: first.version })
  expect(second.co_organisers.map(({ state }) => state)).toEqual(['accepted', 'accepted'])
})
