import pg from 'pg'
import { Failure } from './failure.ts'
import type { Statement } from './statement.ts'

/** Connections under the roles of the application and of the job runner; each sees one park at a time. */
export interface Database {
  readonly app: pg.Pool
  readonly worker: pg.Pool
  readonly port: number
  close(): Promise<void>
}

export interface Connection {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly user: string
  readonly password: string
  /** How the connection is encrypted, where the database is on another machine. */
  readonly ssl?: object
}

/** Where a database is, without who connects. */
export type Place = Omit<Connection, 'user' | 'password'>

/** Milliseconds. Whatever hangs ends by itself; the client's bound is the last, for a connection that is cut. */
const TIMEOUTS = { lock: 5_000, statement: 20_000, idleInTransaction: 15_000, client: 30_000, connect: 5_000 }

/**
 * Opens the pools. Connections are pipelined: a transaction sends what it need not wait for without waiting.
 * Instants and days come back as text (see `types` below).
 */
export function openDatabase(as: { app: Connection; worker: Connection }): Database {
  const app = pool(as.app, 12)
  const worker = pool(as.worker, 4)
  return {
    app,
    worker,
    port: as.app.port,
    async close() {
      await Promise.all([app.end(), worker.end()])
    },
  }
}

function pool(connection: Connection, max: number): pg.Pool {
  const made = new pg.Pool({ ...connection, max, ...connectionOptions(), idleTimeoutMillis: 30_000 })
  // A connection that breaks (the database was killed) tells whoever waits on it by rejecting his query, and tells us
  // besides; unheard, that would end the server. Idle ones are dropped by the pool.
  made.on('error', () => undefined)
  made.on('connect', (client) => void client.on('error', () => undefined))
  return made
}

/** What every connection of the product is opened with. */
export function connectionOptions() {
  return {
    pipeline: true,
    application_name: 'bihuan',
    connectionTimeoutMillis: TIMEOUTS.connect,
    query_timeout: TIMEOUTS.client,
    keepAlive: true,
    // Set when the connection starts, because a SET outside a transaction leaks through the pool. The last one is
    // for a distributed database, where SET LOCAL must reach the nodes; plain PostgreSQL takes it as a name it
    // does not know.
    options: [
      'search_path=bihuan',
      'timezone=UTC',
      'synchronous_commit=on',
      `lock_timeout=${TIMEOUTS.lock}`,
      `statement_timeout=${TIMEOUTS.statement}`,
      `idle_in_transaction_session_timeout=${TIMEOUTS.idleInTransaction}`,
      'citus.propagate_set_commands=local',
    ]
      .map((setting) => `-c ${setting}`)
      .join(' '),
    types,
  }
}

/** Marked cast: the library's types list the oids that it knows, and it takes any. */
const libraryParser = pg.types.getTypeParser as (oid: number, format: 'text') => (text: string) => unknown

const TIMESTAMPTZ = 1184
const DATE = 1082

/** Days stay `YYYY-MM-DD`; instants become ISO 8601 in UTC with milliseconds, without a Date in between. */
const types = {
  getTypeParser(oid: number): (text: string) => unknown {
    if (oid === TIMESTAMPTZ) return isoInstant
    if (oid === DATE) return (text) => text
    return libraryParser(oid, 'text')
  },
}

/** '2026-10-09 02:00:00.12+00' → '2026-10-09T02:00:00.120Z'. The connections' time zone is UTC. */
function isoInstant(text: string): string {
  return `${text.slice(0, 10)}T${text.slice(11, 19)}.${text.slice(20, -3).padEnd(3, '0').slice(0, 3)}Z`
}

/** The database could not be reached or did not answer in time. The change may or may not have happened: ask again with the same key. */
export class Unavailable extends Error {
  readonly reason: 'down' | 'busy'
  constructor(reason: 'down' | 'busy', cause: unknown) {
    super(`database ${reason}`, { cause })
    this.name = 'Unavailable'
    this.reason = reason
  }
}

/** PostgreSQL's five-letter code of an error, or undefined when it does not come from PostgreSQL. */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined
}

const DOWN = new Set(['57P01', '57P02', '57P03', '53300'])
const BUSY = new Set(['55P03', '57014', '25P03', '40001', '40P01'])

/** datetime_field_overflow: a day that ISO 8601 knows and PostgreSQL does not, such as those of the year 0. */
const OUT_OF_REACH = '22008'

/**
 * Translates what means "not now" into Unavailable, and a day that cannot be kept into a refusal; everything else is
 * passed on as it is. Errors are told apart by SQLSTATE alone: their texts differ by version and can hold addresses of
 * nodes.
 */
