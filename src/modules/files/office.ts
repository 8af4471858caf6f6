import { SaxesParser } from 'saxes'
import { crc32 } from 'node:zlib'
import { fromBufferPromise, fromFdPromise, type Entry, type ZipFile } from 'yauzl'
import { Failure } from '../../kernel/failure.ts'
import type { FileType } from './contract.ts'
import { LIMITS } from './limits.ts'
import { damaged, notAllowed, tooMuch, twoInOne } from './refusal.ts'

const OPEN_XML = 'application/vnd.openxmlformats-officedocument'
const CONTENTS = '[Content_Types].xml'

/** What the main part of each kind is called; templates, macro files and all else of that family are not taken. */
const KINDS: ReadonlyMap<string, FileType> = new Map([
  [`${OPEN_XML}.spreadsheetml.sheet.main+xml`, `${OPEN_XML}.spreadsheetml.sheet`],
  [`${OPEN_XML}.wordprocessingml.document.main+xml`, `${OPEN_XML}.wordprocessingml.document`],
  [`${OPEN_XML}.presentationml.presentation.main+xml`, `${OPEN_XML}.presentationml.presentation`],
])

/** Relations that fetch and run something from elsewhere as soon as the document is opened. */
const FETCHED = /\/(?:attachedTemplate|oleObject|frame|subDocument|aFChunk|control)$/i

const PROGRAM =
  /vbaproject|vbadata|(?:^|\/)activex\/|\.(?:exe|dll|com|scr|bat|cmd|js|jse|vbs|vbe|wsf|hta|ps1|lnk|jar|msi)$/i

/** Counts over a file and what lies in it. */
interface Count {
  entries: number
  inflated: number
}

/**
 * Opens an Office file as the archive that it is, and unpacks all of it once without keeping it: every limit is judged by
 * what really comes.
 * @returns which of the kinds that are taken it is
 * @throws Failure `files.damaged`, `not_allowed`, `too_much`, `two_in_one`, `encrypted`, `macros`, `fetches`, `archive_name`, `nested`
 */
export async function checkOffice(fd: number, size: number): Promise<FileType> {
  // A descriptor that is ours to close: the library would close it when it comes to the end.
  const zip = await outside(() => fromFdPromise(fd, { ...READING, autoClose: false }))
  return checkZip(zip, { size, count: { entries: 0, inflated: 0 }, isNested: false })
}

const READING = { lazyEntries: true, decodeStrings: false, validateEntrySizes: true } as const

async function checkZip(
  zip: ZipFile,
  { size, count, isNested }: { size: number; count: Count; isNested: boolean },
): Promise<FileType> {
  if (zip.entryCount + count.entries > LIMITS.entries) throw tooMuch('entries', LIMITS.entries)
  if (zip.comment.length > 0) throw twoInOne('after the archive')
  const entries = await entriesOf(zip)
  count.entries += entries.size
  if (Math.min(...[...entries.values()].map((entry) => entry.relativeOffsetOfLocalHeader)) !== 0)
    throw twoInOne('before the archive')
  let kind: FileType | undefined
  let packed = 0
  for (const [name, entry] of entries) {
    packed += entry.compressedSize
    if (packed > size) throw damaged('entries that lie over each other')
    if (name === CONTENTS) kind = kindIn(await partOf(zip, entry, count))
    else if (name.toLowerCase().endsWith('.rels')) checkRelations(await partOf(zip, entry, count))
    else await checkEntry(zip, { name, entry, count, isNested })
  }
  if (!kind) throw notAllowed('archive')
  return kind
}

async function entriesOf(zip: ZipFile): Promise<ReadonlyMap<string, Entry>> {
  const entries = new Map<string, Entry>()
  const seen = new Set<string>()
  await outside(async () => {
    for await (const entry of zip.eachEntry()) {
      const name = nameOf(entry)
      // Of two with one name one program reads the first, another the last.
      if (seen.has(name.toLowerCase())) throw badName(name)
      seen.add(name.toLowerCase())
      if (entry.isEncrypted()) throw new Failure('invalid', 'files.encrypted')
      if (PROGRAM.test(name)) throw new Failure('invalid', 'files.macros', { part: name })
      entries.set(name, entry)
    }
  })
  if (entries.size === 0) throw damaged('an empty archive')
  return entries
}

/** The name of an entry, as bytes until it is known to be one. @throws Failure `files.archive_name` */
function nameOf({ fileNameRaw, externalFileAttributes }: Entry): string {
  const isLink = ((externalFileAttributes >>> 16) & 0o170000) === 0o120000
  const name = fileNameRaw.toString('utf8')
  const parts = name.split('/')
  if (isLink || /[\\:\0-\u001f\u007f\ufffd]/.test(name) || /%2e|%2f|%5c/i.test(name)) throw badName(name)
  if (name === '' || name.startsWith('/') || parts.includes('..') || parts.includes('.')) throw badName(name)
  return name
}

const badName = (name: string) => new Failure('invalid', 'files.archive_name', { name: shortened(name) })

const shortened = (name: string) => name.replaceAll(/[\p{Cc}\p{Cf}\ufffd]/gu, '?').slice(0, 80)

interface Inner {
  readonly name: string
  readonly entry: Entry
  readonly count: Count
  readonly isNested: boolean
}

