/**
 * A first look at speed: creating a case and reading a page of fifty over HTTP, against pgbench running the same
 * statements in the same kind of transaction on the same database, at 16 connections, in turn. Rates swing with the
 * machine, so the ratios of one round and the CPU time of an operation are what counts.
 *
 * `npm run bench [-- SECONDS ROUNDS]`. Without pgbench (Debian: postgresql-contrib) the comparison is skipped and says so.
 */
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { consoleActor } from '../src/kernel/actor.ts'
import { run } from '../src/kernel/command.ts'
import { openEmbeddedPostgres } from '../src/kernel/postgres/embedded.ts'
import { newId } from '../src/kernel/ids.ts'
import { readSettings, ROOT } from '../src/kernel/settings.ts'
import { addPark } from '../src/modules/parks/index.ts'
import { addToken, addUser } from '../src/modules/people/index.ts'
import { openProduct } from '../src/product.ts'

const CONNECTIONS = 16
const SECONDS = Number(process.argv[2] ?? 6)
const ROUNDS = Number(process.argv[3] ?? 5)
const FIRST_CASES = 2_000
const TICKS_PER_SECOND = 100

const dir = mkdtempSync(join(tmpdir(), 'bihuan-bench-'))
const settings = readSettings({}, { data: dir, log_level: 'silent' })
const body = {
  kind: 'request',
  text: '东门公交班次太少，夜班职工 20:00 以后下班无车可坐，请加开两班',
  asker: { kind: 'enterprise', name: '示例电气装备有限公司' },
  category: '交通',
}

const { parkId, token } = await makePark()
const hold = await openEmbeddedPostgres({ dataDir: dir })
const port = await freePort()
const server = spawn(
  process.execPath,
  [join(ROOT, 'src/main.ts'), 'serve', '--data', dir, '--port', String(port)],
  {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, BIHUAN_LOG_LEVEL: 'silent' },
  },
)
await new Promise((resolve) => server.stdout.once('data', resolve))
try {
  await measure()
} finally {
  const gone = new Promise((resolve) => server.once('exit', resolve))
  server.kill('SIGINT')
  await gone
  await hold.close()
  rmSync(dir, { recursive: true, force: true })
}

async function measure(): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
  const create = () => ask(agent, 'POST', '/api/v1/cases', JSON.stringify(body))
  const page = () => ask(agent, 'GET', '/api/v1/cases?limit=50')
  for (let i = 0; i < FIRST_CASES; i += CONNECTIONS)
    await Promise.all(Array.from({ length: CONNECTIONS }, create))
  const scripts = pgbenchScripts(await sampleCase())
  const pgbench = spawnSync('pgbench', ['--version']).status === 0
  if (!pgbench) console.log('SKIPPED pgbench is not here (Debian: apt install postgresql-contrib); no ratios')

  const what = {
    'alive (no database)': () => ask(agent, 'GET', '/healthz'),
    'who am I (sign-in, one query)': () => ask(agent, 'GET', '/api/v1/me'),
    'page of 50': page,
    'create a case': create,
  } as const
  const rows: Record<string, { rate: number; node: number; postgres: number }[]> = {}
  const ratios: Record<string, number[]> = { 'create a case': [], 'page of 50': [] }
  for (let round = 0; round < ROUNDS; round++) {
    for (const [name, once] of Object.entries(what)) (rows[name] ??= []).push(await rateOf(once))
    if (!pgbench) continue
    for (const [name, script] of Object.entries(scripts)) {
      const floor = runPgbench(script)
      const ours = rows[name]?.at(-1)
      ;(rows[`pgbench: ${name}`] ??= []).push(floor)
      if (ours) ratios[name]?.push(ours.rate / floor.rate)
    }
  }
  console.log(`\n${CONNECTIONS} connections, ${ROUNDS} rounds of ${SECONDS} s, medians`)
  console.log(
    `${'what'.padEnd(32)}${'per second'.padStart(12)}${'Node ms'.padStart(10)}${'PostgreSQL ms'.padStart(15)}`,
  )
  for (const [name, measured] of Object.entries(rows)) {
    const of = (key: 'rate' | 'node' | 'postgres') => median(measured.map((one) => one[key]))
    console.log(
      `${name.padEnd(32)}${of('rate').toFixed(0).padStart(12)}${of('node').toFixed(3).padStart(10)}${of('postgres').toFixed(3).padStart(15)}`,
    )
  }
  for (const [name, values] of Object.entries(ratios)) {
    if (values.length === 0) continue
    const sorted = values.toSorted((a, b) => a - b)
    console.log(
      `ratio to pgbench, ${name}: ${median(values).toFixed(2)} (${(sorted[0] ?? 0).toFixed(2)} to ${(sorted.at(-1) ?? 0).toFixed(2)})`,
    )
  }
  agent.destroy()
}

