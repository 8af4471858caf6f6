import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { createWriteStream, existsSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { checkFit } from '../kernel/checks.ts'
import type { Clock } from '../kernel/clock.ts'
import { sqlState, translated } from '../kernel/database.ts'
import { Failure } from '../kernel/failure.ts'
import { asUnwritable, giveAsParent, makeFolder, makePrivateFolder } from '../kernel/files.ts'
import type { Log } from '../kernel/log.ts'
import { migrate, readMigrations, type Migration } from '../kernel/migrate.ts'
import type { Module } from '../kernel/module.ts'
import { isAlive } from '../kernel/postgres/holding.ts'
import type { StartStep } from '../kernel/postgres/embedded.ts'
import { openSecrets } from '../kernel/secrets.ts'
import type { Settings } from '../kernel/settings.ts'
import { connectMaking, openServer, referenceOf } from '../product.ts'
import { startFilling, type Filling } from './fill.ts'
import type { Head, Manifest } from './manifest.ts'
import { readBackup, type Kept } from './read-backup.ts'
import { lockRestore } from './restore-lock.ts'
import { clearMarked, findUsers, holdsParks, makeMarkedSchema, unmark } from './schema.ts'
import { clearBrokenOff, partsIn, putInPlace, stagedFolder } from './swap.ts'
import { stampOf } from './upgrade.ts'
import { verifyRestored, type Building, type RestoredPark, type Site } from './verify-restored.ts'

export type RestoreStep = 'backup.checking' | 'backup.filling' | 'backup.verifying'

export interface Restoring {
  readonly kept: Kept
  readonly settings: Settings
  /** What is there already is put aside under a dated name instead of standing in the way. */
  readonly force: boolean
  /** Puts the backup in place although its ledger is unsound. */
  readonly acceptUnsound: boolean
  /** The schema stays as old as the backup, for the program that made it. */
  readonly keepOld: boolean
  readonly modules: readonly Module[]
  readonly migrations?: readonly Migration[]
  readonly clock: Clock
  readonly log: Log
  readonly step?: (step: RestoreStep | StartStep) => void
}

export interface Restored {
  readonly head: Head
  readonly manifest: Manifest
  readonly parks: readonly RestoredPark[]
  /** Where what was there before is now: a folder, and for a database of one's own a schema. */
  readonly aside: { readonly folder: string | undefined; readonly schema: string | undefined }
}

/**
 * Has an installation again out of a backup, elsewhere or in the same place. The backup is read to its end before
 * anything is touched; the installation is built beside what is there, its ledger verified, its counts and figures
 * compared with those of the backup, and only then put in place.
 * @throws Failure those of `readBackup`, and `backup.*` for what stands in the way
 */
export async function restoreBackup(restoring: Restoring): Promise<Restored> {
  const { kept, settings, step = () => undefined, migrations = readMigrations() } = restoring
  step('backup.checking')
  const { head, manifest } = await readBackup(kept)
  refuseOtherHistory(head, migrations)
  const { data } = settings
  makeFolder(data, 0o700)
  const lock = lockRestore(data)
  try {
    clearBrokenOff(data)
    refuseOccupied(restoring)
    const staged = makePrivateFolder(stagedFolder(data, randomBytes(4).toString('hex')))
    try {
      return await build({ ...restoring, step, migrations }, { head, manifest, staged })
    } catch (error) {
      throw explained(error, data)
    } finally {
      clearBrokenOff(data)
    }
  } finally {
    lock.release()
  }
}

/** What people can mend, in words: a disk that is full, be it met by us or by PostgreSQL, a database that is away. */
function explained(error: unknown, data: string): unknown {
  if (sqlState(error) === '53100')
    return new Failure('conflict', 'postgres.disk_full', { folder: data, said: String(error) })
  return translated(asUnwritable(error, data))
}

/** @throws Failure `backup.newer`, `backup.other_history` */
function refuseOtherHistory({ migrations, version }: Head, known: readonly Migration[]): void {
  for (const { number, name, hash } of migrations) {
    const ours = known.find((migration) => migration.number === number)
    if (!ours) throw new Failure('conflict', 'backup.newer', { version, migration: name })
    if (ours.hash !== hash)
      throw new Failure('conflict', 'backup.other_history', { version, migration: name })
  }
}

/** @throws Failure `backup.place_taken`, `backup.place_in_use` */
function refuseOccupied({ settings: { data, database_url }, force }: Restoring): void {
  const parts = partsIn(data).filter((part) => database_url === undefined || part !== 'postgres')
  if (parts.length > 0 && !force) throw new Failure('conflict', 'backup.place_taken', { data, parts })
  if (database_url === undefined && existsSync(join(data, 'run')) && isAlive(join(data, 'run')))
    throw new Failure('conflict', 'backup.place_in_use', { data })
}

async function build(restoring: Required<Restoring>, building: Building): Promise<Restored> {
  const { settings, kept, step } = restoring
  await takeSecrets(kept, building.staged)
  const server = await openServer({ ...settings, data: building.staged }, step)
  try {
    const admin = await connectMaking(server)
    try {
      await checkFit(admin)
      return await rebuild(restoring, { ...building, server, admin })
    } finally {
      await admin.end()
    }
  } finally {
    await server.close()
  }
}

async function rebuild(restoring: Required<Restoring>, site: Site): Promise<Restored> {
  const { settings, clock, step, force } = restoring
  const { head, manifest, staged, server, admin } = site
  const outside = settings.database_url !== undefined
  const aside = `before-restore-${stampOf(clock())}`
  const schema = aside.replaceAll('-', '_').toLowerCase()
  await clearMarked(admin)
  const taken = await holdsParks(admin)
  if (outside) await refuseDatabase(admin, { taken, force })
  await makeMarkedSchema(admin, { secrets: openSecrets(staged), place: server, aside: schema })
  try {
    step('backup.filling')
    await fill(admin, restoring, site)
    step('backup.verifying')
    const parks = await verifyRestored(restoring, site)
    syncDisk(staged)
    if (!outside) {
      // Its files are moved while nobody has them open.
      await unmark(admin)
      await admin.end()
      await server.close()
    }
    const folder = await putInPlace(settings.data, {
      staged,
      aside,
      parts: outside ? ['secrets', 'files'] : ['postgres', 'secrets', 'files'],
      settle: async () => {
        restoring.kept.signal?.throwIfAborted()
        if (outside) await unmark(admin)
      },
    })
    return { head, manifest, parks, aside: { folder, schema: taken ? schema : undefined } }
  } catch (error) {
    if (outside) await clearMarked(admin)
    throw error
  }
}

/** @throws Failure `backup.database_taken`, `backup.database_in_use` */
async function refuseDatabase(
  admin: pg.Client,
  { taken, force }: { taken: boolean; force: boolean },
): Promise<void> {
  const { database } = admin
  if (taken && !force) throw new Failure('conflict', 'backup.database_taken', { database })
  const users = await findUsers(admin)
  if (users.length > 0) throw new Failure('conflict', 'backup.database_in_use', { database, users })
}

/** The keys first: the database is made with the secrets of its new place, which are made beside them. */
async function takeSecrets(kept: Kept, staged: string): Promise<void> {
  const folder = makePrivateFolder(join(staged, 'secrets'))
  await readBackup(
    { ...kept, progress: undefined },
    {
      async secret(name, bytes) {
        writeFileSync(join(folder, name), bytes, { mode: 0o600, flag: 'wx' })
        giveAsParent(join(folder, name))
      },
    },
  )
}

/** The schema as old as the backup, its rows and files; then, unless it is to stay so, the migrations since. */
async function fill(
  admin: pg.Client,
  {
    kept,
    keepOld,
    migrations,
    modules,
  }: Pick<Required<Restoring>, 'kept' | 'keepOld' | 'modules' | 'migrations'>,
  { head, staged }: Pick<Building, 'head' | 'staged'>,
): Promise<void> {
  const done = new Set(head.migrations.map(({ number }) => number))
  await migrate(
    admin,
    [],
    migrations.filter(({ number }) => done.has(number)),
  )
  const filling: Filling = await startFilling(admin, head.tables)
  const folder = makePrivateFolder(join(staged, 'files'))
  await readBackup(kept, {
    table: filling.add,
    async file(name, pieces) {
      const path = join(folder, name)
      makeFolder(dirname(path), 0o700)
      await pipeline(Readable.from(pieces), createWriteStream(path, { flags: 'wx', mode: 0o600 }))
      giveAsParent(path)
    },
  })
  await filling.finish()
  if (!keepOld) await migrate(admin, referenceOf(modules), migrations)
}

/** What was written to many files is on the disk before it is put in place; once for all of them. */
function syncDisk(folder: string): void {
  spawnSync('sync', ['-f', folder])
}
