import { randomUUID } from 'node:crypto'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import {
  anySegment,
  exif,
  exifSegment,
  filesUnder,
  heic,
  iptcSegment,
  jpeg,
  office,
  openFilesBench,
  pdf,
  PLACE,
  png,
  pngChunk,
  webp,
  xmpSegment,
  type FilesBench,
} from './fixtures.ts'
import { orientationIn } from './exif.ts'
import { pathOf } from './content-store.ts'
import { LIMITS } from './limits.ts'

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

/** The bytes that are kept of an upload. */
const kept = (body: Record<string, unknown>) =>
  readFileSync(pathOf(files.bench.product.runtime, { parkId: park.id, sha256: String(body['sha256']) }))

test('a file is kept once for each park, under its hash, private, and its row tells what it is', async () => {
  const sent = await files.send('officer', office('xlsx'), { name: '台账.xlsx' })
  expect(sent).toMatchObject({
    status: 201,
    body: {
      name: '台账.xlsx',
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      size: office('xlsx').length,
      kept_place: false,
    },
  })
  expect(kept(sent.body).equals(office('xlsx'))).toBe(true)
  const again = await files.send('handler', office('xlsx'), { name: '另一个名字.xlsx' })
  expect(again).toMatchObject({ status: 201, body: { sha256: sent.body['sha256'] } })
  expect(again.body['id']).not.toBe(sent.body['id'])
  expect(filesUnder(files.folder)).toHaveLength(1)
  const path = pathOf(files.bench.product.runtime, { parkId: park.id, sha256: String(sent.body['sha256']) })
  expect(statSync(path).mode & 0o777).toBe(0o600)
  for (const folder of ['', park.id, join(park.id, String(sent.body['sha256']).slice(0, 2)), 'incoming'])
    expect(statSync(join(files.folder, folder)).mode & 0o777, folder).toBe(0o700)
  expect(
    await product.sql('select action, post, summary from audit where park_id = $1 and subject_id = $2', [
      park.id,
      sent.body['id'],
    ]),
  ).toMatchObject([{ action: 'files.upload', post: 'officer', summary: { size: office('xlsx').length } }])
  const other = await foundPark(product)
  expect(await product.sql('select from files where park_id = $1', [other.id])).toEqual([])
})

test('of a photograph everything goes but the picture, its colours and how it is turned', async () => {
  const adobe = anySegment(0xee, Buffer.from('41646f62650064000000000001', 'hex'))
  const icc = anySegment(0xe2, 'ICC_PROFILE\0\u0001\u0001profile')
  const told = [exifSegment(6), xmpSegment(), iptcSegment(), icc, adobe]
  const sent = await files.send('officer', jpeg({ told, after: Buffer.from('<script>') }), {
    name: '现场.jpg',
  })
  expect(sent).toMatchObject({ status: 201, body: { type: 'image/jpeg' } })
  const bytes = kept(sent.body)
  const text = bytes.toString('latin1')
  for (const gone of [PLACE, 'xmpmeta', 'Photoshop', '<script>']) expect(text).not.toContain(gone)
  for (const there of ['ICC_PROFILE', 'Adobe', 'JFIF']) expect(text).toContain(there)
  expect(orientationIn(bytes.subarray(bytes.indexOf('Exif\0\0') + 6))).toBe(6)
  // The picture itself is byte for byte the one that came.
  const picture = jpeg().subarray(2 + 18)
  expect(bytes.subarray(bytes.length - picture.length).equals(picture)).toBe(true)
  // Clean once, clean for ever.
  const again = await files.send('officer', bytes, { name: '现场.jpg' })
  expect(again.body['sha256']).toBe(sent.body['sha256'])
})

test('of PNG, WebP and HEIC the place goes too, and how they are turned stays', async () => {
  const pictures = {
    png: png({
      told: [pngChunk('eXIf', exif(8)), pngChunk('tEXt', `Comment\0${PLACE}`)],
      after: Buffer.from('PLUS'),
    }),
    webp: webp({
      flags: 0x0c,
      told: [
        ['EXIF', exif(3)],
        ['XMP ', Buffer.from(PLACE)],
      ],
      after: Buffer.from('PLUS'),
    }),
    heic: heic(),
  }
  const turned = { png: 8, webp: 3, heic: undefined }
  for (const kind of ['png', 'webp', 'heic'] as const) {
    const sent = await files.send('officer', pictures[kind], { name: `a.${kind}` })
    expect(sent, kind).toMatchObject({ status: 201, body: { type: `image/${kind}` } })
    const bytes = kept(sent.body)
    expect(bytes.includes(PLACE), kind).toBe(false)
    expect(bytes.includes('PLUS'), kind).toBe(false)
    const start = bytes.indexOf('MM\0*')
    if (turned[kind] !== undefined) expect(orientationIn(bytes.subarray(start)), kind).toBe(turned[kind])
    expect((await files.send('officer', bytes)).body['sha256'], kind).toBe(sent.body['sha256'])
    const control = await files.send('officer', pictures[kind], { query: `name=a.${kind}&keep_place=true` })
    expect(control, kind).toMatchObject({ status: 201, body: { kept_place: true } })
    expect(kept(control.body).includes(PLACE), kind).toBe(true)
  }
})

