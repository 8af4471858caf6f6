import { Failure } from '../../kernel/failure.ts'
import { onlyOrientation, orientationIn } from './exif.ts'
import { byteCounter, checkSize, pieceCounter } from './picture.ts'
import { damaged } from './refusal.ts'
import { keep, type Part, type Source } from './source.ts'

const EXIF_FLAG = 0x08
const XMP_FLAG = 0x04
const ANIMATION_FLAG = 0x02

/**
 * A picture (WebP, RFC 9649) without what it tells about itself, its colours and orientation kept, and nothing of what
 * follows its end. With `keepPlace` EXIF and XMP stay.
 * @throws Failure `files.damaged`, `files.too_much`, `files.animated`
 */
export async function cleanWebp(source: Source, keepPlace: boolean): Promise<Part[]> {
  const riff = await source.bytes(0, 12)
  const stop = 8 + riff.readUInt32LE(4)
  if (stop > source.size || stop < 20) throw damaged('it ends too early')
  const body: Part[] = []
  const piece = pieceCounter()
  const told = byteCounter('toldBytes')
  const colour = byteCounter('colourBytes')
  let extended: Buffer | undefined
  let hasPicture = false
  let exif: Buffer | undefined
  for (let at = 12; at < stop;) {
    piece()
    const head = await source.bytes(at, 8)
    const type = head.toString('latin1', 0, 4)
    const length = head.readUInt32LE(4)
    const end = at + 8 + length + (length % 2)
    if (end > stop) throw damaged('a part is longer than the file')
    if (type === 'VP8X') {
      if (at !== 12 || length !== 10) throw damaged('the head is not first')
      extended = await source.bytes(at, 18)
      if (((extended[8] ?? 0) & ANIMATION_FLAG) !== 0) throw animated()
      checkSize(1 + extended.readUIntLE(12, 3), 1 + extended.readUIntLE(15, 3))
    } else if (type === 'VP8 ' || type === 'VP8L') {
      if (hasPicture) throw damaged('several pictures')
      hasPicture = true
      checkPicture(type, await source.bytes(at + 8, Math.min(length, 10)))
      keep(body, at, end)
    } else if (type === 'ALPH') keep(body, at, end)
    else if (type === 'ICCP') {
      colour(length)
      keep(body, at, end)
    } else if (type === 'ANIM' || type === 'ANMF') throw animated()
    else if (type === 'EXIF' && exif === undefined) {
      told(length)
      exif = await source.bytes(at + 8, length)
      if (keepPlace) keep(body, at, end)
    } else if (type === 'XMP ' && keepPlace) {
      told(length)
      keep(body, at, end)
    }
    at = end
  }
  if (!hasPicture) throw damaged('a picture without data')
  if (!extended) return whole(body)
  if (keepPlace) return whole([extended, ...body])
  // Some write the marks of a JPEG before the block.
  const block = exif?.subarray(exif.toString('latin1', 0, 6) === 'Exif\0\0' ? 6 : 0)
  const orientation = block ? orientationIn(block) : 1
  const flags = (extended[8] ?? 0) & ~(EXIF_FLAG | XMP_FLAG)
  extended[8] = orientation === 1 ? flags : flags | EXIF_FLAG
  return whole([
    extended,
    ...body,
    ...(orientation === 1 ? [] : [chunk('EXIF', onlyOrientation(orientation))]),
  ])
}

const animated = () => new Failure('invalid', 'files.animated')

/** The size that the picture itself says: it may differ from the head. */
function checkPicture(type: 'VP8 ' | 'VP8L', head: Buffer): void {
  if (head.length < (type === 'VP8 ' ? 10 : 5)) throw damaged('it ends too early')
  if (type === 'VP8 ') {
    if (head.toString('hex', 3, 6) !== '9d012a') throw damaged('no key frame')
    return checkSize(head.readUInt16LE(6) & 0x3fff, head.readUInt16LE(8) & 0x3fff)
  }
  if (head[0] !== 0x2f) throw damaged('no picture')
  const bits = head.readUInt32LE(1)
  checkSize(1 + (bits & 0x3fff), 1 + ((bits >>> 14) & 0x3fff))
}

function whole(body: readonly Part[]): Part[] {
  const size = body.reduce(
    (sum, part) => sum + (Buffer.isBuffer(part) ? part.length : part.to - part.from),
    0,
  )
  const head = Buffer.from('RIFF\0\0\0\0WEBP', 'latin1')
  head.writeUInt32LE(size + 4, 4)
  return [head, ...body]
}

function chunk(type: string, data: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(type, 'latin1')
  head.writeUInt32LE(data.length, 4)
  return Buffer.concat([head, data, Buffer.alloc(data.length % 2)])
}
