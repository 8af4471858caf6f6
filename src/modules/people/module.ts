import { ask } from '../../kernel/database.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import type { Job } from '../../kernel/jobs.ts'
import { defineModule } from '../../kernel/module.ts'
import { addToken } from './add-token.ts'
import { addUser } from './add-user.ts'
import { changePassword } from './change-password.ts'
import { importPeople } from './import-people.ts'
import { importWords } from './import.words.ts'
import { issuePasswords } from './issue-passwords.ts'
import { me } from './queries.ts'
import { IDLE } from './sessions.ts'
import { dropSessions, dropTokens } from './store.ts'
import { words } from './words.ts'

/** Removes sessions and tokens that have ended. They already count as ended; this only clears them away. */
const dropEnded: Job = {
  name: 'people.drop_ended',
  every: '*/10 * * * *',
  sweep: () => Promise.resolve(),
  async sweepShared(runtime) {
    const now = runtime.clock()
    await ask(runtime.database.worker, dropSessions, { now, idleSince: shiftInstant(now, -IDLE) })
    await ask(runtime.database.worker, dropTokens, { now })
  },
}

export const peopleModule = defineModule({
  name: 'people',
  owns: ['accounts', 'users', 'posts', 'sessions', 'tokens'],
  commands: [addUser, addToken, importPeople, issuePasswords, changePassword],
  queries: [me],
  jobs: [dropEnded],
  words: [words, importWords],
})
