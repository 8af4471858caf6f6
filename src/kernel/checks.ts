import type pg from 'pg'
import { Failure } from './failure.ts'

interface DatabaseFacts {
  readonly version: number
  readonly encoding: string
  readonly ctype: string
  readonly provider: string
  readonly fsync: string
  readonly full_page_writes: string
  readonly checksums: string
}

interface RoleFacts {
  readonly superuser: boolean
  readonly bypasses: boolean
  readonly owner: boolean
}

const DATABASE = `
  select current_setting('server_version_num')::int as version,
    pg_encoding_to_char(encoding) as encoding, datctype as ctype, datlocprovider as provider,
    current_setting('fsync') as fsync, current_setting('full_page_writes') as full_page_writes,
    current_setting('data_checksums') as checksums
  from pg_database where datname = current_database()`

const ROLE = `
  select rolsuper as superuser, rolbypassrls as bypasses, pg_has_role(current_user, 'bihuan_owner', 'member') as owner
  from pg_roles where rolname = current_user`

/**
 * Whether a database can be used at all, before anything is made in it.
 * @throws Failure `kernel.database_unfit` naming the setting and the way out.
 */
export async function checkFit(admin: pg.Client): Promise<void> {
  const [facts] = (await admin.query<DatabaseFacts>(DATABASE)).rows
  if (!facts) throw new Error('a database knows itself')
  if (facts.version < 150_000) throw unfit('version', String(Math.floor(facts.version / 10_000)))
  if (facts.encoding !== 'UTF8') throw unfit('encoding', facts.encoding)
  // With LC_CTYPE=C PostgreSQL takes no Chinese character for a letter. The builtin and ICU providers do not ask it.
  if (facts.provider === 'c' && /^(C|POSIX)$/i.test(facts.ctype)) throw unfit('ctype', facts.ctype)
}

/**
 * What must hold while the product runs. @throws Failure `kernel.database_unsafe`, naming what is wrong.
 * @returns warnings, by code.
 */
export async function checkSafe(pool: pg.Pool): Promise<string[]> {
  const [facts] = (await pool.query<DatabaseFacts>(DATABASE)).rows
  const [role] = (await pool.query<RoleFacts>(ROLE)).rows
  if (!facts || !role) throw new Error('a database knows itself')
  // Without these an acknowledged change can be gone after a power cut.
  if (facts.fsync !== 'on') throw unsafe('fsync')
  if (facts.full_page_writes !== 'on') throw unsafe('full_page_writes')
  // Row-level security does not hold for those who own the tables or stand above them.
  if (role.superuser) throw unsafe('superuser')
  if (role.bypasses) throw unsafe('bypassrls')
  if (role.owner) throw unsafe('owner')
  return facts.checksums === 'on' ? [] : ['kernel.no_checksums']
}

const unfit = (what: string, found: string) =>
  new Failure('invalid', 'kernel.database_unfit', { what, found })
const unsafe = (what: string) => new Failure('conflict', 'kernel.database_unsafe', { what })
