import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  foundPark,
  openTestProduct,
  type TestPark,
  type TestProduct,
  type Who,
} from '../../../test/support/park.ts'
import { openFilesBench, pdf, png, type FilesBench } from '../files/fixtures.ts'
import { pathOf } from '../files/index.ts'
import type { CaseView, RegisterCase } from './contract.ts'
import { aDispatchedCase, aRegisteredCase, aStruckOffCase } from './fixtures.ts'
import { caseFiles } from './list-files.ts'
import { caseEntries } from './queries.ts'
import { verifyPark } from './verify.ts'

let product: TestProduct
let park: TestPark
let files: FilesBench
beforeAll(async () => {
  product = await openTestProduct()
})
afterAll(() => product.close())
beforeEach(async () => {
  park = await foundPark(product)
  files = await openFilesBench(product, park)
  return () => files.close()
})

/** The id of a file that somebody has just sent; each is another one. */
async function sent(who: Who, name = '现场.png'): Promise<string> {
  const { body } = await files.send(who, pdf(`/N${Math.random().toString().slice(2)}`), { name })
  return String(body['id'])
}

/** Attaches as a program does: the store is the one of the bench. */
const attach = (who: Who, { id }: Pick<CaseView, 'id'>, body: object) =>
  files.server.call(who, 'POST', `/cases/${id}/attach`, { body })

const sees = async (who: Who, file: string) => (await files.get(who, `/files/${file}`)).status === 200
const check = async () => (await verifyPark(files.bench.product.runtime, park.id)).findings

test('files are attached, and the entry holds the hash of each and its name as a word', async () => {
  const one = await aDispatchedCase(park)
  const first = await sent('handler', '现场.png')
  const { body: second } = await files.send('handler', png(), { name: '../../图.png' })
  const done = await attach('handler', one, {
    version: one.version,
    files: [first, second['id']],
    text: '今天拍的',
    public: true,
  })
  expect(done).toMatchObject({
    status: 200,
    body: { state: 'dispatched', version: 3, can: { attach: true } },
  })
  const { items } = await park.ask('asker', caseEntries, { id: one.id })
  expect(items.at(-1)).toMatchObject({
    action: 'attach',
    post: 'handler',
    said: { file_1: '现场.png.pdf', file_2: '图.png', note: '今天拍的' },
    set: {
      files: [
        { id: first, type: 'application/pdf' },
        { id: second['id'], sha256: second['sha256'], size: second['size'], type: 'image/png' },
      ],
    },
  })
  expect(await park.ask('asker', caseFiles, { id: one.id })).toMatchObject({
    items: [
      { id: first, entry: 3, name: '现场.png.pdf', public: true, attached_by: { name: 'handler' } },
      { id: second['id'], name: '图.png', sha256: second['sha256'] },
    ],
  })
  expect(await check()).toEqual([])
})

test('who sees the case sees its files; an asker only the public ones; everybody else nothing', async () => {
  const one = await aDispatchedCase(park)
  const open = await sent('handler')
  const internal = await sent('handler')
  await attach('handler', one, { files: [open], public: true })
  await attach('handler', one, { files: [internal], text: '内部看' })
  for (const who of ['dispatcher', 'head', 'leader', 'supervisor', 'auditor', 'returnVisitor'] as const)
    expect([await sees(who, open), await sees(who, internal)], who).toEqual([true, true])
  expect([await sees('asker', open), await sees('asker', internal)]).toEqual([true, false])
  for (const who of ['otherHandler', 'otherAsker', 'admin', 'officer'] as const)
    expect([await sees(who, open), await sees(who, internal)], who).toEqual([false, false])
  const listed = async (who: Who) =>
    (await park.ask(who, caseFiles, { id: one.id })).items.map(({ id }) => id)
  expect(await listed('asker')).toEqual([open])
  expect(await listed('supervisor')).toEqual([open, internal])
  await expect(listed('otherAsker')).rejects.toMatchObject({ code: 'cases.missing' })
  const { items } = await park.ask('asker', caseEntries, { id: one.id })
  expect(JSON.stringify(items)).not.toContain(internal)
})

test('only who sent a file attaches it, and once', async () => {
  const one = await aDispatchedCase(park)
  const mine = await sent('handler')
  expect(await attach('head', one, { files: [mine] })).toMatchObject({
    status: 422,
    body: { code: 'files.unknown' },
  })
  expect((await attach('handler', one, { files: [mine] })).status).toBe(200)
  expect(await attach('handler', one, { files: [mine] })).toMatchObject({
    status: 409,
    body: { code: 'files.held' },
  })
  const another = await aDispatchedCase(park)
  expect(await attach('handler', another, { files: [mine] })).toMatchObject({ body: { code: 'files.held' } })
  const next = await sent('handler')
  expect(await attach('handler', one, { files: [next, next] })).toMatchObject({
    body: { code: 'files.twice' },
  })
  expect(await attach('handler', one, { files: [next, mine] })).toMatchObject({
    body: { code: 'files.held' },
  })
  // Of an act that was refused nothing stays: the file is still to be had.
  expect((await attach('handler', one, { files: [next] })).status).toBe(200)
  for (const bad of [[], Array.from({ length: 21 }, () => next), ['x']])
    expect((await attach('handler', one, { files: bad })).status).toBe(422)
  expect(await check()).toEqual([])
})

test('of two who attach the same file at once one does', async () => {
  const cases = [await aDispatchedCase(park), await aDispatchedCase(park)]
  const file = await sent('handler')
  const done = await Promise.all(cases.map((one) => attach('handler', one, { files: [file] })))
  expect(done.map(({ status }) => status).toSorted()).toEqual([200, 409])
})

