import { z } from 'zod'
import { Failure } from '../../kernel/failure.ts'
import { anyCapacity, defineDownload } from '../../kernel/transfer.ts'
import { pathOf, requireSound } from './content-store.ts'
import { ReadFile } from './contract.ts'
import { selectFile } from './store.ts'

const Served = z.object({
  path: z.string(),
  size: z.number(),
  type: z.string(),
  name: z.string(),
  tag: z.string(),
})

/** Hands out a file, always to be saved and never to be shown, to whoever sees what it is attached to. */
export const readFile = defineDownload({
  route: {
    method: 'GET',
    path: '/files/{id}',
    summary: 'A file, to be saved; HEAD and one range of bytes too',
  },
  command: {
    name: 'files.read',
    scope: 'files:read',
    input: ReadFile,
    answer: Served,
    load: ({ tx, parkId }, { id }) => tx.first(selectFile, { parkId, id }),
    allow: (actor) => anyCapacity(actor),
    async handle(ctx, _, file) {
      if (!file) throw new Failure('missing', 'files.missing')
      const holder = file.held_by === null ? undefined : ctx.runtime.fileHolders.get(file.held_by)
      const maySee =
        file.held_by === null ? file.uploaded_by === ctx.actor.userId : await holder?.maySee(ctx, file.id)
      // In the words of a file that is not there: otherwise it would tell that it is.
      if (maySee !== true) throw new Failure('missing', 'files.missing')
      const { sha256, size, type, name } = file
      await requireSound(ctx.runtime, { parkId: ctx.parkId, sha256, size })
      return {
        path: pathOf(ctx.runtime, { parkId: ctx.parkId, sha256 }),
        size,
        type: type === 'text/plain' ? 'text/plain; charset=utf-8' : type,
        name,
        tag: sha256,
      }
    },
    audit: ({ id }) => ({ subjectId: id }),
  },
})
