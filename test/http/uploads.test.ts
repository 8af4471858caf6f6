import { spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Failure } from '../../src/kernel/failure.ts'
import { receive, type Arrived, type Receiving } from '../../src/kernel/receive.ts'
import { filesUnder, jpeg, openFilesBench, png, type FilesBench } from '../../src/modules/files/fixtures.ts'
import { addUser } from '../../src/modules/people/index.ts'
import { canMount } from '../support/processes.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'

let bench: TestProduct
let park: TestPark
let files: FilesBench
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  files = await openFilesBench(bench, park)
})
afterAll(async () => {
  await files.close()
  await bench.close()
})

const MB = 1_000_000
const inStore = () => filesUnder(files.folder).length
const soon = async (holds: () => boolean) => {
  for (let i = 0; i < 100 && !holds(); i += 1) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(holds()).toBe(true)
}

/** A body as it is written to the line, by hand. */
async function upload(write: (send: (block: Buffer) => Promise<boolean>) => Promise<void>) {
  const authorization = `Bearer ${await files.tokenOf('officer')}`
  const request = httpRequest(`${files.server.address}/api/v1/files?name=a.jpg`, {
    method: 'POST',
    headers: {
      authorization,
      'idempotency-key': randomUUID(),
    },
  })
  const answered = new Promise<{ status: number; body: string } | 'cut'>((resolve) => {
    request.on('error', () => resolve('cut'))
    request.on('response', (response) => {
      let body = ''
      response.on('data', (block: Buffer) => (body += block.toString()))
      response.on('error', () => resolve('cut'))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }))
    })
  })
  const isOver = answered.then(() => true)
  let over = false
  void isOver.then(() => (over = true))
  await write(async (block) => {
    if (!over && !request.write(block))
      await Promise.race([new Promise((resolve) => request.once('drain', resolve)), isOver])
    return !over
  })
  if (!over) request.end()
  return { request, answered }
}

test('a body without a length, in pieces of one byte, is a body', async () => {
  const whole = jpeg()
  const { answered } = await upload(async (send) => {
    for (const byte of whole) await send(Buffer.from([byte]))
  })
  expect(await answered).toMatchObject({ status: 201 })
})

test('a body without end is stopped at the limit, and the line is cut', async () => {
  const before = inStore()
  let sent = 0
  const { request, answered } = await upload(async (send) => {
    const block = Buffer.alloc(MB, 'a')
    while (sent < 1000 && (await send(block))) sent += 1
  })
  const answer = await answered
  expect(answer === 'cut' || answer.status === 413, JSON.stringify(answer)).toBe(true)
  expect(sent, 'megabytes that were taken from the line').toBeLessThan(100)
  await soon(() => request.destroyed || request.socket?.destroyed === true)
  expect(inStore()).toBe(before)
  await soon(() => readdirSync(join(files.folder, 'incoming')).length === 0)
})

test('a length beyond the limit is refused before a byte of it has come', async () => {
  const authorization = `Bearer ${await files.tokenOf('officer')}`
  const { port } = new URL(files.server.address)
  const socket = connect(Number(port), '127.0.0.1')
  const heard = new Promise<string>((resolve) =>
    socket.once('data', (data: Buffer) => resolve(data.toString())),
  )
  socket.write(
    `POST /api/v1/files?name=a HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\nidempotency-key: k-${randomUUID()}\r\ncontent-length: 4294967296\r\n\r\n`,
  )
  expect(await heard).toMatch(/^HTTP\/1\.1 413 [^]*kernel\.upload_too_big/)
  socket.destroy()
})

