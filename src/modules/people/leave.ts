import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { Leave, LeaveView } from './contract.ts'
import { requireOtherAdmin } from './end-post.ts'
import { mayManagePeople } from './policy.ts'
import {
  closeAccount,
  endPosts,
  endStandInsOf,
  lockPostsOf,
  lockUser,
  markLeft,
  passOn,
  revokeInvitationsOf,
  selectPredecessors,
  selectPresent,
  voidResetCodes,
} from './post-store.ts'
import { deleteSessionsOf } from './store.ts'
import { deleteTokensOf } from './token-store.ts'

/**
 * Somebody leaves: all posts end, he is signed out everywhere, his tokens are dead and he cannot sign in. The row stays,
 * because entries name him. What he still has in hand keeps him, until it is said who takes it over.
 */
export const leave = defineCommand({
  name: 'people.leave',
  route: {
    method: 'POST',
    path: '/users/{id}/leave',
    summary: 'A person leaves: posts, sessions and tokens end at once',
  },
  input: Leave,
  answer: LeaveView,
  async load({ tx, parkId }, { id, handed_over_to: named }) {
    const [user, successor] = await Promise.all([
      tx.first(lockUser, { parkId, id }),
      named === undefined ? undefined : tx.first(selectPresent, { parkId, named }),
    ])
    if (!user) throw new Failure('missing', 'people.missing')
    return { user, successor }
  },
  allow: mayManagePeople,
  async handle(ctx, { id, handed_over_to: named }, { user, successor }) {
    const { tx, parkId, now, runtime } = ctx
    if (user.left_at !== null) throw new Failure('conflict', 'people.has_left', { name: user.name })
    if (named !== undefined && (!successor || successor.id === id))
      throw new Failure('invalid', 'people.successor_unknown', { field: 'handed_over_to', name: named })
    const seats = [id, ...(await tx.all(selectPredecessors, { parkId, id })).map((one) => one.id)]
    const work = await Promise.all(
      runtime.openWork.flatMap((openWork) => seats.map((userId) => openWork(tx, { parkId, userId }))),
    )
    const open = work.flat().map(({ what, count, numbers }) => ({ what, count, numbers: [...numbers] }))
    if (open.length > 0 && !successor) {
      throw new Failure('conflict', 'people.work_open', {
        name: user.name,
        count: open.reduce((sum, { count }) => sum + count, 0),
        numbers: [...new Set(open.flatMap(({ numbers }) => numbers))],
        open,
      })
    }
    const posts = await tx.all(lockPostsOf, { parkId, userId: id })
    if (posts.some(({ post }) => post === 'admin')) await requireOtherAdmin(ctx, id)
    tx.send(endPosts, { parkId, ids: posts.map((post) => post.id), now })
    tx.send(endStandInsOf, { parkId, userId: id, now })
    tx.send(revokeInvitationsOf, { parkId, userId: id, enterpriseId: null, now })
    tx.send(voidResetCodes, { parkId, userId: id, now })
    tx.send(passOn, { parkId, id, to: successor?.id ?? null })
    tx.send(markLeft, { parkId, id, now })
    tx.send(closeAccount, { userId: id, now })
    tx.send(deleteSessionsOf, { userId: id })
    tx.send(deleteTokensOf, { userId: id })
    // Whoever handed out the work hears who has it now.
    ctx.announce('people.left', id, { user_id: id, handed_over_to: successor?.id ?? null })
    return {
      user: { id, name: user.name },
      left_at: now,
      handed_over_to: successor ? { id: successor.id, name: successor.name } : null,
      open,
    }
  },
  audit: ({ id }, { open }, { successor }) => ({
    subjectId: id,
    summary: {
      ...(successor && { handed_over_to: successor.id }),
      open: open.reduce((sum, { count }) => sum + count, 0),
    },
  }),
})
