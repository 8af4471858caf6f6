import type pg from 'pg'
import type { Clock } from '../kernel/clock.ts'
import { openDatabase } from '../kernel/database.ts'
import { Failure } from '../kernel/failure.ts'
import type { Log } from '../kernel/log.ts'
import type { Settings } from '../kernel/settings.ts'
import type { Module } from '../kernel/module.ts'
import { loginsOf } from '../kernel/roles.ts'
import type { Runtime } from '../kernel/runtime.ts'
import { openSecrets } from '../kernel/secrets.ts'
import { verifyPark, type Verification } from '../modules/cases/index.ts'
import { makeRuntime, type Server } from '../product.ts'
import { differing } from './compare.ts'
import type { Head, Manifest, ParkSummary } from './manifest.ts'
import { countRows } from './schema.ts'
import { isOfAnotherSchema, summarizeAsOf } from './snapshot.ts'

export interface RestoredPark extends ParkSummary {
  /** Undefined where this program cannot read the older schema. */
  readonly verification: Verification | undefined
}

/** An installation that is being built out of a backup, in a folder of its own. */
export interface Building {
  readonly head: Head
  readonly manifest: Manifest
  readonly staged: string
}

/** The same when its database server is there. */
export interface Site extends Building {
  readonly server: Server
  readonly admin: pg.Client
}

interface Verifying {
  readonly modules: readonly Module[]
  readonly clock: Clock
  readonly log: Log
  readonly settings: Settings
  readonly acceptUnsound: boolean
  readonly kept: { readonly signal?: AbortSignal | undefined }
}

/**
 * The product's own verification of every park, and the counts and figures of the backup.
 * @throws Failure `backup.differs`, `backup.unsound`
 */
export async function verifyRestored(
  { modules, clock, log, settings, acceptUnsound, kept }: Verifying,
  { server, admin, staged, head, manifest }: Site,
): Promise<readonly RestoredPark[]> {
  await compareCounts(admin, manifest)
  const secrets = openSecrets(staged)
  const database = openDatabase(loginsOf(secrets, server))
  try {
    // A machine whose clock is behind must still be able to ask about the moment of the backup.
    const later: Clock = () => (clock() > head.as_of ? clock() : head.as_of)
    const runtime = makeRuntime({
      database,
      clock: later,
      log,
      secrets,
      // What the ledger names is looked for among the files that came with it.
      settings: { ...settings, data: staged },
      modules,
    })
    const now = await summarizeAsOf(server, { runtime, asOf: head.as_of })
    const differences = differing(manifest.parks, now)
    if (differences.length > 0) throw new Failure('conflict', 'backup.differs', { differences })
    const parks: RestoredPark[] = []
    for (const park of now) {
      kept.signal?.throwIfAborted()
      parks.push({ ...park, verification: await verifyIfReadable(runtime, park.id) })
    }
    const unsound = parks.filter(({ verification }) => (verification?.findings.length ?? 0) > 0)
    if (unsound.length > 0 && !acceptUnsound)
      throw new Failure('conflict', 'backup.unsound', {
        parks: unsound.map(({ code, verification }) => `${code}: ${verification?.findings.length ?? 0}`),
      })
    return parks
  } finally {
    await database.close()
  }
}

async function compareCounts(admin: pg.Client, { tables }: Manifest): Promise<void> {
  const counts = await countRows(
    admin,
    tables.map(({ name }) => name),
  )
  // Tables of the program may have gained rows by its migrations.
  const differences = tables
    .filter(({ name, rows }) => (counts.get(name) ?? 0) < rows)
    .map(({ name }) => name)
  if (differences.length > 0) throw new Failure('conflict', 'backup.differs', { differences })
}

async function verifyIfReadable(runtime: Runtime, parkId: string): Promise<Verification | undefined> {
  try {
    return await verifyPark(runtime, parkId)
  } catch (error) {
    if (isOfAnotherSchema(error)) return undefined
    throw error
  }
}
