import { PgBoss } from 'pg-boss'
import type pg from 'pg'
import { ask } from './database.ts'
import type { Runtime } from './runtime.ts'
import { BY_WORKER, tables } from './statement.ts'

/**
 * Work that nobody waits for: an idempotent sweep over what is due. The queue makes it regular, prompt and done by
 * one server at a time; correctness never depends on it, since a job may be lost, late or run twice.
 */
export interface Job {
  readonly name: string
  /** When it runs by itself: a cron line in UTC, minutes at the finest. */
  readonly every: string
  /** Sweeps one park; called for each in turn, and one that fails does not keep the others from theirs. */
  readonly sweep: (runtime: Runtime, parkId: string) => Promise<void>
  /** Sweeps what belongs to no park. */
  readonly sweepShared?: (runtime: Runtime) => Promise<void>
}

export interface Jobs {
  /** Asks for a sweep now, soon after a change was committed. Safe to call often. */
  wake(name: string): void
  stop(): Promise<void>
}

/** Starts the queue and its schedules. */
export async function startJobs(runtime: Runtime, jobs: readonly Job[]): Promise<Jobs> {
  const boss = new PgBoss({ db: executor(runtime.database.worker), schema: 'pgboss', createSchema: false })
  boss.on('error', (error) => runtime.log.error({ err: error.message }, 'job queue'))
  await boss.start()
  for (const job of jobs) {
    // 'stately': at most one waiting and one running, so waking a thousand times is waking once.
    await boss.createQueue(job.name, { policy: 'stately', retryLimit: 0, expireInSeconds: 600 })
    await boss.work(job.name, { pollingIntervalSeconds: 2 }, () => sweepAll(runtime, job))
    await boss.schedule(job.name, job.every)
  }
  return {
    wake: (name) =>
      void boss.send(name).catch((error: unknown) => runtime.log.warn({ name, err: String(error) }, 'wake')),
    stop: () => boss.stop({ graceful: true, timeout: 5_000 }),
  }
}

/** One sweep over all parks. */
export async function sweepAll(runtime: Runtime, job: Job): Promise<void> {
  await job.sweepShared?.(runtime)
  for (const { id } of await ask(runtime.database.worker, selectParks, {})) {
    await job.sweep(runtime, id).catch((error: unknown) => {
      runtime.log.error(
        { job: job.name, park: id, err: String(error) },
        'a sweep failed; it runs again by itself',
      )
    })
  }
}

const executor = (pool: pg.Pool) => ({
  executeSql: (text: string, values?: unknown[]) => pool.query(text, values),
})

const selectParks = tables('parks').prepared<object>()(
  'kernel.parks',
  (db) => db.selectFrom('parks').select('id').orderBy('id'),
  BY_WORKER,
)