/** Unpacks an entry and lets it go, but for a workbook or the like that lies in it: charts bring theirs. */
async function checkEntry(zip: ZipFile, { name, entry, count, isNested }: Inner): Promise<void> {
  let head: Buffer | undefined
  const held: Buffer[] = []
  let heldBytes = 0
  for await (const block of bytesOf(zip, entry, count)) {
    head ??= Buffer.from(block.subarray(0, 16))
    const inner = innerKind(head)
    if (inner === 'program') throw new Failure('invalid', 'files.macros', { part: shortened(name) })
    if (inner === undefined) continue
    if (inner !== 'zip' || isNested || !/\/embeddings\//i.test(name))
      throw new Failure('invalid', 'files.nested', { part: shortened(name) })
    heldBytes += block.length
    if (heldBytes > LIMITS.nestedBytes) throw tooMuch('nestedBytes', LIMITS.nestedBytes)
    held.push(Buffer.from(block))
  }
  if (held.length === 0) return
  const inner = Buffer.concat(held)
  const archive = await outside(() => fromBufferPromise(inner, READING))
  await checkZip(archive, { size: inner.length, count, isNested: true })
}

const starts = (head: Buffer, hex: string) => head.toString('hex').startsWith(hex)

/** What lies in an entry and could be unpacked or run by itself. */
function innerKind(head: Buffer): 'zip' | 'archive' | 'program' | undefined {
  if (starts(head, '504b0304') || starts(head, '504b0506')) return 'zip'
  if (
    ['1f8b08', '377abcaf271c', '526172211a07', 'fd377a585a00', '425a68', '4d534346'].some((hex) =>
      starts(head, hex),
    )
  )
    return 'archive'
  if (['4d5a', '7f454c46', 'cafebabe', 'd0cf11e0a1b11ae1', '2321'].some((hex) => starts(head, hex)))
    return 'program'
  return undefined
}

/** A part that is read as XML: small, or no Office wrote it. */
async function partOf(zip: ZipFile, entry: Entry, count: Count): Promise<string> {
  const blocks: Buffer[] = []
  let size = 0
  for await (const block of bytesOf(zip, entry, count)) {
    size += block.length
    if (size > LIMITS.xmlBytes) throw tooMuch('xmlBytes', LIMITS.xmlBytes)
    blocks.push(Buffer.from(block))
  }
  return outside(async () => new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(blocks)))
}

async function* bytesOf(zip: ZipFile, entry: Entry, count: Count): AsyncGenerator<Buffer> {
  const check = (size: number) => {
    if (size > LIMITS.ratioFloorBytes && size > entry.compressedSize * LIMITS.ratio)
      throw tooMuch('ratio', LIMITS.ratio)
    if (count.inflated > LIMITS.inflatedBytes) throw tooMuch('inflatedBytes', LIMITS.inflatedBytes)
  }
  // An honest bomb is refused by what it says, a lying one by what comes.
  check(entry.uncompressedSize)
  const stream = await outside(() => zip.openReadStreamPromise(entry))
  const blocks: AsyncIterator<Buffer> = stream[Symbol.asyncIterator]()
  let size = 0
  let sum = 0
  try {
    for (;;) {
      const next = await outside(() => blocks.next())
      if (next.done === true) break
      size += next.value.length
      count.inflated += next.value.length
      check(size)
      sum = crc32(next.value, sum)
      yield next.value
    }
  } finally {
    stream.destroy()
  }
  if (sum !== entry.crc32) throw damaged('a checksum in the archive')
}

/** Walks the tags of an XML part. @throws Failure `files.damaged` also for one that declares entities */
function walk(xml: string, onTag: (local: string, attributes: ReadonlyMap<string, string>) => void): void {
  const parser = new SaxesParser()
  parser.on('doctype', () => {
    throw damaged('XML with a document type')
  })
  parser.on('error', (error) => {
    throw damaged(error.message.slice(0, 80))
  })
  parser.on('opentag', ({ name, attributes }) =>
    onTag(name.replace(/^.*:/, ''), new Map(Object.entries(attributes).map(([key, value]) => [key, value]))),
  )
  parser.write(xml).close()
}

/** Which kind the contents name. @throws Failure `files.macros`, `files.not_allowed` */
function kindIn(xml: string): FileType {
  let kind: FileType | undefined
  walk(xml, (_, attributes) => {
    const type = attributes.get('ContentType') ?? ''
    if (/macroEnabled|vbaProject|activeX/i.test(type))
      throw new Failure('invalid', 'files.macros', { part: type.slice(0, 80) })
    const found = KINDS.get(type)
    if (found && kind && found !== kind) throw twoInOne('two kinds of document')
    kind ??= found
  })
  if (!kind) throw notAllowed('archive')
  return kind
}

/** @throws Failure `files.fetches` for a document that brings a template or an object from elsewhere when opened */
function checkRelations(xml: string): void {
  walk(xml, (local, attributes) => {
    if (local !== 'Relationship' || attributes.get('TargetMode')?.toLowerCase() !== 'external') return
    if (FETCHED.test(attributes.get('Type') ?? '')) throw new Failure('invalid', 'files.fetches')
  })
}

/** Whatever the libraries find wrong is wrong with the file. */
async function outside<T>(step: () => Promise<T>): Promise<T> {
  try {
    return await step()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw damaged(error instanceof Error ? error.message.slice(0, 120) : 'unreadable')
  }
}
