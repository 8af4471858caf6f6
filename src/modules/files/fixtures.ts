import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { crc32, deflateRawSync, deflateSync } from 'node:zlib'
import type { TestPark, TestProduct, Who } from '../../../test/support/park.ts'
import { openTestServer, type TestServer } from '../../../test/support/server.ts'
import { addToken } from '../people/index.ts'
import { onlyOrientation } from './exif.ts'

/** Files as tests send them, honest and hostile, each made here byte by byte. */

/** A test product whose files lie in a folder of their own, and a server in front of it. */
export interface FilesBench {
  readonly bench: TestProduct
  readonly server: TestServer
  /** The folder with what is stored and what is arriving. */
  readonly folder: string
  /** Sends a file as somebody of the cast. */
  send(
    who: Who,
    body: NonNullable<RequestInit['body']>,
    options?: SendOptions,
  ): Promise<{ status: number; body: Record<string, unknown> }>
  /** Asks for a file, or for something else, with the given headers. */
  get(who: Who, path: string, init?: RequestInit): Promise<Response>
  tokenOf(who: Who): Promise<string>
  close(): Promise<void>
}

interface SendOptions {
  readonly name?: string
  readonly query?: string
  readonly key?: string | null
  readonly headers?: Readonly<Record<string, string>>
}

export async function openFilesBench(from: TestProduct, park: TestPark): Promise<FilesBench> {
  const data = mkdtempSync(join(tmpdir(), 'bihuan-files-'))
  const settings = { ...from.settings, data }
  const product = { ...from.product, runtime: { ...from.product.runtime, settings } }
  const bench = { ...from, settings, product }
  const server = await openTestServer(bench, park)
  const tokens = new Map<Who, string>()
  const tokenOf = async (who: Who) => {
    const token = tokens.get(who) ?? (await park.act('console', addToken, { user: who })).token
    tokens.set(who, token)
    return token
  }
  return {
    bench,
    server,
    folder: join(data, 'files'),
    tokenOf,
    async send(who, body, { name = 'a', query, key = randomUUID(), headers = {} } = {}) {
      const response = await server.raw(`/api/v1/files?${query ?? `name=${encodeURIComponent(name)}`}`, {
        method: 'POST',
        body,
        // Some bodies are streams.
        ...({ duplex: 'half' } as object),
        headers: {
          authorization: `Bearer ${await tokenOf(who)}`,
          'content-type': 'application/octet-stream',
          ...(key !== null && { 'idempotency-key': key }),
          ...headers,
        },
      })
      return { status: response.status, body: (await response.json()) as Record<string, unknown> }
    },
    get: async (who, path, init = {}) =>
      server.raw(`/api/v1${path}`, {
        ...init,
        headers: { authorization: `Bearer ${await tokenOf(who)}`, ...(init.headers as object | undefined) },
      }),
    async close() {
      await server.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** All files under a folder, by their paths in it. */
export const filesUnder = (folder: string): string[] =>
  (existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [])
    .filter((name) => !statSync(join(folder, name)).isDirectory())
    .toSorted()

// Pictures

const segment = (marker: number, body: Buffer | string) => {
  const data = typeof body === 'string' ? Buffer.from(body, 'latin1') : body
  const head = Buffer.from([0xff, marker, 0, 0])
  head.writeUInt16BE(data.length + 2, 2)
  return Buffer.concat([head, data])
}

const big = (value: number, bytes = 4) => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntBE(value, 0, bytes)
  return buffer
}

const small = (value: number, bytes = 4) => {
  const buffer = Buffer.alloc(bytes)
  buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

/** The place where a photograph was taken, as EXIF and XMP write it; tests look for these letters. */
export const PLACE = 'GPS-27.829N-112.944E'

/** EXIF with an orientation, and a place behind it. */
export const exif = (orientation = 6): Buffer =>
  Buffer.concat([onlyOrientation(orientation), Buffer.from(PLACE, 'latin1')])

export const xmp = `http://ns.adobe.com/xap/1.0/\0<x:xmpmeta><exif:GPSLatitude>${PLACE}</exif:GPSLatitude></x:xmpmeta>`

export const exifSegment = (orientation = 6) =>
  segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), exif(orientation)]))
export const xmpSegment = () => segment(0xe1, xmp)
export const iptcSegment = () => segment(0xed, `Photoshop 3.0\x008BIM\x04\x04${PLACE}`)
export const commentSegment = (text: string) => segment(0xfe, text)
export const anySegment = segment

