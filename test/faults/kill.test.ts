import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { consoleActor } from '../../src/kernel/actor.ts'
import { run } from '../../src/kernel/command.ts'
import { openEmbeddedPostgres } from '../../src/kernel/postgres/embedded.ts'
import { newId } from '../../src/kernel/ids.ts'
import { readSettings } from '../../src/kernel/settings.ts'
import { verifyPark } from '../../src/modules/cases/index.ts'
import { addPark } from '../../src/modules/parks/index.ts'
import { addToken, addUser } from '../../src/modules/people/index.ts'
import { openProduct } from '../../src/product.ts'

const SERVER_KILLS = Number(process.env['SOAK_SERVER_KILLS'] ?? 20)
const DATABASE_KILLS = Number(process.env['SOAK_DATABASE_KILLS'] ?? 10)
const CLIENTS = 6

const dir = mkdtempSync(join(tmpdir(), 'bihuan-kill-'))
const settings = readSettings({}, { data: dir, log_level: 'silent' })
const parkId = newId('2026-10-09T02:00:00.000Z')
let port = 0
let tokens: { dispatcher: string; handler: string }

beforeAll(async () => {
  port = await freePort()
  const product = await openProduct({ settings, clock: () => '2026-10-09T02:00:00.000Z' })
  const request = { principal: consoleActor(parkId), requestId: 'test' }
  const { runtime } = product
  await run(
    runtime,
    addPark,
    { id: parkId, code: 'kill', name: '示例园区', departments: ['建设交通局'] },
    request,
  )
  await run(runtime, addUser, { name: 'd', post: 'dispatcher' }, request)
  await run(runtime, addUser, { name: 'h', post: 'handler', department: '建设交通局' }, request)
  const token = async (user: string) =>
    (await run(runtime, addToken, { user, days: 3660 }, request)).value.token
  tokens = { dispatcher: await token('d'), handler: await token('h') }
  await product.close()
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** What clients were told, by the key of their request. */
interface Acknowledged {
  readonly key: string
  readonly caseId: string
  readonly action: string
}

/**
 * Clients who register, dispatch and accept without pause, and ask again with the same key until they are answered.
 * With fresh keys they only register, for a repeated dispatch is refused by its version.
 */
function load(options: { freshKeys: boolean }) {
  const acknowledged: Acknowledged[] = []
  const sent = { requests: 0, repeated: 0 }
  let stopped = false
  const ask = async (
    who: 'dispatcher' | 'handler',
    path: string,
    body: object,
  ): Promise<Record<string, unknown>> => {
    let key = randomUUID()
    for (let attempt = 0; ; attempt++) {
      if (attempt > 0) {
        sent.repeated += 1
        await pause(25)
        if (options.freshKeys) key = randomUUID()
      }
      sent.requests += 1
      const response = await fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${tokens[who]}`,
          'content-type': 'application/json',
          'idempotency-key': key,
        },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(40_000),
      }).catch(() => undefined)
      const answer = (await response?.json().catch(() => undefined)) as Record<string, unknown> | undefined
      // 503 and a broken connection say nothing about whether it happened: the same key finds out.
      if (!response || !answer || response.status === 503) continue
      if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`)
      acknowledged.push({ key, caseId: String(answer['id']), action: path.split('/').at(-1) ?? '' })
      return answer
    }
  }
  const client = async () => {
    const asker = { kind: 'enterprise', name: '示例电气装备有限公司' }
    while (!stopped) {
      const made = await ask('dispatcher', '/cases', { kind: 'request', text: '停水', asker })
      if (options.freshKeys) continue
      const path = `/cases/${String(made['id'])}`
      const sentOn = await ask('dispatcher', `${path}/dispatch`, {
        version: made['version'],
        department: '建设交通局',
      })
      await ask('handler', `${path}/accept`, { version: sentOn['version'] })
    }
  }
  const clients = Promise.all(Array.from({ length: CLIENTS }, client))
  return {
    acknowledged,
    sent,
    async stop() {
      stopped = true
      await clients
    },
  }
}

/** Starts the server and waits until it answers. */
async function startServer(environment: Record<string, string> = {}): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, '../support/serve-child.ts'), dir, String(port)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    },
  )
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve())
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)))
  })
  return child
}

/** Kills a process by its id, as hard as can be, and waits until it is gone. */
async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once('exit', (_, signal) => resolve(signal)))
  process.kill(child.pid ?? 0, 'SIGKILL')
  expect(await gone, 'the fault happened').toBe('SIGKILL')
}

async function stopServer(child: ChildProcess): Promise<void> {
  await kill(child)
}

/** Every acknowledged change is there, none is there twice, and the ledger is sound. */
async function checkAll(acknowledged: readonly Acknowledged[]): Promise<{ cases: number; doubled: number }> {
  const product = await openProduct({ settings })
  try {
    const { findings, cases, entries } = await verifyPark(product.runtime, parkId)
    expect(findings).toEqual([])
    const { superuser, close } = await openEmbeddedPostgres({ dataDir: dir })
    const client = new pg.Client({ ...superuser, database: 'bihuan', options: '-c search_path=bihuan' })
    await client.connect()
    const { rows } = await client.query<{ case_id: string; actions: string[] }>(
      `select case_id, array_agg(action order by seq) as actions from entries where park_id = $1 group by case_id`,
      [parkId],
    )
    await client.end()
    await close()
    const actions = new Map(rows.map((row) => [row.case_id, row.actions]))
    const told = new Map<string, string[]>()
    for (const { caseId, action } of acknowledged) {
      told.set(caseId, [...(told.get(caseId) ?? []), action === 'cases' ? 'register' : action])
    }
    for (const [caseId, acts] of told) expect(actions.get(caseId), `acknowledged ${caseId}`).toEqual(acts)
    return { cases, doubled: entries - acknowledged.length }
  } finally {
    await product.close()
  }
}

