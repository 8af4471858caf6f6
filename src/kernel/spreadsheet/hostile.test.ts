import { open, readFile, stat } from 'node:fs/promises'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { Failure } from '../failure.ts'
import {
  aFile,
  anArchive,
  aPath,
  aWorkbook,
  gathered,
  NAMESPACES,
  repeated,
  workbookParts,
  type WorkbookFixture,
} from './fixtures.ts'
import { DEFAULT_LIMITS, type Limits } from './limits.ts'
import { readWorkbook } from './read.ts'
import { spreadsheetWords } from './words.ts'

/** How a file is refused, with what that took of the reading process (MB) and of time (ms). */
async function refusal(
  path: string,
  limits: Partial<Limits> = {},
): Promise<{ failure: Failure; megabytes: number; milliseconds: number }> {
  const begin = performance.now()
  let peak = 0
  try {
    await gathered(readWorkbook(path, { limits, onUsage: ({ peakBytes }) => (peak = peakBytes) }))
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    expect(error.kind).toBe('invalid')
    expect(error.detail).toMatchObject({ file: path.split('/').at(-1), accepted: '.xlsx' })
    const words = spreadsheetWords[error.code]
    expect(words?.zh(error.detail)).not.toMatch(/undefined(?! entity)|null/)
    expect(words?.en(error.detail)).not.toMatch(/undefined(?! entity)|null/)
    return { failure: error, megabytes: peak / 1e6, milliseconds: performance.now() - begin }
  }
  throw new Error('the file was not refused')
}

async function refusalOf(fixture: WorkbookFixture, limits?: Partial<Limits>) {
  return (await refusal(await aWorkbook(fixture), limits)).failure
}

const GIGABYTE = 1_073_741_824

function* aSheetBomb(): Generator<Buffer> {
  yield Buffer.from(`<worksheet ${NAMESPACES}><sheetData>`)
  yield* repeated('<row><c><v>0</v></c></row>', GIGABYTE)
  yield Buffer.from('</sheetData></worksheet>')
}

/** Overwrites the uncompressed size of an entry wherever the archive states it. */
async function withClaimedSize(path: string, name: string, size: number): Promise<string> {
  const bytes = await readFile(path)
  const directory = bytes.lastIndexOf(name)
  expect(bytes.readUInt32LE(directory - 46)).toBe(0x02014b50)
  bytes.writeUInt32LE(size, directory - 46 + 24)
  return aFile(bytes)
}

describe('a file that is no workbook', () => {
  it.each([
    ['html', '<html><body><table><tr><td>序号</td></tr></table></body></html>'],
    ['html', '\ufeff<!DOCTYPE html><table>'],
    ['csv', '序号,企业名称,问题描述\n1,示例,路\n'],
    ['csv', '\ufeff序号\t企业名称\n1\t示例\n'],
    ['xml', '<?xml version="1.0"?><Workbook/>'],
    ['json', '{"rows": []}'],
    ['pdf', '%PDF-1.7\n'],
    ['text', '你好'],
    ['binary', '\u0001\u0002\u0000'],
  ])('is called %s', async (found, content) => {
    const { failure } = await refusal(await aFile(content))
    expect(failure).toMatchObject({ code: 'spreadsheet.not_a_spreadsheet', detail: { found } })
  })

  it('is called old when it is .xls or .et, locked when Office encrypted it', async () => {
    const ole = Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(3_000_000)])
    expect((await refusal(await aFile(ole, '.xls'))).failure.code).toBe('spreadsheet.old_format')
    ole.write('EncryptedPackage', 2_097_140, 'utf16le')
    expect((await refusal(await aFile(ole))).failure.code).toBe('spreadsheet.encrypted')
  })

  it('may be empty, missing or a folder', async () => {
    expect((await refusal(await aFile(''))).failure.code).toBe('spreadsheet.empty_file')
    expect((await refusal(aPath())).failure).toMatchObject({
      code: 'spreadsheet.unreadable',
      detail: { reason: 'ENOENT' },
    })
    const folder = aPath().replace(/\/[^/]+$/, '')
    expect((await refusal(folder)).failure).toMatchObject({
      code: 'spreadsheet.unreadable',
      detail: { reason: 'EISDIR' },
    })
  })

  it.each([
    ['zip', { 'a.txt': 'a' }],
    ['docx', { 'word/document.xml': '<a/>' }],
    ['pptx', { 'ppt/presentation.xml': '<a/>' }],
    ['xlsb', { 'xl/workbook.bin': 'a', '_rels/.rels': '<Relationships/>' }],
    ['ods', { mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<a/>' }],
  ])('is called %s when it is another archive', async (found, parts) => {
    const { failure } = await refusal(await anArchive(parts))
    expect(failure).toMatchObject({ code: 'spreadsheet.not_a_workbook', detail: { found } })
  })
})

