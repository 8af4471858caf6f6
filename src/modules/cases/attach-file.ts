import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { act, onCase, requireOpenWay, timeOf } from './act.ts'
import { AttachFile, CaseView } from './contract.ts'
import { takeFiles } from './files.ts'
import { INTERNAL_NOTE } from './note-case.ts'
import { seesForPark } from './sight.ts'
import { viewOf } from './view.ts'

/** Puts files to a case. A public one is shown to the asker, an internal one to the park's people. */
export const attachFile = defineCommand({
  ...onCase('attach'),
  name: 'cases.attach',
  route: { method: 'POST', path: '/cases/{id}/attach', summary: 'Attach files, public or internal' },
  input: AttachFile,
  answer: CaseView,
  async handle(ctx, input, row) {
    requireOpenWay(ctx, row, { act: 'attach', version: input.version })
    const { actor, now } = ctx
    // As with notes: what an asker brings he has told the park, and it cannot be hidden from himself.
    if (!seesForPark(actor, row) && !input.public)
      throw new Failure('invalid', 'cases.attach_public', { field: 'public' })
    const time = timeOf(row)
    const { said, ...taken } = await takeFiles(ctx, row, { ids: input.files, isPublic: input.public })
    const next = act(ctx, row, {
      action: 'attach',
      to: row.state,
      ...taken,
      said: { ...said, [input.public ? 'note' : INTERNAL_NOTE]: input.text },
    })
    return viewOf(next, { actor, now, time })
  },
})
