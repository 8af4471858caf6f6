import { onlyOrientation, orientationIn } from './exif.ts'
import { LIMITS } from './limits.ts'
import { byteCounter, checkSize, pieceCounter } from './picture.ts'
import { damaged, tooMuch } from './refusal.ts'
import { keep, type Part, type Source } from './source.ts'

const EXIF = 'Exif\0\0'
const SOI = 0xd8
const EOI = 0xd9
const SOS = 0xda
const COMMENT = 0xfe

/** Markers that say how the picture is coded: frames, tables, restarts. */
const CODING = new Set([
  0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcc, 0xcd, 0xce, 0xcf, 0xdb, 0xdd,
])
/** Those of them that begin a frame and give its size; the rest of C0 to CF are tables. */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)

/**
 * A photograph (ITU-T T.81) without what it tells about itself: of all it carries only what is needed to draw it, its
 * colours and its orientation are kept, and nothing of what follows its end. With `keepPlace` EXIF, XMP and IPTC stay.
 * @throws Failure `files.damaged`, `files.too_much`
 */
export async function cleanJpeg(source: Source, keepPlace: boolean): Promise<Part[]> {
  const parts: Part[] = [Buffer.from([0xff, SOI])]
  const piece = pieceCounter()
  const told = byteCounter('toldBytes')
  const colour = byteCounter('colourBytes')
  let frames = 0
  let scans = 0
  let hasOrientation = false
  for (let at = 2; ;) {
    piece()
    const { marker, start } = await markerAt(source, at)
    if (marker === EOI) {
      if (scans === 0) throw damaged('a photograph without a picture')
      keep(parts, start, start + 2)
      return parts
    }
    const length = (await source.bytes(start + 2, 2)).readUInt16BE(0)
    const end = start + 2 + length
    if (length < 2 || end > source.size) throw damaged('a part is longer than the file')
    at = end
    if (marker === SOS) {
      scans += 1
      if (frames === 0) throw damaged('a scan before its frame')
      if (scans > LIMITS.scans) throw tooMuch('scans', LIMITS.scans)
      at = await endOfScan(source, end)
      keep(parts, start, at)
    } else if (isFrame(marker)) {
      frames += 1
      if (frames > 1 || length < 8) throw damaged('several frames')
      const head = await source.bytes(start + 4, 5)
      checkSize(head.readUInt16BE(3), head.readUInt16BE(1))
      keep(parts, start, end)
    } else if (CODING.has(marker)) keep(parts, start, end)
    else if (marker >= 0xe0 && marker <= 0xef) {
      const head = (await source.bytes(start + 4, Math.min(14, length - 2))).toString('latin1')
      if (isDrawn(marker, head)) {
        colour(length)
        keep(parts, start, end)
      } else if (keepPlace && isTold(marker, head)) {
        told(length)
        keep(parts, start, end)
      } else if (marker === 0xe1 && head.startsWith(EXIF) && !hasOrientation) {
        hasOrientation = true
        const orientation = orientationIn(
          await source.bytes(start + 4 + EXIF.length, length - 2 - EXIF.length),
        )
        if (orientation !== 1) parts.push(orientationSegment(orientation))
      }
    } else if (marker !== COMMENT) throw damaged('an unknown marker')
  }
}

/** The next marker; any number of fill bytes may stand before it. */
async function markerAt(source: Source, at: number): Promise<{ marker: number; start: number }> {
  const [first = 0, second = 0] = await source.bytes(at, 2)
  if (first !== 0xff) throw damaged('no marker where one should be')
  if (second !== 0xff) return { marker: second, start: at }
  const fill = await source.bytes(at, Math.min(MOST_FILL, source.size - at))
  const place = fill.findIndex((byte) => byte !== 0xff)
  if (place === -1) throw damaged('no marker where one should be')
  return { marker: fill[place] ?? 0, start: at + place - 1 }
}

/** Bytes that fill up to a marker; nobody writes more than a few. */
const MOST_FILL = 1024

/** Where the coded data of a scan ends: at the next marker that is neither a restart nor a stuffed byte. */
async function endOfScan(source: Source, from: number): Promise<number> {
  let at = from
  let isAfterMark = false
  for await (const block of source.blocks(from)) {
    for (let i = 0; i < block.length; i += 1) {
      if (!isAfterMark) {
        i = block.indexOf(0xff, i)
        if (i === -1) break
        isAfterMark = true
      } else if (!isStuffed(block[i] ?? 0)) return at + i - 1
      else isAfterMark = block[i] === 0xff
    }
    at += block.length
  }
  throw damaged('the picture has no end')
}

/** After FF: a zero means the byte itself, D0 to D7 restart, another FF fills. */
const isStuffed = (byte: number) => byte === 0 || byte === 0xff || (byte >= 0xd0 && byte <= 0xd7)

/** What the colours come out wrong without: the colour profile, and how Adobe turned them; the JFIF head. */
const isDrawn = (marker: number, head: string): boolean =>
  (marker === 0xe0 && head.startsWith('JFIF\0')) ||
  (marker === 0xe2 && head.startsWith('ICC_PROFILE\0')) ||
  (marker === 0xee && head.startsWith('Adobe'))

/** What tells where, when and by whom: EXIF, XMP, IPTC. */
const isTold = (marker: number, head: string): boolean =>
  (marker === 0xe1 && (head.startsWith(EXIF) || head.startsWith('http://ns.adob'))) ||
  (marker === 0xed && head.startsWith('Photoshop'))

function orientationSegment(orientation: number): Buffer {
  const body = Buffer.concat([Buffer.from(EXIF, 'latin1'), onlyOrientation(orientation)])
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(body.length + 2, 2)
  return Buffer.concat([head, body])
}
