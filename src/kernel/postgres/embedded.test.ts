import { currentUser } from '../files.ts'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { afterEach, describe, expect, test } from 'vitest'
import { canMount, isRoot, kill, NOBODY, processesIn } from '../../../test/support/processes.ts'
import { openEmbeddedPostgres, type EmbeddedPostgres } from './embedded.ts'
import { words } from './words.ts'
import { findPostgresBinaries } from './binaries.ts'
import { chooseRunner, runAs } from './runner.ts'

/** Known to no /etc/passwd. */
const STRANGER = { uid: 54_321, gid: 54_321 }

const folders: string[] = []
const holders: Holder[] = []

/** A data folder that does not exist yet, in a folder that every user may enter. */
function newDataDir(...below: string[]): string {
  const parent = mkdtempSync(join(tmpdir(), 'bihuan-test-'))
  chmodSync(parent, 0o755)
  folders.push(parent)
  return join(parent, ...below, 'data')
}

afterEach(async () => {
  await Promise.all(holders.splice(0).map((holder) => holder.end()))
  for (const folder of folders.splice(0)) {
    for (const pid of databaseProcesses(folder)) kill(pid)
    await until(() => databaseProcesses(folder).length === 0)
    rmSync(folder, { recursive: true, force: true })
  }
})

/** The supervisors and PostgreSQL processes of a data folder. */
function databaseProcesses(folder: string, kind: 'sh' | 'postgres' | 'either' = 'either'): number[] {
  const kinds = kind === 'either' ? ['sh', 'postgres'] : [kind]
  return processesIn(folder).flatMap(({ pid, name }) => (kinds.includes(name) ? [pid] : []))
}

const postmasterOf = (dataDir: string) =>
  Number(readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
const parentOf = (pid: number) =>
  Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1])
const isRunning = (pid: number) =>
  existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'))

async function until(holds: () => boolean, seconds = 20): Promise<number> {
  const began = performance.now()
  while (!holds()) {
    if (performance.now() - began > seconds * 1000)
      throw new Error(`not within ${seconds} s: ${holds.toString()}`)
    await sleep(10)
  }
  return performance.now() - began
}

/** PostgreSQL is down when `close` is done; the shell that attended ends a moment later. */
async function allIsDown(dataDir: string): Promise<void> {
  expect(databaseProcesses(dataDir, 'postgres')).toEqual([])
  await until(() => databaseProcesses(dataDir).length === 0, 1)
}

async function query(
  database: Pick<EmbeddedPostgres, 'superuser'>,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ ...database.superuser, connectionTimeoutMillis: 5000 })
  client.on('error', () => undefined)
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

/** Asks again until the database answers, as the pools of the product do. */
async function queryWhenBack(database: EmbeddedPostgres, sql: string) {
  for (let round = 0; ; round++) {
    try {
      return await query(database, sql)
    } catch (error) {
      if (round === 100) throw error
      await sleep(100)
    }
  }
}

/** Another process that holds the database, to be killed or to be another user. */
interface Holder {
  readonly child: ChildProcess
  readonly opened: Promise<EmbeddedPostgres>
  readonly says: (event: string) => Promise<Record<string, unknown>>
  tell(what: 'close'): void
  end(): Promise<void>
}

const PROGRAM = `
  import { createInterface } from 'node:readline'
  const say = (event, more) => console.log(JSON.stringify({ event, ...more }))
  const { openEmbeddedPostgres } = await import(process.argv[1])
  try {
    const database = await openEmbeddedPostgres({ dataDir: process.argv[2], log: (step) => say('step', { step }) })
    process.on('SIGINT', () => say('interrupted'))
    say('opened', { superuser: database.superuser, port: database.port, socketDir: database.socketDir, started: database.started })
    createInterface({ input: process.stdin }).once('line', async () => {
      await database.close()
      say('closed')
      process.exit()
    })
  } catch (error) {
    say('failed', { code: error.code, detail: error.detail, message: error.stack })
    process.exit(1)
  }
`

