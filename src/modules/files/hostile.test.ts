import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { deflateSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import {
  anySegment,
  commentSegment,
  contents,
  exifSegment,
  filesUnder,
  heic,
  iptcSegment,
  jpeg,
  office,
  officeEntries,
  openFilesBench,
  outsideRelation,
  pdf,
  PLACE,
  png,
  pngChunk,
  webp,
  xmpSegment,
  zip,
  type FilesBench,
  type ZipEntry,
} from './fixtures.ts'

/**
 * What strangers may send, and what becomes of it. Each row makes its file itself; it is refused with a code and leaves
 * nothing behind, or is kept and has a property. Memory is watched over all of them.
 */

let product: TestProduct
let park: TestPark
let files: FilesBench
beforeAll(async () => {
  product = await openTestProduct()
  park = await foundPark(product)
  files = await openFilesBench(product, park)
})
afterAll(async () => {
  await files.close()
  await product.close()
})

const MB = 1_000_000
const text = (words: string) => Buffer.from(words, 'utf8')
const GPS = [exifSegment(1), xmpSegment(), iptcSegment()]

/** A page that does something where it is shown. */
const PAGE = '<!DOCTYPE html><html><body><script>alert(1)</script></body></html>'
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
// In two parts, so that no scanner takes this file for the one that it tests with.
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD', '-ANTIVIRUS-TEST-FILE!$H+H*'].join('')

const zeros = (megabytes: number) => Buffer.alloc(megabytes * MB)
const rels = (data: string | Buffer): ZipEntry => ({ name: 'xl/_rels/workbook.xml.rels', data })
const plainZip = () => zip([{ name: 'a.txt', data: 'hello' }])

type Outcome = readonly [
  name: string,
  bytes: () => Buffer,
  outcome: string,
  about?: Readonly<Record<string, unknown>>,
]

/** Refused: the code, and where it says what was found, that. */
const REFUSED: readonly Outcome[] = [
  // Archives that grow
  [
    'a workbook whose sheet grows a thousandfold',
    () => office('xlsx', [{ name: 'xl/s.xml', data: zeros(60) }]),
    'files.too_much',
    { limit: 'ratio' },
  ],
  [
    'one that lies about how large it becomes',
    () => office('xlsx', [{ name: 'xl/s.xml', data: zeros(60), says: 1000 }]),
    'files.damaged',
  ],
  [
    'one that says it becomes larger than it does',
    () => office('xlsx', [{ name: 'xl/s.xml', data: 'x', says: 1000 }]),
    'files.damaged',
  ],
  [
    'one that says it becomes four gigabytes',
    () => office('xlsx', [{ name: 'xl/s.xml', data: 'x', says: 0xfffffff0 }]),
    'files.too_much',
    { limit: 'ratio' },
  ],
  [
    'many entries, each below what is judged by its growth',
    () =>
      office(
        'xlsx',
        Array.from({ length: 30 }, (_, i) => ({ name: `xl/s${i}.xml`, data: zeros(15) })),
      ),
    'files.too_much',
    { limit: 'inflatedBytes' },
  ],
  [
    'more entries than Office ever writes',
    () =>
      office(
        'docx',
        Array.from({ length: 6000 }, (_, i) => ({ name: `word/${i}.xml` })),
      ),
    'files.too_much',
    { limit: 'entries' },
  ],
  [
    'a bomb inside a workbook inside a document',
    () =>
      office('docx', [
        { name: 'word/embeddings/a.xlsx', data: office('xlsx', [{ name: 'xl/s.xml', data: zeros(60) }]) },
      ]),
    'files.too_much',
    { limit: 'ratio' },
  ],
  [
    'a workbook in a workbook in a document',
    () =>
      office('docx', [
        {
          name: 'word/embeddings/a.xlsx',
          data: office('xlsx', [{ name: 'xl/embeddings/b.xlsx', data: office('xlsx') }]),
        },
      ]),
    'files.nested',
  ],
  [
    'an archive inside, where none belongs',
    () => office('docx', [{ name: 'word/media/a.png', data: plainZip(), stored: true }]),
    'files.nested',
  ],
  [
    'a gzip inside',
    () => office('docx', [{ name: 'word/embeddings/a.bin', data: gzipSync('x') }]),
    'files.nested',
  ],
  [
    'a table of contents of gigantic size',
    () => zip([{ ...contents('x'), data: Buffer.alloc(3 * MB, ' ') }]),
    'files.too_much',
    { limit: 'xmlBytes' },
  ],
  [
    'entities that multiply',
    () =>
      office('xlsx', [
        rels('<!DOCTYPE a [<!ENTITY b "bbbb"><!ENTITY c "&b;&b;">]><Relationships>&c;</Relationships>'),
      ]),
    'files.damaged',
  ],
  [
    'relations in another encoding',
    () => office('xlsx', [rels(Buffer.from('\ufeff<Relationships/>', 'utf16le'))]),
    'files.damaged',
  ],
  // Names and kinds of entries
  ...[
    '../../etc/cron.d/x',
    '/etc/passwd',
    'C:/x',
    'xl\\..\\x',
    'xl/../../x',
    'a%2e%2e/x',
    'a\u0000b',
    'a/./b',
    '',
  ].map((name): Outcome => [
    `an entry called ${JSON.stringify(name)}`,
    () => office('xlsx', [{ name }]),
    'files.archive_name',
  ]),
  [
    'an entry whose name is no UTF-8',
    () => office('xlsx', [{ name: Buffer.from([0xff, 0xfe]) }]),
    'files.archive_name',
  ],
  [
    'an entry of the name of another',
    () => office('xlsx', [{ name: 'XL/workbook.xml', data: 'other' }]),
    'files.archive_name',
  ],
  [
    'a link in the archive',
    () => office('docx', [{ name: 'word/link', data: '/etc/passwd', mode: 0o120777 }]),
    'files.archive_name',
  ],
  [
    'an encrypted entry',
    () => office('xlsx', [{ name: 'xl/s.xml', data: 'x', flags: 1 }]),
    'files.encrypted',
  ],
  ['a wrong checksum', () => office('xlsx', [{ name: 'xl/s.xml', data: 'x', sum: 1 }]), 'files.damaged'],
  // Programs in documents
  [
    'a workbook with macros under an honest name',
    () =>
      zip([
        contents('application/vnd.ms-excel.sheet.macroEnabled.main+xml'),
        { name: 'xl/workbook.xml', data: '<a/>' },
      ]),
    'files.macros',
  ],
  [
    'a workbook with macros that calls itself xlsx',
    () => office('xlsx', [{ name: 'xl/vbaProject.bin', data: 'x' }]),
    'files.macros',
  ],
  [
    'macros under another name',
    () => office('xlsx', [{ name: 'xl/media/p.bin', data: Buffer.from('d0cf11e0a1b11ae1', 'hex') }]),
    'files.macros',
  ],
  ['ActiveX', () => office('docx', [{ name: 'word/activeX/activeX1.xml', data: '<a/>' }]), 'files.macros'],
  [
    'a program inside',
    () => office('docx', [{ name: 'word/media/image1.png', data: 'MZ\u0090' }]),
    'files.macros',
  ],
  [
    'a script inside, by its name',
    () => office('docx', [{ name: 'word/run.js', data: 'x' }]),
    'files.macros',
  ],
  [
    'a template that is fetched from elsewhere',
    () => office('docx', [outsideRelation('attachedTemplate')]),
    'files.fetches',
  ],
  [
    'an object that is fetched from elsewhere',
    () => office('docx', [outsideRelation('oleObject')]),
    'files.fetches',
  ],
  [
    'a document template',
    () => zip([contents('application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml')]),
    'files.not_allowed',
    { found: 'archive' },
  ],
  [
    'two kinds of document in one',
    () =>
      zip([
        {
          ...contents('x'),
          data: (
            contents('application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml')
              .data as string
          ).replace(
            '</Types>',
            '<Override PartName="/b" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
          ),
        },
      ]),
    'files.two_in_one',
  ],
  // Pictures that fill memory
  [
    'a PNG of 65535 by 65535',
    () => png({ width: 65_535, height: 65_535 }),
    'files.too_much',
    { limit: 'side' },
  ],
  [
    'a PNG of 20000 by 20000',
    () => png({ width: 20_000, height: 20_000 }),
    'files.too_much',
    { limit: 'pixels' },
  ],
  [
    'a PNG of four thousand million by one',
    () => png({ width: 0xffffffff, height: 1 }),
    'files.too_much',
    { limit: 'side' },
  ],
  ['a PNG without width', () => png({ width: 0 }), 'files.damaged'],
  [
    'a JPEG of 65535 by 65535',
    () => jpeg({ width: 65_535, height: 65_535 }),
    'files.too_much',
    { limit: 'side' },
  ],
  ['a JPEG that tells its height later', () => jpeg({ height: 0 }), 'files.damaged'],
  [
    'a JPEG that is drawn a thousand times',
    () => jpeg({ scans: 1000 }),
    'files.too_much',
    { limit: 'scans' },
  ],
  [
    'a WebP of 16384 by 16384',
    () => webp({ width: 16_384, height: 16_384 }),
    'files.too_much',
    { limit: 'pixels' },
  ],
  [
    'a WebP whose head says less than its picture',
    () => webp({ flags: 4, inner: { width: 16_384, height: 16_384 } }),
    'files.too_much',
    { limit: 'pixels' },
  ],
  [
    'a HEIC of 65535 by 65535',
    () => heic({ width: 65_535, height: 65_535 }),
    'files.too_much',
    { limit: 'side' },
  ],
  ['a moving WebP', () => webp({ flags: 2, told: [['ANIM', Buffer.alloc(6)]] }), 'files.animated'],
  [
    'a GIF of 65535 by 65535',
    () => Buffer.from('474946383961ffffffff000000', 'hex'),
    'files.not_allowed',
    { found: 'gif' },
  ],
  [
    'a PNG of a million pieces',
    () => png({ told: Array.from({ length: 100_001 }, () => pngChunk('tEXt', 'a\0b')) }),
    'files.too_much',
    { limit: 'pieces' },
  ],
  [
    'a colour profile of megabytes',
    () => png({ told: [pngChunk('iCCP', Buffer.alloc(3 * MB, 1))] }),
    'files.too_much',
    { limit: 'colourBytes' },
  ],
  [
    'a PNG whose part has a wrong checksum',
    () => png({ told: [Buffer.concat([pngChunk('tEXt', 'a\0b').subarray(0, -1), Buffer.from([0])])] }),
    'files.damaged',
  ],
  [
    'a part that says it is longer than the file',
    () => png({ told: [Buffer.from('7fffffff74455874', 'hex')] }),
    'files.damaged',
  ],
  ['a HEIC whose place cannot be taken out', () => heic({ way: 1 }), 'files.place_stays'],
  ['a HEIC with something behind it', () => heic({ after: text(PAGE) }), 'files.damaged'],
  // Two things in one
  [
    'a GIF that is a Java archive',
    () => Buffer.concat([Buffer.from('GIF89a'), plainZip()]),
    'files.not_allowed',
    { found: 'gif' },
  ],
  ['a PDF with an archive behind it', () => Buffer.concat([pdf(), plainZip()]), 'files.two_in_one'],
  [
    'a PDF with an archive inside that reaches to its end',
    () => {
      const tail = '\n%%EOF\n'
      const inner = zip([{ name: 'a', data: 'b' }], { comment: tail })
      return Buffer.concat([text('%PDF-1.4\n'), inner])
    },
    'files.two_in_one',
  ],
  ['a PDF with a page behind it', () => pdf('', PAGE), 'files.two_in_one'],
  ['a page before a PDF', () => Buffer.concat([text(PAGE), pdf()]), 'files.not_allowed', { found: 'html' }],
  [
    'an archive with a page before it',
    () => zip(officeEntries('xlsx'), { before: PAGE }),
    'files.two_in_one',
  ],
  ['an archive behind another', () => Buffer.concat([office('xlsx'), office('docx')]), 'files.damaged'],
  ['a workbook with a page behind it', () => Buffer.concat([office('xlsx'), text(PAGE)]), 'files.two_in_one'],
  [
    'a workbook with a page as its comment',
    () => zip(officeEntries('xlsx'), { comment: PAGE }),
    'files.two_in_one',
  ],
  ['a text with an archive behind it', () => Buffer.concat([text('名单\n'), plainZip()]), 'files.two_in_one'],
  [
    'a photograph whose picture holds an archive',
    () => jpeg({ after: plainZip(), end: Buffer.alloc(0) }),
    'files.two_in_one',
  ],
  // Pages, scripts, programs, others
  ['a page called .jpg', () => text(PAGE), 'files.not_allowed', { found: 'html' }],
  [
    'a page deep in a text',
    () => text(`${'名单\n'.repeat(50_000)}<script src=x>`),
    'files.not_allowed',
    { found: 'html' },
  ],
  ['an SVG with a script', () => text(SVG), 'files.not_allowed', { found: 'svg' }],
  [
    'an SVG behind a declaration',
    () => text(`<?xml version="1.0"?>${SVG}`),
    'files.not_allowed',
    { found: 'html' },
  ],
  ['a page in UTF-16', () => Buffer.from(`\ufeff${PAGE}`, 'utf16le'), 'files.not_utf8'],
  [
    'a page in UTF-7, which is only letters to us',
    () => text('+ADw-script+AD4-\u0001'),
    'files.not_allowed',
    { found: 'binary' },
  ],
  ['a shell script', () => text('#!/bin/sh\nrm -rf /'), 'files.not_allowed', { found: 'script' }],
  ['a batch file', () => text('@echo off\r\ndel *.*'), 'files.not_allowed', { found: 'script' }],
  ['PHP', () => text('<?php system($_GET[0]);'), 'files.not_allowed', { found: 'html' }],
  [
    'a program of Windows',
    () => Buffer.concat([text('MZ'), Buffer.alloc(100)]),
    'files.not_allowed',
    { found: 'program' },
  ],
  [
    'a program of Linux',
    () => Buffer.concat([Buffer.from('7f454c46', 'hex'), Buffer.alloc(100)]),
    'files.not_allowed',
    { found: 'program' },
  ],
  [
    'a class of Java',
    () => Buffer.from('cafebabe00000034', 'hex'),
    'files.not_allowed',
    { found: 'program' },
  ],
  ['an archive', plainZip, 'files.not_allowed', { found: 'archive' }],
  ['an empty archive', () => zip([]), 'files.not_allowed', { found: 'archive' }],
  ['a gzip', () => gzipSync('x'), 'files.not_allowed', { found: 'archive' }],
  ['a RAR', () => Buffer.from('526172211a0700', 'hex'), 'files.not_allowed', { found: 'archive' }],
  [
    'an old Office file with macros, or one with a password',
    () => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(512)]),
    'files.not_allowed',
    { found: 'old_office' },
  ],
  ['RTF', () => text('{\\rtf1 \\object}'), 'files.not_allowed', { found: 'rtf' }],
  [
    'a video',
    () => Buffer.concat([Buffer.from('00000018', 'hex'), text('ftypmp42'), Buffer.alloc(64)]),
    'files.not_allowed',
    { found: 'video' },
  ],
  ['a PDF with JavaScript', () => pdf('/OpenAction<</S/JavaScript/JS(app.alert(1))>>'), 'files.active'],
  [
    'a PDF with JavaScript whose name is spelt in digits',
    () => pdf('/OpenAction<</S/J#61v#61Script/JS(1)>>'),
    'files.active',
  ],
  ['a PDF that starts a program', () => pdf('/OpenAction<</S/Launch/F(cmd.exe)>>'), 'files.active'],
  // Broken
  ['a photograph cut short', () => jpeg().subarray(0, -2), 'files.damaged'],
  ['a photograph without a picture', () => Buffer.from('ffd8ffd9', 'hex'), 'files.damaged'],
  [
    'a photograph of fill bytes',
    () => Buffer.concat([Buffer.from('ffd8', 'hex'), Buffer.alloc(2 * MB, 0xff)]),
    'files.damaged',
  ],
  [
    'a photograph of stuffed bytes without end',
    () => Buffer.concat([jpeg().subarray(0, -2), Buffer.alloc(15 * MB, 'ff00', 'hex')]),
    'files.damaged',
  ],
  ['a picture cut short', () => png().subarray(0, 50), 'files.damaged'],
  ['a WebP cut short', () => webp().subarray(0, 25), 'files.damaged'],
  ['a PDF cut short', () => pdf().subarray(0, -8), 'files.damaged'],
  ['a workbook cut short', () => office('xlsx').subarray(0, -30), 'files.damaged'],
  ['a text in GBK', () => Buffer.from('c3fbb5a50a', 'hex'), 'files.not_utf8'],
  ['random bytes', () => deflateSync('x').subarray(2), 'files.not_utf8'],
  ['a text with a NUL', () => text('a\u0000b'), 'files.not_allowed', { found: 'binary' }],
  ['nothing', () => Buffer.alloc(0), 'kernel.upload_empty'],
  ['one byte more than is taken', () => Buffer.alloc(20 * MB + 1, 'a'), 'kernel.upload_too_big'],
]

