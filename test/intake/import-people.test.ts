import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../src/kernel/postgres/embedded.ts'
import { readWorkbook } from '../../src/kernel/spreadsheet/read.ts'
import { writeWorkbookFile } from '../../src/kernel/spreadsheet/write.ts'
import { bihuan, type Ran } from '../support/cli.ts'

const data = mkdtempSync(join(tmpdir(), 'bihuan-people-'))
const place = (name: string) => join(data, name)
const file = place('花名册.xlsx')
let hold: EmbeddedPostgres

beforeAll(async () => {
  hold = await openEmbeddedPostgres({ dataDir: data })
  await writeWorkbookFile(file, [
    {
      name: '人员',
      columns: ['姓名', '部门', '岗位'].map((title) => ({ title })),
      rows: [
        ['例：示例员', '建设局', '经办人'],
        ['示例交办员', null, '交办中心'],
        ['示例经办员', '建设局', '经办人、督查'],
        ['示例外人', '没听过的局', '经办人'],
        ['示例保洁', '建设局', '保洁'],
      ],
    },
  ])
  expect((await run('park', 'add', 'p', '--name', '示例园', '--departments', '建设局')).code).toBe(0)
}, 300_000)
afterAll(async () => {
  await hold.close()
  rmSync(data, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Ran> => bihuan(args, { data })
const importPeople = (...more: string[]) => run('import', 'people', file, '--park', 'p', ...more)

async function rowsOf(path: string): Promise<string[]> {
  const rows: string[] = []
  for await (const item of readWorkbook(path))
    if (item.kind === 'row') rows.push(item.row.cells.map(({ value }) => String(value ?? '')).join('|'))
  return rows
}

test('a rehearsal writes nothing; the import says each refused row, and gives slips to the new ones alone', async () => {
  const rehearsed = await importPeople('--dry-run', '--passwords', place('none.xlsx'))
  expect(rehearsed.stdout).toContain('预演：什么都没有写入。')
  expect(rehearsed.stdout).toContain('新增 2')
  expect(() => statSync(place('none.xlsx'))).toThrow('ENOENT')
  const passwords = place('密码.xlsx')
  const done = await importPeople('--json', '--report', place('退回.xlsx'), '--passwords', passwords)
  expect(done.code, done.stderr).toBe(0)
  const said = JSON.parse(done.stdout) as Record<string, unknown>
  expect(said).toMatchObject({ added: 2, extended: 0, unchanged: 0, departments: [], passwords: 2 })
  expect(said['refused']).toMatchObject([
    { row: 5, cell: 'B5', code: 'roster.department_unknown', accepted: ['建设局'] },
    { row: 6, cell: 'C6', code: 'roster.post_unknown' },
  ])
  expect((await rowsOf(place('退回.xlsx'))).join('\n')).toContain(
    'B5|部门|没听过的局|园区没有“没听过的局”这个部门',
  )
  expect(statSync(passwords).mode & 0o777).toBe(0o600)
  const slips = await rowsOf(passwords)
  expect(slips).toHaveLength(3)
  expect(slips[1]).toMatch(/^示例交办员\|交办中心\|[2-9a-z]{4}(-[2-9a-z]{4}){2}$/)
}, 120_000)

test('the same file again changes nothing, and a file of passwords is never overwritten', async () => {
  const before = readFileSync(place('密码.xlsx'))
  const refused = await importPeople('--passwords', place('密码.xlsx'))
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('不覆盖')])
  expect(readFileSync(place('密码.xlsx')).equals(before)).toBe(true)
  const again = await importPeople('--passwords', place('新.xlsx'), '--lang', 'en')
  expect(again.stdout).toContain('0 added, 0 with another post, 2 already here, 2 rows refused')
  expect(() => statSync(place('新.xlsx')), 'who has a slip keeps it').toThrow('ENOENT')
  const made = await importPeople('--make-departments')
  expect(made.stdout).toContain('新建的部门：没听过的局')
  expect((await run('import', 'people', file, '--park', 'p', '--report', file)).code).toBe(1)
}, 120_000)