test('a connection that is cut half way leaves nothing', async () => {
  const before = inStore()
  const authorization = `Bearer ${await files.tokenOf('officer')}`
  const { port } = new URL(files.server.address)
  for (const head of ['content-length: 1000000', 'transfer-encoding: chunked']) {
    const socket = connect(Number(port), '127.0.0.1')
    const body = head.startsWith('content') ? 'a'.repeat(5000) : `1388\r\n${'a'.repeat(5000)}\r\n`
    socket.write(
      `POST /api/v1/files?name=a HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\nidempotency-key: k-${randomUUID()}\r\n${head}\r\n\r\n${body}`,
    )
    await soon(() => readdirSync(join(files.folder, 'incoming')).length === 1)
    socket.destroy()
    await soon(() => readdirSync(join(files.folder, 'incoming')).length === 0)
  }
  expect(inStore()).toBe(before)
})

test('a cookie that another site makes a browser send keeps nothing', async () => {
  await park.act('console', addUser, { name: '示例专员', post: 'officer', password: 'a-long-enough-word' })
  const signedIn = await files.server.raw('/api/v1/session', {
    method: 'POST',
    body: JSON.stringify({ name: '示例专员', password: 'a-long-enough-word', park: park.code }),
    headers: { 'content-type': 'application/json' },
  })
  expect(signedIn.status).toBe(200)
  const cookie = (signedIn.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  const send = (headers: Record<string, string>) =>
    files.server.raw('/api/v1/files?name=a.png', {
      method: 'POST',
      body: png(),
      headers: { cookie, 'idempotency-key': randomUUID(), ...headers },
    })
  for (const foreign of [{ origin: 'https://elsewhere.example' }, { 'sec-fetch-site': 'cross-site' }])
    expect((await send(foreign)).status).toBe(403)
  expect((await send({ origin: files.server.address })).status, 'the control').toBe(201)
})

/** Receives one body with the given limits, as a server does; the sender writes what it is told. */
async function received(
  receiving: Receiving,
  send: (socket: ReturnType<typeof connect>) => void,
): Promise<Arrived | Failure> {
  let told: (outcome: Arrived | Failure) => void = () => undefined
  const outcome = new Promise<Arrived | Failure>((resolve) => (told = resolve))
  const server = createServer((request: IncomingMessage) => {
    receive(request, receiving).then(told, (error: unknown) => {
      if (!(error instanceof Failure)) throw error
      told(error)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.on('error', () => undefined)
  send(socket)
  const found = await outcome
  socket.destroy()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
  return found
}

const head = (length: number) => `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`

test('who is silent for too long is given up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'bihuan-slow-'))
  const started = performance.now()
  const outcome = await received({ folder, limit: MB, patience: 200 }, (socket) =>
    socket.write(`${head(1000)}half`),
  )
  expect(outcome).toMatchObject({ code: 'kernel.upload_slow' })
  expect(performance.now() - started).toBeLessThan(5000)
  rmSync(folder, { recursive: true })
})

test.skipIf(!canMount)(
  'a full disk is said to be full (skipped where none can be mounted), and what is there stays',
  async () => {
    const place = mkdtempSync(join(tmpdir(), 'bihuan-full-'))
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'none', place])
    expect(mounted.status, 'a disk of one megabyte').toBe(0)
    try {
      const arrive = (name: string, bytes: number, spare = 0) => {
        const folder = join(place, name)
        mkdirSync(folder)
        return received({ folder, limit: 5 * MB, spare }, (socket) => {
          socket.write(head(bytes))
          socket.write(Buffer.alloc(bytes, 'a'))
        })
      }
      expect(await arrive('control', 100_000)).toMatchObject({ size: 100_000 })
      expect(await arrive('big', 3 * MB), 'the disk itself says so').toMatchObject({
        code: 'kernel.disk_full',
      })
      rmSync(join(place, 'big'), { recursive: true })
      expect(await arrive('spared', 1000, 10 * MB), 'room that must stay').toMatchObject({
        code: 'kernel.disk_full',
      })
      expect(await arrive('again', 100_000), 'when there is room again').toMatchObject({ size: 100_000 })
      // The control: the disk is really as small as that.
      expect(() => writeFileSync(join(place, 'x'), Buffer.alloc(3 * MB))).toThrow(/ENOSPC/)
    } finally {
      spawnSync('umount', [place])
      rmSync(place, { recursive: true, force: true })
    }
  },
)