const all = { files: 0 }
/** Megabytes that the process, server and sender together, may grow while it looks at a file. */
const MOST_MEMORY = 120

/** How much memory was taken at most while something was done. */
async function watched<T>(work: () => Promise<T>): Promise<{ answer: T; grown: number }> {
  const before = process.memoryUsage.rss()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5)
  try {
    const answer = await work()
    return { answer, grown: (Math.max(most, process.memoryUsage.rss()) - before) / MB }
  } finally {
    clearInterval(timer)
  }
}

test('the control: who unpacks a bomb as a whole is seen to take the memory', async () => {
  const bomb = gzipSync(zeros(400))
  const { grown, answer } = await watched(async () => gunzipSync(bomb))
  expect(answer.length).toBe(400 * MB)
  expect(grown).toBeGreaterThan(MOST_MEMORY)
})

const inStore = () => filesUnder(files.folder).filter((name) => !name.startsWith('incoming'))
const arriving = () => readdirSync(join(files.folder, 'incoming'))

describe('what is refused, with its reason, and leaves nothing behind', () => {
  test('there are more than sixty of them', () => {
    expect(REFUSED.length).toBeGreaterThan(60)
    expect(new Set(REFUSED.map(([name]) => name)).size).toBe(REFUSED.length)
  })

  test.each(REFUSED.map(([name, bytes, code, about]) => ({ name, bytes, code, about })))(
    '$name',
    async ({ bytes, code, about }) => {
      const body = bytes()
      const { answer, grown } = await watched(() => files.send('officer', body, { name: 'a.jpg' }))
      expect(answer.body, JSON.stringify(answer.body)).toMatchObject({ code, ...(about && { about }) })
      expect(answer.status).toBe(code === 'kernel.upload_too_big' ? 413 : 422)
      expect(String(answer.body['detail']).length).toBeGreaterThan(8)
      expect(inStore()).toHaveLength(all.files)
      expect(arriving()).toEqual([])
      expect(grown, 'megabytes').toBeLessThan(MOST_MEMORY)
    },
  )
})

