import { isSystemError } from '../kernel/system-error.ts'
import type { Dictionary, Language } from '../kernel/words.ts'

/** What a subcommand of the command line may say, and how. */
export interface Terminal {
  readonly language: Language
  readonly dictionary: Dictionary
  /** Whether data is asked for as JSON. */
  readonly json: boolean
  /** A line of the answer, on standard output. */
  readonly say: (text: string) => void
  /** A line about the answer, on standard error. */
  readonly note: (text: string) => void
  /** How far long work has come; on a terminal one line that is written over, elsewhere a line now and then. */
  readonly progress: (text: string) => void
  /** Ends the line of progress. */
  readonly settle: () => void
}

/**
 * Whoever reads us may stop reading (`bihuan … | head -1`): what is left to say is then not said, and what is being
 * done is done to its end.
 */
export function endQuietly(...streams: readonly NodeJS.WriteStream[]): void {
  for (const stream of streams)
    stream.on('error', (error) => {
      if (!isSystemError(error, 'EPIPE')) throw error
    })
}

/** Progress that nobody watches is written no oftener than this. */
const EVERY_MS = 5_000

export function openTerminal(options: {
  language: Language
  dictionary: Dictionary
  json: boolean
}): Terminal {
  const live = process.stderr.isTTY
  let open = false
  let last = 0
  const settle = () => {
    if (open) process.stderr.write('\n')
    open = false
  }
  return {
    ...options,
    settle,
    say(text) {
      settle()
      process.stdout.write(`${text}\n`)
    },
    note(text) {
      settle()
      process.stderr.write(`${text}\n`)
    },
    progress(text) {
      if (live) {
        process.stderr.write(`\r\x1b[2K${text}`)
        open = true
        return
      }
      const now = performance.now()
      if (last !== 0 && now - last < EVERY_MS) return
      last = now
      process.stderr.write(`${text}\n`)
    },
  }
}
