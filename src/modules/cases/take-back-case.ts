import { z } from 'zod'
import { SYSTEM_ID } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { act } from './act.ts'
import { lockCase } from './store.ts'

/**
 * The other park does not take it: the case is ours again, under the number its asker knows, and waits to be dispatched
 * anew. Done by the system; not twice, and not of a case that has gone elsewhere since.
 */
export const takeBackCase = defineCommand({
  name: 'cases.take_back',
  input: z.strictObject({ id: z.uuid(), /** The other park's case. */ other: z.uuid() }),
  answer: z.object({ number: z.string() }),
  load: (ctx, { id }) => lockCase(ctx, id),
  allow: ({ userId }) => (userId === SYSTEM_ID ? 'system' : 'forbidden'),
  handle(ctx, { other }, row) {
    const { handed_to: handed } = row
    if (row.state === 'closed_handed_over' && handed?.case_id === other) {
      act(ctx, row, {
        action: 'take_back',
        to: 'registered',
        set: {
          handed_to: null,
          lead_department_id: null,
          deadline: null,
          due_at: null,
          due_on: null,
          yellow_at: null,
          provisional: false,
          respond_by: null,
          ...(row.co_organisers.length > 0 && { co_organisers: [] }),
        },
        besides: { returned_from: { park_id: handed.park_id, park: handed.park, number: handed.number } },
      })
    }
    return { number: row.number }
  },
  audit: ({ id }, { number }) => ({ subjectId: id, summary: { number } }),
})
