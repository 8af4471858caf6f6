import { randomInt } from 'node:crypto'
import { lstatSync, mkdtempSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { give, type Owner, readIfThere } from '../files.ts'
import { isAlive } from './holding.ts'
import { writeFor } from './runner.ts'

/** What the settings depend on. */
interface Placing {
  readonly cluster: string
  readonly run: string
  readonly socketDir: string
  readonly port: number
}

/**
 * Our settings, written on every start, so that what safety rests on cannot be lost by an edit: durability, checks of
 * who connects, no preloaded code. Of the file that initdb wrote, only what is not here counts.
 */
function settingsFor({ cluster, run, socketDir, port }: Placing): string {
  const settings = {
    hba_file: join(run, 'pg_hba.conf'),
    ident_file: join(run, 'pg_ident.conf'),
    // An acknowledged commit is on the disk, and a page torn by a power failure is mended.
    fsync: 'on',
    full_page_writes: 'on',
    synchronous_commit: 'on',
    allow_alter_system: 'off',
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: `"${socketDir.replaceAll('"', '""')}"`,
    unix_socket_permissions: '0700',
    password_encryption: 'scram-sha-256',
    max_connections: '60',
    // A laptop's share: what is not here the system's own file cache holds.
    shared_buffers: '64MB',
    max_wal_size: '512MB',
    // What a first import fills is unknown to the planner until somebody looks: until then a page of cases is sorted
    // out of all of them.
    autovacuum_naptime: '10s',
    io_workers: '1',
    max_logical_replication_workers: '0',
    random_page_cost: '1.1',
    // Compiling a query of milliseconds takes longer than the query.
    jit: 'off',
    shared_preload_libraries: '',
    // A query whose asker is gone (killed) ends.
    client_connection_check_interval: '2s',
    timezone: 'UTC',
    log_timezone: 'UTC',
    // To standard error: the file, and its bound, are ours.
    logging_collector: 'off',
    log_destination: 'stderr',
    log_line_prefix: '%m [%p] ',
    log_checkpoints: 'off',
    // Neither statements nor the values that broke a rule: they hold personal data.
    log_min_error_statement: 'panic',
    log_error_verbosity: 'terse',
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${quoted(value)}`)
  return [`include ${quoted(join(cluster, 'postgresql.conf'))}`, ...lines, ''].join('\n')
}

const quoted = (value: string) => `'${value.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** Writes settings and rules of access where the runner reads them. */
export function writeSettings(placing: Placing, owner: Owner): void {
  const files = {
    'postgresql.conf': settingsFor(placing),
    'pg_hba.conf': 'local all all scram-sha-256\nhost all all 127.0.0.1/32 scram-sha-256\n',
    'pg_ident.conf': '',
  }
  for (const [name, text] of Object.entries(files)) {
    writeFor(owner, join(placing.run, name), text)
  }
}

/** A unix socket's path may have 107 bytes, its zero not counted; a Chinese folder name has three to a character. */
const LONGEST_PATH = 107

const fits = (folder: string) => Buffer.byteLength(join(folder, '.s.PGSQL.65535')) <= LONGEST_PATH

/**
 * Where PostgreSQL's socket is: in the run folder, or, when that lies too deep, in a private folder with a short name
 * that the run folder remembers.
 */
export function chooseSocketDir(run: string, owner: Owner): string {
  const remembered = readSocketDir(run)
  if (remembered === run ? fits(run) : isPrivate(remembered, owner)) return remembered
  let chosen = run
  if (!fits(run)) {
    const inTmpdir = join(tmpdir(), 'bihuan-XXXXXX')
    chosen = mkdtempSync(fits(inTmpdir) ? inTmpdir.slice(0, -6) : '/tmp/bihuan-')
    give(chosen, owner)
  }
  writeFor(owner, join(run, 'socket-dir'), chosen)
  return chosen
}

/** Where the running PostgreSQL's socket is. */
export const readSocketDir = (run: string): string => readIfThere(join(run, 'socket-dir')) ?? run

/** Others may write to /tmp: what has the right name there need not be ours. */
function isPrivate(folder: string, owner: Owner): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false })
  return found?.isDirectory() === true && found.uid === owner.uid && (found.mode & 0o077) === 0
}

/**
 * The port of the last start when it is still free, so that other tools find it again; else another. Free is also
 * what our own PostgreSQL has whose supervisor was killed: who still holds it knows it by this port.
 */
export async function choosePort(run: string, owner: Owner): Promise<number> {
  let port = readPort(run)
  // Below the range that the system gives to outgoing connections, which would take it while PostgreSQL restarts.
  while (port === undefined || !(isAlive(run) || (await isFree(port)))) port = randomInt(15_000, 32_000)
  writeFor(owner, join(run, 'port'), String(port))
  return port
}

/** The port of the running PostgreSQL. */
export function readPort(run: string): number | undefined {
  const port = Number(readIfThere(join(run, 'port')))
  return Number.isInteger(port) && port > 1023 && port < 65_536 ? port : undefined
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1' }, () => server.close(() => resolve(true)))
  })
}