function hold(
  dataDir: string,
  { as, within = [] }: { as?: { uid: number; gid: number }; within?: readonly string[] } = {},
): Holder {
  const module = new URL('./embedded.ts', import.meta.url).href
  const command = [...within, process.execPath, '--input-type=module', '-e', PROGRAM, module, dataDir]
  const child = spawn(command[0] ?? '', command.slice(1), {
    stdio: ['pipe', 'pipe', 'inherit'],
    detached: true,
    cwd: '/',
    ...as,
  })
  const events: Record<string, unknown>[] = []
  const waiting: (() => void)[] = []
  createInterface({ input: child.stdout ?? process.stdin }).on('line', (line) => {
    events.push(JSON.parse(line) as Record<string, unknown>)
    for (const wake of waiting.splice(0)) wake()
  })
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  void ended.then(() => waiting.splice(0).forEach((wake) => wake()))
  const says = async (event: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const found = events.find((each) => each['event'] === event)
      if (found) return found
      if (child.exitCode !== null || child.signalCode !== null) {
        await sleep(20)
        throw new Error(`ended without "${event}": ${JSON.stringify(events)}`)
      }
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  const holder: Holder = {
    child,
    says,
    opened: says('opened') as Promise<unknown> as Promise<EmbeddedPostgres>,
    tell: (what) => void child.stdin?.write(`${what}\n`),
    async end() {
      kill(-(child.pid ?? 0))
      await ended
    },
  }
  holder.opened.catch(() => undefined)
  holders.push(holder)
  return holder
}

const withRow = 'create table kept (n int); insert into kept values (7)'

describe('a start', () => {
  test('makes the database at first, and is back at once the next time', async () => {
    const dataDir = newDataDir()
    const steps: string[] = []
    const times: number[] = []
    for (const round of [0, 1]) {
      const began = performance.now()
      const database = await openEmbeddedPostgres({ dataDir, log: (step) => steps.push(step) })
      times.push(performance.now() - began)
      if (round === 0) await query(database, withRow)
      expect(database.started).toBe(true)
      expect(await query(database, 'select n from kept')).toEqual([{ n: 7 }])
      await database.close()
      await allIsDown(dataDir)
    }
    console.log(`first start ${times[0]?.toFixed()} ms, warm start ${times[1]?.toFixed()} ms`)
    expect(steps).toEqual(['postgres.creating', 'postgres.starting', 'postgres.starting'])
    for (const step of steps) expect(words).toHaveProperty([step])
  })

  test('gives a database that is durable, checks its pages and knows Chinese letters', async () => {
    const database = await openEmbeddedPostgres({ dataDir: newDataDir() })
    const settings = await query(
      database,
      `select name, setting from pg_settings where name in
        ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'password_encryption', 'allow_alter_system',
         'shared_preload_libraries', 'TimeZone', 'server_encoding', 'jit', 'listen_addresses', 'unix_socket_permissions')`,
    )
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      fsync: 'on',
      full_page_writes: 'on',
      synchronous_commit: 'on',
      data_checksums: 'on',
      password_encryption: 'scram-sha-256',
      allow_alter_system: 'off',
      shared_preload_libraries: '',
      TimeZone: 'UTC',
      server_encoding: 'UTF8',
      jit: 'off',
      listen_addresses: '127.0.0.1',
      unix_socket_permissions: '0700',
    })
    await query(database, 'create extension pg_trgm')
    // With a C locale pg_trgm takes 汉字 for signs between words, and finds nothing.
    expect(
      await query(database, `select cardinality(show_trgm('闭环园区')) > 0 as letters, 'Ä' ~* 'ä' as folds`),
    ).toEqual([{ letters: true, folds: true }])
    await database.close()
  })

  test('keeps what is secret to its owner, and lets nobody in without the password', async () => {
    const dataDir = newDataDir()
    const database = await openEmbeddedPostgres({ dataDir })
    const mode = (path: string) => (statSync(join(dataDir, path)).mode & 0o777).toString(8)
    expect([mode('secrets'), mode('run'), mode('log'), mode('postgres')]).toEqual([
      '700',
      '700',
      '700',
      '700',
    ])
    expect([mode('secrets/database-superuser'), mode('log/postgres.log')]).toEqual(['600', '600'])
    for (const host of [database.socketDir, '127.0.0.1']) {
      const guess = { ...database.superuser, host, password: 'postgres' }
      await expect(query({ superuser: guess }, 'select 1')).rejects.toMatchObject({ code: '28P01' })
    }
    expect(
      await query({ superuser: { ...database.superuser, host: '127.0.0.1' } }, 'select 1 as one'),
    ).toEqual([{ one: 1 }])
    await database.close()
  })

  test('takes another port when a stranger has the old one', async () => {
    const dataDir = newDataDir()
    const first = await openEmbeddedPostgres({ dataDir })
    await first.close()
    const stranger = createServer().listen({ port: first.port, host: '127.0.0.1' })
    const second = await openEmbeddedPostgres({ dataDir })
    expect(second.port).not.toBe(first.port)
    await second.close()
    stranger.close()
  })

  test.each([
    ['too deep for a socket', ['很深的目录'.repeat(5), 'x'.repeat(60)]],
    ['with spaces, commas and quotes', [`a b, 'c' "d" 园区`]],
  ])('works in a folder %s', async (_what, below) => {
    const dataDir = newDataDir(...below)
    const first = await openEmbeddedPostgres({ dataDir })
    const joined = await openEmbeddedPostgres({ dataDir })
    expect([joined.started, joined.socketDir]).toEqual([false, first.socketDir])
    expect((statSync(first.socketDir).mode & 0o777).toString(8)).toBe('700')
    expect(await query(joined, 'select 1 as one')).toEqual([{ one: 1 }])
    await joined.close()
    await first.close()
    const isOutside = !first.socketDir.startsWith(dataDir)
    expect(isOutside).toBe(Buffer.byteLength(join(dataDir, 'run/.s.PGSQL.12345')) > 107)
    if (isOutside) expect(existsSync(first.socketDir)).toBe(false)
  })

  test('works below a folder that is closed to all others', async () => {
    const dataDir = newDataDir('closed')
    mkdirSync(join(dataDir, '..'), { mode: 0o700 })
    const database = await openEmbeddedPostgres({ dataDir })
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }])
    await database.close()
  })
})

