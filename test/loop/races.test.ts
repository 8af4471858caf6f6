import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { aConfirmedCase, aDispatchedCase } from '../../src/modules/cases/fixtures.ts'
import { verifyPark } from '../../src/modules/cases/index.ts'
import { addToken, addUser } from '../../src/modules/people/index.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'
import { openTestServer, type TestServer } from '../support/server.ts'

const CASES = 20
const ACTORS = 40

let bench: TestProduct
let park: TestPark
let server: TestServer
const tokens: Record<'dispatcher' | 'handler', string[]> = { dispatcher: [], handler: [] }

beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  server = await openTestServer(bench, park)
  for (const post of ['dispatcher', 'handler'] as const) {
    for (let i = 0; i < ACTORS; i++) {
      const name = `${post} ${i}`
      const place = post === 'handler' ? { department: '建设交通局' } : {}
      await park.act('console', addUser, { name, post, ...place })
      tokens[post].push((await park.act('console', addToken, { user: name })).token)
    }
  }
})
afterAll(async () => {
  await server.close()
  await bench.close()
})

/** All actors try the same act on the same case at the same moment. */
async function race(
  post: 'dispatcher' | 'handler',
  act: string,
  { id, version }: { id: string; version: number },
  body: object = {},
) {
  return Promise.all(
    tokens[post].map(async (token) => {
      const response = await server.raw(`/api/v1/cases/${id}/${act}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${token}`,
          'content-type': 'application/json',
          'idempotency-key': randomUUID(),
        },
        body: JSON.stringify({ version, ...body }),
      })
      return {
        status: response.status,
        body: (await response.json()) as { code?: string; about?: { state?: string } },
      }
    }),
  )
}

test(`${CASES} cases × ${ACTORS} actors who strike off at once: one winner each, the losers are told the present state`, async () => {
  for (let i = 0; i < CASES; i++) {
    const subject = await aConfirmedCase(park)
    const answers = await race('dispatcher', 'strike-off', subject)
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    const losers = answers.filter(({ status }) => status !== 200)
    for (const { status, body } of losers) {
      expect({ status, code: body.code, state: body.about?.state }).toEqual({
        status: 409,
        code: 'cases.wrong_state',
        state: 'struck_off',
      })
    }
    const entries = await bench.sql("select from entries where case_id = $1 and action = 'strike_off'", [
      subject.id,
    ])
    expect(entries).toHaveLength(1)
  }
  expect((await verifyPark(bench.product.runtime, park.id)).findings).toEqual([])
})

test('two different acts that race: accept and return, one of them happens', async () => {
  for (let i = 0; i < CASES; i++) {
    const subject = await aDispatchedCase(park)
    const [accepts, returns] = await Promise.all([
      race('handler', 'accept', subject),
      race('handler', 'return', subject, { reason: '不归我们' }),
    ])
    expect([...accepts, ...returns].filter(({ status }) => status === 200)).toHaveLength(1)
    expect([...accepts, ...returns].filter(({ status }) => status === 409)).toHaveLength(2 * ACTORS - 1)
  }
})

test('the control: a handler that reads and then writes, without lock, version or numbered entries, closes twice', async () => {
  await bench.sql('create table naive_cases (id int primary key, state text not null)')
  await bench.sql('create table naive_closings (case_id int not null)')
  let twice = 0
  for (let id = 0; id < CASES; id++) {
    await bench.sql("insert into naive_cases values ($1, 'confirmed')", [id])
    await Promise.all(
      Array.from({ length: ACTORS }, async () => {
        const [row] = await bench.sql('select state from naive_cases where id = $1', [id])
        if (row?.['state'] !== 'confirmed') return
        await bench.sql('insert into naive_closings values ($1)', [id])
        await bench.sql("update naive_cases set state = 'struck_off' where id = $1", [id])
      }),
    )
    const closings = await bench.sql('select from naive_closings where case_id = $1', [id])
    if (closings.length > 1) twice += 1
  }
  process.stdout.write(`the naive handler closed ${twice} of ${CASES} cases more than once\n`)
  expect(twice).toBeGreaterThan(0)
})
