import { systemActor } from '../../kernel/actor.ts'
import { run } from '../../kernel/command.ts'
import { inPark } from '../../kernel/database.ts'
import { Failure } from '../../kernel/failure.ts'
import type { Job } from '../../kernel/jobs.ts'
import { publishedTo } from '../../kernel/official-years.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { tendCase } from './tend-case.ts'
import { selectDue } from './wakes.ts'

/** How many cases are asked for at a time. */
const TOGETHER = 100

/**
 * Looks at every case for which something is due, each in a transaction of its own: one that fails keeps no other from
 * its turn, and comes again with the next sweep. What fell due while no server ran is found by its moment like the rest.
 */
export const clocksJob: Job = {
  name: 'cases.clocks',
  every: '* * * * *',
  async sweep(runtime, parkId) {
    const seen = new Set<string>()
    for (;;) {
      const due = await dueCases(runtime, parkId, TOGETHER + seen.size)
      const next = due.filter((id) => !seen.has(id))
      if (next.length === 0) return
      for (const id of next) {
        seen.add(id)
        await tend(runtime, parkId, id)
      }
    }
  },
}

const dueCases = (runtime: Runtime, parkId: string, limit: number): Promise<string[]> =>
  inPark(runtime.database.worker, parkId, 'read', async (tx) => {
    const now = runtime.clock()
    const rows = await tx.all(selectDue, { parkId, now, publishedTo: publishedTo(), limit })
    return rows.map((row) => row.case_id)
  })

async function tend(runtime: Runtime, parkId: string, id: string): Promise<void> {
  try {
    await run(runtime, tendCase, { id }, { principal: systemActor(parkId), requestId: 'cases.clocks' })
  } catch (error) {
    if (error instanceof Failure && error.code === 'cases.tended_elsewhere') return
    runtime.log.error({ park: parkId, case: id, err: String(error) }, 'a case could not be tended')
  }
}
