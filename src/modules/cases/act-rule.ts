import type { Actor, Post } from '../../kernel/actor.ts'
import { Failure } from '../../kernel/failure.ts'
import type { CaseFacts } from './sight.ts'

/** What the transition table leaves open about one act. Pure: it guards the command and says `can`. */
export interface ActRule {
  /** Whether the actor may take the act in this post, where it means something else than usual. */
  readonly fits?: (actor: Actor, facts: CaseFacts, who: Post, usual: boolean) => boolean
  /** What stands in the way of somebody who holds the right post, in a state that allows the act. */
  readonly obstacle?: (actor: Actor, facts: CaseFacts, now: string) => Failure | undefined
}

/** Nobody confirms or strikes off his own work, whoever answered after him. */
export function ownWork({ userId }: Actor, { worked_by }: CaseFacts): Failure | undefined {
  return worked_by.includes(userId) ? new Failure('forbidden', 'cases.own_work') : undefined
}
