import { createWriteStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { execFileSync } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { fromBufferPromise } from 'yauzl'
import { describe, expect, it } from 'vitest'
import { Failure } from '../failure.ts'
import type { Cell } from './cell.ts'
import { aPath, gathered } from './fixtures.ts'
import { unescapeFormula } from './formula.ts'
import { readWorkbook } from './read.ts'
import { writeWorkbook, writeWorkbookFile, type SheetPlan, type WritableCell } from './write.ts'

async function written(sheets: readonly SheetPlan[]): Promise<string> {
  const path = aPath()
  await writeWorkbookFile(path, sheets)
  return path
}

/** The text of a part of an archive. */
async function part(path: string, name: string): Promise<string> {
  const zip = await fromBufferPromise(await readFile(path), { lazyEntries: true })
  for await (const entry of zip.eachEntry()) {
    if (entry.fileName !== name) continue
    return text(await zip.openReadStreamPromise(entry))
  }
  throw new Error(`no part ${name}`)
}

const LEDGER: SheetPlan = {
  name: '2026年',
  titles: ['示例产业园企业诉求台账（2026年）', '填报单位：企业服务中心'],
  columns: [
    { title: '序号', width: 6 },
    { title: '问题 <描述> & "诉求"', width: 40 },
    { title: '责任部门', choices: ['企业服务中心', '经济发展局, 一科', '"建设"管理局'] },
    { title: '交办日期' },
  ],
  rows: [
    [1, '员工上下班公交不便\n希望延长线路', '企业服务中心', { date: '2026-03-02' }],
    [2, '=HYPERLINK("http://example.invalid")', null, { date: '2024-02-29' }],
    [-3.5, '', null],
  ],
  printedColumns: 3,
}

async function cellsOf(path: string): Promise<(readonly Cell[])[]> {
  const items = await gathered(readWorkbook(path))
  return items.flatMap((item) => (item.kind === 'row' ? [item.row.cells] : []))
}

describe('writing a workbook', () => {
  it('gives what our reader reads back', async () => {
    const items = await gathered(readWorkbook(await written([LEDGER])))
    expect(items).toMatchObject([
      {
        sheet: {
          name: '2026年',
          hidden: false,
          merges: [
            { top: 1, left: 0, right: 3 },
            { top: 2, left: 0, right: 3 },
          ],
        },
      },
      { row: { number: 1, cells: [{ value: '示例产业园企业诉求台账（2026年）' }] } },
      { row: { number: 2 } },
      {
        row: {
          number: 3,
          cells: [
            { value: '序号' },
            { value: '问题 <描述> & "诉求"' },
            { value: '责任部门' },
            { value: '交办日期' },
          ],
        },
      },
      {
        row: {
          number: 4,
          cells: [
            { kind: 'number', value: 1 },
            { kind: 'text', value: '员工上下班公交不便\n希望延长线路' },
            { kind: 'text', value: '企业服务中心' },
            { kind: 'date', value: '2026-03-02' },
          ],
        },
      },
      {
        row: {
          number: 5,
          cells: [
            { value: 2 },
            { kind: 'text', value: '\'=HYPERLINK("http://example.invalid")' },
            { kind: 'empty' },
            { value: '2024-02-29' },
          ],
        },
      },
      { row: { number: 6, cells: [{ kind: 'number', value: -3.5 }] } },
      { sheet: { name: '选项', hidden: true } },
      { row: { number: 1 } },
      { row: { cells: [{ value: '企业服务中心' }] } },
      { row: { cells: [{ value: '经济发展局, 一科' }] } },
      { row: { cells: [{ value: '"建设"管理局' }] } },
    ])
  })

  it('types text as text, keeps the header in sight and on each page, and offers lists', async () => {
    const path = await written([LEDGER])
    const sheet = await part(path, 'xl/worksheets/sheet1.xml')
    expect(sheet).toContain(
      '<c r="B5" s="1" t="inlineStr"><is><t xml:space="preserve">\'=HYPERLINK(&quot;http://example.invalid&quot;)</t></is></c>',
    )
    expect(sheet).toContain('<pane ySplit="3" topLeftCell="A4" activePane="bottomLeft" state="frozen"/>')
    expect(sheet).toContain('<mergeCell ref="A1:D1"/><mergeCell ref="A2:D2"/>')
    expect(sheet).toContain('sqref="C4:C1048576"><formula1>\'选项\'!$A$2:$A$4</formula1>')
    expect(sheet).toContain(
      '<pageSetup paperSize="9" orientation="landscape" fitToWidth="1" fitToHeight="0"/>',
    )
    expect(sheet).toContain('<col min="2" max="2" width="40" customWidth="1"/>')
    expect(sheet).not.toContain('<f>')
    const workbook = await part(path, 'xl/workbook.xml')
    expect(workbook).toContain(
      '<definedName name="_xlnm.Print_Titles" localSheetId="0">\'2026年\'!$3:$3</definedName>',
    )
    expect(workbook).toContain(
      '<definedName name="_xlnm.Print_Area" localSheetId="0">\'2026年\'!$A:$C</definedName>',
    )
    expect(workbook).toContain('<sheet name="选项" sheetId="2" state="hidden" r:id="rId2"/>')
    expect(await part(path, 'xl/styles.xml')).toContain('formatCode="yyyy\\-mm\\-dd"')
  })

  it('gives the same bytes for the same input, in every time zone', async () => {
    const [first, second] = await Promise.all([written([LEDGER]), written([LEDGER])])
    const bytes = await readFile(first)
    expect(bytes.equals(await readFile(second))).toBe(true)
    const script = `
      import { writeWorkbookFile } from ${JSON.stringify(fileURLToPath(new URL('./write.ts', import.meta.url)))}
      await writeWorkbookFile(process.argv[1], ${JSON.stringify([LEDGER])})`
    for (const TZ of ['America/Los_Angeles', 'Asia/Shanghai', 'UTC']) {
      const path = aPath()
      execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script, path], { env: { TZ } })
      expect(bytes.equals(await readFile(path))).toBe(true)
    }
  })

  it('carries any text there and back', async () => {
    const texts = fc.array(fc.string({ unit: 'binary', maxLength: 30 }), { minLength: 200, maxLength: 200 })
    const awkward = [
      '_x000D_',
      '_x005F_',
      'a\r\nb',
      ' \u3000x ',
      '<>&"\'',
      ']]>',
      '&#10;',
      '𠮷',
      "'=1",
      '\t',
      '喆堃邨赟囧䶮',
    ]
    await fc.assert(
      fc.asyncProperty(texts, async (random) => {
        const sent = [...awkward, ...random]
        const path = await written([
          { name: 'a', columns: [{ title: 'a' }], rows: sent.map((text) => ['x', text]) },
        ])
        const back = (await cellsOf(path))
          .slice(1)
          .map(([, cell]) => unescapeFormula(String(cell?.value ?? '')))
        // What XML cannot carry is left out.
        expect(back).toEqual(
          sent.map((text) =>
            text.toWellFormed().replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ''),
          ),
        )
      }),
      { numRuns: 5 },
    )
  })

  it('leaves no file behind when the rows fail, and says why', async () => {
    const path = aPath()
    const rows = async function* (): AsyncGenerator<WritableCell[]> {
      yield ['a']
      throw new Error('the database went away')
    }
    await expect(
      writeWorkbookFile(path, [{ name: 'a', columns: [{ title: 'a' }], rows: rows() }]),
    ).rejects.toThrow('the database went away')
    await expect(stat(path)).rejects.toThrow('ENOENT')
    await expect(stat(`${path}.part`)).rejects.toThrow('ENOENT')
  })

  it('asks for no row when the place cannot be written, and names it with the reason', async () => {
    const folder = dirname(aPath())
    const rows = function* (): Generator<WritableCell[]> {
      throw new Error('asked')
    }
    for (const [path, reason] of [
      [join(folder, 'nowhere', 'a.xlsx'), 'ENOENT'],
      [folder, 'EISDIR'],
      [join(await written([LEDGER]), 'a.xlsx'), 'ENOTDIR'],
      ['/dev/null', 'ENOTFILE'],
    ] as const)
      await expect(
        writeWorkbookFile(path, [{ name: 'a', columns: [{ title: 'a' }], rows: rows() }]),
      ).rejects.toMatchObject({ code: 'kernel.file_unwritable', detail: { file: path, reason } })
  })

  it('writes a date that spreadsheets do not have as its text', async () => {
    const dates = ['0001-01-01', '1900-01-01', '1900-02-28', '1900-03-01', '9999-12-31', '+010000-01-01']
    const path = await written([
      { name: 'a', columns: [{ title: 'a' }], rows: dates.map((date) => [{ date }]) },
    ])
    expect((await cellsOf(path)).slice(1).map(([cell]) => [cell?.kind, cell?.value])).toEqual([
      ['text', '0001-01-01'],
      ['text', '1900-01-01'],
      ['text', '1900-02-28'],
      ['date', '1900-03-01'],
      ['date', '9999-12-31'],
      ['text', "'+010000-01-01"],
    ])
  })

  it('stops asking for rows when nobody takes them', async () => {
    let asked = 0
    const rows = function* (): Generator<WritableCell[]> {
      for (;;) yield [++asked, 'x'.repeat(100)]
    }
    const output = createWriteStream(aPath())
    const writing = writeWorkbook(output, [{ name: 'a', columns: [{ title: 'a' }], rows: rows() }])
    setTimeout(() => output.destroy(new Error('closed')), 200)
    await expect(writing).rejects.toThrow('closed')
    const sofar = asked
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(asked - sofar).toBeLessThan(2_000)
  })

  it('refuses a text that no cell can hold', async () => {
    const writing = written([{ name: 'a', columns: [{ title: 'a' }], rows: [['长'.repeat(32_768)]] }])
    await expect(writing).rejects.toThrow(Failure)
    await expect(writing).rejects.toMatchObject({
      code: 'spreadsheet.too_much',
      detail: { limit: 'cellCharacters', cell: 'A2' },
    })
  })

  it.each(['', 'a'.repeat(32), 'a/b', '[a]', "'a", 'a?'])(
    'refuses %j as the name of a sheet',
    async (name) => {
      await expect(written([{ name, columns: [{ title: 'a' }], rows: [] }])).rejects.toThrow(RangeError)
    },
  )
})
