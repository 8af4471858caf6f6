import { z } from 'zod'
import { holds } from '../../kernel/actor.ts'
import { defineCommand } from '../../kernel/command.ts'
import { DraftRoster } from './contract.ts'
import { insertDraft } from './store.ts'

/** Keeps a roster as it was read, for the look at it: what is confirmed afterwards comes from here and not from outside. */
export const draftRoster = defineCommand({
  name: 'roster.draft',
  input: DraftRoster,
  answer: z.object({ id: z.uuid() }),
  load: () => Promise.resolve(undefined),
  allow: (actor) => (actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'),
  handle({ tx, parkId, actor, now }, { id, file_name: fileName, content }) {
    tx.send(insertDraft, {
      parkId,
      id,
      userId: actor.userId,
      fileName,
      content: JSON.stringify(content),
      now,
    })
    return { id }
  },
  audit: ({ content }, { id }) => ({
    subjectId: id,
    summary: {
      people: content.people.length,
      departments: content.departments.length,
      refused: content.refused.length,
    },
  }),
})
