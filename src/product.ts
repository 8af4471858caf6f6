import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { parse } from 'pg-connection-string'
import { systemClock, type Clock } from './kernel/clock.ts'
import { checkFit, checkSafe } from './kernel/checks.ts'
import { Failure } from './kernel/failure.ts'
import { backupWords } from './backup/words.ts'
import { refuseMarked } from './backup/schema.ts'
import { refuseHalfRestored } from './backup/swap.ts'
import { upgrade, type UpgradeStep } from './backup/upgrade.ts'
import { openDatabase, Unavailable, type Connection, type Database } from './kernel/database.ts'
import { openEmbeddedPostgres, type StartStep } from './kernel/postgres/embedded.ts'
import { words as postgresWords } from './kernel/postgres/words.ts'
import { kernelWords } from './kernel/kernel.words.ts'
import { inputWords } from './kernel/input.ts'
import { makeLog, type Log } from './kernel/log.ts'
import {
  fingerprintIn,
  fingerprintOf,
  readMigrations,
  withMigrationLock,
  type Migration,
} from './kernel/migrate.ts'
import type { Module, ReferenceRows } from './kernel/module.ts'
import { makeOutgoing, publicOnly } from './kernel/outgoing.ts'
import { ensureRoles, loginsOf } from './kernel/roles.ts'
import type { Runtime } from './kernel/runtime.ts'
import { transferWords } from './kernel/transfer.words.ts'
import { scopesOf } from './kernel/scopes.ts'
import { spreadsheetWords } from './kernel/spreadsheet/words.ts'
import { openSecrets } from './kernel/secrets.ts'
import { ROOT, type Settings } from './kernel/settings.ts'
import { readOfficialYears } from './kernel/official-files.ts'
import { loadOfficialYears } from './kernel/official-years.ts'
import { Dictionary } from './kernel/words.ts'
import { noteLedgerKey } from './modules/ledger/index.ts'
import { findActor } from './modules/people/index.ts'
import { MODULES } from './modules.ts'

/** Of the program, as package.json says it. */
export const { version: VERSION } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  version: string
}

/** An opened installation: its database, migrated and checked, and everything a command or query needs. */
export interface Product {
  readonly runtime: Runtime
  readonly modules: readonly Module[]
  /** What may be said at the start: codes of warnings. */
  readonly warnings: readonly string[]
  close(): Promise<void>
}

/** All words of the product, in both languages. */
export const dictionaryOf = (modules: readonly Module[]): Dictionary =>
  new Dictionary([
    kernelWords,
    inputWords,
    postgresWords,
    spreadsheetWords,
    transferWords,
    backupWords,
    ...modules.flatMap(({ words }) => words),
  ])

export interface Opening {
  readonly settings: Settings
  readonly clock?: Clock
  readonly log?: Log
  readonly modules?: readonly Module[]
  /** Other migrations than those of the checkout. */
  readonly migrations?: readonly Migration[]
  /** Tells who waits what is going on. */
  readonly step?: (step: StartStep | UpgradeStep) => void
}

/**
 * Opens the installation of the settings: the embedded PostgreSQL of its data folder, or one of the user's own.
 * What is up to date already is not touched, so a command at the terminal is quick.
 */
export async function openProduct({
  settings,
  clock = systemClock,
  log = makeLog(settings.log_level),
  modules = MODULES,
  migrations = readMigrations(),
  step = () => undefined,
}: Opening): Promise<Product> {
  refuseHalfRestored(settings.data)
  const secrets = openSecrets(settings.data)
  loadOfficialYears(readOfficialYears(settings.data))
  const server = await openServer(settings, step)
  let database: Database | undefined
  try {
    const reference = referenceOf(modules)
    database = openDatabase(loginsOf(secrets, server))
    const runtime = makeRuntime({ database, clock, log, secrets, settings, modules })
    if (!(await isUpToDate(database, fingerprintOf(reference, migrations)))) {
      await prepare(server, { runtime, data: settings.data, reference, migrations, step })
    }
    const warnings = await checkSafe(database.app)
    await noteLedgerKey(runtime, join(settings.data, 'secrets'))
    const opened = database
    return {
      runtime,
      modules,
      warnings,
      async close() {
        await opened.close()
        await server.close()
      },
    }
  } catch (error) {
    await database?.close()
    await server.close()
    throw error
  }
}

