import { TextDecoder } from 'node:util'
import { SaxesParser } from 'saxes'
import { damaged, tooMuch } from './container.ts'
import type { Limits } from './limits.ts'

/** What is told about an XML part: names without prefix, texts as they stand (a text may come in pieces). */
export interface XmlListener {
  readonly open?: (name: string, attributes: Readonly<Record<string, string>>) => void
  readonly close?: (name: string) => void
  readonly text?: (text: string) => void
}

/**
 * Reads an XML part piece by piece, never holding more than one tag or text of it. Refuses document types (and with
 * them every entity beyond the five built-in ones), elements too deep in each other, tags and texts beyond
 * `xmlTokenBytes`, encodings other than UTF-8, and what is not well formed.
 * `afterSlice` runs after every few thousand characters and is waited for: the place to hand on what the listener gathered.
 */
export async function readXml(
  chunks: AsyncIterable<Buffer>,
  {
    limits,
    listener,
    afterSlice,
  }: { limits: Limits; listener: XmlListener; afterSlice?: () => Promise<void> },
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let silentBytes = 0
  const parser = startParser({ limits, listener, heard: () => (silentBytes = 0) })
  for await (const chunk of chunks) {
    silentBytes += chunk.length
    const text = decoded(decoder, chunk)
    for (let place = 0; place < text.length; place += SLICE) {
      parser.write(text.slice(place, place + SLICE))
      await afterSlice?.()
    }
    if (silentBytes > limits.xmlTokenBytes) throw tooMuch('xmlTokenBytes', limits.xmlTokenBytes)
  }
  parser.write(decoded(decoder, undefined))
  parser.close()
}

/** Twenty characters can name a shared text of thirty thousand: what is gathered between two waits must stay small. */
const SLICE = 2_048

/** Prefixes are cut off by hand: resolving namespaces would cost a third more. */
const PLAIN = { xmlns: false, position: false } as const

function startParser({
  limits,
  listener,
  heard,
}: {
  limits: Limits
  listener: XmlListener
  heard: () => void
}) {
  const parser = new SaxesParser<typeof PLAIN>(PLAIN)
  let depth = 0
  parser.on('error', (error) => {
    throw damaged(error.message)
  })
  parser.on('doctype', () => {
    throw damaged('document type definition')
  })
  parser.on('xmldecl', ({ encoding }) => {
    if (encoding !== undefined && !/^(utf-?8|us-ascii)$/i.test(encoding))
      throw damaged(`encoding ${encoding}`)
  })
  parser.on('opentag', ({ name, attributes }) => {
    heard()
    if (++depth > limits.xmlDepth) throw tooMuch('xmlDepth', limits.xmlDepth)
    listener.open?.(localName(name), attributes)
  })
  parser.on('closetag', ({ name }) => {
    depth--
    listener.close?.(localName(name))
  })
  const { text } = listener
  parser.on('text', (piece) => {
    heard()
    text?.(piece)
  })
  parser.on('cdata', (piece) => {
    heard()
    text?.(piece)
  })
  return parser
}

function decoded(decoder: TextDecoder, chunk: Buffer | undefined): string {
  try {
    return chunk === undefined ? decoder.decode() : decoder.decode(chunk, { stream: true })
  } catch {
    throw damaged('not UTF-8')
  }
}

/** `x:row` → `row`: some programs write every name with a prefix. */
export function localName(name: string): string {
  const colon = name.indexOf(':')
  return colon === -1 ? name : name.slice(colon + 1)
}

const ESCAPED = /_x([0-9A-Fa-f]{4})_/g

/**
 * A text of a workbook part with its own escapes resolved: `_x000D_` is a carriage return (ECMA-376, ST_Xstring). Escaped
 * NUL and halves of characters, which a database cannot keep, become the sign for what is no character.
 */
export function unescapeText(text: string): string {
  if (!text.includes('_x')) return text
  return text
    .replaceAll(ESCAPED, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    .toWellFormed()
    .replaceAll('\0', '\u{fffd}')
}
