import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { run } from '../../kernel/command.ts'
import { inPark } from '../../kernel/database.ts'
import { sweepAll } from '../../kernel/jobs.ts'
import { secondsOf, shiftInstant } from '../../kernel/clock.ts'
import { newId } from '../../kernel/ids.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { waiting } from '../../../test/support/waiting.ts'
import { aDispatchedCase, attachFile } from '../cases/fixtures.ts'
import { filesUnder, openFilesBench, pdf, png, type FilesBench } from './fixtures.ts'
import { dropUnheld } from './store.ts'
import { sweepFiles } from './sweep.ts'

const DAY = 24 * 3600 * 1000

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

const sweep = () => sweepAll(files.bench.product.runtime, sweepFiles)
const there = async (id: unknown) => (await files.get('officer', `/files/${String(id)}`)).status === 200
const rows = () =>
  product.sql(
    'select (select count(*) from files where park_id = $1)::int as files, (select count(*) from file_contents where park_id = $1)::int as contents',
    [park.id],
  )

test('what nobody attaches in seven days goes, with its bytes when no other file has them', async () => {
  const { body: one } = await files.send('officer', pdf())
  const { body: same } = await files.send('handler', pdf())
  const { body: other } = await files.send('officer', png())
  const held = await aDispatchedCase(park)
  await files.server.call('handler', 'POST', `/cases/${held.id}/attach`, { body: { files: [same['id']] } })
  product.clock.pass(6 * DAY)
  await sweep()
  expect([await there(one['id']), await there(other['id'])]).toEqual([true, true])
  const { body: late } = await files.send('officer', png(), { name: '后来的.png' })
  product.clock.pass(2 * DAY)
  await sweep()
  expect([await there(one['id']), await there(other['id']), await there(late['id'])]).toEqual([
    false,
    false,
    true,
  ])
  // The bytes of the one stay, because an attached file has them; those of the other, because a later one has.
  expect(filesUnder(files.folder)).toHaveLength(2)
  product.clock.pass(30 * DAY)
  await sweep()
  expect(filesUnder(files.folder)).toEqual([
    join(park.id, String(same['sha256']).slice(0, 2), String(same['sha256'])),
  ])
  expect(await rows()).toEqual([{ files: 1, contents: 1 }])
  expect((await files.get('handler', `/files/${String(same['id'])}`)).status).toBe(200)
})

test('bytes whose upload never came to its end go after a day, and what was arriving after an hour', async () => {
  const orphan = 'ab'.padEnd(64, '0')
  mkdirSync(join(files.folder, park.id, 'ab'), { recursive: true })
  const path = join(files.folder, park.id, 'ab', orphan)
  writeFileSync(path, 'left behind')
  const now = secondsOf(product.clock())
  utimesSync(path, now, now)
  const arrival = join(files.folder, 'incoming', newId(product.clock()))
  mkdirSync(arrival, { recursive: true })
  writeFileSync(join(arrival, 'raw'), 'half')
  await sweep()
  expect(filesUnder(files.folder)).toHaveLength(2)
  product.clock.pass(2 * 3600 * 1000)
  await sweep()
  expect(readdirSync(join(files.folder, 'incoming'))).toEqual([])
  expect(filesUnder(files.folder)).toEqual([join(park.id, 'ab', orphan)])
  product.clock.pass(DAY)
  await sweep()
  expect(filesUnder(files.folder)).toEqual([])
  expect(await rows()).toEqual([{ files: 0, contents: 0 }])
})

test('a content that has lost its last file stays for a day: an upload may be just about to name it', async () => {
  await files.send('officer', pdf())
  await product.sql('delete from files where park_id = $1', [park.id])
  await sweep()
  expect(await rows()).toEqual([{ files: 0, contents: 1 }])
  product.clock.pass(DAY + 1000)
  await sweep()
  expect(await rows()).toEqual([{ files: 0, contents: 0 }])
})

test('a file that an act is about to take up is not swept from under it', async () => {
  const { body: sent } = await files.send('handler', pdf())
  await files.send('officer', png())
  const { id } = await aDispatchedCase(park)
  product.clock.pass(8 * DAY)
  let swept: Promise<void> | undefined
  const slowly: typeof attachFile = {
    ...attachFile,
    async handle(ctx, input, row) {
      const view = await attachFile.handle(ctx, input, row)
      swept = sweep()
      await waiting(product, 'delete from "files"%')
      return view
    },
  }
  const asked = { principal: park.principal('handler'), requestId: 'test' }
  await run(files.bench.product.runtime, slowly, { id, files: [String(sent['id'])] }, asked)
  await swept
  // What nobody took up went all the same.
  expect(await rows()).toEqual([{ files: 1, contents: 1 }])
  expect(await (await files.get('handler', `/files/${String(sent['id'])}`)).bytes()).toEqual(
    new Uint8Array(pdf()),
  )
})

test('what is just being swept is no more taken up', async () => {
  const { body: sent } = await files.send('handler', pdf())
  const { id } = await aDispatchedCase(park)
  product.clock.pass(8 * DAY)
  const { worker } = files.bench.product.runtime.database
  const attaching = await inPark(worker, park.id, 'write', async (tx) => {
    await tx.first(dropUnheld, { parkId: park.id, before: shiftInstant(product.clock(), -7 * DAY) })
    const answer = files.server.call('handler', 'POST', `/cases/${id}/attach`, {
      body: { files: [sent['id']] },
    })
    await waiting(product, '%for update of "files"')
    return { answer }
  })
  expect(await attaching.answer).toMatchObject({ status: 422, body: { code: 'files.unknown' } })
  expect(await rows()).toEqual([{ files: 0, contents: 1 }])
})

test('uploads and sweeps of the same content cross without a file that has no bytes', async () => {
  for (let round = 0; round < 9; round += 1) {
    await files.send('officer', png())
    product.clock.pass(9 * DAY)
    const [, ...sent] = await Promise.all([
      sweep(),
      ...Array.from({ length: 4 }, () => files.send('officer', png())),
    ])
    for (const { status, body } of sent) {
      expect(status).toBe(201)
      expect(await there(body['id']), `round ${round}`).toBe(true)
    }
  }
})
