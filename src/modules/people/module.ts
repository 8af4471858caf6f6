import { ask, inPark } from '../../kernel/database.ts'
import { shiftInstant } from '../../kernel/clock.ts'
import type { Job } from '../../kernel/jobs.ts'
import { defineModule } from '../../kernel/module.ts'
import { acceptInvitation } from './accept-invitation.ts'
import { addResetCode } from './add-reset-code.ts'
import { addStandIn } from './add-stand-in.ts'
import { addToken } from './add-token.ts'
import { addUser } from './add-user.ts'
import { changePassword } from './change-password.ts'
import { importPeople } from './import-people.ts'
import { importWords } from './import.words.ts'
import { issuePasswords } from './issue-passwords.ts'
import { ATTEMPTS_COUNT, dropAttempts } from './attempts.ts'
import { listContacts } from './contacts.ts'
import { endPost } from './end-post.ts'
import { endStandIn } from './end-stand-in.ts'
import { dropInvitations, dropResetCodes } from './invitation-store.ts'
import { inviteContact } from './invite-contact.ts'
import { leave } from './leave.ts'
import { listStandIns, listTokens, listUsers, me } from './queries.ts'
import { resetPassword } from './reset-password.ts'
import { revokeInvitation } from './revoke-invitation.ts'
import { revokeToken } from './revoke-token.ts'
import { IDLE } from './sessions.ts'
import { dropSessions } from './store.ts'
import { dropTokens } from './token-store.ts'
import { untieContact } from './untie-contact.ts'
import { timeWords } from './time.words.ts'
import { words } from './words.ts'

/** How long codes are kept after they ran out, for whoever asks what became of them. */
const KEEP_CODES = 30 * 24 * 3600 * 1000

/** Removes sessions, tokens, codes and counts that have ended. They already count as ended; this only clears them away. */
const dropEnded: Job = {
  name: 'people.drop_ended',
  every: '*/10 * * * *',
  async sweep(runtime, parkId) {
    const before = shiftInstant(runtime.clock(), -KEEP_CODES)
    await inPark(runtime.database.worker, parkId, 'write', (tx) => {
      tx.send(dropInvitations, { parkId, before })
      tx.send(dropResetCodes, { parkId, before })
      return Promise.resolve()
    })
  },
  async sweepShared(runtime) {
    const now = runtime.clock()
    await ask(runtime.database.worker, dropSessions, { now, idleSince: shiftInstant(now, -IDLE) })
    await ask(runtime.database.worker, dropTokens, { now })
    await ask(runtime.database.worker, dropAttempts, { before: shiftInstant(now, -ATTEMPTS_COUNT) })
  },
}

export const peopleModule = defineModule({
  name: 'people',
  owns: [
    'accounts',
    'users',
    'posts',
    'sessions',
    'tokens',
    'stand_ins',
    'invitations',
    'reset_codes',
    'former_passwords',
    'attempts',
  ],
  commands: [
    addUser,
    importPeople,
    issuePasswords,
    endPost,
    leave,
    addStandIn,
    endStandIn,
    inviteContact,
    revokeInvitation,
    acceptInvitation,
    untieContact,
    addToken,
    revokeToken,
    changePassword,
    addResetCode,
    resetPassword,
  ],
  queries: [me, listUsers, listStandIns, listContacts, listTokens],
  jobs: [dropEnded],
  words: [words, timeWords, importWords],
})
