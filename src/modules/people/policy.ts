import {
  enterprisesOf,
  holds,
  ownHoldings,
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

/**
 * Who may name the contacts of an enterprise: whoever already is one, and who serves enterprises. Any officer for now;
 * when officers are assigned by date, this is the one place that asks whether he is the officer of this enterprise.
 */
export function mayTieContacts(actor: Actor, enterpriseId: string): Capacity | 'forbidden' | 'unseen' {
  if (actor.console) return 'console'
  const post = (['admin', 'dispatcher', 'officer'] as const).find((one) => holds(actor, one))
  if (post) return post
  if (enterprisesOf(actor).includes(enterpriseId)) return 'enterprise'
  return actor.holdings.every((held) => held.post === 'enterprise') ? 'unseen' : 'forbidden'
}
