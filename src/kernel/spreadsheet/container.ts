import { crc32 } from 'node:zlib'
import { fromFdPromise, type Entry, type ZipFile } from 'yauzl'
import { Failure, type FailureDetail } from '../failure.ts'
import { RATIO_FLOOR_BYTES, type LimitName, type Limits } from './limits.ts'

/** The parts of a workbook file, inflated on demand and counted while they come. */
export interface Container {
  /** Whether there is a part of that path (case does not matter, as in Excel). */
  readonly has: (path: string) => boolean
  /** The bytes of a part. @throws Failure `spreadsheet.damaged` and the limits of inflating. */
  readonly read: (path: string) => AsyncGenerator<Buffer>
}

/** A refusal of the file for being more than a limit allows. */
export function tooMuch(limit: LimitName, allowed: number, detail: FailureDetail = {}): Failure {
  return new Failure('invalid', 'spreadsheet.too_much', { limit, allowed, ...detail })
}

/** A refusal of the file for being broken; `what` is a short technical note in English. */
export function damaged(what: string): Failure {
  return new Failure('invalid', 'spreadsheet.damaged', { what })
}

/** Opens the zip archive behind a file descriptor. @throws Failure `spreadsheet.damaged`, `too_much` (entries). */
export async function openContainer(fd: number, limits: Limits): Promise<Container> {
  const zip = await outside(() => fromFdPromise(fd, { lazyEntries: true }))
  if (zip.entryCount > limits.entries) throw tooMuch('entries', limits.entries)
  const entries = await outside(() => entriesOf(zip))
  let inflated = 0
  const check = (entry: Entry, size: number) => {
    if (inflated > limits.inflatedBytes) throw tooMuch('inflatedBytes', limits.inflatedBytes)
    if (size > RATIO_FLOOR_BYTES && size > entry.compressedSize * limits.ratio)
      throw tooMuch('ratio', limits.ratio)
  }
  return {
    has: (path) => entries.has(path.toLowerCase()),
    read: async function* (path) {
      const entry = entries.get(path.toLowerCase())
      if (entry === undefined) throw damaged(`no part ${path}`)
      // An honest bomb is refused by what it says, a lying one by what comes; yauzl lets no more come than was said.
      check(entry, entry.uncompressedSize)
      let size = 0
      let sum = 0
      for await (const chunk of bytesOf(zip, entry)) {
        size += chunk.length
        inflated += chunk.length
        check(entry, size)
        sum = crc32(chunk, sum)
        yield chunk
      }
      if (sum !== entry.crc32) throw damaged(`checksum of ${path}`)
    },
  }
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  for await (const entry of zip.eachEntry()) entries.set(entry.fileName.toLowerCase(), entry)
  return entries
}

async function* bytesOf(zip: ZipFile, entry: Entry): AsyncGenerator<Buffer> {
  const stream = await outside(() => zip.openReadStreamPromise(entry))
  const chunks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  for (;;) {
    const next = await outside(() => chunks.next())
    if (next.done === true) return
    yield next.value
  }
}

/** Whatever yauzl and zlib find wrong is wrong with the file. */
async function outside<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    throw damaged(error instanceof Error ? error.message : String(error))
  }
}
