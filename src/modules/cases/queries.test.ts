import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  CAST,
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { acceptCase } from './accept-case.ts'
import { confirmCase } from './confirm-case.ts'
import type { RegisterCase } from './contract.ts'
import { dispatchCase } from './dispatch-case.ts'
import { aRegisteredCase } from './fixtures.ts'
import { caseEntries, oneCase } from './queries.ts'
import { rejectCase } from './reject-case.ts'
import { replyCase } from './reply-case.ts'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
})
afterAll(() => bench.close())

/** Registered by the one who asks, dispatched, answered, sent back by him, answered again and confirmed by him. */
async function askedAndConfirmed(who: Who, over: Partial<RegisterCase>) {
  let file = await aRegisteredCase(park, { confidential: true, ...over }, who)
  const { id } = file
  const on = () => ({ id, version: file.version })
  const answer = async () => park.act('handler', replyCase, { ...on(), answer: '查过了', outcome: 'solved' })
  file = await park.act('dispatcher', dispatchCase, { ...on(), department: '建设交通局' })
  file = await park.act('handler', acceptCase, on())
  file = await answer()
  file = await park.act(who, rejectCase, { ...on(), reason: '还在排' })
  file = await answer()
  return park.act(who, confirmCase, { ...on(), rating: 5 })
}

/** Every name and id by which somebody could tell who asked. */
const traces = (who: Who) => [`:"${who}"`, park.people[who], '示例电气装备有限公司']

test.each([
  ['asker', { asker: { kind: 'enterprise' } }],
  ['supervisor', { kind: 'finding', asker: { kind: 'inspector', name: '督查一组' } }],
] as const)(
  'who asked a confidential case is not told by who registered, sent back and confirmed it: %s',
  async (who, over) => {
    const { id } = await askedAndConfirmed(who, over)
    for (const reader of ['handler', 'head', 'leader', 'returnVisitor', 'auditor'] as const) {
      const view = await park.ask(reader, oneCase, { id })
      expect(view, reader).toMatchObject({ asker: null, contact: null, registered_by: null })
      const { items } = await park.ask(reader, caseEntries, { id })
      expect(items.map(({ action, post, actor }) => [action, post, actor?.name ?? null])).toEqual([
        ['register', CAST[who].post, null],
        ['dispatch', 'dispatcher', 'dispatcher'],
        ['accept', 'handler', 'handler'],
        ['reply', 'handler', 'handler'],
        ['reject', CAST[who].post, null],
        ['reply', 'handler', 'handler'],
        ['confirm', CAST[who].post, null],
      ])
      const values = JSON.stringify([view, items.map(({ actor, set, said }) => [actor, set, said])])
      for (const trace of [...traces(who), '督查一组', 'enterprise_id', 'asker_kind'])
        expect(values, `${reader} ${trace}`).not.toContain(trace)
    }
  },
)

test('those who may know are told: the registrar himself, the dispatch centre and the supervisor', async () => {
  const { id } = await askedAndConfirmed('asker', { asker: { kind: 'enterprise' } })
  for (const reader of ['asker', 'dispatcher', 'supervisor'] as const) {
    const view = await park.ask(reader, oneCase, { id })
    expect(view).toMatchObject({
      asker: { name: '示例电气装备有限公司' },
      registered_by: { id: park.people.asker, name: 'asker' },
    })
    const { items } = await park.ask(reader, caseEntries, { id })
    expect(items.at(-1)).toMatchObject({
      actor: { id: park.people.asker, name: 'asker' },
      set: { confirmed_by: park.people.asker },
    })
    expect(items[0]?.set).toMatchObject({ registered_by: park.people.asker, asker_kind: 'enterprise' })
  }
})

test('a registrar who only wrote it down is named, also of a confidential case', async () => {
  const { id } = await aRegisteredCase(park, { confidential: true }, 'hotline')
  const view = await park.ask('returnVisitor', oneCase, { id })
  expect(view).toMatchObject({ asker: null, registered_by: { name: 'hotline' } })
  const { items } = await park.ask('returnVisitor', caseEntries, { id })
  expect(items[0]).toMatchObject({ actor: { name: 'hotline' }, set: { registered_by: park.people.hotline } })
  expect(items[0]?.set).not.toHaveProperty('enterprise_id')
})

test('without confidentiality everybody who sees the case sees who asked', async () => {
  const { id } = await askedAndConfirmed('asker', { asker: { kind: 'enterprise' }, confidential: false })
  expect(await park.ask('handler', oneCase, { id })).toMatchObject({ registered_by: { name: 'asker' } })
  const { items } = await park.ask('handler', caseEntries, { id })
  expect(items.at(-1)?.actor).toEqual({ id: park.people.asker, name: 'asker' })
})

test('an entry that was changed in the database beyond recognition is named, with the way out', async () => {
  const { id, number } = await aRegisteredCase(park)
  await bench.sql("update entries set body = '{}' where park_id = $1 and case_id = $2", [park.id, id], true)
  await expect(park.ask('dispatcher', caseEntries, { id })).rejects.toMatchObject({
    code: 'cases.entry_unreadable',
    detail: { number, seq: 1 },
  })
})
