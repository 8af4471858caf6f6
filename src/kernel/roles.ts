import pg from 'pg'
import type { Connection, Place } from './database.ts'
import { Failure } from './failure.ts'
import type { Secrets } from './secrets.ts'

/** Roles that own and are granted; nobody signs in as them. Shared by all installations on one database server. */
const GROUPS = ['bihuan_owner', 'bihuan_app', 'bihuan_worker', 'bihuan_auditor'] as const

/**
 * Makes the roles and this installation's two logins, so that the product never works as an owner or superuser:
 * row-level security does not hold for those. `admin` must be able to create roles.
 * @throws Failure `kernel.may_not_make_roles` when it is not.
 */
export async function ensureRoles(admin: pg.Client, secrets: Secrets, place: Place): Promise<void> {
  const logins = loginsOf(secrets, place)
  const { isSuperuser } = await checkMayMakeRoles(admin)
  const { rows } = await admin.query<{ rolname: string }>(
    `select rolname from pg_roles where rolname like 'bihuan\\_%'`,
  )
  const existing = new Set(rows.map((row) => row.rolname))
  for (const group of GROUPS)
    if (!existing.has(group)) await createIgnoringRace(admin, `create role ${group} nologin`)
  await admin.query(`grant bihuan_owner to current_user`)
  for (const [kind, { user, password }] of Object.entries(logins)) {
    const group = `bihuan_${kind}`
    const name = pg.escapeIdentifier(user)
    const login = `login password ${pg.escapeLiteral(password)}`
    const attributes = `nosuperuser nobypassrls nocreatedb nocreaterole ${login}`
    // Who is no superuser may not even name what only one may change; that it is as it was made is checked at each start.
    if (existing.has(user)) await admin.query(`alter role ${name} ${isSuperuser ? attributes : login}`)
    else await createIgnoringRace(admin, `create role ${name} ${attributes} in role ${group}`)
  }
  const database = pg.escapeIdentifier(place.database)
  await admin.query(`grant connect on database ${database} to bihuan_app, bihuan_worker, bihuan_auditor`)
  await admin.query('create schema if not exists bihuan authorization bihuan_owner')
  await admin.query('create schema if not exists pgboss authorization bihuan_worker')
  await admin.query('set role bihuan_owner')
  await admin.query('grant usage on schema bihuan to bihuan_app, bihuan_worker, bihuan_auditor')
  await admin.query('reset role')
}

/** How this installation's application and job runner connect. */
export function loginsOf(
  { installation, databasePasswords }: Secrets,
  { host, port, database, ssl }: Place,
): { app: Connection; worker: Connection } {
  const login = (kind: 'app' | 'worker') => {
    const user = `bihuan_${installation}_${kind}`
    return { host, port, database, ...(ssl && { ssl }), user, password: databasePasswords[kind] }
  }
  return { app: login('app'), worker: login('worker') }
}

async function checkMayMakeRoles(admin: pg.Client): Promise<{ readonly isSuperuser: boolean }> {
  const { rows } = await admin.query<{ may: boolean; is_superuser: boolean; user: string }>(
    `select rolsuper or rolcreaterole as may, rolsuper as is_superuser, rolname as user
     from pg_roles where rolname = current_user`,
  )
  const [me] = rows
  if (!me?.may) throw new Failure('conflict', 'kernel.may_not_make_roles', { user: me?.user })
  return { isSuperuser: me.is_superuser }
}

/** Roles belong to the whole server: another installation may make the same one at the same moment. */
async function createIgnoringRace(admin: pg.Client, sql: string): Promise<void> {
  await admin.query(sql).catch((error: unknown) => {
    const raced = error instanceof pg.DatabaseError && (error.code === '42710' || error.code === '23505')
    if (!raced) throw error
  })
}
