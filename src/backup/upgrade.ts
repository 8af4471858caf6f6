import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type pg from 'pg'
import type { Connection } from '../kernel/database.ts'
import { Failure } from '../kernel/failure.ts'
import { makePrivateFolder } from '../kernel/files.ts'
import { findWaiting, migrate, type Migration } from '../kernel/migrate.ts'
import type { ReferenceRows } from '../kernel/module.ts'
import type { Runtime } from '../kernel/runtime.ts'
import { differing } from './compare.ts'
import type { ParkSummary } from './manifest.ts'
import { keepEverybodyOut } from './schema.ts'
import { summarizeAsOf } from './snapshot.ts'
import { writeBackup } from './write-backup.ts'

/** What takes time at the first start after an update; each has words in `words.ts`. */
export type UpgradeStep = 'backup.upgrade_copying' | 'backup.upgrade_migrating'

/** Copies of so many upgrades are kept. */
const KEEP = 3

interface Upgrading {
  readonly connection: Connection
  readonly runtime: Runtime
  readonly data: string
  readonly version: string
  readonly reference: readonly ReferenceRows[]
  readonly migrations: readonly Migration[]
  readonly step: (step: UpgradeStep) => void
}

/**
 * Migrates, under the lock of who migrates. What holds data is copied before, and looked at after: every entry and every figure must be what it was.
 * @throws Failure those of `migrate`; `backup.upgrade_failed`, `backup.upgrade_changed`, with the copy to go back to
 */
export async function upgrade(admin: pg.Client, upgrading: Upgrading): Promise<void> {
  const { reference, migrations, step } = upgrading
  const { waiting, holdsData } = await findWaiting(admin, migrations)
  if (waiting.length === 0 || !holdsData) return migrate(admin, reference, migrations)
  step('backup.upgrade_copying')
  const { copy, asOf, parks } = await keepCopy(upgrading)
  step('backup.upgrade_migrating')
  try {
    await migrate(admin, reference, migrations)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    throw new Failure('conflict', 'backup.upgrade_failed', { ...error.detail, copy })
  }
  const now = await summarizeAsOf(upgrading.connection, { runtime: upgrading.runtime, asOf })
  const changed = differing(parks, now)
  if (changed.length === 0) return
  await keepEverybodyOut(admin, { changed, copy })
  throw new Failure('conflict', 'backup.upgrade_changed', { changed, copy })
}

/** The folder of the copies that upgrades make. */
export const copiesIn = (data: string): string => join(data, 'backups')

/** The copies that upgrades made, the newest first. */
export function listCopies(data: string): readonly string[] {
  const stamp = (name: string) => name.slice(name.lastIndexOf('-'))
  try {
    return readdirSync(copiesIn(data))
      .filter((name) => /^before-.+-\d{8}T\d{9}Z\.bihuan$/.test(name))
      .toSorted((one, other) => (stamp(one) < stamp(other) ? 1 : -1))
      .map((name) => join(copiesIn(data), name))
  } catch {
    return []
  }
}

async function keepCopy({
  connection,
  runtime,
  data,
  version,
}: Upgrading): Promise<{ copy: string; asOf: string; parks: readonly ParkSummary[] }> {
  const folder = makePrivateFolder(copiesIn(data))
  // Of a start that was killed; two starts at once are kept apart by the lock.
  for (const name of readdirSync(folder))
    if (name.endsWith('.part')) rmSync(join(folder, name), { force: true })
  const copy = join(folder, `before-${version}-${stampOf(runtime.clock())}.bihuan`)
  const { head, manifest } = await writeBackup(copy, { connection, runtime, data, version })
  for (const old of listCopies(data).slice(KEEP)) rmSync(old, { force: true })
  return { copy, asOf: head.as_of, parks: manifest.parks }
}

/** '2026-10-09T02:24:00.000Z' → '20261009T022400000Z' */
export const stampOf = (instant: string): string => instant.replaceAll(/[-:.]/g, '')
