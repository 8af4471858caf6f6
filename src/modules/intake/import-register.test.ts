import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { writeWorkbookFile, type WritableCell } from '../../kernel/spreadsheet/write.ts'
import { enterpriseCard, listEnterprises } from '../enterprises/index.ts'
import { importRegister, type RegisterImportOptions } from './import-register.ts'

const HEADER = [
  '序号',
  '企业名称',
  '统一社会信用代码',
  '企业规模',
  '行业代码',
  '所属行业',
  '是否规上',
  '标签',
  '服务专员',
  '联系人',
  '联系电话',
  '经营地址',
]
const ROWS: WritableCell[][] = [
  [
    1,
    '示例一电气有限公司',
    '914303000043030252',
    '大型',
    'C3841',
    '变压器制造',
    '是',
    '链主、上市',
    'officer',
    '陈经理',
    13800005678,
    '示例路 1 号',
  ],
  [
    2,
    '示例二食品有限公司',
    '待补',
    '微型企业',
    null,
    '食品制造业',
    '规下',
    '老字号;专精特新',
    null,
    null,
    null,
    null,
  ],
  [3, '示例三中学', null, null, null, '教育', null, null, 'otherOfficer', null, null, null],
]

let bench: TestProduct
let park: TestPark
let dir: string
beforeAll(async () => {
  bench = await openTestProduct()
  dir = mkdtempSync(join(tmpdir(), 'bihuan-register-'))
})
beforeEach(async () => {
  park = await foundPark(bench)
})
afterAll(async () => {
  rmSync(dir, { recursive: true, force: true })
  await bench.close()
})

async function aFile(rows: readonly WritableCell[][], header: readonly string[] = HEADER): Promise<string> {
  const file = join(dir, `${randomUUID()}.xlsx`)
  await writeWorkbookFile(file, [
    { name: '名录', titles: ['示例园区企业名单'], columns: header.map((title) => ({ title })), rows },
  ])
  return file
}
const importFile = (file: string, over: Partial<RegisterImportOptions> = {}) =>
  importRegister(
    bench.product.runtime,
    { principal: park.principal('dispatcher'), requestId: 'test' },
    { file, update: false, dryRun: false, language: 'zh', progress: () => undefined, ...over },
  )
const names = async (input: object = {}) =>
  (await park.ask('dispatcher', listEnterprises, input)).items.map(({ name }) => name)

test('each row becomes an enterprise with everything the file says of it', async () => {
  const result = await importFile(await aFile(ROWS))
  expect(result).toMatchObject({ rows: 3, imported: 3, refused: [], changed: [] })
  expect(result.mapping['名录']).toMatchObject({
    name: { column: 'B', header: '企业名称' },
    industry_code: { column: 'E' },
    officer: { column: 'I' },
  })
  expect(result.warnings.join()).toContain('信用代码校验不符')
  const { items } = await park.ask('dispatcher', listEnterprises, { q: '示例一电气' })
  expect(items).toMatchObject([
    {
      code: '914303000043030252',
      size: 'large',
      industry: { code: 'C3841', name: '变压器制造' },
      above_size: true,
      officer: { name: 'officer' },
      contact: { name: '陈**', phone: '138****5678' },
    },
  ])
  expect(items[0]?.tags.toSorted()).toEqual(['上市', '链主'].toSorted())
  expect(await names({ industry: '14' })).toEqual(['示例二食品有限公司'])
  expect(await names({ officer: park.people.otherOfficer })).toEqual(['示例三中学'])
})

test('the same file again changes nothing, in whatever order its rows stand', async () => {
  await importFile(await aFile(ROWS))
  const before = await bench.sql('select id, version from enterprises where park_id = $1 order by id', [
    park.id,
  ])
  const again = await importFile(await aFile(ROWS.toReversed()), { update: true })
  expect(again).toMatchObject({ rows: 3, imported: 0, unchanged: 3, updated: 0, refused: [] })
  expect(
    await bench.sql('select id, version from enterprises where park_id = $1 order by id', [park.id]),
  ).toEqual(before)
})

test('what differs is told and left, and with --update corrected with its history; what the file leaves empty stays', async () => {
  await importFile(await aFile(ROWS))
  const changed: WritableCell[][] = [
    [
      1,
      '示例一电气集团有限公司',
      '914303000043030252',
      '中型',
      null,
      null,
      null,
      '上市、国企',
      'otherOfficer',
      null,
      null,
      null,
    ],
  ]
  const told = await importFile(await aFile(changed))
  expect(told).toMatchObject({ imported: 0, updated: 0, changed: [{ row: 3, result: 'changed' }] })
  expect(told.changed[0]?.changes).toEqual([
    { column: '企业名称', was: '示例一电气有限公司', now: '示例一电气集团有限公司' },
    { column: '企业规模', was: 'large', now: 'medium' },
    { column: '标签', was: '上市、链主', now: '上市、链主、国企' },
    { column: '服务专员', was: 'officer', now: 'otherOfficer' },
  ])
  bench.clock.pass(24 * 3600 * 1000)
  const updated = await importFile(await aFile(changed), { update: true, source: '统计局 2026 年名单' })
  expect(updated).toMatchObject({ updated: 1, changed: [{ result: 'updated' }] })
  const { items } = await park.ask('dispatcher', listEnterprises, { q: '示例一电气集团' })
  expect(items).toMatchObject([{ size: 'medium', officer: { name: 'otherOfficer' }, above_size: true }])
  const card = await park.ask('dispatcher', enterpriseCard, { id: items[0]?.id ?? '' })
  expect(card).toMatchObject({
    address: '示例路 1 号',
    former_names: [{ name: '示例一电气有限公司' }],
    size: { source: '统计局 2026 年名单' },
  })
  // The old file now names it by a former name, which is no difference.
  const old = await importFile(await aFile([[1, '示例一电气有限公司', ...Array<null>(10).fill(null)]]))
  expect(old).toMatchObject({ unchanged: 1, changed: [] })
})

