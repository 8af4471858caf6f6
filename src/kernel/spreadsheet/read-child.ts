/**
 * The process that takes a workbook apart: started by `read.ts` with a small heap, an empty environment, the file as
 * descriptor 0 and a pipe as descriptor 3. A hostile file can at worst end this process.
 */
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import { Failure } from '../failure.ts'
import { openContainer } from './container.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { readSharedStrings } from './shared-strings.ts'
import { readMerges, readRows, type SheetContext } from './sheet-reader.ts'
import { fieldsOf, packSheet } from './wire.ts'
import { readWorkbookParts } from './workbook.ts'

const FILE = 0
const PIPE = 3

const pipe = new Socket({ fd: PIPE, readable: false, writable: true })

async function send(message: readonly unknown[]): Promise<void> {
  if (!pipe.write(`${JSON.stringify(message)}\n`)) await once(pipe, 'drain')
}

async function read(limits: Limits): Promise<void> {
  const container = await openContainer(FILE, limits)
  const { sheets, date1904, sharedStrings, showings } = await readWorkbookParts(container, limits)
  const strings =
    sharedStrings === undefined ? undefined : await readSharedStrings(container.read(sharedStrings), limits)
  const context: SheetContext = {
    container,
    limits,
    strings,
    showings,
    date1904,
    totals: { rows: 0, characters: 0 },
  }
  for (const [index, { name, hidden, path }] of sheets.entries()) {
    const merges = await readMerges(container.read(path), limits)
    await send(['sheet', packSheet({ index, name, hidden, date1904, merges })])
    await readRows(context, { path, take: (rows) => send(['rows', rows]) })
  }
}

/** The limits come complete from the parent; what is missing keeps its default. */
function limitsFrom(argument = '{}'): Limits {
  const limits = { ...DEFAULT_LIMITS }
  for (const [name, value] of fieldsOf(JSON.parse(argument))) {
    if (name in limits) Object.assign(limits, { [name]: Number(value) })
  }
  return limits
}

/** The most memory this process ever held. Not from `resourceUsage`, which begins with what the parent held. */
function peakBytes(): number {
  try {
    const kilobytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]
    if (kilobytes !== undefined) return Number(kilobytes) * 1024
  } catch {
    // Not Linux: what is held now has to do.
  }
  return process.memoryUsage.rss()
}

try {
  await read(limitsFrom(process.argv[2]))
  await send(['end', peakBytes()])
} catch (error) {
  if (!(error instanceof Failure)) throw error
  await send(['refused', error.code, error.detail, peakBytes()])
}
pipe.end()
