import type { Actor } from '../../kernel/actor.ts'

/** Whether somebody is on the asker's side alone, and is not shown what the park keeps to itself. */
export const isOnlyAsker = (actor: Actor): boolean =>
  !actor.console && actor.holdings.every(({ post }) => post === 'enterprise')
