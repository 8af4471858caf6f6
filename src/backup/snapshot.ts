import { createHash } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { consoleActor } from '../kernel/actor.ts'
import { asking, connectionOptions, sqlState, type Connection, type Tx } from '../kernel/database.ts'
import type { Runtime } from '../kernel/runtime.ts'
import { askNumber } from '../modules/figures/index.ts'
import { LEFT_BEHIND, type Head, type ParkSummary } from './manifest.ts'

/** One moment of the whole database, of all parks, however much is written meanwhile. */
export interface Snapshot {
  readonly asOf: string
  readonly describe: () => Promise<Pick<Head, 'postgres' | 'migrations' | 'tables'>>
  /** The rows of a table in PostgreSQL's text form, as a stream. */
  readonly copy: (table: string, columns: readonly string[]) => AsyncIterable<Buffer>
  /** What each park holds, and its figures. */
  readonly summarize: (runtime: Runtime) => Promise<ParkSummary[]>
  readonly end: () => Promise<void>
}

/**
 * Reads as the owner of the tables, for whom row-level security does not hold: `row_security = off` makes PostgreSQL
 * refuse rather than leave out rows, should that ever change.
 * @param asOf the moment of the figures; by default this one, and then what was begun before it is waited for.
 */
export async function openSnapshot(
  connection: Connection,
  moment: { readonly now: string } | { readonly asOf: string },
): Promise<Snapshot> {
  const client = new pg.Client({
    ...connection,
    application_name: 'bihuan backup',
    types: connectionOptions().types,
    keepAlive: true,
    options:
      '-c search_path=bihuan -c timezone=UTC -c datestyle=ISO -c row_security=off -c statement_timeout=0',
  })
  // Whoever waits on it is told by his query.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await client.query('set role bihuan_owner')
    if ('now' in moment) await untilSettled(client)
    await client.query('begin isolation level repeatable read read only')
    await client.query('select 1')
    const asOf = 'now' in moment ? moment.now : moment.asOf
    return {
      asOf,
      describe: () => describe(client),
      copy: (table, columns) => client.query(copyTo(copySql(table, columns))),
      summarize: (runtime) => summarize(client, { runtime, asOf }),
      end: () => client.end(),
    }
  } catch (error) {
    await client.end().catch(() => undefined)
    throw error
  }
}

/** What each park holds now, and its figures as of a moment. */
export async function summarizeAsOf(
  connection: Connection,
  { runtime, asOf }: { runtime: Runtime; asOf: string },
): Promise<ParkSummary[]> {
  const snapshot = await openSnapshot(connection, { asOf })
  try {
    return await snapshot.summarize(runtime)
  } finally {
    await snapshot.end()
  }
}

const LONGEST_WAIT_MS = 30_000

/**
 * An entry carries the moment at which its command began and is seen when it has committed. So that the snapshot holds
 * everything recorded up to `now`, every transaction that runs then is let come to its end; one that runs very long
 * only reads, since writing ones are bounded.
 */
async function untilSettled(client: pg.Client): Promise<void> {
  // A command reads the clock just after it has asked for its transaction.
  await pause(200)
  const { rows } = await client.query<{ id: string }>(
    `select l.virtualtransaction as id from pg_locks l join pg_stat_activity a on a.pid = l.pid
     where l.locktype = 'virtualxid' and l.pid <> pg_backend_pid() and a.datname = current_database()
       -- Another start that waits until this one has migrated.
       and not exists (select from pg_locks w where w.pid = l.pid and w.locktype = 'advisory' and not w.granted)`,
  )
  const began = performance.now()
  for (let left = rows; left.length > 0 && performance.now() - began < LONGEST_WAIT_MS;) {
    await pause(20)
    const still = await client.query<{ id: string }>(
      `select virtualtransaction as id from pg_locks where locktype = 'virtualxid' and virtualtransaction = any($1)`,
      [left.map(({ id }) => id)],
    )
    left = still.rows
  }
}