describe('holding together', () => {
  test('of two processes that start at once one starts it and one joins; the last to leave stops it', async () => {
    const dataDir = newDataDir()
    const [a, b] = [hold(dataDir), hold(dataDir)]
    const opened = await Promise.all([a.opened, b.opened])
    expect(opened.map(({ started }) => started).toSorted()).toEqual([false, true])
    expect(
      databaseProcesses(dataDir, 'postgres').filter((pid) =>
        databaseProcesses(dataDir, 'sh').includes(parentOf(pid)),
      ),
    ).toHaveLength(1)
    a.tell('close')
    await a.says('closed')
    expect(await query(opened[1], 'select 1 as one')).toEqual([{ one: 1 }])
    b.tell('close')
    await b.says('closed')
    await allIsDown(dataDir)
  })

  test('many that come and go at once never meet a database that is down', async () => {
    const dataDir = newDataDir()
    const seed = Math.floor(Math.random() * 2 ** 31)
    console.log(`seed ${seed}`)
    let state = seed
    const chance = (below: number) => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) % below
    const pauses = Array.from({ length: 8 }, () => Array.from({ length: 6 }, () => chance(120)))
    let starts = 0
    await Promise.all(
      pauses.map(async (own) => {
        for (const pause of own) {
          const database = await openEmbeddedPostgres({ dataDir })
          if (database.started) starts++
          expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }])
          await sleep(pause)
          await database.close()
          await sleep(pause)
        }
      }),
    )
    console.log(`${starts} starts for 48 holds`)
    expect(starts).toBeGreaterThan(0)
    await allIsDown(dataDir)
  })

  test('Ctrl-C reaches the server, not the database: it can still be asked until the server has closed', async () => {
    const dataDir = newDataDir()
    const holder = hold(dataDir)
    const database = await holder.opened
    process.kill(-(holder.child.pid ?? 0), 'SIGINT')
    await holder.says('interrupted')
    await sleep(300)
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }])
    holder.tell('close')
    await holder.says('closed')
    await allIsDown(dataDir)
  })
})

