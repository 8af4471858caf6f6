import { mkdir, readdir } from 'node:fs/promises'
import { describe, expect, it, vi } from 'vitest'
import type { Cell, Row, Sheet } from './cell.ts'
import {
  anArchive,
  aPath,
  aWorkbook,
  gathered,
  NAMESPACES,
  workbookParts,
  type WorkbookFixture,
} from './fixtures.ts'
import { readWorkbook } from './read.ts'

async function read(fixture: WorkbookFixture): Promise<{ sheets: Sheet[]; rows: Row[] }> {
  const items = await gathered(readWorkbook(await aWorkbook(fixture)))
  return {
    sheets: items.flatMap((item) => (item.kind === 'sheet' ? [item.sheet] : [])),
    rows: items.flatMap((item) => (item.kind === 'row' ? [item.row] : [])),
  }
}

/** The cells of a sheet with the given `c` elements in its first row. */
async function cells(xml: string, fixture: WorkbookFixture = {}): Promise<readonly Cell[]> {
  const { rows } = await read({
    ...fixture,
    sheets: [{ xml: `<sheetData><row r="1">${xml}</row></sheetData>` }],
  })
  return rows[0]?.cells ?? []
}

const text = (value: string): Cell => ({ kind: 'text', value })
const number = (value: number): Cell => ({ kind: 'number', value })
const EMPTY: Cell = { kind: 'empty', value: null }