async function makePark() {
  const product = await openProduct({ settings })
  const id = newId(product.runtime.clock())
  const asked = { principal: consoleActor(id), requestId: 'bench' }
  await run(
    product.runtime,
    addPark,
    { id, code: 'bench', name: '示例园区', departments: ['建设交通局'] },
    asked,
  )
  await run(product.runtime, addUser, { name: 'd', post: 'dispatcher' }, asked)
  const { value } = await run(product.runtime, addToken, { user: 'd' }, asked)
  await product.close()
  return { parkId: id, token: value.token }
}

/** A case that the product made: the floor copies its rows. */
async function sampleCase(): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/cases?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  })
  const id = /"id":"([0-9a-f-]{36})"/.exec(await answer.text())?.[1]
  if (id === undefined) throw new Error('no case to copy')
  return id
}

/** Keeps as many requests under way as there are connections, and counts those that were answered well. */
async function rateOf(
  once: () => Promise<boolean>,
): Promise<{ rate: number; node: number; postgres: number }> {
  const before = cpu()
  const started = performance.now()
  let done = 0
  const client = async () => {
    while (performance.now() - started < SECONDS * 1000) if (await once()) done += 1
  }
  await Promise.all(Array.from({ length: CONNECTIONS }, client))
  const seconds = (performance.now() - started) / 1000
  const after = cpu()
  return {
    rate: done / seconds,
    node: ((after.node - before.node) * 1000) / done,
    postgres: ((after.postgres - before.postgres) * 1000) / done,
  }
}

function ask(agent: Agent, method: string, path: string, text?: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { authorization: `Bearer ${token}` }
    if (text !== undefined) {
      headers['content-type'] = 'application/json'
      headers['content-length'] = String(Buffer.byteLength(text))
      headers['idempotency-key'] = randomUUID()
    }
    const asked = request({ agent, method, path, port, host: '127.0.0.1', headers }, (response) => {
      response.resume()
      response.on('end', () => resolve((response.statusCode ?? 500) < 300))
    })
    asked.on('error', reject)
    asked.end(text)
  })
}

/** CPU seconds used so far by the server and by all processes of its PostgreSQL. */
function cpu(): { node: number; postgres: number } {
  let postgres = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
      const ours = command.includes(dir) || command.startsWith('postgres:')
      if (ours && !command.includes('main.ts')) postgres += ticksOf(pid)
    } catch {
      // It ended while we looked.
    }
  }
  return { node: ticksOf(String(server.pid)), postgres }
}

function ticksOf(pid: string): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
  // Its own time and that of its children who have ended: a backend of pgbench is gone when it is done.
  return fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0) / TICKS_PER_SECOND
}

/**
 * The statements of the product with pgbench's variables and a sample in place of parameters: the same rows, indexes,
 * keys, policies and locks, without anything of ours around them.
 */
