import { expect } from 'vitest'
import type { TestProduct } from './park.ts'

/** Until a statement of this beginning waits for a lock that another transaction holds. */
export async function waiting({ sql }: Pick<TestProduct, 'sql'>, like: string): Promise<void> {
  const waits = async () =>
    sql(
      `select pid from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock' and query like $1`,
      [like],
    )
  await expect.poll(waits, { timeout: 10_000 }).toHaveLength(1)
}
