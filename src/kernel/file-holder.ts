import type { Actor } from './actor.ts'
import type { Tx } from './database.ts'

/** A module to whose things files are attached: it alone knows who may see them. */
export interface FileHolder {
  readonly name: string
  readonly maySee: (
    ctx: { readonly parkId: string; readonly tx: Tx; readonly actor: Actor },
    fileId: string,
  ) => Promise<boolean>
}
