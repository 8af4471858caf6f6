import { crc32 } from 'node:zlib'
import { onlyOrientation, orientationIn } from './exif.ts'
import { byteCounter, checkSize, pieceCounter } from './picture.ts'
import { damaged } from './refusal.ts'
import { keep, type Part, type Source } from './source.ts'

export const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** Chunks without which the picture looks different. Those of animations are not among them: it is kept as a still. */
const DRAWN = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'cHRM',
  'gAMA',
  'sBIT',
  'sRGB',
  'cICP',
  'bKGD',
  'pHYs',
])
/** Chunks that tell about it. */
const TOLD = new Set(['eXIf', 'tEXt', 'zTXt', 'iTXt', 'tIME'])
/** Longest EXIF that is searched for the orientation. */
const MOST_EXIF = 1_000_000

/**
 * A picture (PNG, ISO/IEC 15948) without what it tells about itself, its colours and orientation kept, and nothing of
 * what follows its end. With `keepPlace` its texts and EXIF stay.
 * @throws Failure `files.damaged`, `files.too_much`
 */
export async function cleanPng(source: Source, keepPlace: boolean): Promise<Part[]> {
  const parts: Part[] = []
  keep(parts, 0, PNG.length)
  const piece = pieceCounter()
  const told = byteCounter('toldBytes')
  const colour = byteCounter('colourBytes')
  let hasData = false
  let hasOrientation = false
  for (let at = PNG.length; ;) {
    piece()
    const head = await source.bytes(at, 8)
    const length = head.readUInt32BE(0)
    const type = head.toString('latin1', 4, 8)
    const end = at + 12 + length
    if (!/^[A-Za-z]{4}$/.test(type) || end > source.size) throw damaged('a part is longer than the file')
    if ((type === 'IHDR') !== (at === PNG.length)) throw damaged('the head is not first')
    await checkSum(source, { from: at + 4, to: end - 4, type })
    if (type === 'IHDR') {
      if (length !== 13) throw damaged('a head of another length')
      const size = await source.bytes(at + 8, 8)
      checkSize(size.readUInt32BE(0), size.readUInt32BE(4))
    }
    if (DRAWN.has(type)) keep(parts, at, end)
    else if (type === 'iCCP') {
      colour(length)
      keep(parts, at, end)
    } else if (keepPlace && TOLD.has(type)) {
      told(length)
      keep(parts, at, end)
    } else if (type === 'eXIf' && !hasOrientation && length <= MOST_EXIF) {
      hasOrientation = true
      const orientation = orientationIn(await source.bytes(at + 8, length))
      if (orientation !== 1) parts.push(chunk('eXIf', onlyOrientation(orientation)))
    } else if (/^[A-Z]/.test(type)) throw damaged(`an unknown part ${type}`)
    hasData ||= type === 'IDAT' && length > 0
    if (type === 'IEND') {
      if (!hasData) throw damaged('a picture without data')
      return parts
    }
    at = end
  }
}

async function checkSum(
  source: Source,
  { from, to, type }: { from: number; to: number; type: string },
): Promise<void> {
  let sum = 0
  for await (const block of source.blocks(from, to)) sum = crc32(block, sum)
  if (sum !== (await source.bytes(to, 4)).readUInt32BE(0)) throw damaged(`checksum of ${type}`)
}

function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length)
  whole.writeUInt32BE(data.length, 0)
  whole.write(type, 4, 'latin1')
  data.copy(whole, 8)
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length)
  return whole
}
