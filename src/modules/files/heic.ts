import { Failure } from '../../kernel/failure.ts'
import { checkSize, pieceCounter } from './picture.ts'
import { damaged } from './refusal.ts'
import { keep, type Part, type Source } from './source.ts'

/** Longest table of contents that is read. */
const MOST_META = 2_000_000
/** Kinds of boxes that a photograph has at its outermost. */
const OUTER = new Set(['ftyp', 'meta', 'mdat', 'free', 'skip'])
/** Items that tell about the picture. */
const TOLD = new Set(['Exif', 'mime', 'uri '])

interface Box {
  readonly type: string
  readonly from: number
  readonly to: number
}

/**
 * A photograph of a phone (HEIF, ISO/IEC 23008-12), as it came but for what it tells about itself: those bytes are
 * written over with zeros where they lie. How it is turned is told by a property of the picture and stays.
 * @throws Failure `files.damaged`, `files.too_much`, `files.place_stays`
 */
export async function cleanHeic(source: Source, keepPlace: boolean): Promise<Part[]> {
  const piece = pieceCounter()
  let meta: Buffer | undefined
  for (let at = 0; at < source.size;) {
    piece()
    const head = await source.bytes(at, 8)
    const type = head.toString('latin1', 4, 8)
    let length = head.readUInt32BE(0)
    if (length === 1) length = Number((await source.bytes(at + 8, 8)).readBigUInt64BE(0))
    // A box "to the end of the file" would take in whatever was put behind it.
    if (!OUTER.has(type) || length < 8 || at + length > source.size)
      throw damaged(`a box ${JSON.stringify(type)}`)
    if (type === 'meta') {
      if (meta || length > MOST_META) throw damaged('its contents')
      meta = await source.bytes(at, length)
    }
    at += length
  }
  if (!meta) throw damaged('no contents')
  checkMeta(meta)
  const parts: Part[] = []
  let at = 0
  for (const { from, to } of keepPlace ? [] : toldIn(meta, source.size)) {
    if (from < at) throw damaged('overlapping items')
    if (from > at) keep(parts, at, from)
    parts.push(Buffer.alloc(to - from))
    at = to
  }
  if (at < source.size) keep(parts, at, source.size)
  return parts
}

/** The boxes inside a stretch of the contents. */
function boxesIn(meta: Buffer, from: number, to: number): Box[] {
  const boxes: Box[] = []
  for (let at = from; at < to;) {
    if (at + 8 > to) throw damaged('its contents')
    const length = meta.readUInt32BE(at)
    if (length < 8 || at + length > to || boxes.length > 10_000) throw damaged('its contents')
    boxes.push({ type: meta.toString('latin1', at + 4, at + 8), from: at + 8, to: at + length })
    at += length
  }
  return boxes
}

const metaBoxes = (meta: Buffer) => boxesIn(meta, 12, meta.length)

/** The sizes of all pictures in it. */
function checkMeta(meta: Buffer): void {
  const sizes = metaBoxes(meta)
    .filter(({ type }) => type === 'iprp')
    .flatMap(({ from, to }) => boxesIn(meta, from, to))
    .filter(({ type }) => type === 'ipco')
    .flatMap(({ from, to }) => boxesIn(meta, from, to))
    .filter(({ type }) => type === 'ispe')
  if (sizes.length === 0) throw damaged('no size')
  for (const { from, to } of sizes) {
    if (to - from < 12) throw damaged('no size')
    checkSize(meta.readUInt32BE(from + 4), meta.readUInt32BE(from + 8))
  }
}

/** Where the file tells about its picture, in order. */
function toldIn(meta: Buffer, size: number): { from: number; to: number }[] {
  try {
    const boxes = metaBoxes(meta)
    const told = new Set(boxes.filter(({ type }) => type === 'iinf').flatMap((box) => itemsIn(meta, box)))
    if (told.size === 0) return []
    const places = boxes.filter(({ type }) => type === 'iloc').flatMap((box) => placesIn(meta, box, told))
    if (places.length === 0 || places.some(({ from, to }) => to > size || from >= to)) throw stays()
    return places.toSorted((a, b) => a.from - b.from)
  } catch (error) {
    if (error instanceof RangeError) throw damaged('its contents')
    throw error
  }
}

/** Said of a photograph whose place cannot be taken out. */
const stays = () => new Failure('invalid', 'files.place_stays')

/** The ids of items that tell about the picture. */
function itemsIn(meta: Buffer, { from, to }: Box): number[] {
  const version = meta[from] ?? 0
  return boxesIn(meta, from + 4 + (version === 0 ? 2 : 4), to).flatMap((item) => {
    const form = meta[item.from] ?? 0
    // Older forms have no type by which to tell.
    if (item.type !== 'infe' || form < 2) throw stays()
    const at = item.from + 4
    const id = form === 2 ? meta.readUInt16BE(at) : meta.readUInt32BE(at)
    const type = meta.toString('latin1', at + (form === 2 ? 4 : 6), at + (form === 2 ? 8 : 10))
    return TOLD.has(type) ? [id] : []
  })
}

/** The stretches of the file in which some items lie (ISO/IEC 14496-12, 8.11.3). */
function placesIn(meta: Buffer, box: Box, wanted: ReadonlySet<number>): { from: number; to: number }[] {
  const version = meta[box.from] ?? 0
  const sizes = meta.readUInt16BE(box.from + 4)
  const [offsetBytes, lengthBytes, baseBytes] = [sizes >> 12, (sizes >> 8) & 15, (sizes >> 4) & 15]
  const indexBytes = version === 0 ? 0 : sizes & 15
  let at = box.from + 6
  const take = (bytes: number) => {
    if (at + bytes > box.to || ![0, 2, 4, 8].includes(bytes)) throw damaged('its contents')
    const value =
      bytes === 0 ? 0 : bytes === 8 ? Number(meta.readBigUInt64BE(at)) : meta.readUIntBE(at, bytes)
    at += bytes
    return value
  }
  const found: { from: number; to: number }[] = []
  for (let items = take(version < 2 ? 2 : 4); items > 0; items -= 1) {
    const id = take(version < 2 ? 2 : 4)
    const way = version === 0 ? 0 : take(2) & 15
    take(2)
    const base = take(baseBytes)
    for (let stretches = take(2); stretches > 0; stretches -= 1) {
      take(indexBytes)
      const from = base + take(offsetBytes)
      const to = from + take(lengthBytes)
      if (!wanted.has(id)) continue
      if (way !== 0) throw stays()
      found.push({ from, to })
    }
  }
  return found
}