/** The scan of a photograph: a few coded bytes with a stuffed one and a restart. */
const scan = Buffer.concat([
  segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
  Buffer.from([0x12, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
])

/** A photograph with these segments at its head. */
export function jpeg({
  told = [],
  width = 8,
  height = 8,
  scans = 1,
  end = Buffer.from([0xff, 0xd9]),
  after = Buffer.alloc(0),
}: {
  told?: readonly Buffer[]
  width?: number
  height?: number
  scans?: number
  end?: Buffer
  after?: Buffer
} = {}): Buffer {
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('4a46494600010100000100010000', 'hex')),
    ...told,
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(
      0xc0,
      Buffer.concat([Buffer.from([8]), big(height, 2), big(width, 2), Buffer.from([1, 1, 0x11, 0])]),
    ),
    segment(0xc4, Buffer.alloc(19, 0)),
    ...Array.from({ length: scans }, () => scan),
    end,
    after,
  ])
}

const chunk = (type: string, data: Buffer | string) => {
  const body = Buffer.concat([
    Buffer.from(type, 'latin1'),
    Buffer.isBuffer(data) ? data : Buffer.from(data, 'latin1'),
  ])
  return Buffer.concat([big(body.length - 4), body, big(crc32(body))])
}
export const pngChunk = chunk

/** A picture with these chunks after its head. */
export function png({
  width = 4,
  height = 4,
  told = [],
  end = [chunk('IEND', '')],
  after = Buffer.alloc(0),
}: {
  width?: number
  height?: number
  told?: readonly Buffer[]
  end?: readonly Buffer[]
  after?: Buffer
} = {}): Buffer {
  const rows = Buffer.alloc(4 * 5)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    chunk('IHDR', Buffer.concat([big(width), big(height), Buffer.from([8, 0, 0, 0, 0])])),
    ...told,
    chunk('IDAT', deflateSync(rows)),
    ...end,
    after,
  ])
}

const riffChunk = (type: string, data: Buffer) =>
  Buffer.concat([Buffer.from(type, 'latin1'), small(data.length), data, Buffer.alloc(data.length % 2)])

/** A picture in WebP; with a head where something is told. */
export function webp({
  width = 4,
  height = 4,
  flags = 0,
  told = [],
  after = Buffer.alloc(0),
  inner = { width, height },
}: {
  width?: number
  height?: number
  flags?: number
  told?: readonly (readonly [type: string, data: Buffer])[]
  after?: Buffer
  inner?: { width: number; height: number }
} = {}): Buffer {
  const bits = ((inner.width - 1) | ((inner.height - 1) << 14)) >>> 0
  const body = Buffer.concat([
    ...(told.length > 0 || flags !== 0
      ? [
          riffChunk(
            'VP8X',
            Buffer.concat([Buffer.from([flags, 0, 0, 0]), small(width - 1, 3), small(height - 1, 3)]),
          ),
        ]
      : []),
    riffChunk('VP8L', Buffer.concat([Buffer.from([0x2f]), small(bits), Buffer.alloc(6)])),
    ...told.map(([type, data]) => riffChunk(type, data)),
  ])
  return Buffer.concat([
    Buffer.from('RIFF', 'latin1'),
    small(body.length + 4),
    Buffer.from('WEBP', 'latin1'),
    body,
    after,
  ])
}

const box = (type: string, ...bodies: readonly Buffer[]) => {
  const body = Buffer.concat(bodies)
  return Buffer.concat([big(body.length + 8), Buffer.from(type, 'latin1'), body])
}

