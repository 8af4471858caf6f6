import { z } from 'zod'
import type { Actor } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { StandInView } from './contract.ts'
import { headedBy, holdsOwn } from './policy.ts'
import { endStandInRow, lockStandIn, standInView } from './stand-in-store.ts'

type Loaded = NonNullable<(typeof lockStandIn)['row']>

/** Ends a stand-in before its time, or before it began; the next request of the stand-in is refused. */
export const endStandIn = defineCommand({
  name: 'people.end_stand_in',
  route: { method: 'POST', path: '/stand-ins/{id}/end', summary: 'End a stand-in at once' },
  input: z.strictObject({ id: z.uuid() }),
  answer: StandInView,
  async load({ tx, parkId }, { id }): Promise<Loaded> {
    const row = await tx.first(lockStandIn, { parkId, id })
    if (!row) throw new Failure('missing', 'people.missing')
    return row
  },
  allow: (actor, row) => capacityToEnd(actor, row),
  handle({ tx, parkId, now }, { id }, row) {
    if (row.ended_at !== null || row.until_at <= now)
      throw new Failure('conflict', 'people.stand_in_over', { until: row.ended_at ?? row.until_at })
    tx.send(endStandInRow, { parkId, id, now })
    return standInView({ ...row, ended_at: now }, now)
  },
  audit: ({ id }, _, row) => ({
    subjectId: row.user_id,
    summary: { stand_in_id: id, stand_in: row.stand_in_id },
  }),
})

/** Either of the two, whoever made it, the administrator, and the head of the department. */
function capacityToEnd(actor: Actor, row: Loaded) {
  if (actor.console) return 'console'
  if (holdsOwn(actor, 'admin')) return 'admin'
  if (headedBy(actor).some((id) => row.user_departments.includes(id))) return 'head'
  const isTheirs = [row.user_id, row.stand_in_id, row.made_by].includes(actor.userId)
  return isTheirs ? (actor.holdings[0]?.post ?? 'system') : 'unseen'
}
