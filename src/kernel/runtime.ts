import type { Actor } from './actor.ts'
import type { Clock } from './clock.ts'
import type { Database, Tx } from './database.ts'
import type { FileHolder } from './file-holder.ts'
import type { Figure } from './figure.ts'
import type { OpenWork } from './open-work.ts'
import type { Log } from './log.ts'
import type { Outgoing } from './outgoing.ts'
import type { Secrets } from './secrets.ts'
import type { Settings } from './settings.ts'

/** What this installation asks of a password. */
export type PasswordSettings = Pick<Settings, 'password_policy' | 'password_least'>

/** What a running product is made of; handed to every command, query and job. */
export interface Runtime {
  readonly database: Database
  readonly clock: Clock
  readonly log: Log
  readonly secrets: Secrets
  readonly settings: Settings
  /** The one way by which the product itself asks other servers. */
  readonly outgoing: Outgoing
  /** Who is behind a principal, with the posts held now; the people module answers. */
  readonly findActor: (
    tx: Tx,
    who: {
      readonly parkId: string
      readonly userId: string
      readonly now: string
      readonly scopes?: readonly string[]
      readonly postId?: string | null
    },
  ) => Promise<Actor | undefined>
  /** What somebody still has in hand, asked of every module that hands out work. */
  readonly openWork: readonly OpenWork[]
  /** Every scope a token can be confined to. */
  readonly scopes: ReadonlySet<string>
  readonly passwords: PasswordSettings
  /** The numbers of all modules, by name. */
  readonly figures: ReadonlyMap<string, Figure>
  /** Topics somebody listens to; what nobody listens to is not written. */
  readonly topics: ReadonlySet<string>
  /** Who may see a file that is attached to something of a module, by its name. */
  readonly fileHolders: ReadonlyMap<string, FileHolder>
}