const everything: Acknowledged[] = []

test(
  `the server killed ${SERVER_KILLS} times during load: every acknowledged change there once, none twice`,
  { timeout: SERVER_KILLS * 15_000 + 60_000 },
  async () => {
    let server = await startServer()
    const clients = load({ freshKeys: false })
    for (let i = 0; i < SERVER_KILLS; i++) {
      const before = clients.acknowledged.length
      while (clients.acknowledged.length < before + 20) await pause(20)
      await pause(Math.random() * 100)
      await kill(server)
      server = await startServer()
    }
    await clients.stop()
    await stopServer(server)
    everything.push(...clients.acknowledged)
    const { cases, doubled } = await checkAll(everything)
    process.stdout.write(
      `server kills ${SERVER_KILLS}, acknowledged ${clients.acknowledged.length}, asked again ${clients.sent.repeated}, cases ${cases}\n`,
    )
    expect(clients.sent.repeated, 'kills met requests').toBeGreaterThan(0)
    expect(doubled).toBe(0)
  },
)

test(
  `the database killed ${DATABASE_KILLS} times during load: every acknowledged change there once, none twice`,
  { timeout: DATABASE_KILLS * 20_000 + 60_000 },
  async () => {
    const server = await startServer()
    const clients = load({ freshKeys: false })
    for (let i = 0; i < DATABASE_KILLS; i++) {
      const before = clients.acknowledged.length
      while (clients.acknowledged.length < before + 20) await pause(20)
      await pause(Math.random() * 100)
      const postmaster = postmasterPid()
      process.kill(postmaster, 'SIGKILL')
      while (isRunning(postmaster)) await pause(10)
    }
    const before = clients.acknowledged.length
    while (clients.acknowledged.length < before + 20) await pause(20)
    await clients.stop()
    await stopServer(server)
    everything.push(...clients.acknowledged)
    const { cases, doubled } = await checkAll(everything)
    process.stdout.write(
      `database kills ${DATABASE_KILLS}, acknowledged ${clients.acknowledged.length}, asked again ${clients.sent.repeated}, cases ${cases}\n`,
    )
    expect(clients.sent.repeated, 'kills met requests').toBeGreaterThan(0)
    expect(doubled).toBe(0)
  },
)

test(
  'the control: clients who ask again with a fresh key do things twice',
  { timeout: 180_000 },
  async () => {
    let server = await startServer()
    const clients = load({ freshKeys: true })
    // Until there are more than could be on their way to who asked.
    for (let i = 0; i < 30 && (await untold(clients.acknowledged)) <= CLIENTS; i++) {
      const before = clients.acknowledged.length
      while (clients.acknowledged.length < before + 20) await pause(20)
      await kill(server)
      server = await startServer()
    }
    await clients.stop()
    await stopServer(server)
    expect(await untold(clients.acknowledged)).toBeGreaterThan(0)
  },
)

test(
  'the control: a server that answers before it writes loses what it acknowledged',
  { timeout: 120_000 },
  async () => {
    await ownSql('create table public.naive_acks (key text)')
    const { superuser, close } = await openEmbeddedPostgres({ dataDir: dir })
    const url = `postgres://${superuser.user}:${encodeURIComponent(superuser.password)}@127.0.0.1:${await portOf()}/bihuan`
    const acknowledged = new Set<string>()
    for (let i = 0; i < 3; i++) {
      const server = await startServer({ CONTROL: 'naive', CONTROL_DATABASE: url })
      let stopped = false
      const client = async () => {
        while (!stopped) {
          const key = randomUUID()
          const response = await fetch(`http://127.0.0.1:${port}/naive`, {
            method: 'POST',
            headers: { 'content-type': 'application/json' },
            body: JSON.stringify({ key }),
          }).catch(() => undefined)
          if (response?.status === 201) acknowledged.add(key)
        }
      }
      const clients = Promise.all(Array.from({ length: CLIENTS }, client))
      await pause(300)
      await kill(server)
      stopped = true
      await clients
    }
    const { rows } = await ownSql('select key from public.naive_acks', [])
    await close()
    expect(acknowledged.size).toBeGreaterThan(0)
    expect(rows.length).toBeLessThan(acknowledged.size)
  },
)

/** How many cases there are of which nobody was told. */
async function untold(acknowledged: readonly Acknowledged[]): Promise<number> {
  const { rows } = await ownSql('select count(*)::int as n from cases where park_id = $1', [parkId])
  const told = [...everything, ...acknowledged].filter(({ action }) => action === 'cases').length
  return Number(rows[0]?.['n']) - told
}

async function ownSql(text: string, values: unknown[] = []) {
  const { superuser, close } = await openEmbeddedPostgres({ dataDir: dir })
  const client = new pg.Client({ ...superuser, database: 'bihuan', options: '-c search_path=bihuan' })
  await client.connect()
  try {
    return await client.query<Record<string, unknown>>(text, values)
  } finally {
    await client.end()
    await close()
  }
}

async function portOf(): Promise<number> {
  const { port: listening, close } = await openEmbeddedPostgres({ dataDir: dir })
  await close()
  return listening
}

const postmasterPid = () => Number(readFileSync(join(dir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer()
    server.listen(0, '127.0.0.1', () => {
      const { port: free } = server.address() as AddressInfo
      server.close(() => resolve(free))
    })
  })
}
