import { AnswerOnSpot } from './contract.ts'
import { defineAct } from './define-act.ts'
import { replyOf } from './reply-case.ts'

/**
 * Whoever stands before the asker answers at once. A case that was dispatched keeps its department and due date; one
 * that was not gets the answerer's own department, which works on if the asker is not content.
 */
export const answerOnSpot = defineAct({
  act: 'answer_on_spot',
  name: 'cases.answer_on_spot',
  summary: 'Answer on the spot, with the outcome',
  input: AnswerOnSpot,
  doing(ctx, input, row) {
    const { actor, as, now, today } = ctx
    const own = actor.holdings.find(({ post, departmentId }) => post === as && departmentId !== null)
    const department = row.lead_department_id ?? own?.departmentId ?? null
    const reply = replyOf(ctx, input, row)
    return {
      action: 'answer_on_spot',
      ...reply,
      set: {
        ...reply.set,
        rung: 'on_spot',
        lead_department_id: department,
        departments: department === null ? row.departments : [...new Set([...row.departments, department])],
        responded_at: row.responded_at ?? now,
        responded_on: row.responded_on ?? today,
      },
    }
  },
})