describe('reading a workbook', () => {
  it('gives texts, numbers, booleans and errors as they are', async () => {
    const xml =
      '<c r="A1" t="s"><v>0</v></c><c r="B1"><v>10001533375</v></c><c r="C1" t="b"><v>1</v></c>' +
      '<c r="D1" t="e"><v>#N/A</v></c><c r="E1" t="inlineStr"><is><t xml:space="preserve"> 行内 </t></is></c>' +
      '<c r="F1"><v>1.5E-3</v></c><c r="G1" t="n"><v>-7</v></c>'
    expect(await cells(xml, { strings: '<si><t>共享</t></si>' })).toEqual([
      text('共享'),
      number(10_001_533_375),
      { kind: 'boolean', value: true },
      { kind: 'error', value: '#N/A' },
      text(' 行内 '),
      number(0.0015),
      number(-7),
    ])
  })

  it('joins rich text and leaves phonetic guides out', async () => {
    const strings =
      '<si><r><rPr><b/></rPr><t>企业</t></r><r><t xml:space="preserve"> 名称</t></r>' +
      '<rPh sb="0" eb="2"><t>qǐyè</t></rPh><phoneticPr fontId="1"/></si><si/><si><t>A&amp;B&#10;二行</t></si>'
    const xml =
      '<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c>' +
      '<c r="D1" t="inlineStr"><is><r><t>行</t></r><r><t>内</t></r><rPh sb="0" eb="1"><t>háng</t></rPh></is></c>'
    expect(await cells(xml, { strings })).toEqual([text('企业 名称'), EMPTY, text('A&B\n二行'), text('行内')])
  })

  it('resolves the escapes of the format', async () => {
    const strings = '<si><t>a_x000D_b</t></si><si><t>_x005F_x000D_</t></si><si><t>_x00_</t></si>'
    const xml = [0, 1, 2].map((n) => `<c t="s"><v>${n}</v></c>`).join('')
    expect(await cells(xml, { strings })).toEqual([text('a\rb'), text('_x000D_'), text('_x00_')])
  })

  it('has no text that a database cannot keep: an escaped NUL, half a character', async () => {
    const strings = '<si><t>a_x0000_b</t></si><si><t>_xD800_</t></si><si><t>_xD83D__xDE00_</t></si>'
    const xml = [0, 1, 2].map((n) => `<c t="s"><v>${n}</v></c>`).join('')
    expect(await cells(xml, { strings })).toEqual([text('a\u{fffd}b'), text('\u{fffd}'), text('😀')])
  })

  it('takes a formula for its stored value, marks it, and never computes', async () => {
    const xml =
      '<c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>2x</v></c><c r="C1"><f>NOW()</f></c>' +
      '<c r="D1" t="e"><f>VLOOKUP(1,2,3)</f><v>#N/A</v></c><c r="E1" t="b"><f>TRUE()</f><v>0</v></c>' +
      '<c r="F1" s="1"><f t="shared" si="0"/><v>44826</v></c>'
    expect(await cells(xml, { formats: ['yyyy/m/d'] })).toEqual([
      { kind: 'number', value: 2, formula: true },
      { kind: 'text', value: '2x', formula: true },
      { kind: 'empty', value: null, formula: true },
      { kind: 'error', value: '#N/A', formula: true },
      { kind: 'boolean', value: false, formula: true },
      { kind: 'date', value: '2022-09-22', formula: true },
    ])
  })

  it('reads dates by their style, with the time of day where there is one', async () => {
    const formats = [
      'yyyy/m/d',
      14,
      'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;',
      '[Red]0.00',
      22,
      'h:mm',
      '[h]:mm',
      31,
    ]
    const values = [44826, 44826, 44826, 44826, 44826.604166666664, 0.5, 44826, 44826]
    const xml = `<c><v>44826</v></c>${values.map((value, index) => `<c s="${index + 1}"><v>${value}</v></c>`).join('')}`
    const day: Cell = { kind: 'date', value: '2022-09-22' }
    expect(await cells(xml, { formats })).toEqual([
      number(44826),
      day,
      day,
      day,
      number(44826),
      { kind: 'date', value: '2022-09-22T14:30' },
      number(0.5),
      number(44826),
      day,
    ])
  })

  it('takes 2022年4月, typed into a cell, for a month and not for its first day', async () => {
    const xml = '<c s="1"><v>44652</v></c><c s="1"><v>44653</v></c>'
    expect(await cells(xml, { formats: [57] })).toEqual([
      text('2022年4月'),
      { kind: 'date', value: '2022-04-02' },
    ])
  })

  it('counts from 1904 where the workbook says so', async () => {
    const fixture = {
      formats: ['yyyy/m/d'],
      date1904: true,
      sheets: [{ xml: '<sheetData><row><c s="1"><v>43364</v></c></row></sheetData>' }],
    }
    const { sheets, rows } = await read(fixture)
    expect(sheets[0]?.date1904).toBe(true)
    expect(rows[0]?.cells).toEqual([{ kind: 'date', value: '2022-09-22' }])
  })

  it('reads ISO dates of the strict form', async () => {
    const xml =
      '<c t="d"><v>2022-09-22T00:00:00</v></c><c t="d"><v>2022-09-22T14:30:00Z</v></c><c t="d"><v>soon</v></c>'
    expect(await cells(xml)).toEqual([
      { kind: 'date', value: '2022-09-22' },
      { kind: 'date', value: '2022-09-22T14:30' },
      text('soon'),
    ])
  })

  it('numbers rows and columns as the sheet does, and counts on where it says nothing', async () => {
    const xml =
      '<sheetData><row r="2"><c r="B2"><v>1</v></c><c><v>2</v></c><c r="F2"><v>3</v></c></row><row><c><v>4</v></c></row>' +
      '<row r="9"/><row r="10"><c r="A10" s="0"/></row><row r="12"><c r="A12"><v>5</v></c></row></sheetData>'
    const { rows } = await read({ sheets: [{ xml }] })
    expect(rows).toEqual([
      { number: 2, cells: [EMPTY, number(1), number(2), EMPTY, EMPTY, number(3)] },
      { number: 3, cells: [number(4)] },
      { number: 12, cells: [number(5)] },
    ])
  })

  it('tells merged cells, though they stand behind the rows, and gives their value top left', async () => {
    const xml =
      '<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="B1"/></row></sheetData>' +
      '<mergeCells count="2"><mergeCell ref="A1:C2"/><mergeCell ref=\'E5:E9\' /></mergeCells>'
    const { sheets, rows } = await read({ sheets: [{ xml }] })
    expect(sheets[0]?.merges).toEqual([
      { top: 1, left: 0, bottom: 2, right: 2 },
      { top: 5, left: 4, bottom: 9, right: 4 },
    ])
    expect(rows[0]?.cells).toEqual([number(1)])
  })

  it('finds merged cells wherever the pieces of the file break', async () => {
    const merges = Array.from(
      { length: 3_000 },
      (_, index) => `<mergeCell ref="A${index * 2 + 1}:B${index * 2 + 2}"/>`,
    )
    const { sheets } = await read({
      sheets: [{ xml: `<sheetData/><mergeCells>${merges.join('')}</mergeCells>` }],
    })
    expect(sheets[0]?.merges).toHaveLength(3_000)
    expect(sheets[0]?.merges.at(-1)).toEqual({ top: 5_999, left: 0, bottom: 6_000, right: 1 })
  })

  it('gives several sheets in their order and marks hidden ones', async () => {
    const sheets = [
      { name: '2021年' },
      { name: '选项', state: 'hidden' },
      { name: 'A&amp;B', state: 'veryHidden' },
    ]
    expect((await read({ sheets })).sheets).toEqual([
      { index: 0, name: '2021年', hidden: false, date1904: false, merges: [] },
      { index: 1, name: '选项', hidden: true, date1904: false, merges: [] },
      { index: 2, name: 'A&B', hidden: true, date1904: false, merges: [] },
    ])
  })

  it('reads workbooks whose names all carry a prefix, with links from the root and another order', async () => {
    const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
    const office = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
    const links = (content: string) =>
      `<p:Relationships xmlns:p="http://schemas.openxmlformats.org/package/2006/relationships">${content}</p:Relationships>`
    const path = await anArchive({
      'XL/Data/Sheet.xml': `<x:worksheet xmlns:x="${main}"><x:sheetData><x:row r="1"><x:c r="A1" t="s"><x:v>0</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="A1:B1"/></x:mergeCells></x:worksheet>`,
      'xl/strings.xml': `<x:sst xmlns:x="${main}"><x:si><x:t>甲</x:t></x:si></x:sst>`,
      'xl/_rels/workbook.xml.rels': links(
        `<p:Relationship Id="a" Type="${office}/worksheet" Target="/xl/data/sheet.xml"/><p:Relationship Id="b" Type="${office}/sharedStrings" Target="../xl/./strings.xml"/>`,
      ),
      'xl/workbook.xml': `<x:workbook xmlns:x="${main}" xmlns:q="${office}"><x:sheets><x:sheet name="甲" sheetId="1" q:id="a"/></x:sheets></x:workbook>`,
      '_rels/.rels': links(
        `<p:Relationship Id="a" Type="${office}/officeDocument" Target="/xl/workbook.xml"/>`,
      ),
    })
    const items = await gathered(readWorkbook(path))
    expect(items).toMatchObject([
      { kind: 'sheet', sheet: { name: '甲', merges: [{ top: 1, left: 0, bottom: 1, right: 1 }] } },
      { kind: 'row', row: { number: 1, cells: [text('甲')] } },
    ])
  })

  it('ignores charts, comments, CDATA wrapping and a byte order mark', async () => {
    const part = `\ufeff<?xml version="1.0"?><!-- a --><worksheet ${NAMESPACES}><sheetData><row><c t="inlineStr"><is><t><![CDATA[<甲>]]></t></is></c></row></sheetData></worksheet>`
    const { rows } = await read({ sheets: [{ part }] })
    expect(rows).toEqual([{ number: 1, cells: [text('<甲>')] }])
  })

  it('passes a sheet whose million formatted rows are empty', async () => {
    const part = function* () {
      yield Buffer.from(`<worksheet ${NAMESPACES}><sheetData>`)
      for (let row = 1; row <= 1_048_576; row += 1024) {
        yield Buffer.from(
          Array.from(
            { length: 1024 },
            (_, n) => `<row r="${row + n}" s="1"><c r="A${row + n}" s="1"/></row>`,
          ).join(''),
        )
      }
      yield Buffer.from('</sheetData></worksheet>')
    }
    const { rows } = await read({ sheets: [{ part }] })
    expect(rows).toEqual([])
  })

  it('stops the reading process when the loop is left early', async () => {
    const parts = workbookParts({
      sheets: [
        {
          part: function* () {
            yield Buffer.from(`<worksheet ${NAMESPACES}><sheetData>`)
            for (let row = 1; row <= 100_000; row++)
              yield Buffer.from(`<row r="${row}"><c r="A${row}"><v>${row * 7919}</v></c></row>`)
            yield Buffer.from('</sheetData></worksheet>')
          },
        },
      ],
    })
    const path = await anArchive(parts)
    const own = aPath('')
    await mkdir(own)
    vi.stubEnv('TMPDIR', own)
    let rows = 0
    for await (const item of readWorkbook(path)) {
      if (item.kind === 'row' && ++rows === 10) break
    }
    vi.unstubAllEnvs()
    expect(rows).toBe(10)
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain('ProcessWrap'))
    expect(await readdir(own)).toEqual([])
  })

  it('does not count the time that the caller takes for its rows', async () => {
    const path = await aWorkbook({
      sheets: [
        { xml: '<sheetData><row><c><v>1</v></c></row></sheetData>' },
        { xml: '<sheetData><row><c><v>2</v></c></row></sheetData>' },
      ],
    })
    let rows = 0
    for await (const item of readWorkbook(path, { limits: { milliseconds: 1_500 } })) {
      if (item.kind === 'row') rows++
      await new Promise((resolve) => setTimeout(resolve, 600))
    }
    expect(rows).toBe(2)
  })
})
