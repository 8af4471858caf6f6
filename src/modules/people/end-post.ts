import { z } from 'zod'
import { defineCommand, type LoadContext } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { EndPost } from './contract.ts'
import { mayManagePeople } from './policy.ts'
import { endPosts, lockAdmins, lockUser, revokeInvitationsOf, selectPost } from './post-store.ts'

/** Ends a post. It is over with the next request on every device; what was done in it stays. */
export const endPost = defineCommand({
  name: 'people.end_post',
  route: { method: 'POST', path: '/users/{id}/posts/{post_id}/end', summary: 'End a post at once' },
  input: EndPost,
  answer: z.object({ id: z.uuid(), until: z.iso.datetime() }),
  async load({ tx, parkId }, { id, post_id }) {
    const [user, post] = await Promise.all([
      tx.first(lockUser, { parkId, id }),
      tx.first(selectPost, { parkId, userId: id, id: post_id }),
    ])
    if (!user || !post) throw new Failure('missing', 'people.missing')
    return post
  },
  allow: mayManagePeople,
  async handle(ctx, { id, post_id }, post) {
    const { tx, parkId, now } = ctx
    if (post.until_at !== null) throw new Failure('conflict', 'people.post_ended', { until: post.until_at })
    if (post.post === 'admin') await requireOtherAdmin(ctx, id)
    tx.send(endPosts, { parkId, ids: [post_id], now })
    if (post.enterprise_id !== null) {
      tx.send(revokeInvitationsOf, { parkId, userId: id, enterpriseId: post.enterprise_id, now })
    }
    return { id: post_id, until: now }
  },
  audit: ({ id }, _, { post }) => ({ subjectId: id, summary: { post } }),
})

/** @throws Failure `people.last_admin` when nobody but this person administers the park */
export async function requireOtherAdmin({ tx, parkId }: LoadContext, userId: string): Promise<void> {
  const admins = await tx.all(lockAdmins, { parkId })
  if (admins.every((admin) => admin.user_id === userId)) throw new Failure('conflict', 'people.last_admin')
}