/** Kept: the type it is told to be, and what must hold of the bytes. */
const KEPT: readonly (readonly [
  name: string,
  bytes: () => Buffer,
  type: string,
  holds?: (bytes: Buffer, whole: Buffer) => unknown,
])[] = [
  ['a photograph', () => jpeg(), 'image/jpeg', (kept, whole) => kept.equals(whole)],
  ['a picture', () => png(), 'image/png', (kept, whole) => kept.equals(whole)],
  ['a WebP', () => webp(), 'image/webp', (kept, whole) => kept.equals(whole)],
  ['a HEIC', () => heic({ way: 0 }), 'image/heic', (kept, whole) => kept.length === whole.length],
  ['a PDF', () => pdf(), 'application/pdf', (kept, whole) => kept.equals(whole)],
  [
    'a workbook',
    () => office('xlsx'),
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    (kept, whole) => kept.equals(whole),
  ],
  [
    'a document',
    () => office('docx'),
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  [
    'a presentation with the workbook of its chart',
    () => office('pptx', [{ name: 'ppt/embeddings/chart1.xlsx', data: office('xlsx') }]),
    'application/vnd.openxmlformats-officedocument.presentationml.presentation',
  ],
  [
    'a document that links to a page',
    () => office('docx', [outsideRelation('hyperlink')]),
    'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ],
  ['a text', () => text('企业名称,诉求\n示例电气,停电\n'), 'text/plain'],
  ['a text with a mark at its head', () => text('\ufeff企业名称,诉求\n'), 'text/plain'],
  ['a text of marks that are none', () => text('a < b and b > c; <company>'), 'text/plain'],
  ['a text as large as is taken', () => Buffer.alloc(20 * MB, 'a'), 'text/plain'],
  ['a large picture within the limits', () => png({ width: 12_000, height: 9_000 }), 'image/png'],
  [
    'a photograph with a place in EXIF, XMP and IPTC',
    () => jpeg({ told: GPS }),
    'image/jpeg',
    (kept) => !kept.includes(PLACE),
  ],
  [
    'a photograph with a page as its comment',
    () => jpeg({ told: [commentSegment(PAGE)] }),
    'image/jpeg',
    (kept) => !kept.includes('<script'),
  ],
  [
    'a photograph with a page behind it',
    () => jpeg({ after: text(PAGE) }),
    'image/jpeg',
    (kept) => kept.equals(jpeg()),
  ],
  [
    'a photograph with a huge EXIF',
    () =>
      jpeg({ told: Array.from({ length: 40 }, () => anySegment(0xe1, Buffer.alloc(65_000, 'Exif\0\0x'))) }),
    'image/jpeg',
    (kept) => kept.equals(jpeg()),
  ],
  [
    'a photograph with unknown things in it',
    () => jpeg({ told: [anySegment(0xe7, PAGE), anySegment(0xe2, `MPF\0${PAGE}`)] }),
    'image/jpeg',
    (kept) => kept.equals(jpeg()),
  ],
  [
    'a moving PNG of 65535 frames becomes a still',
    () =>
      png({
        told: [pngChunk('acTL', Buffer.from('0000ffff00000000', 'hex')), pngChunk('fcTL', Buffer.alloc(26))],
      }),
    'image/png',
    (kept) => kept.equals(png()),
  ],
  [
    'a picture with a page as its text',
    () => png({ told: [pngChunk('tEXt', `Comment\0${PAGE}`), pngChunk('iTXt', PAGE)] }),
    'image/png',
    (kept) => kept.equals(png()),
  ],
  [
    'a picture with a page behind it',
    () => png({ after: text(PAGE) }),
    'image/png',
    (kept) => kept.equals(png()),
  ],
  [
    'a WebP with a page behind it',
    () => webp({ after: text(PAGE) }),
    'image/webp',
    (kept) => kept.equals(webp()),
  ],
  ['the test file of virus scanners, which is a text', () => text(EICAR), 'text/plain'],
]

describe('what is kept, the honest twins among it', () => {
  test.each(KEPT.map(([name, bytes, type, holds]) => ({ name, bytes, type, holds })))(
    '$name',
    async ({ bytes, type, holds }) => {
      const whole = bytes()
      const { answer: sent, grown } = await watched(() =>
        files.send('officer', whole, { name: 'index.html' }),
      )
      const { status, body } = sent
      expect(grown, 'megabytes').toBeLessThan(MOST_MEMORY)
      expect({ status, body }, JSON.stringify(body)).toMatchObject({ status: 201, body: { type } })
      expect(String(body['name'])).toMatch(/^index\.html\.(jpg|png|webp|heic|pdf|xlsx|docx|pptx|txt)$/)
      const answer = await files.get('officer', `/files/${String(body['id'])}`)
      expect(answer.headers.get('content-type')?.split(';')[0]).toBe(type)
      expect(answer.headers.get('content-disposition')).toMatch(/^attachment; filename="index\.html\./)
      const kept = Buffer.from(await answer.arrayBuffer())
      expect(kept.length).toBe(body['size'])
      expect(holds?.(kept, whole) ?? true).toBe(true)
      expect(arriving()).toEqual([])
      all.files = inStore().length
    },
  )
})

/** How a file is sent, where that is not as it should be. */
const SENT: readonly (readonly [
  name: string,
  options: { readonly query?: string; readonly headers?: Readonly<Record<string, string>> },
  outcome: readonly [status: number, code?: string],
])[] = [
  [
    'a form of several parts',
    { headers: { 'content-type': 'multipart/form-data; boundary=x' } },
    [415, 'kernel.upload_raw'],
  ],
  [
    'a form without a boundary',
    { headers: { 'content-type': 'multipart/form-data' } },
    [415, 'kernel.upload_raw'],
  ],
  [
    'a form of another kind',
    { headers: { 'content-type': 'multipart/related; boundary="' } },
    [415, 'kernel.upload_raw'],
  ],
  [
    'a form of fields',
    { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
    [415, 'kernel.upload_raw'],
  ],
  ['a compressed body', { headers: { 'content-encoding': 'gzip' } }, [415, 'kernel.upload_raw']],
  ['the same field twice', { query: 'name=a&name=b' }, [422, 'kernel.input']],
  ['a field that is none', { query: 'name=a&park=x' }, [422, 'kernel.input']],
  ['a field of the prototype', { query: '__proto__=a' }, [422, 'kernel.input']],
  ['a name too long to be one', { query: `name=${'a'.repeat(2001)}` }, [422, 'kernel.input']],
  ['a name with NUL', { query: 'name=a%00.jpg' }, [422, 'kernel.input']],
  ['a name that is no UTF-8', { query: 'name=%ff%fe.jpg' }, [201]],
  ['a type that it is not', { headers: { 'content-type': 'text/html' } }, [201]],
  ['a type that is none', { headers: { 'content-type': 'x' } }, [201]],
  ['no name', { query: '' }, [201]],
]

test.each(SENT)('sent with %s', async (_, options, [status, code]) => {
  const answer = await files.send('officer', png(), options)
  expect([answer.status, answer.body['code']], JSON.stringify(answer.body)).toEqual([status, code])
  if (status === 201) expect(answer.body).toMatchObject({ type: 'image/png' })
  expect(arriving()).toEqual([])
})
