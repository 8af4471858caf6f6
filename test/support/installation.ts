import { randomUUID } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { inject } from 'vitest'
import { restoreBackup, type Restored } from '../../src/backup/index.ts'
import { consoleActor } from '../../src/kernel/actor.ts'
import { systemClock, type Clock } from '../../src/kernel/clock.ts'
import { makeLog } from '../../src/kernel/log.ts'
import type { Migration } from '../../src/kernel/migrate.ts'
import { answer } from '../../src/kernel/query.ts'
import { readSettings, type Settings } from '../../src/kernel/settings.ts'
import { MODULES } from '../../src/modules.ts'
import { verifyPark } from '../../src/modules/cases/index.ts'
import { askFigure } from '../../src/modules/figures/index.ts'
import { openProduct, type Product } from '../../src/product.ts'

/** Folders and databases of one test file, gone when it is done. */
export function places() {
  const { server } = inject('place')
  const folders: string[] = []
  const databases: string[] = []
  return {
    /** A folder that is not there yet, in one that every user may enter. */
    folder(): string {
      const parent = mkdtempSync(join(tmpdir(), 'bihuan-test-'))
      chmodSync(parent, 0o755)
      folders.push(parent)
      return join(parent, 'data')
    },
    /** The URL of a database that is not there yet. */
    database(): string {
      const name = `bihuan_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`
      databases.push(name)
      return `${server}/${name}`
    },
    async clear(): Promise<void> {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true })
      await inDatabase(`${server}/postgres`, async (admin) => {
        for (const name of databases) await admin.query(`drop database if exists ${name} with (force)`)
      })
    },
  }
}

export const settingsOf = (data: string, database_url?: string): Settings =>
  readSettings({}, { data, log_level: 'silent', ...(database_url !== undefined && { database_url }) })

/** Asks a database as its superuser. */
export async function inDatabase<T>(url: string, work: (admin: pg.Client) => Promise<T>): Promise<T> {
  const admin = new pg.Client({ connectionString: url, options: '-c search_path=bihuan' })
  await admin.connect()
  try {
    return await work(admin)
  } finally {
    await admin.end()
  }
}

/** Restores with what a test does not care about. */
export function restore(
  file: string,
  settings: Settings,
  over: {
    passphrase?: string
    force?: boolean
    keepOld?: boolean
    acceptUnsound?: boolean
    migrations?: readonly Migration[]
    clock?: Clock
    signal?: AbortSignal
  } = {},
): Promise<Restored> {
  const { passphrase, signal, ...rest } = over
  return restoreBackup({
    kept: { file, passphrase, signal },
    settings,
    force: false,
    keepOld: false,
    acceptUnsound: false,
    modules: MODULES,
    clock: systemClock,
    log: makeLog('silent'),
    ...rest,
  })
}

/** Every figure of a park as of a moment, as the console sees it, and how large the ledger was. */
export async function figuresOf({ runtime }: Product, parkId: string, asOf: string) {
  const figures: Record<string, unknown> = {}
  for (const name of runtime.figures.keys()) {
    const view = await answer(runtime, askFigure, { name, as_of: asOf }, consoleActor(parkId))
    const { value, numerator, denominator, ledger_size } = view
    figures[name] = { value, numerator, denominator, ledger_size }
  }
  return figures
}

/** What an installation answers: the figures of a park as of a moment and how its ledger stands. */
export async function stateOf(settings: Settings, parkId: string, asOf: string, clock: Clock = systemClock) {
  const product = await openProduct({ settings, clock })
  try {
    const figures = await figuresOf(product, parkId, asOf)
    const { findings, cases, entries } = await verifyPark(product.runtime, parkId)
    return { figures, findings, cases, entries }
  } finally {
    await product.close()
  }
}

/** Waits until something holds, and fails by its text when it does not. */
export async function until(holds: () => boolean, seconds = 30): Promise<void> {
  const began = performance.now()
  while (!holds()) {
    if (performance.now() - began > seconds * 1000)
      throw new Error(`not within ${seconds} s: ${holds.toString()}`)
    await pause(5)
  }
}
