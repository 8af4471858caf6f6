import { seatsOf, type Actor, type Post } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import type { CaseFacts } from './sight.ts'

/** What the transition table leaves open about one act. Pure: it guards the command and says `can`. */
export interface ActRule {
  /** Whether the actor may take the act in this post, where it means something else than usual. */
  readonly fits?: (actor: Actor, facts: CaseFacts, who: Post, usual: boolean) => boolean
  /** What stands in the way of somebody who holds the right post, in a state that allows the act. */
  readonly obstacle?: (actor: Actor, facts: CaseFacts, now: string) => Failure | undefined
}

/**
 * Nobody confirms or strikes off his own work, whoever answered after him; nor that of somebody for whom he stands in,
 * for whoever sits in a seat would judge what was done from it.
 */
export function ownWork(actor: Actor, { worked_by }: CaseFacts): Failure | undefined {
  return seatsOf(actor).some((seat) => worked_by.includes(seat))
    ? new Failure('forbidden', 'cases.own_work')
    : undefined
}
