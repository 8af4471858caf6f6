import { open } from 'node:fs/promises'
import { Failure } from '../../kernel/failure.ts'
import type { FileType } from './contract.ts'
import { cleanHeic } from './heic.ts'
import { cleanJpeg } from './jpeg.ts'
import { checkOffice } from './office.ts'
import { checkPdf } from './pdf.ts'
import { cleanPng, PNG } from './png.ts'
import { notAllowed, twoInOne } from './refusal.ts'
import { sourceOf, writeParts, type Part, type Source } from './source.ts'
import { checkText } from './text.ts'
import { cleanWebp } from './webp.ts'

/** What a file is found to be, and what is left of it. */
interface Found {
  readonly type: FileType
  /** Undefined where it stays as it came. */
  readonly parts?: readonly Part[]
}

/**
 * Looks at the bytes of a file, and at nothing else: says what it is, refuses what is not taken, and writes it anew
 * without what should not be in it.
 * @returns its type, and the path of what is to be kept: the file itself, or the clean one beside it.
 * @throws Failure of the module, with the reason
 */
export async function examine(
  path: string,
  { size, keepPlace }: { size: number; keepPlace: boolean },
): Promise<{ type: FileType; path: string }> {
  const file = await open(path, 'r')
  try {
    const source = sourceOf(file, size)
    const head = await source.bytes(0, Math.min(size, 512))
    const { type, parts } = await find(source, { head, fd: file.fd, keepPlace })
    if (!parts) return { type, path }
    const clean = `${path}.clean`
    await writeParts(source, parts, clean)
    return { type, path: clean }
  } finally {
    await file.close()
  }
}

async function find(
  source: Source,
  { head, fd, keepPlace }: { head: Buffer; fd: number; keepPlace: boolean },
): Promise<Found> {
  const begins = (...hex: readonly string[]) => hex.some((one) => head.toString('hex').startsWith(one))
  const latin = head.toString('latin1')
  if (begins('504b0304')) {
    await checkEndOfArchive(source)
    return { type: await checkOffice(fd, source.size) }
  }
  const other = otherKind(head)
  if (other !== undefined) throw new Failure('invalid', 'files.not_allowed', { found: other })
  await refuseArchiveInside(source)
  if (begins('ffd8ff')) return { type: 'image/jpeg', parts: await cleanJpeg(source, keepPlace) }
  if (head.subarray(0, PNG.length).equals(PNG))
    return { type: 'image/png', parts: await cleanPng(source, keepPlace) }
  if (latin.startsWith('RIFF') && latin.slice(8, 12) === 'WEBP')
    return { type: 'image/webp', parts: await cleanWebp(source, keepPlace) }
  if (latin.slice(4, 8) === 'ftyp') {
    if (!/^(?:heic|heix|heim|heis|mif1)$/.test(latin.slice(8, 12))) throw notAllowed('video')
    return { type: 'image/heic', parts: await cleanHeic(source, keepPlace) }
  }
  if (latin.startsWith('%PDF-')) {
    await checkPdf(source)
    return { type: 'application/pdf' }
  }
  await checkText(source)
  return { type: 'text/plain' }
}

/** What a file seems to be that is not taken, by its first bytes, for the words of the refusal. */
function otherKind(head: Buffer): string | undefined {
  const hex = head.toString('hex')
  return OTHERS.find(([start]) => hex.startsWith(start))?.[1]
}

const OTHERS: readonly (readonly [hex: string, kind: string])[] = [
  ['d0cf11e0a1b11ae1', 'old_office'],
  ['504b0506', 'archive'],
  ['504b0708', 'archive'],
  ['1f8b', 'archive'],
  ['425a68', 'archive'],
  ['377abcaf271c', 'archive'],
  ['526172211a07', 'archive'],
  ['fd377a585a00', 'archive'],
  ['4d5a', 'program'],
  ['7f454c46', 'program'],
  ['cafebabe', 'program'],
  ['cffaedfe', 'program'],
  ['feedface', 'program'],
  ['0061736d', 'program'],
  ['4c000000011402', 'program'],
  ['47494638', 'gif'],
  ['424d', 'bitmap'],
  ['49492a00', 'bitmap'],
  ['4d4d002a', 'bitmap'],
  ['7b5c727466', 'rtf'],
]

const END_OF_ARCHIVE = Buffer.from('PK\u0005\u0006', 'latin1')
/** An archive is found from its end, before which 64 KB of comment may stand. */
const MOST_END = 22 + 0xffff

/** Refuses what is one thing from its beginning and an archive from its end. */
async function refuseArchiveInside(source: Source): Promise<void> {
  const from = Math.max(0, source.size - MOST_END)
  const tail = await source.bytes(from, source.size - from)
  if (tail.includes(END_OF_ARCHIVE)) throw twoInOne('an archive inside')
}

/** Nothing may follow an archive: what does is another file to another program. */
async function checkEndOfArchive(source: Source): Promise<void> {
  const from = Math.max(0, source.size - MOST_END)
  const tail = await source.bytes(from, source.size - from)
  const end = tail.lastIndexOf(END_OF_ARCHIVE)
  if (end === -1) throw new Failure('invalid', 'files.damaged', { what: 'the archive has no end' })
  if (end + 22 !== tail.length) throw twoInOne('after the archive')
}
