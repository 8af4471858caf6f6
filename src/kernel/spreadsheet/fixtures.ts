import { createWriteStream } from 'node:fs'
import { mkdtempSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterAll } from 'vitest'
import { ZipFile } from 'yazl'
import type { WorkbookItem } from './read.ts'

/** Parts of an archive by path: text, bytes, or a stream of bytes made while it is written. */
export type Parts = Readonly<Record<string, string | Buffer | (() => Iterable<Buffer>)>>

/** Made when first asked for: where every test of a file is skipped, nothing would remove it. */
let folder: string | undefined
let files = 0
afterAll(async () => {
  if (folder !== undefined) await rm(folder, { recursive: true, force: true })
})

/** A fresh path for a test's file; the folder is the test run's own. */
export function aPath(ending = '.xlsx'): string {
  folder ??= mkdtempSync(join(tmpdir(), 'bihuan-spreadsheet-'))
  return join(folder, `${++files}${ending}`)
}

/** A file of the given bytes. */
export async function aFile(content: string | Buffer, ending = '.xlsx'): Promise<string> {
  const path = aPath(ending)
  await writeFile(path, content)
  return path
}

/** A zip archive of the parts, deflated. */
export async function anArchive(parts: Parts): Promise<string> {
  const zip = new ZipFile()
  for (const [name, content] of Object.entries(parts)) {
    if (typeof content === 'function')
      zip.addReadStream(Readable.from(content(), { objectMode: false }), name)
    else zip.addBuffer(Buffer.from(content), name)
  }
  zip.end()
  const path = aPath()
  await pipeline(Readable.from(zip.outputStream), createWriteStream(path))
  return path
}

/** The namespaces that a part of a workbook declares. */
export const NAMESPACES =
  'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" ' +
  'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'

/** A sheet of a test's workbook. */
export interface SheetFixture {
  readonly name?: string
  readonly state?: string
  /** What stands in the worksheet element: `<sheetData>…</sheetData><mergeCells>…`. */
  readonly xml?: string
  /** The whole part instead. */
  readonly part?: string | Buffer | (() => Iterable<Buffer>)
}

/** A workbook as a test wants it. */
export interface WorkbookFixture {
  readonly sheets?: readonly SheetFixture[]
  /** What stands in the sst element. */
  readonly strings?: string
  readonly stringsPart?: string | Buffer | (() => Iterable<Buffer>)
  /** Format codes; style n+1 shows code n. Style 0 is General. */
  readonly formats?: readonly (string | number)[]
  readonly date1904?: boolean
  readonly more?: Parts
}

/** The parts of a workbook as Excel writes them, with whatever a test puts in. */
export function workbookParts({
  sheets = [],
  strings,
  stringsPart,
  formats = [],
  date1904 = false,
  more = {},
}: WorkbookFixture): Parts {
  const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
  const link = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`
  const links = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
  const own = formats.flatMap((code, index) =>
    typeof code === 'string' ? [`<numFmt numFmtId="${200 + index}" formatCode="${code}"/>`] : [],
  )
  const ids = formats.map((code, index) => (typeof code === 'string' ? 200 + index : code))
  return {
    '_rels/.rels': `${links}${link('rId1', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml':
      `<workbook ${NAMESPACES}><workbookPr${date1904 ? ' date1904="1"' : ''}/><sheets>` +
      sheets
        .map(
          ({ name, state }, i) =>
            `<sheet name="${name ?? `Sheet${i + 1}`}" sheetId="${i + 1}"${state === undefined ? '' : ` state="${state}"`} r:id="s${i}"/>`,
        )
        .join('') +
      '</sheets></workbook>',
    'xl/_rels/workbook.xml.rels':
      links +
      sheets.map((_, i) => link(`s${i}`, 'worksheet', `worksheets/sheet${i + 1}.xml`)).join('') +
      `${link('st', 'styles', 'styles.xml')}${link('ss', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/styles.xml':
      `<styleSheet ${NAMESPACES}><numFmts>${own.join('')}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>` +
      `<cellXfs><xf numFmtId="0"/>${ids.map((id) => `<xf numFmtId="${id}"/>`).join('')}</cellXfs></styleSheet>`,
    ...(strings === undefined ? {} : { 'xl/sharedStrings.xml': `<sst ${NAMESPACES}>${strings}</sst>` }),
    ...(stringsPart === undefined ? {} : { 'xl/sharedStrings.xml': stringsPart }),
    ...Object.fromEntries(
      sheets.map(({ xml, part }, i) => [
        `xl/worksheets/sheet${i + 1}.xml`,
        part ?? `<worksheet ${NAMESPACES}>${xml ?? '<sheetData/>'}</worksheet>`,
      ]),
    ),
    ...more,
  }
}

/** A workbook file. */
export function aWorkbook(fixture: WorkbookFixture): Promise<string> {
  return anArchive(workbookParts(fixture))
}

/** Everything a reader gives, gathered. */
export async function gathered(items: AsyncIterable<WorkbookItem>): Promise<WorkbookItem[]> {
  const all: WorkbookItem[] = []
  for await (const item of items) all.push(item)
  return all
}

/** Blocks of bytes that repeat a text until there are so many. */
export function* repeated(text: string, bytes: number): Generator<Buffer> {
  const block = Buffer.from(text.repeat(Math.max(1, Math.floor(65_536 / text.length))))
  for (let written = 0; written < bytes; written += block.length) yield block
}
