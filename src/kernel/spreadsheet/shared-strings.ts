import { damaged, tooMuch } from './container.ts'
import type { Limits } from './limits.ts'
import { readXml, unescapeText } from './xml.ts'

/** The texts that cells share, by number. */
export interface SharedStrings {
  /** @throws Failure `spreadsheet.damaged` when there is no such text. */
  readonly get: (index: number) => string
}

const BLOCK_BYTES = 1 << 20

/**
 * Reads the shared texts into plain memory outside the JavaScript heap: as strings a million of them would take
 * several times their size and be walked by every garbage collection. Rich text is joined, phonetic guides (the small
 * letters above Chinese or Japanese words) are left out.
 */
export async function readSharedStrings(
  chunks: AsyncIterable<Buffer>,
  limits: Limits,
): Promise<SharedStrings> {
  const strings = makeStore(limits)
  const reader = textReader(limits)
  await readXml(chunks, {
    limits,
    listener: {
      open: (name) => reader.open(name),
      text: (text) => reader.text(text),
      close: (name) => {
        if (name === 'si') strings.add(reader.take())
        else reader.close(name)
      },
    },
  })
  return strings
}

/** Gathers the text of an `si` or `is` element from its `t` elements, leaving out those of phonetic guides. */
export function textReader(limits: Limits) {
  let text = ''
  let inText = false
  let phoneticDepth = 0
  return {
    open: (name: string) => {
      if (name === 'rPh') phoneticDepth++
      else if (name === 't') inText = phoneticDepth === 0
    },
    close: (name: string) => {
      if (name === 'rPh') phoneticDepth--
      else if (name === 't') inText = false
    },
    text: (piece: string) => {
      if (!inText) return
      text += piece
      if (text.length > limits.cellCharacters * LONGEST_ESCAPE)
        throw tooMuch('cellCharacters', limits.cellCharacters)
    },
    take: (): string => {
      const whole = unescapeText(text)
      text = ''
      if (whole.length > limits.cellCharacters) throw tooMuch('cellCharacters', limits.cellCharacters)
      return whole
    },
  }
}

/** `_x000D_` is seven characters for one. */
const LONGEST_ESCAPE = 7

function makeStore(limits: Limits): SharedStrings & { readonly add: (text: string) => void } {
  const blocks: Buffer[] = []
  let free = 0
  const starts: number[] = []
  const lengths: number[] = []
  return {
    add: (text) => {
      const length = Buffer.byteLength(text)
      if (free < length) {
        blocks.push(Buffer.allocUnsafeSlow(BLOCK_BYTES))
        free = BLOCK_BYTES
      }
      const block = blocks.at(-1)
      starts.push(blocks.length * BLOCK_BYTES - free)
      lengths.push(length)
      block?.write(text, BLOCK_BYTES - free)
      free -= length
      if (starts.length > limits.strings) throw tooMuch('strings', limits.strings)
      if (blocks.length * BLOCK_BYTES > limits.stringBytes + BLOCK_BYTES)
        throw tooMuch('stringBytes', limits.stringBytes)
    },
    get: (index) => {
      const [start, length] = [starts[index], lengths[index]]
      if (start === undefined || length === undefined) throw damaged(`no shared text ${index}`)
      const from = start % BLOCK_BYTES
      return blocks[Math.floor(start / BLOCK_BYTES)]?.toString('utf8', from, from + length) ?? ''
    },
  }
}
