import type { Command } from './command.ts'
import type { Figure } from './figure.ts'
import type { Job } from './jobs.ts'
import type { OpenWork } from './open-work.ts'
import type { Query } from './query.ts'
import type { Listener } from './outbox.ts'
import type { FileHolder } from './file-holder.ts'
import type { Download, Upload } from './transfer.ts'
import type { DB } from './tables.gen.ts'
import type { Words } from './words.ts'

/** What a module gives to the product: its manifest. */
export interface Module {
  readonly name: string
  /** Tables that only this module writes. */
  readonly owns: readonly (keyof DB)[]
  // A list of commands of different shapes: each was checked where it was defined, `never` lets them lie together.
  readonly commands: readonly Command<never, never, never>[]
  readonly queries: readonly Query<never, never>[]
  /** Changes whose subject comes as the bytes of a file. */
  readonly uploads: readonly Upload<never, never, never, never>[]
  /** Answers that are files. */
  readonly downloads: readonly Download<never, never>[]
  readonly jobs: readonly Job[]
  /** Who wants to hear what commands announce. */
  readonly listeners: readonly Listener[]
  /** The numbers this module answers for. */
  readonly figures: readonly Figure[]
  /** What the module's refusals say, in both languages. */
  readonly words: readonly Words[]
  /** Rows of shared tables that belong to the program and not to its users, written at every migration. */
  readonly reference?: readonly ReferenceRows[]
  /** For a module to whose things files are attached. */
  readonly fileHolder?: FileHolder
  /** Asked before somebody leaves. */
  readonly openWork?: OpenWork
}

export interface ReferenceRows {
  readonly table: keyof DB
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** Declares a module. */
export function defineModule(module: {
  name: string
  owns?: readonly (keyof DB)[]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the one place where commands of all shapes meet
  commands?: readonly Command<any, any, any>[]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  queries?: readonly Query<any, any>[]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  uploads?: readonly Upload<any, any, any, any>[]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- as above
  downloads?: readonly Download<any, any>[]
  jobs?: readonly Job[]
  listeners?: readonly Listener[]
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each figure has parameters of its own
  figures?: readonly Figure<any>[]
  words?: readonly Words[]
  reference?: readonly ReferenceRows[]
  fileHolder?: FileHolder
  openWork?: OpenWork
}): Module {
  return {
    owns: [],
    commands: [],
    queries: [],
    uploads: [],
    downloads: [],
    jobs: [],
    listeners: [],
    figures: [],
    words: [],
    ...module,
  } as unknown as Module
}
