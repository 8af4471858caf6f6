import { holds, type Actor } from '../../kernel/actor.ts'
import type { Verdict } from '../../kernel/command.ts'

/** In which capacity somebody looks after what is his own: any post he holds. */
export const capacityOf = (actor: Actor): Verdict =>
  actor.console ? 'console' : (actor.holdings[0]?.post ?? 'forbidden')

/** Who runs the installation's ways to the outside. */
export const administers = (actor: Actor): Verdict =>
  actor.console ? 'console' : holds(actor, 'admin') ? 'admin' : 'forbidden'
