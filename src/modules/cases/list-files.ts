import { z } from 'zod'
import { defineQuery } from '../../kernel/query.ts'
import { CaseFileList } from './contract.ts'
import { selectCaseFiles } from './files.ts'
import { asksOnly, canSeeAsker } from './sight.ts'
import { seenCase } from './seen-case.ts'

/** The most files of a case that are listed. */
const MOST = 1000

/** The files of a case, as far as the reader may see them; each is had at `/files/{id}`. */
export const caseFiles = defineQuery({
  name: 'cases.files',
  route: { method: 'GET', path: '/cases/{id}/files', summary: 'The files of a case that the caller may see' },
  input: z.strictObject({ id: z.uuid() }),
  answer: CaseFileList,
  allow: () => true,
  async answerWith(ctx, { id }) {
    const { tx, parkId, actor } = ctx
    const row = await seenCase(ctx, id)
    const files = await tx.all(selectCaseFiles, { parkId, caseId: id, limit: MOST })
    const hidden = !canSeeAsker(actor, row)
    return {
      items: files.flatMap((file) => {
        if (file.internal && asksOnly(actor)) return []
        // As in the entries: who brought it may be who asked.
        const byAsker =
          file.post === 'enterprise' || (row.registrar_asks && file.user_id === row.registered_by)
        return [
          {
            id: file.id,
            entry: file.seq,
            name: file.name,
            type: file.type,
            size: file.size,
            sha256: file.sha256,
            kept_place: file.kept_place,
            public: !file.internal,
            attached_at: file.recorded_at,
            attached_by: hidden && byAsker ? null : { id: file.user_id, name: file.user_name },
            post: file.post,
          },
        ]
      }),
    }
  },
})
