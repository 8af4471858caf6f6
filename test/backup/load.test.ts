import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp } from '../../src/backup/index.ts'
import { consoleActor } from '../../src/kernel/actor.ts'
import { shiftInstant } from '../../src/kernel/clock.ts'
import { run } from '../../src/kernel/command.ts'
import { newId } from '../../src/kernel/ids.ts'
import { openEmbeddedPostgres } from '../../src/kernel/postgres/embedded.ts'
import { addPark } from '../../src/modules/parks/index.ts'
import { addToken, addUser } from '../../src/modules/people/index.ts'
import { openProduct } from '../../src/product.ts'
import { figuresOf, inDatabase, places, restore, settingsOf, stateOf } from '../support/installation.ts'

const CLIENTS = 6
const BACKUPS = 3
const made = places()
const settings = settingsOf(made.folder())
/** The clock of the server and of this test: it starts at a fixed moment, so that deadlines can always be computed. */
const origin = Date.now()
const clock = () =>
  shiftInstant('2026-10-09T02:24:00.000Z', Math.round(performance.timeOrigin + performance.now() - origin))
const parkId = newId('2026-10-09T02:00:00.000Z')
let tokens: Record<'dispatcher' | 'handler', string>
let port: number
let server: ChildProcess

beforeAll(async () => {
  const product = await openProduct({ settings, clock })
  const request = { principal: consoleActor(parkId), requestId: 'test' }
  const { runtime } = product
  await run(
    runtime,
    addPark,
    { id: parkId, code: 'load', name: '示例园区', departments: ['建设交通局'] },
    request,
  )
  await run(runtime, addUser, { name: 'd', post: 'dispatcher' }, request)
  await run(runtime, addUser, { name: 'h', post: 'handler', department: '建设交通局' }, request)
  const token = async (user: string) =>
    (await run(runtime, addToken, { user, days: 3660 }, request)).value.token
  tokens = { dispatcher: await token('d'), handler: await token('h') }
  await product.close()
  port = await freePort()
  server = spawn(
    process.execPath,
    [join(import.meta.dirname, '../support/serve-child.ts'), settings.data, String(port)],
    { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, CLOCK_ORIGIN: String(origin) } },
  )
  await new Promise<void>((resolve, reject) => {
    server.stdout?.once('data', () => resolve())
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
})
afterAll(async () => {
  const gone = new Promise((resolve) => server.once('exit', resolve))
  process.kill(server.pid ?? 0, 'SIGTERM')
  await gone
  await made.clear()
})

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo // marked cast: it listens on TCP
      probe.close(() => resolve(free))
    })
  })
}

/** Clients who register, dispatch, accept and answer without pause. */
function load() {
  /** Each change that was acknowledged, and when. */
  const acknowledged: { readonly id: string; readonly version: number; readonly at: number }[] = []
  let stopped = false
  const ask = async (who: 'dispatcher' | 'handler', path: string, body: object) => {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${tokens[who]}`,
        'content-type': 'application/json',
        'idempotency-key': randomUUID(),
      },
      body: JSON.stringify(body),
    })
    const answer = (await response.json()) as { id: string; version: number }
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
    acknowledged.push({ id: answer.id, version: answer.version, at: performance.now() })
    return answer
  }
  const client = async () => {
    const asker = { kind: 'enterprise', name: '示例电气装备有限公司' }
    while (!stopped) {
      const { id, version } = await ask('dispatcher', '/cases', { kind: 'request', text: '停水', asker })
      const path = `/cases/${id}`
      const sent = await ask('dispatcher', `${path}/dispatch`, { version, department: '建设交通局' })
      const taken = await ask('handler', `${path}/accept`, { version: sent.version })
      await ask('handler', `${path}/reply`, { version: taken.version, answer: '已修', outcome: 'solved' })
    }
  }
  const clients = Promise.all(Array.from({ length: CLIENTS }, client))
  return {
    acknowledged,
    async stop() {
      stopped = true
      await clients
    },
  }
}

test(
  'backed up while everybody works, restored elsewhere: sound, with every figure of that moment',
  { timeout: 180_000 },
  async () => {
    const working = load()
    while (working.acknowledged.length < 100) await pause(20)
    const backups: { file: string; asOf: string; before: number; during: number }[] = []
    for (let i = 0; i < BACKUPS; i++) {
      const file = `${made.folder()}.bihuan`
      const began = performance.now()
      const before = working.acknowledged.length
      const { head } = await backUp(file, { settings, clock })
      backups.push({ file, asOf: head.as_of, before: began, during: working.acknowledged.length - before })
      await pause(100)
    }
    await working.stop()
    expect(
      backups.every(({ during }) => during > 0),
      'changes were made while it ran',
    ).toBe(true)

    const source = await openProduct({ settings, clock })
    try {
      for (const { file, asOf, before, during } of backups) {
        const there = settingsOf(made.folder(), made.database())
        const { manifest, parks } = await restore(file, there, { clock })
        expect(parks[0]?.verification?.findings).toEqual([])
        const restored = await stateOf(there, parkId, asOf, clock)
        expect(restored.findings).toEqual([])
        expect(restored.figures, 'as the source says today about that moment').toEqual(
          await figuresOf(source, parkId, asOf),
        )
        expect(manifest.parks[0]?.entries).toBe(restored.entries)
        // What was acknowledged before the backup began is in it.
        const told = new Map<string, number>()
        for (const { id, version, at } of working.acknowledged)
          if (at < before) told.set(id, Math.max(version, told.get(id) ?? 0))
        const versions = await versionsIn(there.database_url ?? '')
        for (const [id, version] of told)
          expect(versions.get(id) ?? 0, `acknowledged ${id}`).toBeGreaterThanOrEqual(version)
        process.stdout.write(
          `backup under load: ${restored.cases} cases, ${restored.entries} entries, ${during} changes meanwhile\n`,
        )
      }
    } finally {
      await source.close()
    }
  },
)

test('the control: tables read one after the other, and not at one moment, do not fit each other', async () => {
  const working = load()
  const { superuser, close } = await openEmbeddedPostgres({ dataDir: settings.data })
  const { user, password, port: at } = superuser
  const url = `postgres://${user}:${encodeURIComponent(password)}@127.0.0.1:${at}/bihuan`
  await inDatabase(url, async (admin) => {
    const cases = await admin.query<{ n: number }>('select count(*)::int as n from cases')
    const before = working.acknowledged.length
    while (working.acknowledged.length < before + 50) await pause(20)
    const chains = await admin.query<{ n: number }>('select count(distinct case_id)::int as n from entries')
    expect(chains.rows[0]?.n).toBeGreaterThan(cases.rows[0]?.n ?? Infinity)
  })
  await close()
  await working.stop()
})

async function versionsIn(url: string): Promise<ReadonlyMap<string, number>> {
  return inDatabase(url, async (admin) => {
    const { rows } = await admin.query<{ id: string; version: number }>('select id, version from cases')
    return new Map(rows.map(({ id, version }) => [id, version]))
  })
}
