import { inPark } from '../../kernel/database.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import type { Job } from '../../kernel/jobs.ts'
import { defineModule } from '../../kernel/module.ts'
import { draftRoster } from './draft-roster.ts'
import { oneDraft, staff } from './queries.ts'
import { settleRoster } from './settle-roster.ts'
import { dropDrafts } from './store.ts'
import { words } from './words.ts'

const KEEP = 24 * 3600 * 1000

/** Names and telephones that were only looked at do not stay. */
const dropOldDrafts: Job = {
  name: 'roster.drop_drafts',
  every: '37 * * * *',
  async sweep(runtime, parkId) {
    const before = shiftInstant(runtime.clock(), -KEEP)
    await inPark(runtime.database.worker, parkId, 'write', (tx) => {
      tx.send(dropDrafts, { parkId, before })
      return Promise.resolve()
    })
  },
}

export const rosterModule = defineModule({
  name: 'roster',
  owns: ['roster_drafts'],
  commands: [draftRoster, settleRoster],
  queries: [oneDraft, staff],
  jobs: [dropOldDrafts],
  words: [words],
})
