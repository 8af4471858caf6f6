import type { Tx } from './database.ts'

/** Something a person still has in hand: what it is, how many, and the first of their numbers. */
export interface WorkInHand {
  /** `cases.officer`: which work, and as what he has it. */
  readonly what: string
  readonly count: number
  readonly numbers: readonly string[]
}

/** Tells what somebody still has in hand, so that nobody leaves it lying. */
export type OpenWork = (
  tx: Tx,
  who: { readonly parkId: string; readonly userId: string },
) => Promise<readonly WorkInHand[]>
