import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { pathOf } from './content-store.ts'
import { openFilesBench, pdf, type FilesBench } from './fixtures.ts'

let product: TestProduct
let park: TestPark
let files: FilesBench
let id: string
let sha256: string
beforeAll(async () => {
  product = await openTestProduct()
})
afterAll(() => product.close())
beforeEach(async () => {
  park = await foundPark(product)
  files = await openFilesBench(product, park)
  const { body } = await files.send('officer', pdf(), { name: '营业执照.pdf.exe' })
  id = String(body['id'])
  sha256 = String(body['sha256'])
  return () => files.close()
})

test('a file is handed out to be saved, under a name that tells what it is, and no page may come of it', async () => {
  const response = await files.get('officer', `/files/${id}`)
  expect(response.status).toBe(200)
  expect(Buffer.from(await response.arrayBuffer()).equals(pdf())).toBe(true)
  const headers = Object.fromEntries(response.headers)
  expect(headers).toMatchObject({
    'content-type': 'application/pdf',
    'content-length': String(pdf().length),
    'content-disposition': `attachment; filename="____.pdf.exe.pdf"; filename*=UTF-8''${encodeURIComponent('营业执照.pdf.exe.pdf')}`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'private, no-store',
    etag: `"${sha256}"`,
  })
})

test('HEAD, a range and a known content are answered as HTTP has them', async () => {
  const size = pdf().length
  const head = await files.get('officer', `/files/${id}`, { method: 'HEAD' })
  expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([
    200,
    String(size),
    '',
  ])
  const ask = async (range: string, more: Record<string, string> = {}) => {
    const response = await files.get('officer', `/files/${id}`, { headers: { range, ...more } })
    return [response.status, response.headers.get('content-range'), await response.text()]
  }
  const text = pdf().toString('latin1')
  expect(await ask('bytes=0-3')).toEqual([206, `bytes 0-3/${size}`, '%PDF'])
  expect(await ask('bytes=-4')).toEqual([206, `bytes ${size - 4}-${size - 1}/${size}`, text.slice(-4)])
  expect(await ask(`bytes=${size - 2}-99999`)).toEqual([
    206,
    `bytes ${size - 2}-${size - 1}/${size}`,
    text.slice(-2),
  ])
  expect((await ask(`bytes=${size}-`)).slice(0, 2)).toEqual([416, `bytes */${size}`])
  for (const odd of ['bytes=3-1', 'bytes=0-1,4-5', 'bytes=', 'lines=1-2', 'bytes=-'])
    expect((await ask(odd))[0], odd).toBe(200)
  expect((await ask('bytes=0-3', { 'if-range': '"other"' }))[0]).toBe(200)
  const known = await files.get('officer', `/files/${id}`, { headers: { 'if-none-match': `"${sha256}"` } })
  expect([known.status, await known.text()]).toEqual([304, ''])
})

test('what is attached to nothing is seen by its sender alone; to others it is as if it were not there', async () => {
  const nothing = await files.get('officer', '/files/018f0000-0000-7000-8000-000000000000')
  const { request_id: _, ...missing } = (await nothing.json()) as Record<string, unknown>
  expect(nothing.status).toBe(404)
  for (const who of ['dispatcher', 'supervisor', 'admin', 'asker', 'auditor'] as const) {
    const response = await files.get(who, `/files/${id}`)
    const { request_id: __, ...body } = (await response.json()) as Record<string, unknown>
    expect([response.status, body], who).toEqual([404, missing])
  }
  expect((await files.server.raw(`/api/v1/files/${id}`)).status).toBe(401)
  const other = await openFilesBench(product, await foundPark(product))
  expect((await other.get('officer', `/files/${id}`)).status).toBe(404)
  await other.close()
})

test('each look stands in the audit', async () => {
  await files.get('officer', `/files/${id}`)
  await files.get('officer', `/files/${id}`, { method: 'HEAD' })
  expect(
    await product.sql(
      `select user_id from audit where park_id = $1 and action = 'files.read' and subject_id = $2`,
      [park.id, id],
    ),
  ).toEqual([{ user_id: park.people.officer }, { user_id: park.people.officer }])
})

test('bytes that were exchanged or are gone are not handed out, and that is said', async () => {
  const path = pathOf(files.bench.product.runtime, { parkId: park.id, sha256 })
  const sound = readFileSync(path)
  for (const swapped of [Buffer.alloc(sound.length, 'x'), Buffer.concat([sound, Buffer.from(' ')])]) {
    writeFileSync(path, swapped)
    for (const headers of [{}, { range: 'bytes=0-3' }]) {
      const response = await files.get('officer', `/files/${id}`, { headers })
      expect([response.status, await response.json()]).toMatchObject([409, { code: 'files.content_changed' }])
    }
  }
  rmSync(path)
  expect(await (await files.get('officer', `/files/${id}`)).json()).toMatchObject({
    code: 'files.content_gone',
  })
})
