import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { Failure } from './failure.ts'
import type { ReferenceRows } from './module.ts'
import { ROOT } from './settings.ts'

export interface Migration {
  readonly number: number
  readonly name: string
  readonly hash: string
  readonly statements: readonly string[]
}

/** Stands for the reference rows among the migrations. */
const REFERENCE = 0

const hashOf = (text: string) => createHash('sha256').update(text).digest('hex')

/** Any number will do: it only has to be the same for all who migrate. */
const LOCK = 7_203_114

/** While `work` runs nobody else migrates this database; who wants to waits. */
export async function withMigrationLock<T>(admin: pg.Client, work: () => Promise<T>): Promise<T> {
  await admin.query('select pg_advisory_lock($1)', [LOCK])
  try {
    return await work()
  } finally {
    await admin.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined)
  }
}

/**
 * The migrations that have still to run, and whether the database holds anything that they could spoil.
 * @throws Failure as `migrate` does
 */
export async function findWaiting(
  admin: pg.Client,
  files: readonly Migration[] = readMigrations(),
): Promise<{ readonly waiting: readonly Migration[]; readonly holdsData: boolean }> {
  const { rows } = await admin.query<{ migrations: boolean; parks: boolean }>(
    `select to_regclass('bihuan.migrations') is not null as migrations, to_regclass('bihuan.parks') is not null as parks`,
  )
  if (!rows[0]?.migrations) return { waiting: files, holdsData: false }
  const waiting = await waitingIn(admin, files)
  if (!rows[0].parks) return { waiting, holdsData: false }
  const parks = await admin.query('select 1 from bihuan.parks limit 1')
  return { waiting, holdsData: parks.rows.length > 0 }
}

async function waitingIn(admin: pg.Client, files: readonly Migration[]): Promise<readonly Migration[]> {
  const { rows } = await admin.query<{ number: number; name: string; hash: string }>(
    'select * from bihuan.migrations',
  )
  const done = new Map(rows.map((row) => [row.number, row]))
  for (const row of rows.filter(({ number }) => number !== REFERENCE)) {
    const file = files.find((candidate) => candidate.number === row.number)
    if (!file) throw new Failure('conflict', 'kernel.database_newer', { migration: row.name })
    if (file.hash !== row.hash)
      throw new Failure('conflict', 'kernel.migration_changed', { migration: row.name })
  }
  return files.filter((file) => !done.has(file.number))
}

/**
 * Brings the schema to the newest migration: plain SQL, forward only, one statement a call, each file in one
 * transaction. One process migrates at a time; the others wait and find nothing left to do.
 * @throws Failure `kernel.migration_changed` when a file that ran is no longer what it was,
 *   `kernel.database_newer` when the database has migrations that this program does not know,
 *   `kernel.migration_failed` when one failed: nothing of it stands, those before it do.
 */
export async function migrate(
  admin: pg.Client,
  reference: readonly ReferenceRows[],
  files: readonly Migration[] = readMigrations(),
): Promise<void> {
  await withMigrationLock(admin, async () => {
    try {
      await admin.query('set role bihuan_owner')
      await admin.query('set search_path = bihuan')
      await admin.query(
        `create table if not exists migrations (
        number int not null, name text not null, hash text not null, applied_at timestamptz not null default now(),
        constraint migrations_pk primary key (number))`,
      )
      for (const migration of await waitingIn(admin, files)) await apply(admin, migration)
      for (const table of reference) await writeReference(admin, table)
      await admin.query(
        `insert into migrations (number, name, hash) values ($1, 'reference rows', $2)
       on conflict (number) do update set hash = excluded.hash, applied_at = now()`,
        [REFERENCE, hashOf(JSON.stringify(reference))],
      )
      await admin.query('grant select on migrations to bihuan_app')
    } finally {
      await admin.query('reset role').catch(() => undefined)
    }
  })
}

/** Makes the next start look at the database again, although every migration has run. */
export async function forgetMigrated(admin: pg.Client): Promise<void> {
  await admin.query('delete from bihuan.migrations where number = $1', [REFERENCE])
}

async function apply(admin: pg.Client, migration: Migration): Promise<void> {
  await admin.query('begin')
  let statement = 0
  try {
    for (const sql of migration.statements) {
      statement += 1
      await admin.query(sql)
    }
    await admin.query('insert into migrations (number, name, hash) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.hash,
    ])
    await admin.query('commit')
  } catch (error) {
    await admin.query('rollback').catch(() => undefined)
    if (!(error instanceof pg.DatabaseError)) throw error
    // Neither its detail nor its hint: they may hold what is in the rows.
    throw new Failure('conflict', 'kernel.migration_failed', {
      migration: migration.name,
      statement,
      said: `${error.message} (${error.code ?? '—'})`,
    })
  }
}

/** Rows only come and never go: the program before this one may still run and lean on the old ones. */
async function writeReference(admin: pg.Client, { table, columns, rows }: ReferenceRows): Promise<void> {
  const names = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  const lists = columns.map((_, i) => `$${i + 1}::text[]`).join(', ')
  const values = columns.map((_, i) => rows.map((row) => row[i]))
  await admin.query(
    `insert into ${table} (${names}) select * from unnest(${lists}) on conflict do nothing`,
    values,
  )
}

/** What the migrations table holds when nothing is left to do, as text to compare with. */
export function fingerprintOf(
  reference: readonly ReferenceRows[],
  files: readonly Migration[] = readMigrations(),
): string {
  const rows = files.map(({ number, hash }) => `${number}:${hash}`)
  return [`${REFERENCE}:${hashOf(JSON.stringify(reference))}`, ...rows].join('\n')
}

/** What the migrations table holds. Throws what the database throws, also when there is no such table yet. */
export async function fingerprintIn(pool: pg.Pool): Promise<string> {
  const { rows } = await pool.query<{ number: number; hash: string }>(
    'select number, hash from migrations order by number',
  )
  return rows.map(({ number, hash }) => `${number}:${hash}`).join('\n')
}

/** The migrations of the checkout, in their order. */
export function readMigrations(dir = join(ROOT, 'migrations')): Migration[] {
  return readdirSync(dir)
    .filter((name) => /^\d{4}_[a-z0-9_]+\.sql$/.test(name))
    .toSorted()
    .map((name) => {
      const sql = readFileSync(join(dir, name), 'utf8')
      return {
        number: Number(name.slice(0, 4)),
        name,
        hash: hashOf(sql),
        statements: statementsOf(sql),
      }
    })
}

/**
 * Statements end with a semicolon at the end of a line. Our migrations have no function bodies, in which that
 * would be wrong; a test reads them for that.
 */
function statementsOf(sql: string): string[] {
  return sql
    .split('\n')
    .filter((line) => !line.startsWith('--'))
    .join('\n')
    .split(/;\s*(?:\n|$)/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '')
}