/** Everything a command or query needs, of an installation however it was opened. */
export function makeRuntime({
  modules,
  ...parts
}: Pick<Runtime, 'database' | 'clock' | 'log' | 'secrets' | 'settings'> & {
  readonly modules: readonly Module[]
}): Runtime {
  return {
    ...parts,
    outgoing: makeOutgoing(publicOnly([parts.database.port])),
    findActor,
    figures: new Map(modules.flatMap(({ figures }) => figures.map((figure) => [figure.name, figure]))),
    topics: new Set(modules.flatMap(({ listeners }) => listeners.map(({ topic }) => topic))),
    openWork: modules.flatMap(({ openWork }) => openWork ?? []),
    scopes: scopesOf(modules),
    passwords: parts.settings,
    fileHolders: new Map(
      modules.flatMap(({ fileHolder }) => (fileHolder ? [[fileHolder.name, fileHolder]] : [])),
    ),
  }
}

/** The rows of shared tables that belong to the program. */
export const referenceOf = (modules: readonly Module[]): readonly ReferenceRows[] =>
  modules.flatMap((module) => module.reference ?? [])

/** A database server with an account that may make roles and migrate. */
export interface Server extends Connection {
  close(): Promise<void>
}

/** Reaches the database server of the settings; the embedded one is held until it is closed. */
export async function openServer(settings: Settings, step: (step: StartStep) => void): Promise<Server> {
  if (settings.database_url !== undefined) {
    const { host, port, database, user, password, ssl } = parse(settings.database_url)
    return {
      host: host || '127.0.0.1',
      port: Number(port || 5432),
      database: database || 'bihuan',
      user: user || 'postgres',
      password: password || '',
      ...(typeof ssl === 'object' && { ssl }),
      close: () => Promise.resolve(),
    }
  }
  const embedded = await openEmbeddedPostgres({ dataDir: settings.data, log: step })
  return { ...embedded.superuser, database: 'bihuan', close: embedded.close }
}

/** Whether our logins work and every migration has run; anything else is for `prepare` to mend or to explain. */
async function isUpToDate(database: Database, fingerprint: string): Promise<boolean> {
  try {
    return (await fingerprintIn(database.app)) === fingerprint
  } catch {
    return false
  }
}

async function prepare(
  server: Server,
  { runtime, ...upgrading }: Omit<Parameters<typeof upgrade>[1], 'connection' | 'version'>,
): Promise<void> {
  const admin = await connectMaking(server)
  try {
    await checkFit(admin)
    await refuseMarked(admin)
    // Of two starts at once one would otherwise meet the other's change of the same role.
    await withMigrationLock(admin, async () => {
      await ensureRoles(admin, runtime.secrets, server)
      await upgrade(admin, { ...upgrading, runtime, connection: server, version: VERSION })
    })
  } finally {
    await admin.end()
  }
}

/** Connects to the database, which is made if the server has none of that name yet. */
export async function connectMaking(connection: Connection): Promise<pg.Client> {
  try {
    return await connected(connection)
  } catch (error) {
    if (!(error instanceof pg.DatabaseError && error.code === '3D000')) throw error
  }
  const first = await connected({ ...connection, database: 'postgres' })
  try {
    await first.query(`create database ${pg.escapeIdentifier(connection.database)}`)
  } catch (error) {
    const state = error instanceof pg.DatabaseError ? error.code : undefined
    if (state === '42501') {
      const { user, database } = connection
      throw new Failure('conflict', 'kernel.may_not_make_database', { user, database })
    }
    // Somebody else made it at the same moment.
    if (state !== '42P04' && state !== '23505') throw error
  } finally {
    await first.end()
  }
  return connected(connection)
}

/** @throws Unavailable, Failure `kernel.database_refuses`, or the error of a database that is not there. */
export async function connected(connection: Connection): Promise<pg.Client> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 5_000 })
  try {
    await client.connect()
    return client
  } catch (error) {
    await client.end().catch(() => undefined)
    const state = error instanceof pg.DatabaseError ? (error.code ?? '') : ''
    if (state === '3D000') throw error
    if (state.startsWith('28'))
      throw new Failure('conflict', 'kernel.database_refuses', { user: connection.user })
    throw new Unavailable('down', error)
  }
}
