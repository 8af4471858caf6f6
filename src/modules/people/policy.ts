import {
  enterprisesOf,
  holds,
  ownHoldings,
  seatsAs,
  type Actor,
  type Capacity,
  type Post,
} from '../../kernel/actor.ts'

/** Whether the post is the actor's own: what is lent to a stand-in lends nothing further. */
export const holdsOwn = (actor: Actor, post: Post): boolean =>
  ownHoldings(actor).some((held) => held.post === post)

/** Who looks after people: the administrator, and the console of the installation. */
export const mayManagePeople = (actor: Actor): Capacity | 'forbidden' =>
  actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'

/** The departments whose head the actor is himself. */
export const headedBy = (actor: Actor): readonly string[] =>
  ownHoldings(actor).flatMap((held) =>
    held.post === 'head' && held.departmentId !== null ? [held.departmentId] : [],
  )

/** An enterprise as far as it matters for its contacts: `officer` is who is its officer today. */
export interface Tied {
  readonly id: string
  readonly officer: string | undefined
}

/** Who may name the contacts of an enterprise: whoever already is one, its officer of today, and who keeps the park. */
export function mayTieContacts(actor: Actor, { id, officer }: Tied): Capacity | 'forbidden' | 'unseen' {
  if (actor.console) return 'console'
  const post = (['admin', 'dispatcher'] as const).find((one) => holds(actor, one))
  if (post) return post
  if (enterprisesOf(actor).includes(id)) return 'enterprise'
  if (officer !== undefined && seatsAs(actor, 'officer').includes(officer)) return 'officer'
  return actor.holdings.every((held) => held.post === 'enterprise') ? 'unseen' : 'forbidden'
}
