import type { RawBuilder } from 'kysely'
import type { Actor } from './actor.ts'

/** How the number is made of its rows: how many, which part of them hits, or the middle one of what they measure. */
export type FigureKind = 'count' | 'rate' | 'median'

/** By what a figure can be divided. */
export interface Dimension {
  readonly key: RawBuilder<string | null>
  readonly label: RawBuilder<string | null>
  /**
   * Where one group is asked for by the id that is its key: what an index can find, at least the rows of the group. The
   * key still decides.
   */
  readonly within?: (key: RawBuilder<string>) => RawBuilder<boolean>
  /** Labels of codes in both languages; without it the label is data and stands as it is. */
  readonly words?: Readonly<Record<string, { readonly zh: string; readonly en: string }>>
}

/** The moment and the reader of a figure, as parameters of its statement. */
export interface FigureParams {
  readonly parkId: string
  /** The figure as the ledger stood at this instant. */
  readonly asOf: string
  /** The park's time zone: days begin there at midnight. */
  readonly zone: string
}

/**
 * A number defined once. `source` is the one definition: a relation `c` of the rows that it counts, from which the
 * number, its groups and the rows themselves all come, so that they cannot disagree.
 */
export interface Figure<P extends FigureParams = FigureParams> {
  readonly name: string
  readonly title: { readonly zh: string; readonly en: string }
  /** One sentence: what is counted, and which moment puts a row into a period. */
  readonly definition: { readonly zh: string; readonly en: string }
  readonly unit: '件' | '%' | '个工作日'
  readonly kind: FigureKind
  /**
   * `from …`, ending in a `where` that may be continued with `and`. `past`: as of a former moment and not of now.
   * `shape` is what `scope` gave.
   */
  readonly source: (shape: { readonly past: boolean; readonly scope: string }, p: P) => RawBuilder<unknown>
  /** Who the reader is, as a shape of the statement and as parameters. */
  readonly scope: (actor: Actor) => {
    readonly shape: string
    readonly params: Readonly<Record<string, unknown>>
  }
  /** The day on which the thing happened: what a period selects by. */
  readonly moment: (p: P) => RawBuilder<string>
  /** For a rate: whether the row is one of the good ones. */
  readonly hit?: RawBuilder<boolean>
  /** For a median: the value of the row. */
  readonly measure?: RawBuilder<number>
  /** What tells one row from another; also the order within a day. */
  readonly key: RawBuilder<string>
  /** What is shown of a row. */
  readonly shown: (p: P) => RawBuilder<unknown>
  readonly dimensions: (p: P) => Readonly<Record<string, Dimension>>
}
