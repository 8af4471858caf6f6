import { ownHoldings, type Actor, type Capacity } from '../../kernel/actor.ts'
import { normalInstant, shiftInstant } from '../../kernel/clock.ts'
import { defineCommand } from '../../kernel/command.ts'
import { Failure } from '../../kernel/failure.ts'
import { newId } from '../../kernel/ids.ts'
import { getDepartment } from '../parks/index.ts'
import { AddStandIn, StandInView } from './contract.ts'
import { headedBy, holdsOwn } from './policy.ts'
import { lockPostsOf, selectKindsOfPost, selectPresent, type PostRow } from './post-store.ts'
import { insertStandIn, standInView } from './stand-in-store.ts'

/** Nobody is away for longer; a longer absence is a change of posts. */
const LONGEST_DAYS = 366

interface Away {
  readonly user: { readonly id: string; readonly name: string }
  readonly standIn: { readonly id: string; readonly name: string }
  readonly posts: readonly PostRow[]
  readonly department: { readonly id: string; readonly name: string } | null
  /** Whether the stand-in is of the park: whoever only speaks for an enterprise is not. */
  readonly ofThePark: boolean
}

/** Lends somebody's posts to another from one instant until another. The lender keeps them. */
export const addStandIn = defineCommand({
  name: 'people.add_stand_in',
  route: {
    method: 'POST',
    path: '/stand-ins',
    status: 201,
    summary: 'Somebody stands in for another, from and until',
  },
  input: AddStandIn,
  answer: StandInView,
  async load({ tx, parkId }, input): Promise<Away> {
    const [user, standIn, department] = await Promise.all([
      tx.first(selectPresent, { parkId, named: input.user }),
      tx.first(selectPresent, { parkId, named: input.stand_in }),
      input.department === undefined ? null : getDepartment(tx, parkId, input.department),
    ])
    if (!user) throw new Failure('missing', 'people.user_unknown', { name: input.user })
    if (!standIn) throw new Failure('missing', 'people.user_unknown', { name: input.stand_in })
    const posts = await tx.all(lockPostsOf, { parkId, userId: user.id })
    const kinds = await tx.all(selectKindsOfPost, { parkId, userId: standIn.id })
    const ofThePark = kinds.length === 0 || kinds.some(({ post }) => post !== 'enterprise')
    return { user, standIn, posts, department, ofThePark }
  },
  allow: (actor, away, input) => whoMayLend(actor, away, input),
  handle({ tx, parkId, now, actor, as }, input, away) {
    const { user, standIn } = away
    const from = normalInstant(input.from)
    const until = normalInstant(input.until)
    if (user.id === standIn.id) throw new Failure('invalid', 'people.stand_in_self', { field: 'stand_in' })
    // He would answer his own requests, and read those of others.
    if (!away.ofThePark) throw new Failure('invalid', 'people.stand_in_outsider', { field: 'stand_in' })
    if (from >= until || until <= now)
      throw new Failure('invalid', 'people.stand_in_period', { field: 'until' })
    if (until > shiftInstant(from, LONGEST_DAYS * 24 * 3600 * 1000))
      throw new Failure('invalid', 'people.stand_in_long', { field: 'until', days: LONGEST_DAYS })
    const { post, department } = whatIsLent(actor, { as, away, input })
    const id = newId(now)
    tx.send(insertStandIn, {
      parkId,
      id,
      userId: user.id,
      standInId: standIn.id,
      postId: post?.id ?? null,
      departmentId: department?.id ?? null,
      from,
      until,
      reason: input.reason,
      madeBy: actor.userId,
      now,
    })
    return standInView(
      {
        id,
        user_id: user.id,
        user: user.name,
        stand_in_id: standIn.id,
        stand_in: standIn.name,
        post_id: post?.id ?? null,
        post: post?.post ?? null,
        department_id: department?.id ?? null,
        department: department?.name ?? null,
        from_at: from,
        until_at: until,
        reason: input.reason,
        made_by: actor.userId,
        ended_at: null,
      },
      now,
    )
  },
  audit: (_, view) => ({
    subjectId: view.user.id,
    summary: {
      stand_in: view.stand_in.id,
      from: view.from,
      until: view.until,
      ...(view.post && { post: view.post.post }),
      ...(view.department && { department: view.department.id }),
    },
  }),
})

/** The administrator, the person himself, and the head of his department: each by a post of his own, for a stand-in passes nothing on. */
function whoMayLend(
  actor: Actor,
  { user, posts, department }: Away,
  { post_id }: AddStandIn,
): Capacity | 'forbidden' {
  if (actor.console) return 'console'
  if (holdsOwn(actor, 'admin')) return 'admin'
  const lent = posts.filter(
    (held) =>
      (post_id === undefined || held.id === post_id) &&
      (department === null || held.department_id === department.id),
  )
  const headed = headedBy(actor)
  if (lent.some((held) => held.department_id !== null && headed.includes(held.department_id))) {
    if (actor.userId !== user.id) return 'head'
  }
  if (actor.userId !== user.id) return 'forbidden'
  // By a token for one of his posts he lends that one and none of the others.
  const own = ownHoldings(actor)
  const actsInAll = lent.every((one) =>
    own.some((held) => held.post === one.post && held.departmentId === one.department_id),
  )
  return actsInAll ? (own.find((held) => held.post !== 'enterprise')?.post ?? 'forbidden') : 'forbidden'
}

/** The one post, or the posts of the one department, that are lent; of both none: all that can be lent. */
function whatIsLent(
  actor: Actor,
  { as, away: { user, posts, department }, input }: { as: Capacity; away: Away; input: AddStandIn },
): { post: PostRow | undefined; department: Away['department'] } {
  const byHead = as === 'head' && actor.userId !== user.id
  const post = posts.find((held) => held.id === input.post_id)
  if (input.post_id !== undefined && department !== null)
    throw new Failure('invalid', 'people.stand_in_which', { field: 'department' })
  if (input.post_id !== undefined) {
    if (!post) throw new Failure('missing', 'people.missing')
    if (post.post === 'enterprise')
      throw new Failure('invalid', 'people.stand_in_enterprise', { field: 'post_id' })
    if (post.post === 'admin' && as !== 'admin' && as !== 'console')
      throw new Failure('forbidden', 'people.stand_in_admin')
    return { post, department: null }
  }
  const lendable = posts.filter((held) => held.post !== 'enterprise' && held.post !== 'admin')
  const lent =
    department === null ? lendable : lendable.filter((held) => held.department_id === department.id)
  if (lent.length === 0) throw new Failure('conflict', 'people.stand_in_nothing')
  // A head lends what belongs to his department and nothing else.
  if (byHead && department === null)
    throw new Failure('invalid', 'people.stand_in_which', { field: 'department' })
  return { post: undefined, department }
}
