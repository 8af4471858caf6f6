import { expect, test } from 'vitest'
import { aFile, anArchive, aPath, aWorkbook } from '../../kernel/spreadsheet/fixtures.ts'
import { writeWorkbookFile, type SheetPlan, type WritableCell } from '../../kernel/spreadsheet/write.ts'
import { dictionaryOf } from '../../product.ts'
import { MODULES } from '../../modules.ts'
import { MOST_ROWS, readRoster } from './read-roster.ts'
import { reasonOf } from './report.ts'
import { rosterTemplate } from './template.ts'

const KNOWN = { departments: ['建设交通局', '企业服务中心'], makeDepartments: false }
const sheet = (
  headers: readonly string[],
  rows: readonly (readonly WritableCell[])[],
  more: Partial<SheetPlan> = {},
): SheetPlan => ({ name: '人员', columns: headers.map((title) => ({ title })), rows, ...more })

async function read(sheets: readonly SheetPlan[], options = KNOWN) {
  const path = aPath()
  await writeWorkbookFile(path, sheets)
  return readRoster(path, options)
}
const HEADERS = ['姓名', '部门', '岗位', '手机']

test.each([
  [
    ['姓名/登录名（必填）', '部门', '岗位（必填）', '手机（选填）'],
    ['示例甲', '建设交通局', '经办人', 10000000001],
  ],
  [
    ['登录名', '所属部门', '角色', '联系电话'],
    ['示例甲', '建设交通局', '承办人', '10000000001'],
  ],
  [
    ['Name', 'Department', 'Role', 'Mobile'],
    ['示例甲', ' 建设交通局 ', 'Handler', '100 0000 0001'],
  ],
  [
    ['序号', '姓 名', '工作单位', '身份', '手机号码'],
    [1, '示例甲', '建设交通局', '经办', '10000000001'],
  ],
])('a person is read under the headers %s', async (headers, row) => {
  const { people, refused } = await read([sheet(headers, [row])])
  expect(refused).toEqual([])
  expect(people.map(({ person }) => person)).toEqual([
    { name: '示例甲', posts: ['handler'], department: '建设交通局', phone: '10000000001' },
  ])
})

test.each([
  ['经办人', 'handler'],
  ['部门负责人', 'head'],
  ['交办中心', 'dispatcher'],
  ['服务专员', 'officer'],
  ['督查', 'supervisor'],
  ['领导', 'leader'],
  ['回访员', 'return_visitor'],
  ['热线坐席', 'hotline'],
  ['审计', 'auditor'],
  ['系统管理', 'admin'],
  ['Return visitor', 'return_visitor'],
])('the post %s is understood', async (word, post) => {
  const { people } = await read([sheet(HEADERS, [['示例甲', '建设交通局', word, null]])])
  expect(people[0]?.person.posts).toEqual([post])
})

test('several posts stand in one cell, or in several rows of one name; titles above the header do not matter', async () => {
  const { people, sheets } = await read([
    sheet(
      HEADERS,
      [
        ['示例甲', '建设交通局', '经办人、督查', null],
        ['示例甲', '企业服务中心', '部门负责人', '—'],
      ],
      { titles: ['示例园区花名册', '2026年10月'] },
    ),
  ])
  expect(people.map(({ row, person }) => [row, person.posts, person.department])).toEqual([
    [4, ['handler', 'supervisor'], '建设交通局'],
    [5, ['head'], '企业服务中心'],
  ])
  expect(sheets[0]?.columns.map(({ field, letters }) => `${letters} ${field}`)).toEqual([
    'A name',
    'B department',
    'C post',
    'D phone',
  ])
})

test('each row that is not taken says its cell, the reason and the way out, in both languages', async () => {
  const rows: WritableCell[][] = [
    [null, '建设交通局', '经办人', null],
    ['示例甲', '没有的局', '经办人', null],
    ['示例乙', '建设交通局', '保洁', null],
    ['示例丙', '建设交通局', null, null],
    ['示例丁', null, '部门负责人', null],
    ['示例戊', '建设交通局', '经办人', '打办公室'],
    ['示例己', '建设交通局', '经办人', '10000000001'],
    ['示例己', '建设交通局', '督查', '10000000002'],
    ['名'.repeat(61), '建设交通局', '经办人', null],
    ['示例庚', '建设交通局', '企业用户', null],
    [null, null, null, null],
  ]
  const { people, refused } = await read([sheet(HEADERS, rows)])
  expect(people.map(({ row }) => row)).toEqual([8])
  expect(refused.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'A2 roster.name_missing',
    'B3 roster.department_unknown',
    'C4 roster.post_unknown',
    'C5 roster.post_missing',
    'B6 roster.department_needed',
    'D7 roster.phone_form',
    'D9 roster.name_twice',
    'A10 roster.name_form',
    'C11 roster.post_unknown',
  ])
  const dictionary = dictionaryOf(MODULES)
  for (const row of refused)
    for (const language of ['zh', 'en'] as const)
      expect(reasonOf(row, { dictionary, language })).not.toContain(row.code)
  expect(refused[2]?.accepted).toContain('经办人')
  expect(refused[1]?.accepted).toEqual(KNOWN.departments)
})

