import { type ChildProcess } from 'node:child_process'
import { chmodSync, closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { sqlState, type Connection } from '../database.ts'
import { Failure } from '../failure.ts'
import { currentUser, give, readIfThere } from '../files.ts'
import { findPostgresBinaries } from './binaries.ts'
import { explain, findCluster, handOver, isReady, makeCluster, SUPERUSER } from './cluster.ts'
import { holdRunning, holdStarted, isAlive, lockStart, makeFifos, openHolders, type Hold } from './holding.ts'
import { tailOf, trimLog } from './log.ts'
import { openPlace, toFailure, type Place } from './place.ts'
import { chooseRunner, spawnAs, type Runner } from './runner.ts'
import { choosePort, chooseSocketDir, readPort, readSocketDir, writeSettings } from './settings.ts'

/** What takes time at a start, for who waits; each has words in `words.ts`. */
export type StartStep =
  'postgres.creating' | 'postgres.starting' | 'postgres.waiting' | 'postgres.recovering' | 'postgres.lost'

/** A hold on the PostgreSQL of a data folder. It runs for as long as any process holds it. */
export interface EmbeddedPostgres {
  /** How the one account that may do everything connects: through a socket that only this user can open. */
  readonly superuser: Connection
  /** On 127.0.0.1, for other tools. */
  readonly port: number
  readonly socketDir: string
  /** Whether this call started it; otherwise it was running, and is now held by one more. */
  readonly started: boolean
  /** Lets go. Who is the last waits until PostgreSQL is down. */
  readonly close: () => Promise<void>
}

/**
 * Holds the PostgreSQL of a data folder, starting it, and making it, when needed. Any number of processes may hold it
 * at once; a process that ends, however it ends, lets go.
 * @throws Failure `postgres.*`, saying what stands in the way and the way out.
 */
export async function openEmbeddedPostgres({
  dataDir,
  log = () => undefined,
}: {
  readonly dataDir: string
  readonly log?: (step: StartStep) => void
}): Promise<EmbeddedPostgres> {
  const place = openPlace(dataDir)
  const { hold, started } = await obtain(place, log)
  try {
    const superuser = connectionTo(place)
    await untilItAnswers(place, superuser, log)
    const keeper = keep(place, hold, superuser.port, log)
    return { superuser, port: superuser.port, socketDir: superuser.host, started, close: keeper.close }
  } catch (error) {
    await hold.release()
    throw error
  }
}

/** Holds what runs, or starts it. Of all processes one at a time. */
async function obtain(
  place: Place,
  log: (step: StartStep) => void,
  port?: number,
): Promise<{ readonly hold: Hold; readonly started: boolean }> {
  const { unlock } = await lockStart(place.run, place.holder, () => log('postgres.waiting'))
  try {
    const running = await holdRunning(place.run)
    return running
      ? { hold: running, started: false }
      : { hold: await start(place, log, port), started: true }
  } catch (error) {
    throw toFailure(error, place.folder)
  } finally {
    unlock()
  }
}

/**
 * Looks after the database while it is held. The supervisor brings PostgreSQL back; who brings the supervisor back,
 * when it was killed, are those that hold the database, under the port and socket they know.
 */
function keep(
  place: Place,
  first: Hold,
  port: number,
  log: (step: StartStep) => void,
): { readonly close: () => Promise<void> } {
  let hold = first
  let mending: Promise<void> | undefined
  const mend = async () => {
    log('postgres.lost')
    const { hold: renewed } = await obtain(place, log, port)
    await hold.release()
    hold = renewed
  }
  const tend = () => {
    if (mending || hold.isAttended()) return
    // What stands in the way now (a full disk) may be gone in two seconds; until then each query says that the
    // database is away.
    mending = mend()
      .catch(() => undefined)
      .finally(() => (mending = undefined))
  }
  const timers = [setInterval(tend, 2000), setInterval(() => trimLog(place.logFile), 60_000)]
  for (const timer of timers) timer.unref()
  return {
    async close() {
      for (const timer of timers) clearInterval(timer)
      await mending
      await hold.release()
    },
  }
}

/** Starts a supervisor, which starts PostgreSQL. Called by one process at a time, when no supervisor attends. */
async function start(place: Place, log: (step: StartStep) => void, port?: number): Promise<Hold> {
  const { folder, cluster, run, holder } = place
  const { initdb, postgres } = findPostgresBinaries()
  const owner = findCluster(cluster)
  const runner = chooseRunner({ folder, postgres }, { me: currentUser(), holder, cluster: owner })
  give(run, runner.owner)
  makeFifos(run, runner.owner)
  if (!owner) {
    log('postgres.creating')
    await makeCluster(cluster, { initdb, runner, password: place.password })
  } else {
    if (owner.uid !== runner.owner.uid) {
      if (isAlive(run)) throw new Failure('conflict', 'postgres.in_use_elsewhere', { folder })
      handOver(cluster, runner.owner)
    }
    // PostgreSQL refuses a folder that others can read, which is what `cp -r` makes of one.
    chmodSync(cluster, 0o700)
  }
  const socketDir = chooseSocketDir(run, runner.owner)
  writeSettings(
    { cluster, run, socketDir, port: port ?? (await choosePort(run, runner.owner)) },
    runner.owner,
  )
  log('postgres.starting')
  return supervise(place, { postgres, socketDir, runner })
}

const SCRIPT = fileURLToPath(new URL('./supervisor.sh', import.meta.url))

/** Starts the supervisor in a session of its own: Ctrl-C at the terminal must not stop the database under the server. */
async function supervise(
  { folder, holder, name, run, cluster, logFile }: Place,
  { postgres, socketDir, runner }: { postgres: string; socketDir: string; runner: Runner },
): Promise<Hold> {
  const { forSupervisor, holding } = openHolders(run)
  trimLog(logFile)
  const [script, log] = [openSync(SCRIPT, 'r'), openSync(logFile, 'a', 0o600)]
  give(logFile, holder)
  const command = ['sh', '-s', name, run, socketDir, cluster, postgres]
  const supervisor = spawnAs(runner, command, { detached: true, stdio: [script, log, log, forSupervisor] })
  for (const fd of [script, log, forSupervisor]) closeSync(fd)
  const ended = new Promise<number | null>((resolve) => {
    supervisor.once('exit', resolve)
    supervisor.once('error', () => resolve(null))
  })
  supervisor.unref()
  const hold = await holdStarted(run, holding, () => isRunning(supervisor))
  if (hold) return hold
  // That its end is closed is seen a moment before its exit code.
  supervisor.ref()
  const code = await Promise.race([ended, sleep(5000, undefined, { ref: false })])
  supervisor.unref()
  if (code === IN_USE_ELSEWHERE) throw new Failure('conflict', 'postgres.in_use_elsewhere', { folder })
  throw explain(tailOf(logFile), 'postgres.start_failed', logFile)
}

/** The supervisor's exit code when processes that it cannot see hold the database. */
const IN_USE_ELSEWHERE = 75

const isRunning = (child: ChildProcess) => child.exitCode === null && child.signalCode === null

const connectionTo = ({ run, password }: Place): Connection => ({
  host: readSocketDir(run),
  port: readPort(run) ?? 0,
  database: 'postgres',
  user: SUPERUSER,
  password,
})

/** Recovery after a power failure reads what a day wrote; beyond this something else is wrong. */
const PATIENCE = { seconds: 900, untilSaid: 3, failures: 3 }

async function untilItAnswers(
  place: Place,
  superuser: Connection,
  log: (step: StartStep) => void,
): Promise<void> {
  const began = performance.now()
  let said = false
  while (!(isReady(place.cluster) && (await answers(place, superuser)))) {
    const seconds = (performance.now() - began) / 1000
    if (failuresIn(place.run) >= PATIENCE.failures || !isAlive(place.run)) {
      throw explain(tailOf(place.logFile), 'postgres.start_failed', place.logFile)
    }
    if (seconds > PATIENCE.seconds)
      throw explain(tailOf(place.logFile), 'postgres.not_answering', place.logFile)
    if (seconds > PATIENCE.untilSaid && !said) {
      log('postgres.recovering')
      said = true
    }
    await sleep(10)
  }
}

/** How often in a row PostgreSQL ended soon after it was started. */
function failuresIn(run: string): number {
  return Number(readIfThere(join(run, 'failures')) ?? 0)
}

async function answers(place: Place, superuser: Connection): Promise<boolean> {
  const client = new pg.Client({ ...superuser, ssl: false, connectionTimeoutMillis: 5000 })
  // A connection that breaks while it is opened also says so here, where nobody else would listen.
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch (error) {
    if (sqlState(error) === '28P01')
      throw new Failure('conflict', 'postgres.wrong_password', { folder: place.folder })
    // It answers, if only that all its connections are taken.
    return sqlState(error) === '53300'
  } finally {
    await client.end().catch(() => undefined)
  }
}
