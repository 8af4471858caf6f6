import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { CaseView, NoteCase } from './contract.ts'
import { seesForPark } from './sight.ts'
import { viewOf } from './view.ts'

/** Something worth keeping with the case. A public note is shown to the asker, an internal one to the park's people. */
export const noteCase = defineCommand({
  ...onCase('note'),
  name: 'cases.note',
  route: { method: 'POST', path: '/cases/{id}/note', summary: 'Add a note, public or internal' },
  input: NoteCase,
  answer: CaseView,
  handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'note', version: input.version })
    const { actor, now } = ctx
    // What an asker writes on his own case he has told the park: it cannot be hidden from himself.
    if (!seesForPark(actor, row) && !input.public)
      throw new Failure('invalid', 'cases.note_public', { field: 'public' })
    const time = timeOf(row)
    const next = act(ctx, row, {
      action: 'note',
      to: row.state,
      said: { [input.public ? 'note' : INTERNAL_NOTE]: input.text },
    })
    return viewOf(next, { actor, now, time })
  },
})

/** The name under which an internal note stands in its entry; askers are not shown entries that hold it. */
export const INTERNAL_NOTE = 'internal_note'
