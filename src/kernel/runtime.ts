import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Database, Tx } from './database.ts'
import type { Figure } from './figure.ts'
import type { Log } from './log.ts'
import type { Secrets } from './secrets.ts'

/** What a running product is made of; handed to every command, query and job. */
export interface Runtime {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly secrets: Secrets
  /** Who is behind a principal, with the posts held at this instant; the people module answers. */
  readonly findActor: (
    tx: Tx,
    who: { readonly parkId: string; readonly userId: string },
    now: string,
  ) => Promise<Actor | undefined>
  /** The numbers of all modules, by name. */
  readonly figures: ReadonlyMap<string, Figure>
  /** Topics somebody listens to; what nobody listens to is not written. */
  readonly topics: ReadonlySet<string>
}