describe('after kill -9', () => {
  test('of its only holder the database is stopped within about a second, in good order', async () => {
    const dataDir = newDataDir()
    const holder = hold(dataDir)
    await query(await holder.opened, withRow)
    expect(databaseProcesses(dataDir).length).toBeGreaterThan(3)
    kill(holder.child.pid ?? 0)
    const took = await until(() => databaseProcesses(dataDir).length === 0)
    console.log(`stopped ${took.toFixed()} ms after its holder was killed`)
    expect(took).toBeLessThan(1500)
    expect(readFileSync(join(dataDir, 'log/postgres.log'), 'utf8')).toContain('database system is shut down')
    const again = await openEmbeddedPostgres({ dataDir })
    expect(await query(again, 'select n from kept')).toEqual([{ n: 7 }])
    await again.close()
  })

  test('of a starter, the one that waited for it goes on', async () => {
    const dataDir = newDataDir()
    const first = hold(dataDir)
    await first.says('step')
    const second = hold(dataDir)
    await sleep(200)
    kill(first.child.pid ?? 0)
    expect(await query(await second.opened, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('of the postmaster it is back within seconds, though a child was deep in work, and committed rows are there', async () => {
    const dataDir = newDataDir()
    const database = await openEmbeddedPostgres({ dataDir })
    await query(database, withRow)
    const busy = query(
      database,
      `select count(*) from generate_series(1, 1000000000) n where md5(n::text) = ''`,
    ).catch(() => 'cut')
    await sleep(300)
    const killed = postmasterOf(dataDir)
    kill(killed)
    expect(await busy).toBe('cut')
    const began = performance.now()
    expect(await queryWhenBack(database, 'select n from kept')).toEqual([{ n: 7 }])
    console.log(`back ${(performance.now() - began).toFixed()} ms after its postmaster was killed`)
    expect(performance.now() - began).toBeLessThan(8000)
    expect(postmasterOf(dataDir)).not.toBe(killed)
    await database.close()
    await allIsDown(dataDir)
  })

  test('of a backend PostgreSQL mends itself', async () => {
    const dataDir = newDataDir()
    const database = await openEmbeddedPostgres({ dataDir })
    await query(database, withRow)
    const postmaster = postmasterOf(dataDir)
    const [backend] = await query(database, 'select pg_backend_pid() as pid, pg_sleep(0)')
    const asleep = query(database, 'select pg_sleep(30)').catch(() => 'cut')
    await sleep(200)
    const [found] = await query(
      database,
      `select pid from pg_stat_activity where query like 'select pg_sleep(30)%'`,
    )
    expect(found?.['pid']).not.toBe(backend?.['pid'])
    // In a namespace PostgreSQL's numbers are still the system's, for only users are mapped.
    kill(Number(found?.['pid']))
    expect(await asleep).toBe('cut')
    expect(await queryWhenBack(database, 'select n from kept')).toEqual([{ n: 7 }])
    expect(postmasterOf(dataDir)).toBe(postmaster)
    await database.close()
  })

  const pieces = [
    'all shells of the supervisor',
    'its main shell',
    'its attending shell',
    'the whole process group',
  ] as const
  function killPiece(dataDir: string, piece: (typeof pieces)[number]): void {
    const shells = databaseProcesses(dataDir, 'sh')
    const main = parentOf(postmasterOf(dataDir))
    expect(shells).toContain(main)
    switch (piece) {
      case 'all shells of the supervisor':
        return shells.forEach(kill)
      case 'its main shell':
        return kill(main)
      case 'its attending shell':
        return shells.filter((pid) => pid !== main).forEach(kill)
      case 'the whole process group':
        // The postmaster too; its children have sessions of their own.
        return kill(-main)
    }
  }

  test.each(pieces)('of %s, who holds the database brings it back', async (piece) => {
    const dataDir = newDataDir()
    const holder = hold(dataDir)
    const database = await holder.opened
    await query(database, withRow)
    const orphan = postmasterOf(dataDir)
    killPiece(dataDir, piece)
    const took = await until(() => !isRunning(orphan))
    expect(await queryWhenBack(database, 'select n from kept')).toEqual([{ n: 7 }])
    console.log(`a new supervisor had taken over ${took.toFixed()} ms after kill -9 of ${piece}`)
    expect(await holder.says('step')).toBeDefined()
    holder.tell('close')
    await holder.says('closed')
    await allIsDown(dataDir)
  })

  test.each(pieces)('of %s and of the holder the next start takes over', async (piece) => {
    const dataDir = newDataDir()
    const holder = hold(dataDir)
    await query(await holder.opened, withRow)
    const orphan = postmasterOf(dataDir)
    killPiece(dataDir, piece)
    await holder.end()
    const database = await openEmbeddedPostgres({ dataDir })
    expect(await query(database, 'select n from kept')).toEqual([{ n: 7 }])
    expect(database.started).toBe(true)
    expect(isRunning(orphan)).toBe(false)
    await database.close()
    await allIsDown(dataDir)
  })

  test('of who makes the database, it is made anew', async () => {
    const dataDir = newDataDir()
    const holder = hold(dataDir)
    await until(
      () =>
        existsSync(dataDir) &&
        readdirSync(dataDir).some(
          (name) => name.startsWith('postgres.new-') && existsSync(join(dataDir, name, 'base')),
        ),
    )
    kill(holder.child.pid ?? 0)
    expect(existsSync(join(dataDir, 'postgres'))).toBe(false)
    const database = await openEmbeddedPostgres({ dataDir })
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }])
    await database.close()
    await until(() => databaseProcesses(dataDir).length === 0)
    expect(readdirSync(dataDir).filter((name) => name.startsWith('postgres'))).toEqual(['postgres'])
  })
})

/** A data folder as a first start leaves it. */
async function aDatabase(): Promise<string> {
  const dataDir = newDataDir()
  await (await openEmbeddedPostgres({ dataDir })).close()
  return dataDir
}

describe('a folder', () => {
  test('whose pid file names a process of somebody else starts, and that process lives', async () => {
    const dataDir = newDataDir()
    const first = await openEmbeddedPostgres({ dataDir })
    const pidFile = readFileSync(join(dataDir, 'postgres/postmaster.pid'), 'utf8')
    await first.close()
    const stranger = spawn('sleep', ['60'])
    writeFileSync(join(dataDir, 'postgres/postmaster.pid'), pidFile.replace(/^\d+/, String(stranger.pid)), {
      mode: 0o600,
    })

    // The control: left to itself PostgreSQL takes the stranger for its predecessor, and refuses.
    const { postgres } = findPostgresBinaries()
    const me = currentUser()
    const runner = chooseRunner({ folder: dataDir, postgres }, { me, holder: me, cluster: me })
    const alone = await runAs(runner, [
      postgres,
      '-D',
      join(dataDir, 'postgres'),
      '-p',
      '1',
      '-k',
      join(dataDir, 'run'),
    ])
    expect(alone.output).toContain('lock file "postmaster.pid" already exists')

    const database = await openEmbeddedPostgres({ dataDir })
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }])
    await database.close()
    expect(isRunning(stranger.pid ?? 0)).toBe(true)
    stranger.kill()
  })

  test('of another version, or that is not whole, is refused and left as it is', async () => {
    const dataDir = await aDatabase()
    const version = join(dataDir, 'postgres/PG_VERSION')
    writeFileSync(version, '17\n')
    await expect(openEmbeddedPostgres({ dataDir })).rejects.toMatchObject({
      code: 'postgres.wrong_version',
      detail: { found: '17', wanted: '18' },
    })
    rmSync(version)
    await expect(openEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: 'postgres.folder_damaged' })
    writeFileSync(version, '18\n')
    await (await openEmbeddedPostgres({ dataDir })).close()
  })

  test('that was copied, and thereby opened to others, is closed again', async () => {
    const dataDir = await aDatabase()
    for (const part of ['postgres', 'secrets', 'run']) chmodSync(join(dataDir, part), 0o755)
    await (await openEmbeddedPostgres({ dataDir })).close()
    for (const part of ['postgres', 'secrets', 'run'])
      expect(statSync(join(dataDir, part)).mode & 0o077).toBe(0)
  })

  test('that PostgreSQL cannot read fails with the last lines of the log', async () => {
    const dataDir = await aDatabase()
    writeFileSync(join(dataDir, 'postgres/global/pg_control'), Buffer.alloc(8192))
    const failure = openEmbeddedPostgres({ dataDir })
    await expect(failure).rejects.toMatchObject({ code: 'postgres.start_failed' })
    await expect(failure).rejects.toMatchObject({
      detail: { said: expect.stringContaining('incompatible with server') as string },
    })
    await allIsDown(dataDir)
  })

  test('whose secrets are of another database says so', async () => {
    const dataDir = await aDatabase()
    rmSync(join(dataDir, 'secrets'), { recursive: true })
    await expect(openEmbeddedPostgres({ dataDir })).rejects.toMatchObject({ code: 'postgres.wrong_password' })
    await allIsDown(dataDir)
  })
})

