import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { shiftInstant } from '../../kernel/clock.ts'
import { inPark } from '../../kernel/database.ts'
import { newId } from '../../kernel/ids.ts'
import type { Job } from '../../kernel/jobs.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { incomingFolder } from '../../kernel/transfer.ts'
import { namesIn, removeContent, staleContents } from './content-store.ts'
import { dropContent, dropUnheld, selectKnown, selectUnused, selectUse, sweepLock } from './store.ts'

const HOUR = 3600 * 1000
const DAY = 24 * HOUR

/** How long a file waits for an act that takes it up. */
const KEEP_UNHELD = 7 * DAY
/** How long bytes without a name are left alone: their upload may be just about to name them. */
const KEEP_UNNAMED = DAY
/** How long a request may have taken to arrive; what is older was left by a server that was killed. */
const KEEP_ARRIVING = HOUR
const AT_ONCE = 500

/** Removes files that nobody attached, contents that no file has any more, and what killed servers left behind. */
export const sweepFiles: Job = {
  name: 'files.sweep',
  every: '41 * * * *',
  async sweep(runtime, parkId) {
    const { worker } = runtime.database
    const now = runtime.clock()
    await inPark(worker, parkId, 'write', async (tx) => {
      tx.send(dropUnheld, { parkId, before: shiftInstant(now, -KEEP_UNHELD) })
    })
    const before = shiftInstant(now, -KEEP_UNNAMED)
    for (;;) {
      const unused = await inPark(worker, parkId, 'read', (tx) =>
        tx.all(selectUnused, { parkId, before, limit: AT_ONCE }),
      )
      for (const { sha256 } of unused) await removeUnused(runtime, parkId, sha256)
      if (unused.length < AT_ONCE) break
    }
    for await (const hashes of staleContents(runtime, parkId, before)) {
      const known = await inPark(worker, parkId, 'read', (tx) => tx.all(selectKnown, { parkId, hashes }))
      const named = new Set(known.map(({ sha256 }) => sha256))
      for (const sha256 of hashes) if (!named.has(sha256)) await removeUnused(runtime, parkId, sha256)
    }
  },
  async sweepShared(runtime) {
    const incoming = incomingFolder(runtime)
    // The name of a folder is an id, whose beginning is the time it was made.
    const oldest = newId(shiftInstant(runtime.clock(), -KEEP_ARRIVING)).slice(0, 13)
    for (const name of await namesIn(incoming))
      if (name.slice(0, 13) < oldest) rmSync(join(incoming, name), { recursive: true, force: true })
  },
}

/**
 * Removes a content if no file has it, with the lock of its row held: an upload of the same content waits, and then
 * stores it anew.
 */
async function removeUnused(runtime: Runtime, parkId: string, sha256: string): Promise<void> {
  await inPark(runtime.database.worker, parkId, 'write', async (tx) => {
    await tx.first(sweepLock, { parkId, sha256, now: runtime.clock() })
    if (await tx.first(selectUse, { parkId, sha256 })) return
    removeContent(runtime, { parkId, sha256 })
    tx.send(dropContent, { parkId, sha256 })
  })
}
