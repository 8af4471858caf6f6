import { z } from 'zod'
import { SYSTEM_ID } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { act } from './act.ts'
import { lockCase } from './store.ts'

/** The other park has registered what was handed over: our part names its number, once. Done by the system. */
export const nameOtherPart = defineCommand({
  name: 'cases.name_other_part',
  input: z.strictObject({
    id: z.uuid(),
    /** The other park's case and its number there. */
    other: z.uuid(),
    number: z.string(),
  }),
  answer: z.object({ number: z.string() }),
  load: (ctx, { id }) => lockCase(ctx, id),
  allow: ({ userId }) => (userId === SYSTEM_ID ? 'system' : 'forbidden'),
  handle(ctx, { other, number }, row) {
    const { handed_to: handed } = row
    if (row.state === 'closed_handed_over' && handed?.case_id === other && handed.number === null) {
      act(ctx, row, {
        action: 'hand_over',
        to: 'closed_handed_over',
        set: { handed_to: { ...handed, number } },
      })
    }
    return { number: row.number }
  },
  audit: ({ id }, { number }) => ({ subjectId: id, summary: { number } }),
})