/** Whether others may read the program: not when the checkout lies under a closed folder. */
const othersCanRun =
  isRoot &&
  spawnSync(process.execPath, ['--version'], NOBODY).status === 0 &&
  spawnSync('test', ['-r', new URL(import.meta.url).pathname], NOBODY).status === 0

describe.runIf(othersCanRun)('as another user', () => {
  /** A folder that this user owns. */
  function dataDirOf(user: { uid: number; gid: number }): string {
    const dataDir = newDataDir('home')
    mkdirSync(join(dataDir, '..'), { mode: 0o700 })
    chownSync(join(dataDir, '..'), user.uid, user.gid)
    return dataDir
  }

  test('an ordinary user needs nothing', async () => {
    const dataDir = dataDirOf(NOBODY)
    const database = await hold(dataDir, { as: NOBODY }).opened
    expect(await query(database, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(statSync(`/proc/${postmasterOf(dataDir)}`).uid).toBe(NOBODY.uid)
  })

  test('so does one whom /etc/passwd does not know', async () => {
    const dataDir = dataDirOf(STRANGER)
    expect(await query(await hold(dataDir, { as: STRANGER }).opened, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test('what a user made root can run, and the user again after root', async () => {
    const dataDir = dataDirOf(NOBODY)
    for (const as of [NOBODY, undefined, NOBODY]) {
      const holder = hold(dataDir, as ? { as } : {})
      const database = await holder.opened
      await query(database, 'create table if not exists kept (n int)')
      expect(statSync(`/proc/${postmasterOf(dataDir)}`).uid).toBe(NOBODY.uid)
      holder.tell('close')
      await holder.says('closed')
    }
  })

  test("what root made first in a user's folder the user can run", async () => {
    const dataDir = dataDirOf(NOBODY)
    await (await openEmbeddedPostgres({ dataDir })).close()
    expect(await query(await hold(dataDir, { as: NOBODY }).opened, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  test("root's own database is refused to others, with the reason", async () => {
    const dataDir = newDataDir()
    await (await openEmbeddedPostgres({ dataDir })).close()
    expect(await hold(dataDir, { as: NOBODY }).says('failed')).toMatchObject({
      code: 'postgres.not_writable',
      detail: { me: NOBODY.uid },
    })
  })

  test('root joins the database that a user runs', async () => {
    const dataDir = dataDirOf(NOBODY)
    await hold(dataDir, { as: NOBODY }).opened
    const joined = await openEmbeddedPostgres({ dataDir })
    expect(joined.started).toBe(false)
    await joined.close()
  })
})

/** Sees neither the processes, the network nor the shared memory of others: another container on the same folder. */
const APART = ['unshare', '--pid', '--fork', '--mount-proc', '--ipc', '--net']
const canPart = isRoot && spawnSync('unshare', [...APART.slice(1), 'true']).status === 0

describe.runIf(canPart)('from another container', () => {
  test('a database is held together, though neither sees the processes of the other', async () => {
    const dataDir = newDataDir()
    const [first, second] = [hold(dataDir, { within: APART }), hold(dataDir, { within: APART })]
    const opened = await Promise.all([first.opened, second.opened])
    expect(opened.map(({ started }) => started).toSorted()).toEqual([false, true])
  })

  test('a database whose supervisor was killed is not started beside', async () => {
    const dataDir = newDataDir()
    const first = hold(dataDir, { within: [...APART, 'sh', '-c', '"$@"; sleep 60', 'sh'] })
    await first.opened
    // A holder that runs brings the supervisor back within two seconds; one that is stopped only holds.
    process.kill(-(first.child.pid ?? 0), 'SIGSTOP')
    for (const pid of databaseProcesses(dataDir, 'sh'))
      if (readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('sh\0-s\0')) kill(pid)
    const second = hold(dataDir, { within: APART })
    expect(await second.says('failed')).toMatchObject({ code: 'postgres.in_use_elsewhere' })
  })
})

/** Runs a command as a root that has every right but that to make user namespaces, as in most containers. */
const WITHOUT_NAMESPACES = [
  'sh',
  '-c',
  `
  exec 4<&0; gate=$(mktemp -u) && mkfifo "$gate"
  unshare --user --mount sh -c 'read _ <"$0"; exec sh -c '\\''echo 0 >/proc/sys/user/max_user_namespaces; exec "$@"'\\'' sh "$@"' "$gate" "$@" <&4 &
  sleep 0.2
  echo '0 0 65536' >/proc/$!/uid_map && echo '0 0 65536' >/proc/$!/gid_map
  echo >"$gate"; rm "$gate"
  wait $!`,
  'sh',
]
const canForbid =
  isRoot &&
  spawnSync(WITHOUT_NAMESPACES[0] ?? '', [
    ...WITHOUT_NAMESPACES.slice(1),
    'sh',
    '-c',
    'id -u && ! unshare --user true 2>/dev/null',
  ]).status === 0

describe.runIf(canForbid)('as a root that may make no namespaces', () => {
  test('PostgreSQL runs under an account without rights, and the files stay usable to a root that may', async () => {
    const dataDir = newDataDir()
    const holder = hold(dataDir, { within: WITHOUT_NAMESPACES })
    await query(await holder.opened, withRow)
    const status = readFileSync(`/proc/${postmasterOf(dataDir)}/status`, 'utf8')
    expect(/^Uid:\s+(\d+)/m.exec(status)?.[1]).not.toBe('0')
    holder.tell('close')
    await holder.says('closed')
    const database = await openEmbeddedPostgres({ dataDir })
    expect(await query(database, 'select n from kept')).toEqual([{ n: 7 }])
    await database.close()
  })

  test('so it does below a closed folder, and on what a root that may make them has made', async () => {
    const dataDir = newDataDir('closed')
    mkdirSync(join(dataDir, '..'), { mode: 0o700 })
    const first = await openEmbeddedPostgres({ dataDir })
    await query(first, withRow)
    await first.close()
    const holder = hold(dataDir, { within: WITHOUT_NAMESPACES })
    expect(await query(await holder.opened, 'select n from kept')).toEqual([{ n: 7 }])
  })
})

test.runIf(canMount)('a full disk has a name of its own, and what was half made is gone', async () => {
  const dataDir = newDataDir()
  mkdirSync(dataDir)
  const mount = `mount -t tmpfs -o size=20m none ${dataDir} && exec "$@"`
  expect(
    await hold(dataDir, { within: ['unshare', '--mount', 'sh', '-c', mount, 'sh'] }).says('failed'),
  ).toMatchObject({
    code: 'postgres.disk_full',
  })
})