function pgbenchScripts(sampleId: string): Record<'create a case' | 'page of 50', string> {
  const head = `BEGIN;\nSET LOCAL app.park_id = '${parkId}';\n`
  const sample = `{"set":{"kind":"request","year":2026,"number":"2026-00001","serial":"1","source":"交办中心","category":"交通","asker_kind":"enterprise","registered_on":"2026-10-09"},"said":{"text":"sha256-${'a'.repeat(64)}"}}`
  // A row as the product wrote it, with its keys and number changed: a new column needs nothing here.
  const copied = (table: 'cases' | 'case_wakes' | 'case_likeness', key: string, changed = '') =>
    `INSERT INTO ${table} SELECT r.* FROM ${table} AS t, jsonb_populate_record(t, jsonb_build_object('${key}', :id::uuid${changed})) AS r
  WHERE t.park_id = '${parkId}' AND t.${key} = '${sampleId}';`
  const create = `${head}
WITH taken AS (INSERT INTO case_numbers (park_id, year, last) SELECT '${parkId}'::uuid, 2026, 1 FROM parks WHERE id = '${parkId}'
  ON CONFLICT (park_id, year) DO UPDATE SET last = case_numbers.last + 1 RETURNING last)
SELECT last, gen_random_uuid() AS id FROM taken \\gset
SELECT id FROM enterprises WHERE park_id = '${parkId}' AND name_key = '示例电气装备有限公司';
WITH entry AS (INSERT INTO entries (park_id, case_id, seq, id, action, from_state, to_state, post, user_id, recorded_at, happened_at, body, hash, mac, mac_key)
  VALUES ('${parkId}', :id::uuid, 1, :id::uuid, 'register', 'none', 'registered', 'dispatcher', '${parkId}', now(), now(), '${sample}', '\\x00', '\\x00', 'k'))
INSERT INTO entry_texts (park_id, case_id, seq, opened) SELECT '${parkId}', :id::uuid, 1, '[{"path":"/said/text","salt":"00","value":"东门公交班次太少"}]'::jsonb;
${copied('cases', 'id', `, 'number', '2026-b' || :last::text, 'serial', :last::text`)}
${copied('case_wakes', 'case_id')}
${copied('case_likeness', 'case_id')}
INSERT INTO audit (park_id, id, at, user_id, post, action, subject_id, request_id, summary) VALUES ('${parkId}', :id::uuid, now(), '${parkId}', 'dispatcher', 'cases.register', :id::uuid, 'bench', '{}');
INSERT INTO idempotency_keys (park_id, key, request_hash, answer, created_at) VALUES ('${parkId}', :id::text, '\\x00', '{}', now());
COMMIT;
`
  const page = `${head}
SELECT json_build_object('id', c.id, 'number', c.number, 'state', c.state, 'text', c.text, 'category', c.category, 'source', c.source,
  'asker', json_build_object('kind', c.asker_kind, 'id', c.enterprise_id, 'name', coalesce(e.name, c.asker_name)),
  'department', CASE WHEN d.id IS NOT NULL THEN json_build_object('id', d.id, 'name', d.name) END, 'rung', c.rung,
  'registered_on', c.registered_on, 'due_on', c.due_on, 'replied_on', c.replied_on, 'rating', c.rating) AS line
FROM cases c LEFT JOIN departments d ON d.park_id = c.park_id AND d.id = c.lead_department_id
LEFT JOIN enterprises e ON e.park_id = c.park_id AND e.id = c.enterprise_id
WHERE c.park_id = '${parkId}' ORDER BY c.registered_at DESC, c.id DESC LIMIT 51;
COMMIT;
`
  const file = (name: string, sql: string) => {
    const path = join(dir, `${name}.sql`)
    // pgbench takes a statement to end with its line, and a colon to begin a variable, also inside a text.
    const spaced = sql.replaceAll(/"\s*:\s*(?=[\w"{[\\-])/g, '": ')
    writeFileSync(
      path,
      spaced.replaceAll(/([^;])\n(?!COMMIT|BEGIN|SET|$)/g, '$1 ').replaceAll(' \\gset ', ' \\gset\n'),
    )
    return path
  }
  return { 'create a case': file('create', create), 'page of 50': file('page', page) }
}

function runPgbench(script: string): { rate: number; node: number; postgres: number } {
  const before = cpu()
  const { stdout, stderr } = spawnSync(
    'pgbench',
    ['-n', '-M', 'prepared', '-c', String(CONNECTIONS), '-j', '2', '-T', String(SECONDS), '-f', script],
    {
      encoding: 'utf8',
      env: {
        ...process.env,
        PGHOST: '127.0.0.1',
        PGPORT: String(hold.port),
        PGDATABASE: 'bihuan',
        PGUSER: appLogin().user,
        PGPASSWORD: appLogin().password,
        PGOPTIONS: '-c search_path=bihuan',
      },
    },
  )
  const rate = Number(/tps = ([\d.]+)/.exec(stdout)?.[1])
  const done = Number(/transactions actually processed: (\d+)/.exec(stdout)?.[1])
  if (!rate || !done) throw new Error(stdout + stderr)
  return { rate, node: 0, postgres: ((cpu().postgres - before.postgres) * 1000) / done }
}

function appLogin(): { user: string; password: string } {
  const secret = (name: string) => readFileSync(join(dir, 'secrets', name), 'utf8').trim()
  return { user: `bihuan_${secret('installation')}_app`, password: secret('database-app') }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? NaN
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer()
    probe.listen(0, '127.0.0.1', () => {
      const { port: free } = probe.address() as AddressInfo
      probe.close(() => resolve(free))
    })
  })
}