describe('a damaged workbook', () => {
  const sound = () =>
    aWorkbook({
      strings: '<si><t>甲</t></si>',
      sheets: [{ xml: '<sheetData><row><c t="s"><v>0</v></c></row></sheetData>' }],
    })

  it('is refused wherever it is cut off', async () => {
    const bytes = await readFile(await sound())
    for (const length of [4, 30, 100, Math.floor(bytes.length / 2), bytes.length - 30, bytes.length - 1]) {
      expect((await refusal(await aFile(bytes.subarray(0, length)))).failure.code).toBe('spreadsheet.damaged')
    }
  })

  it('is refused or read, never a crash, whichever bytes are changed', async () => {
    const bytes = await readFile(await sound())
    const change = fc.tuple(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }))
    const property = fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 4 }), async (changes) => {
      const changed = Buffer.from(bytes)
      for (const [place, byte] of changes) changed[place] = byte
      try {
        await gathered(readWorkbook(await aFile(changed)))
      } catch (error) {
        if (!(error instanceof Failure)) throw error
      }
    })
    await fc.assert(property, { numRuns: 40 })
  })

  it.each([
    ['unclosed', '<worksheet><sheetData>'],
    ['not XML', 'hello'],
    [
      'an unknown entity',
      `<worksheet ${NAMESPACES}><sheetData><row><c t="str"><v>&nbsp;</v></c></row></sheetData></worksheet>`,
    ],
    ['not UTF-8', Buffer.from([0x3c, 0x61, 0x3e, 0xff, 0xfe, 0x3c, 0x2f, 0x61, 0x3e])],
    ['UTF-16', Buffer.from('<a/>', 'utf16le')],
    ['another encoding', '<?xml version="1.0" encoding="GBK"?><worksheet/>'],
    [
      'a cell outside the sheet',
      `<worksheet ${NAMESPACES}><sheetData><row><c r="ZZZZ1"><v>1</v></c></row></sheetData></worksheet>`,
    ],
    [
      'rows going back',
      `<worksheet ${NAMESPACES}><sheetData><row r="5"/><row r="4"/></sheetData></worksheet>`,
    ],
    [
      'a row beyond the last',
      `<worksheet ${NAMESPACES}><sheetData><row r="1048577"/></sheetData></worksheet>`,
    ],
    [
      'a shared text that is not there',
      `<worksheet ${NAMESPACES}><sheetData><row><c t="s"><v>9</v></c></row></sheetData></worksheet>`,
    ],
  ])('%s', async (_, part) => {
    expect((await refusalOf({ strings: '<si><t>甲</t></si>', sheets: [{ part }] })).code).toBe(
      'spreadsheet.damaged',
    )
  })

  it('has a part whose checksum is wrong', async () => {
    const path = await sound()
    const bytes = await readFile(path)
    bytes.writeUInt32LE(0x12345678, bytes.lastIndexOf('xl/worksheets/sheet1.xml') - 46 + 16)
    expect((await refusal(await aFile(bytes))).failure).toMatchObject({ code: 'spreadsheet.damaged' })
  })
})

