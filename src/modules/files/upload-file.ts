import type { Actor, Capacity, Post } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { onDisk } from '../../kernel/receive.ts'
import { defineUpload } from '../../kernel/transfer.ts'
import { storeContent } from './content-store.ts'
import { FileQuery, FileView, UploadFile } from './contract.ts'
import { examine } from './examine.ts'
import { LIMITS } from './limits.ts'
import { cleanName } from './names.ts'
import { digestOf } from './source.ts'
import { countWaiting, insertFile, lockContent } from './store.ts'

/** Posts that only read or administer: there is nothing to which they could put a file. */
const BRING_NOTHING: readonly Post[] = ['admin', 'auditor', 'city']

const capacityToSend = (actor: Actor): Capacity | 'forbidden' =>
  actor.console
    ? 'console'
    : (actor.holdings.find(({ post }) => !BRING_NOTHING.includes(post))?.post ?? 'forbidden')

/** The file that arrived, looked at and clean. */
interface Clean {
  readonly path: string
}

/** Takes a file. It belongs to nothing and is seen by its sender alone until an act takes it up. */
export const uploadFile = defineUpload({
  route: { method: 'POST', path: '/files', status: 201, summary: 'Send a file: its bytes are the body' },
  query: FileQuery,
  limit: ({ settings }) => settings.file_megabytes * 1_000_000,
  mayAsk: (actor) => capacityToSend(actor) !== 'forbidden',
  async prepare(_, arrived, { name, keep_place }) {
    const keepPlace = keep_place === 'true'
    const { type, path } = await onDisk(() => examine(arrived.path, { size: arrived.size, keepPlace }))
    const { sha256, size } = await digestOf(path)
    return {
      input: { name: cleanName(name, type), kept_place: keepPlace, sha256, size, type },
      subject: { path } satisfies Clean,
    }
  },
  command: {
    name: 'files.upload',
    input: UploadFile,
    answer: FileView,
    allow: (actor) => capacityToSend(actor),
    async handle(ctx, input, { path }: Clean) {
      const { tx, parkId, now, actor } = ctx
      const { sha256, size, type } = input
      const { waiting } = (await tx.first(countWaiting, { parkId, userId: actor.userId })) ?? { waiting: 0 }
      if (waiting >= LIMITS.waiting)
        throw new Failure('conflict', 'files.too_many_waiting', { most: LIMITS.waiting })
      await tx.first(lockContent, { parkId, sha256, size, type, now })
      // Not through the outbox: bytes that nobody comes to name are swept away, a name without its bytes is a lie.
      await storeContent(ctx.runtime, { parkId, sha256, size, path, now })
      const id = newId(now)
      tx.send(insertFile, {
        parkId,
        id,
        sha256,
        name: input.name,
        keptPlace: input.kept_place,
        userId: actor.userId,
        now,
      })
      return { id, ...input, uploaded_at: now }
    },
    audit: ({ sha256, size, type }, { id }) => ({ subjectId: id, summary: { sha256, size, type } }),
  },
})
