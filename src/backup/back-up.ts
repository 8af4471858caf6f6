import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { systemClock, type Clock } from '../kernel/clock.ts'
import { openDatabase, sqlState } from '../kernel/database.ts'
import { Failure } from '../kernel/failure.ts'
import { makeLog } from '../kernel/log.ts'
import type { StartStep } from '../kernel/postgres/embedded.ts'
import { findCluster } from '../kernel/postgres/cluster.ts'
import { loginsOf } from '../kernel/roles.ts'
import { openSecrets } from '../kernel/secrets.ts'
import type { Settings } from '../kernel/settings.ts'
import { MODULES } from '../modules.ts'
import { connected, makeRuntime, openServer, VERSION } from '../product.ts'
import { holdsParks, refuseMarked } from './schema.ts'
import { refuseHalfRestored } from './swap.ts'
import { writeBackup, type Backing, type Written } from './write-backup.ts'

/**
 * Backs an installation up as it is, without opening it: a program that is newer than the database must not migrate it
 * before there is a copy.
 * @throws Failure `backup.nothing`, and those of `writeBackup`
 */
export async function backUp(
  path: string,
  {
    settings,
    step = () => undefined,
    clock = systemClock,
    ...how
  }: Pick<Backing, 'passphrase' | 'progress' | 'signal'> & {
    readonly settings: Settings
    readonly clock?: Clock
    readonly step?: (step: StartStep) => void
  },
): Promise<Written> {
  const { data, database_url } = settings
  const nothing = new Failure('missing', 'backup.nothing', { data })
  refuseHalfRestored(data)
  const isThere = database_url === undefined ? findCluster(join(data, 'postgres')) !== undefined : true
  if (!isThere || !existsSync(join(data, 'secrets'))) throw nothing
  const secrets = openSecrets(data)
  const server = await openServer(settings, step)
  try {
    const admin = await connected(server).catch((error: unknown) => {
      // A backup makes no database.
      throw sqlState(error) === '3D000' ? nothing : error
    })
    try {
      await refuseMarked(admin)
      if (!(await holdsParks(admin))) throw nothing
    } finally {
      await admin.end()
    }
    const database = openDatabase(loginsOf(secrets, server))
    try {
      const log = makeLog(settings.log_level)
      const runtime = makeRuntime({ database, clock, log, secrets, settings, modules: MODULES })
      return await writeBackup(path, { connection: server, runtime, data, version: VERSION, ...how })
    } finally {
      await database.close()
    }
  } finally {
    await server.close()
  }
}
