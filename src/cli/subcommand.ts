import type { ParseArgsConfig } from 'node:util'
import type { Settings } from '../kernel/settings.ts'
import type { Language } from '../kernel/words.ts'
import type { Product } from '../product.ts'
import type { Terminal } from './terminal.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** The values of options and the words that are no options. */
export interface Given {
  readonly values: Readonly<Record<string, string | boolean | undefined>>
  readonly words: readonly string[]
}

export interface Invocation extends Given {
  readonly terminal: Terminal
  readonly settings: Settings
  /** Opens the installation when it is needed; it is closed when the command ends. */
  readonly product: () => Promise<Product>
}

/** One subcommand of `bihuan`. */
export interface Subcommand {
  /** Its name in one or two words. */
  readonly name: string
  /** What follows the name, as in a manual: `FILE.xlsx --park CODE [--dry-run]`. */
  readonly usage: string
  readonly summary: { readonly zh: string; readonly en: string }
  /** Its own options; --json, --lang, --data, --as and --help belong to all. */
  readonly options: Options
  /** How many words it takes, least and most. */
  readonly words: readonly [number, number]
  /** The exit code. */
  readonly run: (invocation: Invocation) => Promise<number>
  /** Settings that are others by default for this subcommand. */
  readonly defaults?: Readonly<Record<string, string>>
  /** The exit code when the work could not be done at all; 3 unless said. */
  readonly unable?: number
}

/** A wrong call: what is wrong with it is said together with how it is meant. */
export class UsageError extends Error {
  readonly words: Readonly<Record<Language, string>>
  constructor(zh: string, en: string) {
    super(en)
    this.words = { zh, en }
  }
}

/** The text of an option. @throws UsageError when it is not given. */
export function required({ values }: Given, option: string): string {
  const value = values[option]
  if (typeof value !== 'string' || value === '')
    throw new UsageError(`缺少 --${option}`, `--${option} is missing`)
  return value
}

/** The text of an option, or undefined. */
export function optional({ values }: Given, option: string): string | undefined {
  const value = values[option]
  return typeof value === 'string' && value !== '' ? value : undefined
}