export function translated(error: unknown): Error {
  const state = sqlState(error)
  if (state !== undefined) {
    if (DOWN.has(state) || state.startsWith('08')) return new Unavailable('down', error)
    if (BUSY.has(state)) return new Unavailable('busy', error)
    if (state === OUT_OF_REACH)
      return new Failure('invalid', 'kernel.moment_out_of_reach', { moment: dayIn(asError(error).message) })
  }
  const known = asError(error)
  return state === undefined && isConnectionError(known) ? new Unavailable('down', error) : known
}

/** The day that the database could not read; its words around it are not ours to repeat. */
const dayIn = (message: string): string => /\d{4,}-\d\d-\d\d/.exec(message)?.[0] ?? ''

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

function isConnectionError(error: Error): boolean {
  const code = 'code' in error ? String(error.code) : ''
  return (
    /^E(CONN|PIPE|HOST|NET|TIMEDOUT|NOENT)/.test(code) ||
    /connection (terminated|error)|timeout|not queryable|Client was closed/i.test(error.message)
  )
}

/** What can be asked inside a transaction. */
export interface Tx {
  /** The rows a statement gives. */
  all<P, R>(statement: Statement<P, R>, params: P): Promise<R[]>
  /** The first row, or undefined. */
  first<P, R>(statement: Statement<P, R>, params: P): Promise<R | undefined>
  /** The one row that cannot be absent. @throws Error, a bug, when it is */
  one<P, R>(statement: Statement<P, R>, params: P): Promise<R>
  /** Sends a change without waiting; if it fails, the commit fails and nothing of the transaction stands. */
  send<P>(statement: Statement<P, unknown>, params: P): void
}

/** The ways to ask, made of the one that gives all rows. */
export const asking = (all: Tx['all']): Omit<Tx, 'send'> => ({
  all,
  first: async (statement, params) => (await all(statement, params))[0],
  async one(statement, params) {
    const [row] = await all(statement, params)
    if (row === undefined) throw new Error(`${statement.name} gave no row`)
    return row
  },
})

/** `snapshot`: many questions about one and the same moment; `rehearsal`: everything is done and then undone. */
const BEGIN = {
  read: 'BEGIN READ ONLY',
  snapshot: 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY',
  write: 'BEGIN',
  rehearsal: 'BEGIN',
} as const

/**
 * Runs `work` in one transaction of one park and commits; any error rolls back.
 * Every tenant table shows only the park's rows while it runs (row-level security reads `app.park_id`).
 */
export async function inPark<T>(
  pool: pg.Pool,
  parkId: string,
  mode: keyof typeof BEGIN,
  work: (tx: Tx) => Promise<T>,
): Promise<T> {
  if (!/^[0-9a-f-]{36}$/.test(parkId)) throw new Error('a park id is a UUID')
  const client = await connect(pool)
  let failure: Error | undefined
  const send = (query: string | pg.QueryConfig) => {
    const answer = client.query(query)
    // Answers come in the order of the questions: the first that fails explains those behind it ("current transaction
    // is aborted"), and when the last has come all have. The answers themselves are not kept: a snapshot reads much.
    answer.catch((error: unknown) => (failure ??= asError(error)))
    return answer
  }
  const query = <P, R>(statement: Statement<P, R>, params: P) =>
    send({ name: statement.name, text: statement.text, values: statement.bind(params) }) as Promise<
      pg.QueryResult<R & pg.QueryResultRow>
    >
  const tx: Tx = {
    ...asking(async (statement, params) => (await query(statement, params)).rows),
    send: (statement, params) => void query(statement, params),
  }
  let lost = false
  try {
    // SET takes no parameters; the id was checked above. Never set_config(): it does nothing on a distributed database.
    void send(BEGIN[mode])
    void send(`SET LOCAL app.park_id = '${parkId}'`)
    const result = await work(tx)
    await send(mode === 'rehearsal' ? 'ROLLBACK' : 'COMMIT')
    // COMMIT of a transaction in which something failed rolls back and says that all is well.
    if (failure !== undefined) throw failure
    return result
  } catch (error) {
    const rolledBack = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    )
    lost = !rolledBack
    throw translated(sqlState(error) === undefined ? error : (failure ?? error))
  } finally {
    client.release(lost)
  }
}

/** One statement by itself on tables that no park owns (accounts, sessions, parks). */
export async function ask<P, R>(pool: pg.Pool, statement: Statement<P, R>, params: P): Promise<R[]> {
  const client = await connect(pool)
  let lost = false
  try {
    const { rows } = await client.query<R & pg.QueryResultRow>({
      name: statement.name,
      text: statement.text,
      values: statement.bind(params),
    })
    return rows
  } catch (error) {
    const cause = translated(error)
    lost = cause instanceof Unavailable && cause.reason === 'down'
    throw cause
  } finally {
    client.release(lost)
  }
}

/** Whatever keeps us from connecting, to a user the database is down. */
async function connect(pool: pg.Pool): Promise<pg.PoolClient> {
  return pool.connect().catch((error: unknown) => {
    throw new Unavailable('down', error)
  })
}