test('what is told of a photograph stays when its sender wants the place in it', async () => {
  const told = [exifSegment(6), xmpSegment(), iptcSegment()]
  const { body } = await files.send('officer', jpeg({ told, after: Buffer.from('<html>') }), {
    query: 'name=a.jpg&keep_place=true',
  })
  expect(kept(body).toString('latin1').split(PLACE)).toHaveLength(4)
  expect(kept(body).includes('<html>')).toBe(false)
})

test('the same key gives the same file again, and another file under it is refused', async () => {
  const key = randomUUID()
  const once = await files.send('officer', pdf(), { key })
  const twice = await files.send('officer', pdf(), { key })
  expect(twice).toEqual(once)
  expect(await product.sql('select from files where park_id = $1', [park.id])).toHaveLength(1)
  expect(await files.send('officer', png(), { key })).toMatchObject({
    status: 422,
    body: { code: 'kernel.key_used_for_other' },
  })
  expect(await files.send('officer', pdf(), { key: null })).toMatchObject({
    status: 400,
    body: { code: 'kernel.key_missing' },
  })
  expect(filesUnder(files.folder)).toHaveLength(1)
})

test('a stranger, another site, and a field that is none are refused before anything is kept', async () => {
  const post = (headers: Record<string, string>, query = '') =>
    files.server.raw(`/api/v1/files${query}`, {
      method: 'POST',
      body: pdf(),
      headers: { 'idempotency-key': randomUUID(), 'content-type': 'application/pdf', ...headers },
    })
  expect((await post({})).status).toBe(401)
  expect((await post({ authorization: 'Bearer bht_wrong' })).status).toBe(401)
  const authorization = `Bearer ${await files.tokenOf('officer')}`
  for (const query of ['?path=/etc/passwd', '?name=a&name=b', '?keep_place=yes', '?name=%00'])
    expect((await post({ authorization }, query)).status, query).toBe(422)
  expect(filesUnder(files.folder)).toEqual([])
})

test('whose post brings no files is refused before what he sends is received and looked at', async () => {
  const program = Buffer.from('\x7fELF\0\0')
  expect(await files.send('auditor', program)).toMatchObject({
    status: 403,
    body: { code: 'kernel.forbidden' },
  })
  expect((await files.send('officer', program)).status, 'the control').toBe(422)
})

test('who is left with a post that brings nothing while his bytes arrive has sent no file', async () => {
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(stream) {
        await expect.poll(() => filesUnder(files.folder).length, { timeout: 10_000 }).toBe(1)
        await product.sql("update posts set post = 'auditor' where user_id = $1", [park.people.officer])
        stream.enqueue(pdf().subarray(9))
        stream.close()
      },
      start: (stream) => stream.enqueue(pdf().subarray(0, 9)),
    },
    { highWaterMark: 1 },
  )
  expect(await files.send('officer', body)).toMatchObject({ status: 403, body: { code: 'kernel.forbidden' } })
  expect(filesUnder(files.folder)).toEqual([])
})

test('twenty uploads of one content at once leave one content and twenty files', async () => {
  const sent = await Promise.all(Array.from({ length: 20 }, () => files.send('officer', png())))
  expect(sent.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201))
  expect(new Set(sent.map(({ body }) => body['id'])).size).toBe(20)
  expect(filesUnder(files.folder)).toHaveLength(1)
})

test('bytes that somebody changed on the disk are replaced when the same content is sent again', async () => {
  const { body } = await files.send('officer', pdf())
  const path = pathOf(files.bench.product.runtime, { parkId: park.id, sha256: String(body['sha256']) })
  const fs = await import('node:fs')
  chmodSync(path, 0o600)
  fs.writeFileSync(path, 'x'.repeat(pdf().length))
  await files.send('handler', pdf())
  expect(readFileSync(path).equals(pdf())).toBe(true)
})

test('somebody who sends and attaches nothing is stopped', async () => {
  await files.send('officer', pdf())
  await product.sql(
    `insert into files (park_id, id, sha256, name, kept_place, uploaded_by, uploaded_at)
     select park_id, gen_random_uuid(), sha256, name, false, uploaded_by, uploaded_at
     from files, generate_series(2, $2::int) where park_id = $1`,
    [park.id, LIMITS.waiting],
  )
  expect(await files.send('officer', pdf())).toMatchObject({
    status: 409,
    body: { code: 'files.too_many_waiting' },
  })
  expect((await files.send('handler', pdf())).status).toBe(201)
  // What hangs on something waits for nothing.
  await product.sql("update files set held_by = 'cases' where park_id = $1", [park.id])
  expect((await files.send('officer', pdf())).status).toBe(201)
})
