import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../test/support/park.ts'
import type { Secrets } from '../kernel/secrets.ts'
import type { Language } from '../kernel/words.ts'
import { MODULES } from '../modules.ts'
import { aDispatchedCase, aStruckOffCase } from '../modules/cases/fixtures.ts'
import { openFilesBench, pdf } from '../modules/files/fixtures.ts'
import type { CaseView } from '../modules/cases/contract.ts'
import { dictionaryOf } from '../product.ts'
import type { Terminal } from './terminal.ts'
import { verify } from './verify.ts'

let bench: TestProduct
let park: TestPark
let victim: CaseView
beforeAll(async () => {
  bench = await openTestProduct()
})
afterAll(() => bench.close())
beforeEach(async () => {
  park = await foundPark(bench)
  victim = await aStruckOffCase(park)
})

/** The exit code and what is said, of the park at hand, on a machine that has these keys. */
async function verified({
  language = 'zh',
  keys = bench.product.runtime.secrets.ledgerKeys,
}: { language?: Language; keys?: Secrets['ledgerKeys'] } = {}) {
  const said: string[] = []
  const terminal: Terminal = {
    language,
    dictionary: dictionaryOf(MODULES),
    json: false,
    say: (text) => said.push(text),
    note: () => undefined,
    progress: () => undefined,
    settle: () => undefined,
  }
  const { runtime } = bench.product
  const product = {
    ...bench.product,
    runtime: { ...runtime, secrets: { ...runtime.secrets, ledgerKeys: keys } },
  }
  const code = await verify.run({
    values: { park: park.code },
    words: [],
    terminal,
    settings: bench.settings,
    product: () => Promise.resolve(product),
  })
  return { code, said: said.join('\n') }
}

const tamper = (sql: string) => bench.sql(sql, [victim.id], true)

test('a sound ledger: 0', async () => {
  expect(await verified()).toMatchObject({ code: 0, said: expect.stringContaining('账相符') as string })
})

test('a ledger whose key is not here could not be checked: 2, and it is not called unsound', async () => {
  const { code, said } = await verified({ keys: new Map() })
  expect(code).toBe(2)
  expect(said).toContain('核对不了')
  expect(said).not.toContain('对不上')
  // Anything worse beside it is worse.
  await tamper(`update entries set post = 'head' where case_id = $1 and seq = 3`)
  const worse = await verified({ language: 'en', keys: new Map() })
  expect(worse.code).toBe(1)
  expect(worse.said).toContain(`Case ${victim.number}, entry 3 was changed`)
})

test('the name of a key that was swapped for an absent one is a change: 1', async () => {
  await tamper(`update entries set mac_key = 'absent' where case_id = $1 and seq = 3`)
  const { code, said } = await verified()
  expect(code).toBe(1)
  expect(said).toContain(`事项 ${victim.number} 第 3 条内容被改过`)
})

test('a case of which nothing is left, and a changed past, are said in both languages: 1', async () => {
  await tamper(`update case_past set rating = 1 where id = $1 and version = 4`)
  expect(await verified()).toMatchObject({
    code: 1,
    said: expect.stringContaining(`事项 ${victim.number} 第 4 条之后，事项当时的样子`) as string,
  })
  for (const table of ['entry_texts', 'entries']) await tamper(`delete from ${table} where case_id = $1`)
  for (const table of ['cases', 'case_past']) await tamper(`delete from ${table} where id = $1`)
  expect(await verified()).toMatchObject({
    code: 1,
    said: expect.stringContaining(`事项 ${victim.number} 整件被删去`) as string,
  })
  expect((await verified({ language: 'en' })).said).toContain(`Case ${victim.number} is gone as a whole`)
})

test('a file that is gone is said with the number of its case and its name, in both languages: 1', async () => {
  const files = await openFilesBench(bench, park)
  const { id, number } = await aDispatchedCase(park)
  const { body } = await files.send('handler', pdf(), { name: '合同.pdf' })
  const done = await files.server.call('handler', 'POST', `/cases/${id}/attach`, {
    body: { files: [body['id']] },
  })
  expect(done.status).toBe(200)
  await files.close() // its folder goes with it
  expect(await verified()).toMatchObject({
    code: 1,
    said: expect.stringContaining(`事项 ${number} 第 3 条的附件不见了：合同.pdf`) as string,
  })
  expect((await verified({ language: 'en' })).said).toContain(
    `Case ${number}, entry 3 lacks a file: 合同.pdf`,
  )
})