async function describe(client: pg.Client): Promise<Pick<Head, 'postgres' | 'migrations' | 'tables'>> {
  const version = await client.query<{ version: string }>(
    `select current_setting('server_version') as version`,
  )
  const migrations = await client.query<{ number: number; name: string; hash: string }>(
    'select number, name, hash from migrations where number > 0 order by number',
  )
  const tables = await client.query<{ name: string; columns: string[] }>(
    `select c.relname::text as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'bihuan'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
       and a.attgenerated = '' and c.relname <> all ($1)
     group by 1 order by 1`,
    [LEFT_BEHIND],
  )
  return {
    postgres: version.rows[0]?.version ?? '',
    migrations: migrations.rows,
    tables: tables.rows,
  }
}

const copySql = (table: string, columns: readonly string[]) =>
  `copy ${pg.escapeIdentifier(table)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')}) to stdout`

async function summarize(
  client: pg.Client,
  { runtime, asOf }: { runtime: Runtime; asOf: string },
): Promise<ParkSummary[]> {
  const { rows: parks } = await client.query<{ id: string; code: string }>(
    'select id, code from parks order by id',
  )
  const summaries: ParkSummary[] = []
  for (const { id, code } of parks) {
    const counts = await client.query<{ cases: number; entries: number }>(
      `select (select count(*)::int from cases where park_id = $1) as cases,
         (select count(*)::int from entries where park_id = $1) as entries`,
      [id],
    )
    const heads = createHash('sha256')
    for await (const piece of client.query(copyTo(headsSql(id)))) heads.update(piece as Buffer) // marked cast: it has no encoding
    summaries.push({
      id,
      code,
      cases: counts.rows[0]?.cases ?? 0,
      entries: counts.rows[0]?.entries ?? 0,
      heads: heads.digest('hex'),
      figures: await figuresOf(client, { runtime, parkId: id, asOf }),
    })
  }
  return summaries
}

/** COPY takes no parameters; the id comes from the database. */
const headsSql = (parkId: string) =>
  `copy (select distinct on (case_id) case_id, seq, hash from entries where park_id = ${pg.escapeLiteral(parkId)}
     order by case_id, seq desc) to stdout`

/** Asked of this very snapshot. Null when the figures of this program need columns that are not there yet. */
async function figuresOf(
  client: pg.Client,
  { runtime, parkId, asOf }: { runtime: Runtime; parkId: string; asOf: string },
): Promise<ParkSummary['figures']> {
  const figures: NonNullable<ParkSummary['figures']> = {}
  const actor = consoleActor(parkId)
  const ctx = { parkId, now: runtime.clock(), tx: txOn(client), runtime, actor }
  await client.query('savepoint figures')
  try {
    for (const name of runtime.figures.keys()) {
      const { value, numerator, denominator } = await askNumber.answerWith(ctx, { name, as_of: asOf })
      figures[name] = { value, numerator, denominator }
    }
    return figures
  } catch (error) {
    if (!isOfAnotherSchema(error)) throw error
    await client.query('rollback to savepoint figures')
    return null
  }
}

/** A table or column that is not there: the schema is older than the program. */
export const isOfAnotherSchema = (error: unknown): boolean =>
  ['42P01', '42703', '42883', '42704'].includes(sqlState(error) ?? '')

/** What asks statements of this connection, one after the other. */
function txOn(client: pg.Client): Tx {
  let last: Promise<unknown> = Promise.resolve()
  const query = <R>(ask: () => Promise<R>): Promise<R> => {
    const answer = last.then(ask)
    last = answer.catch(() => undefined)
    return answer
  }
  const rows: Tx['all'] = (statement, params) =>
    query(async () => {
      const { rows: found } = await client.query<pg.QueryResultRow>({
        name: statement.name,
        text: statement.text,
        values: statement.bind(params),
      })
      return found as never // marked cast: the statement says what its rows are
    })
  return {
    ...asking(rows),
    send: () => {
      throw new Error('nothing is written from a snapshot')
    },
  }
}