test('a rehearsal says the same and leaves nothing', async () => {
  const before = await names()
  expect(await importFile(await aFile(ROWS), { dryRun: true })).toMatchObject({ imported: 3 })
  expect(await names()).toEqual(before)
})

test('no row is lost: each that cannot be understood is told with cell and reason, and its report can be imported', async () => {
  const bad: WritableCell[][] = [
    [1, null, '914303000043030252', ...Array<null>(9).fill(null)],
    [2, '示例甲有限公司', null, '小微', null, null, null, null, null, null, null, null],
    [3, '示例乙有限公司', null, null, null, '星际贸易', '也许', null, null, null, null, null],
    [4, '示例丙有限公司', null, null, null, null, null, null, '没有这人', null, null, null],
    [5, '示例丁有限公司', '91430321MA4DEM010A', ...Array<null>(9).fill(null)],
    [6, '示例丁有限公司（二）', '91430321ma4dem010a', ...Array<null>(9).fill(null)],
    [7, '示例 丁有限公司', ...Array<null>(10).fill(null)],
  ]
  const report = join(dir, `${randomUUID()}-report.xlsx`)
  const result = await importFile(await aFile(bad), { report })
  expect(result).toMatchObject({ rows: 7, imported: 1 })
  const told = result.refused.map(({ row, cell, code }) => [row, cell, code])
  expect(told.toSorted()).toEqual(
    [
      [3, 'B3', 'name_missing'],
      [4, 'D4', 'small_or_micro'],
      [5, 'F5', 'unknown_industry'],
      [6, 'I6', 'unknown_officer'],
      [8, 'C8', 'twice_in_file'],
      [9, 'B9', 'twice_in_file'],
    ].toSorted(),
  )
  expect(result.refused.find(({ row }) => row === 5)?.more).toMatchObject([{ cell: 'G5' }])
  expect(result.refused.find(({ row }) => row === 6)?.accepted).toEqual(['officer', 'otherOfficer'])
  // Read again: four as before, one now differs from the register by its name, and one is that enterprise too.
  const again = await importFile(report)
  expect(again).toMatchObject({ rows: 6, imported: 0, changed: [{ name: '示例丁有限公司' }] })
  expect(again.refused.map(({ code }) => code).toSorted()).toEqual(
    ['name_missing', 'same_enterprise', 'small_or_micro', 'unknown_industry', 'unknown_officer'].toSorted(),
  )
})

test('a cell that says nothing in other signs, or more than can be kept, costs its row at the most', async () => {
  const header = ['企业名称', '统一社会信用代码', '所属行业', '标签', '联系人']
  const rows: WritableCell[][] = [
    ['示例甲有限公司', '··', null, null, null],
    ['示例乙有限公司', '- -', null, null, null],
    ['示例丙有限公司', null, `C38 a${'𠮷'.repeat(80)}`, null, null],
    ['示例丁有限公司', '㍿'.repeat(39), null, null, null],
    ['示例戊有限公司', null, null, Array.from({ length: 51 }, (_, i) => `标签${i}`).join('、'), null],
    ['示例己有限公司', null, null, null, '李'],
    [null, '914303000043030252', null, null, null],
  ]
  const result = await importFile(await aFile(rows, header))
  expect(result).toMatchObject({ rows: 7, imported: 4, warnings: [] })
  expect(result.refused.map(({ cell, code }) => [cell, code])).toEqual([
    ['B6', 'too_long'],
    ['D7', 'too_many_tags'],
    ['A9', 'name_missing'],
  ])
  const { items } = await park.ask('dispatcher', listEnterprises, { q: '示例甲' })
  expect(items).toMatchObject([{ code: null, code_fault: null }])
})

test('size classes, marks and headers are understood in many spellings', async () => {
  const header = ['单位名称', '划型', '规模以上', '社会信用代码']
  const sizes = ['大', '中型企业', '小型', '微', '1.大型', 'S', '微型单位']
  const rows = sizes.map((size, i): WritableCell[] => [`示例第${i}有限公司`, size, i % 2 ? '√' : '×', null])
  expect(await importFile(await aFile(rows, header))).toMatchObject({ imported: 7, refused: [] })
  expect(await names({ size: 'large' })).toHaveLength(2)
  expect(await names({ size: 'micro' })).toHaveLength(2)
  expect(await names({ above_size: 'true' })).toHaveLength(3)
})

test('a file without a register is refused, naming what was found; a stranger may not import', async () => {
  await expect(importFile(await aFile([['甲', '乙']], ['日期', '事项']))).rejects.toMatchObject({
    code: 'intake.no_register_sheet',
  })
  await expect(
    importRegister(
      bench.product.runtime,
      { principal: park.principal('handler'), requestId: 'test' },
      { file: await aFile(ROWS), update: false, dryRun: false, language: 'zh', progress: () => undefined },
    ),
  ).rejects.toMatchObject({ kind: 'forbidden' })
})
