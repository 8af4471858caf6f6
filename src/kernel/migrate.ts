import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import pg from 'pg'
import { Failure } from './failure.ts'
import type { ReferenceRows } from './module.ts'
import { ROOT } from './settings.ts'

interface Migration {
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

/**
 * Brings the schema to the newest migration: plain SQL, forward only, one statement a call, each file in one
 * transaction. One process migrates at a time; the others wait and find nothing left to do.
 * @throws Failure `kernel.migration_changed` when a file that ran is no longer what it was,
 *   `kernel.database_newer` when the database has migrations that this program does not know.
 */
export async function migrate(
  admin: pg.Client,
  reference: readonly ReferenceRows[],
  files: readonly Migration[] = readMigrations(),
): Promise<void> {
  await admin.query('select pg_advisory_lock($1)', [LOCK])
  try {
    await admin.query('set role bihuan_owner')
    await admin.query('set search_path = bihuan')
    await admin.query(
      `create table if not exists migrations (
        number int not null, name text not null, hash text not null, applied_at timestamptz not null default now(),
        constraint migrations_pk primary key (number))`,
    )
    const { rows } = await admin.query<{ number: number; name: string; hash: string }>(
      'select * from migrations',
    )
    const done = new Map(rows.map((row) => [row.number, row]))
    for (const row of rows.filter(({ number }) => number !== REFERENCE)) {
      const file = files.find((candidate) => candidate.number === row.number)
      if (!file) throw new Failure('conflict', 'kernel.database_newer', { migration: row.name })
      if (file.hash !== row.hash)
        throw new Failure('conflict', 'kernel.migration_changed', { migration: row.name })
    }
    const waiting = files.filter((file) => !done.has(file.number))
    for (const migration of waiting) await apply(admin, migration)
    for (const table of reference) await writeReference(admin, table)
    await admin.query(
      `insert into migrations (number, name, hash) values ($1, 'reference rows', $2)
       on conflict (number) do update set hash = excluded.hash, applied_at = now()`,
      [REFERENCE, hashOf(JSON.stringify(reference))],
    )
    await admin.query('grant select on migrations to bihuan_app')
  } finally {
    await admin.query('reset role').catch(() => undefined)
    await admin.query('select pg_advisory_unlock($1)', [LOCK]).catch(() => undefined)
  }
}

async function apply(admin: pg.Client, migration: Migration): Promise<void> {
  await admin.query('begin')
  try {
    for (const statement of migration.statements) await admin.query(statement)
    await admin.query('insert into migrations (number, name, hash) values ($1, $2, $3)', [
      migration.number,
      migration.name,
      migration.hash,
    ])
    await admin.query('commit')
  } catch (error) {
    await admin.query('rollback').catch(() => undefined)
    throw error
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