/** A photograph of a phone; its place lies in an item, of the given way of construction. */
export function heic({
  width = 64,
  height = 64,
  way = 0,
  brand = 'heic',
  after = Buffer.alloc(0),
}: {
  width?: number
  height?: number
  way?: number
  brand?: string
  after?: Buffer
} = {}): Buffer {
  const ftyp = box('ftyp', Buffer.from(`${brand}\0\0\0\0mif1heic`, 'latin1'))
  const full = Buffer.alloc(4)
  const infe = (id: number, type: string) =>
    box('infe', Buffer.from([2, 0, 0, 0]), big(id, 2), big(0, 2), Buffer.from(`${type}\0`, 'latin1'))
  const place = Buffer.from(`\0\0\0\0${PLACE}`, 'latin1')
  const picture = Buffer.alloc(32, 7)
  const metaAt = (offset: number) =>
    box(
      'meta',
      full,
      box('iinf', full, big(2, 2), infe(1, 'hvc1'), infe(2, 'Exif')),
      box('iprp', box('ipco', box('ispe', full, big(width), big(height)))),
      box(
        'iloc',
        Buffer.from([1, 0, 0, 0]),
        Buffer.from([0x44, 0x00]),
        big(2, 2),
        Buffer.concat([big(1, 2), big(0, 2), big(0, 2), big(1, 2), big(offset), big(picture.length)]),
        Buffer.concat([
          big(2, 2),
          big(way, 2),
          big(0, 2),
          big(1, 2),
          big(offset + picture.length),
          big(place.length),
        ]),
      ),
    )
  const offset = ftyp.length + metaAt(0).length + 8
  return Buffer.concat([ftyp, metaAt(offset), box('mdat', picture, place), after])
}

// Documents

export const pdf = (inside = '', after = ''): Buffer =>
  Buffer.from(
    `%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R${inside}>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n${after}`,
    'latin1',
  )

/** An entry of an archive, with what it says of itself where that is not the truth. */
export interface ZipEntry {
  readonly name: string | Buffer
  readonly data?: Buffer | string
  /** The size that is told instead of the real one. */
  readonly says?: number
  readonly sum?: number
  readonly flags?: number
  /** Mode of Unix, as in 0o120777 for a link. */
  readonly mode?: number
  readonly stored?: boolean
}

export function zip(entries: readonly ZipEntry[], { comment = '', before = '' } = {}): Buffer {
  const locals: Buffer[] = [Buffer.from(before, 'latin1')]
  const centrals: Buffer[] = []
  let at = before.length
  for (const { name, data = '', says, sum, flags = 0x800, mode = 0o100644, stored = false } of entries) {
    const plain = Buffer.from(data as string)
    const packed = stored ? plain : deflateRawSync(plain)
    const label = Buffer.from(name as string)
    const common = Buffer.concat([
      small(20, 2),
      small(flags, 2),
      small(stored ? 0 : 8, 2),
      small(0),
      small(sum ?? crc32(plain)),
      small(packed.length),
      small(says ?? plain.length),
      small(label.length, 2),
      small(0, 2),
    ])
    const local = Buffer.concat([small(0x04034b50), common, label, packed])
    centrals.push(
      Buffer.concat([
        small(0x02014b50),
        small(0x0314, 2),
        common,
        small(0, 2),
        small(0, 2),
        small(0, 2),
        small((mode << 16) >>> 0),
        small(at),
        label,
      ]),
    )
    locals.push(local)
    at += local.length
  }
  const directory = Buffer.concat(centrals)
  const end = Buffer.concat([
    small(0x06054b50),
    small(0),
    small(entries.length, 2),
    small(entries.length, 2),
    small(directory.length),
    small(at),
    small(comment.length, 2),
    Buffer.from(comment, 'latin1'),
  ])
  return Buffer.concat([...locals, directory, end])
}

const MAIN = {
  xlsx: ['xl/workbook.xml', 'spreadsheetml.sheet'],
  docx: ['word/document.xml', 'wordprocessingml.document'],
  pptx: ['ppt/presentation.xml', 'presentationml.presentation'],
} as const

/** The table of contents of an Office file whose main part is of this content type. */
export const contents = (type: string): ZipEntry => ({
  name: '[Content_Types].xml',
  data: `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/main.xml" ContentType="${type}"/></Types>`,
})

/** The entries of an Office file, and more. */
export const officeEntries = (kind: keyof typeof MAIN, more: readonly ZipEntry[] = []): ZipEntry[] => {
  const [part, family] = MAIN[kind]
  return [
    contents(`application/vnd.openxmlformats-officedocument.${family}.main+xml`),
    {
      name: '_rels/.rels',
      data: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="${part}"/></Relationships>`,
    },
    { name: part, data: '<main/>' },
    ...more,
  ]
}

export const office = (kind: keyof typeof MAIN, more: readonly ZipEntry[] = []): Buffer =>
  zip(officeEntries(kind, more))

/** Relations of a document, one of them leading outside. */
export const outsideRelation = (type: string): ZipEntry => ({
  name: 'word/_rels/settings.xml.rels',
  data: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="https://elsewhere.example/t.dotm" TargetMode="External"/></Relationships>`,
})