test('a stranger, the wrong state, the stale version, and what an asker would hide are refused', async () => {
  const one = await aDispatchedCase(park)
  const theirs = await sent('otherHandler')
  expect(await attach('otherHandler', one, { files: [theirs] })).toMatchObject({
    status: 404,
    body: { code: 'cases.missing' },
  })
  const mine = await sent('handler')
  expect(await attach('handler', one, { files: [mine], version: 1 })).toMatchObject({
    status: 409,
    body: { code: 'cases.changed_since' },
  })
  const asked = await sent('asker')
  expect(await attach('asker', one, { files: [asked] })).toMatchObject({
    status: 422,
    body: { code: 'cases.attach_public' },
  })
  expect((await attach('asker', one, { files: [asked], public: true })).status).toBe(200)
  const ended = await aStruckOffCase(park)
  expect(await attach('handler', ended, { files: [mine] })).toMatchObject({
    status: 409,
    body: { code: 'cases.wrong_state' },
  })
})

test('who asked a confidential case is not told by the files that he brought', async () => {
  const kept: Partial<RegisterCase> = { confidential: true }
  const one = await aDispatchedCase(park, kept)
  await attach('asker', one, { files: [await sent('asker')], public: true })
  await attach('handler', one, { files: [await sent('handler')], public: true })
  const by = async (who: Who) =>
    (await park.ask(who, caseFiles, { id: one.id })).items.map(({ attached_by }) => attached_by?.name)
  expect(await by('supervisor')).toEqual(['asker', 'handler'])
  expect(await by('handler')).toEqual([undefined, 'handler'])
  const spoken = await aRegisteredCase(park, kept, 'asker')
  await attach('asker', spoken, { files: [await sent('asker')], public: true })
  const { items } = await park.ask('auditor', caseFiles, { id: spoken.id })
  expect(items).toMatchObject([{ attached_by: null, post: 'enterprise' }])
  expect(JSON.stringify(items)).not.toContain(park.people.asker)
})

test('a file that is gone, exchanged, renamed, hidden or slipped in is named with its case and its entry', async () => {
  const one = await aDispatchedCase(park)
  const [a, b] = [await sent('handler', '甲.pdf'), await sent('handler', '乙.pdf')]
  await attach('handler', one, { files: [a, b], public: true })
  expect(await check(), 'the control').toEqual([])
  const shaOf = async (id: string) =>
    String((await product.sql('select sha256 from files where id = $1', [id]))[0]?.['sha256'])
  const path = pathOf(files.bench.product.runtime, { parkId: park.id, sha256: await shaOf(a) })
  const other = pathOf(files.bench.product.runtime, { parkId: park.id, sha256: await shaOf(b) })
  const named = (fault: string, file: string) => [{ caseId: one.id, seq: 3, number: one.number, fault, file }]
  renameSync(path, `${path}.away`)
  expect(await check()).toEqual(named('file_missing', '甲.pdf'))
  writeFileSync(path, 'x'.repeat(100))
  expect(await check()).toEqual(named('file_changed', '甲.pdf'))
  const fs = await import('node:fs')
  fs.copyFileSync(other, path)
  expect(await check(), 'another file in its place').toEqual(named('file_changed', '甲.pdf'))
  rmSync(path)
  renameSync(`${path}.away`, path)
  expect(await check(), 'the control').toEqual([])

  const tamper = (text: string, values: unknown[]) => product.sql(text, values, true)
  await tamper('update files set sha256 = $2 where id = $1', [a, await shaOf(b)])
  expect(await check()).toEqual(named('file_changed', '甲.pdf'))
  await tamper('update files set sha256 = $2, name = $3 where id = $1', [a, path.slice(-64), '丙.pdf'])
  expect(await check()).toEqual(named('file_changed', '甲.pdf'))
  await tamper('update files set name = $2 where id = $1', [a, '甲.pdf'])
  await tamper('update case_files set internal = true where file_id = $1', [b])
  expect(await check()).toEqual(named('file_changed', '乙.pdf'))
  await tamper('delete from case_files where file_id = $1', [b])
  expect(await check()).toEqual(named('file_missing', '乙.pdf'))
  await tamper('insert into case_files values ($1, $2, $3, 3, false)', [park.id, b, one.id])
  expect(await check(), 'the control').toEqual([])
  const slipped = await sent('handler', '丁.pdf')
  await tamper('insert into case_files values ($1, $2, $3, 2, false)', [park.id, slipped, one.id])
  expect(await check()).toEqual([{ ...named('file_added', '丁.pdf')[0], seq: 2 }])
})

test('the same key attaches once', async () => {
  const one = await aDispatchedCase(park)
  const body = { files: [await sent('handler')] }
  const ask = () =>
    files.server.call('handler', 'POST', `/cases/${one.id}/attach`, { body, key: 'attach-once' })
  const [first, again] = [await ask(), await ask()]
  expect([again.status, again.body]).toEqual([200, first.body])
  expect((await park.ask('handler', caseFiles, { id: one.id })).items).toHaveLength(1)
})

test('a file whose bytes were exchanged or are gone since it was sent is not attached', async () => {
  const one = await aDispatchedCase(park)
  const { body } = await files.send('handler', png())
  const sha256 = String(body['sha256'])
  const path = pathOf(files.bench.product.runtime, { parkId: park.id, sha256 })
  const refused = async () => (await attach('handler', one, { files: [body['id']] })).body
  writeFileSync(path, 'x'.repeat(png().length))
  expect(await refused()).toMatchObject({ code: 'files.content_changed' })
  rmSync(path)
  expect(await refused()).toMatchObject({ code: 'files.content_gone' })
})
