import pg from 'pg'
import { z } from 'zod'
import { Failure } from '../kernel/failure.ts'
import { forgetMigrated } from '../kernel/migrate.ts'
import { ensureRoles } from '../kernel/roles.ts'
import type { Place } from '../kernel/database.ts'
import type { Secrets } from '../kernel/secrets.ts'

/**
 * The schema says itself that a restore is at work in it, and under which name the one before it was put aside: a
 * program that is started meanwhile, or after the restore was killed, sees it.
 */
const MARK = 'bihuan restore at work; before: '

/** After an upgrade that changed what it must not: nobody starts before it is gone back from. */
const REFUSED = 'bihuan upgrade refused: '

/** What the schema says after these words; undefined when it says something else or nothing. */
async function findMark(admin: pg.Client, words: string): Promise<string | undefined> {
  const { rows } = await admin.query<{ mark: string | null }>(
    `select obj_description(oid, 'pg_namespace') as mark from pg_namespace where nspname = 'bihuan'`,
  )
  const mark = rows[0]?.mark ?? ''
  return mark.startsWith(words) ? mark.slice(words.length) : undefined
}

/** @throws Failure `backup.restore_unfinished_database`, `backup.upgrade_changed` */
export async function refuseMarked(admin: pg.Client): Promise<void> {
  if ((await findMark(admin, MARK)) !== undefined)
    throw new Failure('conflict', 'backup.restore_unfinished_database', {})
  const refused = await findMark(admin, REFUSED)
  if (refused !== undefined)
    throw new Failure('conflict', 'backup.upgrade_changed', Refused.parse(JSON.parse(refused)))
}

const Refused = z.object({ changed: z.array(z.string()), copy: z.string() })

/** Keeps every start out, also the next one, which would find nothing left to migrate. */
export async function keepEverybodyOut(
  admin: pg.Client,
  why: { readonly changed: readonly string[]; readonly copy: string },
): Promise<void> {
  await forgetMigrated(admin)
  await admin.query(`comment on schema bihuan is ${pg.escapeLiteral(REFUSED + JSON.stringify(why))}`)
}

/** Removes what a restore that was broken off left in the database; what it had put aside has its name again. */
export async function clearMarked(admin: pg.Client): Promise<void> {
  const aside = await findMark(admin, MARK)
  if (aside === undefined) return
  await admin.query('begin')
  await admin.query('drop schema bihuan cascade')
  if (aside !== '') await admin.query(`alter schema ${pg.escapeIdentifier(aside)} rename to bihuan`)
  await admin.query('commit')
}

/** Whether there is a park in the database: what has none holds nothing. */
export async function holdsParks(admin: pg.Client): Promise<boolean> {
  const { rows } = await admin.query<{ parks: boolean }>(
    `select to_regclass('bihuan.parks') is not null as parks`,
  )
  if (!rows[0]?.parks) return false
  return (await admin.query('select 1 from bihuan.parks limit 1')).rows.length > 0
}

/** Who of this or another installation is connected to the database. */
export async function findUsers(admin: pg.Client): Promise<readonly string[]> {
  const { rows } = await admin.query<{ name: string }>(
    `select distinct usename::text as name from pg_stat_activity
     where datname = current_database() and usename ~ '^bihuan_[0-9a-f]{8}_(app|worker)$'`,
  )
  return rows.map(({ name }) => name)
}

/** Makes an empty schema that is marked; one with data is put aside under a name, one without is dropped. */
export async function makeMarkedSchema(
  admin: pg.Client,
  { secrets, place, aside }: { secrets: Secrets; place: Place; aside: string },
): Promise<void> {
  await ensureRoles(admin, secrets, place)
  const keeps = await holdsParks(admin)
  await admin.query('begin')
  await admin.query(
    keeps
      ? `alter schema bihuan rename to ${pg.escapeIdentifier(aside)}`
      : 'drop schema if exists bihuan cascade',
  )
  await admin.query('create schema bihuan authorization bihuan_owner')
  await admin.query(`comment on schema bihuan is ${pg.escapeLiteral(MARK + (keeps ? aside : ''))}`)
  await admin.query('commit')
  await ensureRoles(admin, secrets, place)
}

/** From here on the schema is that of the installation. */
export async function unmark(admin: pg.Client): Promise<void> {
  await admin.query('comment on schema bihuan is null')
}

/** How many rows each of the tables has. */
export async function countRows(
  admin: pg.Client,
  tables: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>()
  for (const table of tables) {
    const { rows } = await admin.query<{ n: string }>(
      `select count(*) as n from bihuan.${pg.escapeIdentifier(table)}`,
    )
    counts.set(table, Number(rows[0]?.n))
  }
  return counts
}
