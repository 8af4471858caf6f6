import { spawn, type ChildProcess } from 'node:child_process'
import { open, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Readable } from 'node:stream'
import { Failure } from '../failure.ts'
import type { Row, Sheet } from './cell.ts'
import { tooMuch } from './container.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { checkSignature } from './signature.ts'
import { fieldsOf, unpackRow, unpackSheet } from './wire.ts'

/** A workbook as it is read: each sheet, hidden ones too, followed by those of its rows that hold something. */
export type WorkbookItem =
  { readonly kind: 'sheet'; readonly sheet: Sheet } | { readonly kind: 'row'; readonly row: Row }

/** What the reading process took at its most. */
export interface ReadUsage {
  readonly peakBytes: number
}

/** How a workbook is to be read. */
export interface ReadOptions {
  /** Changes to `DEFAULT_LIMITS`. */
  readonly limits?: Partial<Limits>
  /** Called once when the reading process has reported, also when it refuses the file. */
  readonly onUsage?: (usage: ReadUsage) => void
}

/**
 * Reads an .xlsx file sheet by sheet and row by row, in a process of its own with a bounded heap. Rows come only as
 * fast as they are taken, so memory does not grow with the file; leaving the loop early ends the process.
 *
 * @throws Failure, always `invalid` and with `file` (its name) and `accepted` in the detail:
 * `spreadsheet.unreadable` (no such file, no right to it; `reason`), `empty_file`, `old_format` (.xls, .et),
 * `encrypted`, `not_a_spreadsheet` (`found`: html, csv, pdf, …), `not_a_workbook` (a zip without one; `found`: docx,
 * xlsb, ods, zip …), `damaged` (`what`), `too_much` (`limit`, one of `Limits`; `allowed`).
 */
export async function* readWorkbook(
  path: string,
  options: ReadOptions = {},
): AsyncGenerator<WorkbookItem, void, void> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits }
  try {
    yield* readChecked(path, { limits, onUsage: options.onUsage })
  } catch (error) {
    if (!(error instanceof Failure) || !error.code.startsWith('spreadsheet.')) throw error
    throw new Failure(error.kind, error.code, { file: basename(path), accepted: ACCEPTED, ...error.detail })
  }
}

const ACCEPTED = '.xlsx'

interface Settings {
  readonly limits: Limits
  readonly onUsage: ReadOptions['onUsage']
}

async function* readChecked(path: string, settings: Settings): AsyncGenerator<WorkbookItem, void, void> {
  const file = await openFile(path)
  let child: Reader
  try {
    await checkSignature(file, settings.limits)
    child = startReader(file, settings.limits)
  } finally {
    // The child has its own copy of the descriptor.
    await file.close()
  }
  try {
    for await (const message of messagesOf(child, settings.limits)) {
      const parts: readonly unknown[] = Array.isArray(message) ? message : []
      const [kind, content, detail, peak] = parts
      if (kind === 'rows' && Array.isArray(content)) {
        for (const packed of content) yield { kind: 'row', row: unpackRow(packed) }
      } else if (kind === 'sheet') yield { kind: 'sheet', sheet: unpackSheet(content) }
      else if (kind === 'end') return settings.onUsage?.({ peakBytes: Number(content) })
      else if (kind === 'refused') {
        settings.onUsage?.({ peakBytes: Number(peak) })
        throw new Failure('invalid', String(content), Object.fromEntries(fieldsOf(detail)))
      } else throw new Error(`unexpected from the spreadsheet reader: ${JSON.stringify(message)}`)
    }
    throw child.endedEarly(await child.ended)
  } finally {
    child.process.kill('SIGKILL')
    await child.ended
  }
}

async function openFile(path: string): Promise<FileHandle> {
  try {
    return await open(path, 'r')
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : String(error)
    throw new Failure('invalid', 'spreadsheet.unreadable', { reason })
  }
}

interface Reader {
  readonly process: ChildProcess
  readonly output: Readable
  readonly ended: Promise<Ending>
  readonly endedEarly: (ending: Ending) => Error
}

interface Ending {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

function startReader(file: FileHandle, limits: Limits): Reader {
  const child = spawn(
    process.execPath,
    [`--max-old-space-size=${limits.heapMegabytes}`, CHILD, JSON.stringify(limits)],
    // No environment: nothing that a hostile file could bring to light.
    { stdio: [file.fd, 'ignore', 'pipe', 'pipe'], env: {} },
  )
  const output = child.stdio[3]
  if (!(output instanceof Readable)) throw new Error('no pipe from the spreadsheet reader')
  let complaint = ''
  child.stderr?.on('data', (text: Buffer) => {
    complaint = (complaint + text.toString()).slice(-COMPLAINT_LENGTH)
  })
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  // Awaited at the end; until then a failure to start must not count as unhandled.
  ended.catch(() => undefined)
  return {
    process: child,
    output,
    ended,
    endedEarly: ({ code, signal }) =>
      // V8 aborts when the heap is full, the kernel kills when the machine's memory is.
      signal === 'SIGABRT' || signal === 'SIGKILL' || code === 134
        ? tooMuch('heapMegabytes', limits.heapMegabytes)
        : new Error(`the spreadsheet reader ended early (${String(signal ?? code)}): ${complaint}`),
  }
}

const CHILD = fileURLToPath(new URL('./read-child.ts', import.meta.url))
const COMPLAINT_LENGTH = 4_000

/** The messages of the child, line by line. Only the time spent waiting for it counts against its limit. */
async function* messagesOf(
  { output }: Reader,
  { milliseconds }: Limits,
): AsyncGenerator<unknown, void, void> {
  const chunks: AsyncIterator<Buffer> = output[Symbol.asyncIterator]()
  const decoder = new TextDecoder()
  let left = milliseconds
  let pieces: string[] = []
  for (;;) {
    const before = performance.now()
    const next = await within(chunks.next(), left)
    left -= performance.now() - before
    if (next === LATE) throw tooMuch('milliseconds', milliseconds)
    if (next.done === true) return
    const [first = '', ...others] = decoder.decode(next.value, { stream: true }).split('\n')
    // Joined only when the line is whole: joining at each piece would copy a long line a hundred times.
    pieces.push(first)
    for (const other of others) {
      yield JSON.parse(pieces.join(''))
      pieces = [other]
    }
  }
}

const LATE = Symbol('late')

async function within<T>(step: Promise<T>, milliseconds: number): Promise<T | typeof LATE> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), Math.max(0, milliseconds))
  })
  try {
    return await Promise.race([step, late])
  } finally {
    clearTimeout(timer)
  }
}