test('departments come from a sheet of their own, or from the people when that is wanted', async () => {
  const departments: SheetPlan = {
    name: '部门',
    columns: [{ title: '部门名称' }, { title: '部门类型' }],
    rows: [
      ['经济发展局', '自有'],
      ['供电所', '外部'],
      ['建设交通局', null],
      ['奇怪的局', '半自有'],
      [null, '外部'],
    ],
  }
  const people = sheet(HEADERS, [
    ['示例甲', '供电所', '经办人', null],
    ['示例乙', '消防大队', '经办人', null],
  ])
  const listed = await read([people, departments])
  expect(listed.departments.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    '经济发展局 own',
    '供电所 external',
    '建设交通局 own',
  ])
  expect(listed.people.map(({ person }) => person.name)).toEqual(['示例甲'])
  expect(listed.refused.map(({ cell, code }) => `${cell} ${code}`)).toEqual([
    'B5 roster.kind_unknown',
    'A6 roster.department_missing',
    'B3 roster.department_unknown',
  ])
  const made = await read([people], { ...KNOWN, makeDepartments: true })
  expect(made.departments.map(({ name }) => name)).toEqual(['供电所', '消防大队'])
  expect(made.people).toHaveLength(2)
})

test('the template goes in again: its examples are told and nobody is taken', async () => {
  const { people, departments, refused, examples, otherSheets } = await read(
    rosterTemplate(KNOWN.departments),
  )
  expect({ people, departments, refused, examples, otherSheets }).toEqual({
    people: [],
    departments: [],
    refused: [],
    examples: 2,
    otherSheets: ['说明'],
  })
})

test('formulas are texts, scripts are texts, and what cannot be kept is refused or left out', async () => {
  const { people, refused } = await read([
    sheet(HEADERS, [
      ['=cmd|calc!A1', '建设交通局', '经办人', null],
      ['<script>alert(1)</script>', '建设交通局', '经办人', null],
      ['示\u200b例\u202e甲', '建设交通局', '经办人', null],
      ['示例\n乙', '建设交通局', '经办人', null],
    ]),
  ])
  expect(people.map(({ person }) => person.name)).toEqual([
    '=cmd|calc!A1',
    '<script>alert(1)</script>',
    '示例甲',
  ])
  expect(refused.map(({ code }) => code)).toEqual(['roster.name_form'])
})

test('files that are no roster are refused as a whole, with the way out', async () => {
  await expect(read([sheet(['甲', '乙'], [['1', '2']])])).rejects.toMatchObject({ code: 'roster.no_sheet' })
  const wrong = async (file: Promise<string>) => {
    const path = await file
    return readRoster(path, KNOWN).then(
      () => 'read',
      (error: unknown) => (error as { code: string }).code,
    )
  }
  expect(await wrong(aFile(''))).toBe('spreadsheet.empty_file')
  expect(await wrong(aFile('姓名,岗位\n甲,经办人\n'))).toBe('spreadsheet.not_a_spreadsheet')
  expect(await wrong(aFile('<html><table></table></html>'))).toBe('spreadsheet.not_a_spreadsheet')
  expect(await wrong(aFile(Buffer.from('d0cf11e0a1b11ae1', 'hex')))).toMatch(
    /^spreadsheet\.(old_format|damaged)$/,
  )
  expect(await wrong(anArchive({ 'word/document.xml': '<w/>' }))).toBe('spreadsheet.not_a_workbook')
  expect(await wrong(aFile(Buffer.alloc(5_000_001, 1)))).toBe('spreadsheet.too_much')
})

test('a sheet that swells to gigabytes, or has more rows than any park people, is stopped', async () => {
  const blanks = function* () {
    yield Buffer.from(
      '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>',
    )
    for (let i = 0; i < 300; i++) yield Buffer.alloc(1_000_000, ' ')
  }
  await expect(readRoster(await aWorkbook({ sheets: [{ part: blanks }] }), KNOWN)).rejects.toMatchObject({
    code: 'spreadsheet.too_much',
  })
  const rows = Array.from({ length: MOST_ROWS + 1 }, (_, i) => [`示例${i}`, '建设交通局', '经办人', null])
  await expect(read([sheet(HEADERS, rows)])).rejects.toMatchObject({ code: 'spreadsheet.too_much' })
}, 60_000)
