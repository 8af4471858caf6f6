import { z } from 'zod'
import { holds } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { SettleRoster } from './contract.ts'
import { selectDraft, settleDraft } from './store.ts'

/** Notes what a confirmed roster came to. The first outcome stands. */
export const settleRoster = defineCommand({
  name: 'roster.settle',
  input: SettleRoster,
  answer: z.object({ id: z.uuid() }),
  load: () => Promise.resolve(undefined),
  allow: (actor) => (actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'),
  async handle({ tx, parkId, actor, now }, { id, outcome }) {
    const own = { parkId, id, userId: actor.userId }
    if (!(await tx.first(selectDraft, own))) throw new Failure('missing', 'roster.missing')
    tx.send(settleDraft, { ...own, outcome: JSON.stringify(outcome), now })
    return { id }
  },
  audit: ({ id, outcome }) => ({
    subjectId: id,
    summary: { people: outcome.people.length, refused: outcome.refused.length },
  }),
})