describe('a bomb', () => {
  it('of a gigabyte of sheet is refused in no time, in little memory', async () => {
    const path = await anArchive(workbookParts({ sheets: [{ part: aSheetBomb }] }))
    expect((await stat(path)).size).toBeLessThan(6_000_000)
    const { failure, megabytes, milliseconds } = await refusal(path)
    expect(failure).toMatchObject({ code: 'spreadsheet.too_much', detail: { limit: 'ratio', allowed: 200 } })
    expect(megabytes).toBeLessThan(150)
    expect(milliseconds).toBeLessThan(5_000)

    // The control: with the ratio allowed the running count of bytes stops it, still in little memory.
    const slow = await refusal(path, { ratio: 10_000 })
    expect(slow.failure).toMatchObject({ code: 'spreadsheet.too_much', detail: { limit: 'inflatedBytes' } })
    expect(slow.megabytes).toBeLessThan(150)

    // A header that lies is not believed either way.
    for (const size of [1_000, 400_000_000]) {
      const lying = await refusal(await withClaimedSize(path, 'xl/worksheets/sheet1.xml', size))
      expect(lying.failure.code).toMatch(/^spreadsheet\.(damaged|too_much)$/)
      expect(lying.megabytes).toBeLessThan(150)
      expect(lying.milliseconds).toBeLessThan(5_000)
    }
  })

  it('of entities is refused before it expands', async () => {
    const levels = Array.from({ length: 9 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`)
    const part =
      `<?xml version="1.0"?><!DOCTYPE w [<!ENTITY l0 "lol">${levels.join('')}]>` +
      `<worksheet ${NAMESPACES}><sheetData><row><c t="str"><v>&l9;</v></c></row></sheetData></worksheet>`
    const { failure, megabytes } = await refusal(await aWorkbook({ sheets: [{ part }] }))
    expect(failure).toMatchObject({
      code: 'spreadsheet.damaged',
      detail: { what: 'document type definition' },
    })
    expect(megabytes).toBeLessThan(150)
  })

  it('of an external entity reads no file', async () => {
    const part = `<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet><sheetData><row><c t="str"><v>&x;</v></c></row></sheetData></worksheet>`
    expect((await refusalOf({ sheets: [{ part }] })).code).toBe('spreadsheet.damaged')
  })

  it('of shared texts is refused, whether they are many, large or one', async () => {
    const strings = function* (text: string, bytes: number) {
      yield Buffer.from(`<sst ${NAMESPACES}>`)
      yield* repeated(text, bytes)
      yield Buffer.from('</sst>')
    }
    const many = await aWorkbook({ sheets: [{}], stringsPart: () => strings('<si/>', 40_000_000) })
    const tooMany = await refusal(many, { ratio: 10_000 })
    expect(tooMany.failure.detail).toMatchObject({ limit: 'strings' })
    const large = await aWorkbook({
      sheets: [{}],
      stringsPart: () => strings(`<si><t>${'长'.repeat(10_000)}</t></si>`, 300_000_000),
    })
    const largeAllowed = await refusal(large, { ratio: 10_000 })
    expect(largeAllowed.failure.detail).toMatchObject({ limit: 'stringBytes' })
    expect(largeAllowed.megabytes).toBeLessThan(300)
    const one = await aWorkbook({
      sheets: [{}],
      stringsPart: function* () {
        yield Buffer.from(`<sst ${NAMESPACES}><si><t>`)
        yield* repeated('长', 300_000_000)
        yield Buffer.from('</t></si></sst>')
      },
    })
    const oneAllowed = await refusal(one, { ratio: 10_000 })
    expect(oneAllowed.failure.detail).toMatchObject({ limit: 'xmlTokenBytes' })
    expect(oneAllowed.megabytes).toBeLessThan(200)
  })

  it('of one shared text named by every cell is refused', async () => {
    const row = `<row>${'<c t="s"><v>0</v></c>'.repeat(20)}</row>`
    const fixture: WorkbookFixture = {
      strings: `<si><t>${'长'.repeat(30_000)}</t></si>`,
      sheets: [
        {
          part: () =>
            [`<worksheet ${NAMESPACES}><sheetData>`, row.repeat(2_000), '</sheetData></worksheet>'].map(
              (text) => Buffer.from(text),
            ),
        },
      ],
    }
    const { failure, megabytes } = await refusal(await aWorkbook(fixture))
    expect(failure.detail).toMatchObject({ limit: 'characters' })
    // Garbage may fill the heap that the process is allowed.
    expect(megabytes).toBeLessThan(DEFAULT_LIMITS.heapMegabytes + 150)
    const wide: WorkbookFixture = {
      ...fixture,
      sheets: [{ xml: `<sheetData><row>${'<c t="s"><v>0</v></c>'.repeat(100)}</row></sheetData>` }],
    }
    expect((await refusalOf(wide)).detail).toMatchObject({ limit: 'rowCharacters' })
  })

  it.each([
    ['a comment', '<!--', 'x', '-->'],
    ['an attribute', '<a b="', 'x', '"/>'],
    ['attributes', '<a', ' b="1"', '/>'],
    ['a tag name', '<', 'x', '/>'],
    ['an instruction', '<?p ', 'x', '?>'],
    ['a document type', '<!DOCTYPE ', 'x', '>'],
    ['blanks', '', ' ', ''],
  ])('of %s without end is refused in little memory', async (_, before, piece, after) => {
    const part = function* () {
      yield Buffer.from(before)
      yield* repeated(piece, 100_000_000)
      yield Buffer.from(`${after}<worksheet/>`)
    }
    const { failure, megabytes } = await refusal(await aWorkbook({ sheets: [{ part }] }), { ratio: 100_000 })
    expect(failure.code).toMatch(/^spreadsheet\.(too_much|damaged)$/)
    expect(megabytes).toBeLessThan(200)
  })
})

describe('each limit', () => {
  const rows = (count: number) => ({
    xml: `<sheetData>${'<row><c><v>1</v></c></row>'.repeat(count)}</sheetData>`,
  })

  it.each([
    ['entries', 10, { more: Object.fromEntries(Array.from({ length: 11 }, (_, n) => [`x${n}`, 'x'])) }],
    ['sheets', 2, { sheets: [{}, {}, {}] }],
    ['rows', 5, { sheets: [rows(3), rows(3)] }],
    ['columns', 3, { sheets: [{ xml: '<sheetData><row><c r="D1"><v>1</v></c></row></sheetData>' }] }],
    [
      'merges',
      1,
      { sheets: [{ xml: '<mergeCells><mergeCell ref="A1:B1"/><mergeCell ref="A2:B2"/></mergeCells>' }] },
    ],
    [
      'cellCharacters',
      32_767,
      {
        sheets: [
          {
            xml: `<sheetData><row><c t="inlineStr"><is><t>${'长'.repeat(32_768)}</t></is></c></row></sheetData>`,
          },
        ],
      },
    ],
    [
      'cellCharacters',
      32_767,
      { sheets: [{ xml: `<sheetData><row><c t="str"><v>${'长'.repeat(32_768)}</v></c></row></sheetData>` }] },
    ],
    ['xmlDepth', 64, { sheets: [{ xml: '<a>'.repeat(70) + '</a>'.repeat(70) }] }],
    ['inflatedBytes', 5_000, { sheets: [rows(1_000)] }],
  ] as const)('%s', async (limit, allowed, fixture) => {
    expect(await refusalOf(fixture, { [limit]: allowed })).toMatchObject({
      code: 'spreadsheet.too_much',
      detail: { limit, allowed },
    })
  })

  it('of a cell is not passed by 32,767 characters', async () => {
    const path = await aWorkbook({
      strings: `<si><t>${'长'.repeat(32_767)}</t></si>`,
      sheets: [{ xml: '<sheetData><row><c t="s"><v>0</v></c></row></sheetData>' }],
    })
    const items = await gathered(readWorkbook(path))
    expect(items.at(-1)).toMatchObject({ row: { cells: [{ value: '长'.repeat(32_767) }] } })
  })

  it('of the file is looked at before the file', async () => {
    const path = aPath()
    const file = await open(path, 'w')
    await file.truncate(60_000_000)
    await file.close()
    expect((await refusal(path)).failure).toMatchObject({
      code: 'spreadsheet.too_much',
      detail: { limit: 'fileBytes', bytes: 60_000_000 },
    })
  })

  it('of time ends the reading process', async () => {
    const path = await anArchive(workbookParts({ sheets: [{ part: aSheetBomb }] }))
    const { failure, milliseconds } = await refusal(path, { ratio: 10_000, milliseconds: 300 })
    expect(failure).toMatchObject({
      code: 'spreadsheet.too_much',
      detail: { limit: 'milliseconds', allowed: 300 },
    })
    expect(milliseconds).toBeLessThan(3_000)
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'))
  })

  it('of memory ends the reading process, not ours', async () => {
    const strings = Array.from({ length: 400_000 }, (_, n) => `<si><t>${n}</t></si>`).join('')
    const { failure } = await refusal(await aWorkbook({ sheets: [{}], strings }), { heapMegabytes: 8 })
    expect(failure).toMatchObject({
      code: 'spreadsheet.too_much',
      detail: { limit: 'heapMegabytes', allowed: 8 },
    })
  })
})
