import { createServer, type AddressInfo } from 'node:net'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repeated, anArchive } from '../src/kernel/spreadsheet/fixtures.ts'
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../src/kernel/postgres/embedded.ts'
import { bihuan, type Ran } from './support/cli.ts'

const data = mkdtempSync(join(tmpdir(), 'bihuan-cli-'))
const sample = join(import.meta.dirname, '../samples/ledger.xlsx')
let hold: EmbeddedPostgres
let taken: number
const holder = createServer()

beforeAll(async () => {
  hold = await openEmbeddedPostgres({ dataDir: data })
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  taken = (holder.address() as AddressInfo).port // marked cast: it listens on TCP
  expect((await run('park', 'add', 'p', '--name', '示例园', '--departments', '经济发展局')).code).toBe(0)
}, 120_000)
afterAll(async () => {
  holder.close()
  await hold.close()
  rmSync(data, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Ran> => bihuan(args, { data })
const wrote = (name: string, content: string): string => {
  const path = join(data, name)
  writeFileSync(path, content)
  return path
}

const NOWHERE = 'postgres://someone:hidden-word@127.0.0.1:1/bihuan'

/** What is called, with which environment; the exit code; what must be said in Chinese and in English. */
interface Wrong {
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  readonly code: number
  readonly zh: RegExp
  readonly en: RegExp
}

const WRONG: Readonly<Record<string, Wrong>> = {
  'an unknown command': { args: ['importt'], code: 2, zh: /没有“importt”/, en: /no command "importt"/ },
  'an unknown option': {
    args: ['deadline', '--form', '2026-10-09'],
    code: 2,
    zh: /没有 --form 这个选项.*bihuan deadline --from/s,
    en: /no option --form.*bihuan deadline --from/s,
  },
  'an option that is missing': {
    args: ['import', 'ledger', sample],
    code: 2,
    zh: /缺少 --park/,
    en: /--park is missing/,
  },
  'a word that is missing': {
    args: ['import', 'ledger', '--park', 'p'],
    code: 2,
    zh: /还少 1 项.*FILE\.xlsx/s,
    en: /1 more is needed.*FILE\.xlsx/s,
  },
  'a word too many': { args: ['verify', 'p'], code: 2, zh: /多出了“p”/, en: /"p" is too much/ },
  'an option without its value': {
    args: ['figure', 'requests.open', '--park', '--json'],
    code: 2,
    zh: /--park/,
    en: /--park/,
  },
  'a language nobody speaks here': {
    args: ['verify', '--lang', 'fr'],
    code: 2,
    zh: /zh 或 en/,
    en: /zh 或 en/,
  },
  'an unknown setting': {
    args: ['figure', 'requests.open', '--park', 'p'],
    env: { BIHUAN_PORTT: '1' },
    code: 1,
    zh: /没有 BIHUAN_PORTT 这个设置.*BIHUAN_PORT/,
    en: /no setting BIHUAN_PORTT.*BIHUAN_PORT/,
  },
  'a setting that cannot be': {
    args: ['serve'],
    env: { BIHUAN_PORT: 'eighty' },
    code: 1,
    zh: /BIHUAN_PORT.*“eighty”.*0 到 65535/,
    en: /BIHUAN_PORT cannot be "eighty".*0 to 65535/,
  },
  'a database URL that is none, which may hold a password': {
    args: ['serve'],
    env: { BIHUAN_DATABASE_URL: 'mysql://someone:hidden-word@127.0.0.1/x' },
    code: 1,
    zh: /BIHUAN_DATABASE_URL 的值不对，应是 postgres:/,
    en: /BIHUAN_DATABASE_URL is wrong; it is postgres:/,
  },
  'a database that is down': {
    args: ['figure', 'requests.open', '--park', 'p'],
    env: { BIHUAN_DATABASE_URL: NOWHERE },
    code: 3,
    zh: /数据库（127\.0\.0\.1:1）连不上/,
    en: /database at 127\.0\.0\.1:1 cannot be reached/,
  },
  'a database that is down, when the ledger is to be checked': {
    args: ['verify'],
    env: { BIHUAN_DATABASE_URL: NOWHERE },
    code: 2,
    zh: /数据库（127\.0\.0\.1:1）连不上/,
    en: /database at 127\.0\.0\.1:1 cannot be reached/,
  },
  'plain HTTP beyond this machine': {
    args: ['serve', '--host', '0.0.0.0'],
    code: 1,
    zh: /0\.0\.0\.0.*--tls-cert/,
    en: /0\.0\.0\.0.*--tls-cert/,
  },
  'an unknown park': {
    args: ['figure', 'requests.open', '--park', 'nowhere'],
    code: 1,
    zh: /“nowhere”.*bihuan park add/,
    en: /nowhere.*bihuan park add/,
  },
  'an unknown figure': {
    args: ['figure', 'requests.opn', '--park', 'p'],
    code: 1,
    zh: /“requests\.opn”.*requests\.open/,
    en: /requests\.opn.*requests\.open/,
  },
  'an unknown dimension': {
    args: ['figure', 'requests.open', '--park', 'p', '--by', 'colour'],
    code: 1,
    zh: /by.*department/,
    en: /by.*department/,
  },
  'an unknown user': {
    args: ['import', 'ledger', sample, '--park', 'p', '--as', 'nobody'],
    code: 1,
    zh: /没有“nobody”这位用户/,
    en: /nobody/,
  },
  'a park that is there already': {
    args: ['park', 'add', 'p', '--name', '又一个'],
    code: 1,
    zh: /“p”已经有了/,
    en: /"?p"? is (there|taken)/,
  },
  'a day that is none': {
    args: ['deadline', '--from', '2026-02-30', '--working-days', '5'],
    code: 1,
    zh: /“2026-02-30”不是日期/,
    en: /2026-02-30/,
  },
  'a number that is none': {
    args: ['deadline', '--from', '2026-02-13', '--working-days', 'five'],
    code: 2,
    zh: /--working-days.*“five”/,
    en: /--working-days.*"five"/,
  },
  'a year without calendar': {
    args: ['deadline', '--from', '2026-12-25', '--working-days', '20'],
    code: 1,
    zh: /2027 年的放假安排还没有载入/,
    en: /calendar of 2027 is not loaded/,
  },
  'a file that is not there': {
    args: ['import', 'ledger', 'nowhere.xlsx', '--park', 'p'],
    code: 1,
    zh: /“nowhere\.xlsx”.*核对路径/,
    en: /nowhere\.xlsx/,
  },
  'a map that is not there': {
    args: ['import', 'ledger', sample, '--park', 'p', '--map', 'nowhere.json'],
    code: 1,
    zh: /“nowhere\.json”.*核对路径/,
    en: /nowhere\.json.*path/,
  },
}

describe.each(Object.entries(WRONG))('%s', (_, { args, env = {}, code, zh, en }) => {
  test('is refused by name, with the way out, in Chinese and in English', async () => {
    const chinese = await bihuan(args, { data, env })
    expect([chinese.code, chinese.stdout]).toEqual([code, ''])
    expect(chinese.stderr).toMatch(zh)
    const english = args.includes('--lang') ? [...args] : [...args, '--lang', 'en']
    const told = await bihuan(english, { data, env })
    expect([told.code, told.stdout]).toEqual([code, ''])
    expect(told.stderr).toMatch(en)
    for (const said of [chinese.stderr, told.stderr]) {
      expect(said).not.toMatch(/\n\s+at /)
      expect(said).not.toContain('hidden-word')
    }
  })
})

test('a file that is no spreadsheet, and one that unzips without end, are refused and leave nothing', async () => {
  const text = await run('import', 'ledger', wrote('ledger.xlsx', '序号,问题\n1,停水\n'), '--park', 'p')
  expect([text.code, text.stderr]).toEqual([1, expect.stringMatching(/不是表格.*另存为/)])
  const bomb = await anArchive({
    '[Content_Types].xml': '<Types/>',
    'xl/workbook.xml': '<workbook><sheets><sheet name="x" sheetId="1"/></sheets></workbook>',
    'xl/worksheets/sheet1.xml': () => repeated('<row><c><v>1</v></c></row>', 1_200_000_000),
  })
  const exploded = await run('import', 'ledger', bomb, '--park', 'p')
  expect(exploded.code).toBe(1)
  expect(exploded.stderr).toMatch(/xlsx/)
  const { stdout } = await run('figure', 'requests.registered', '--park', 'p', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ value: 0 })
})

test('a port that is taken is named, with the way out', async () => {
  const { code, stderr } = await run('serve', '--port', String(taken))
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(new RegExp(`127\\.0\\.0\\.1:${taken} 已被占用.*--port`)),
  ])
})

test('errors as data: the code and its detail, on standard output', async () => {
  const { code, stdout } = await run('figure', 'requests.open', '--park', 'nowhere', '--json')
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toEqual({ error: { code: 'parks.missing', about: { code: 'nowhere' } } })
})

test('each command says how it is meant', async () => {
  for (const name of [
    'start',
    'serve',
    'park add',
    'user add',
    'token create',
    'import ledger',
    'export ledger',
    'deadline',
    'figure',
    'verify',
  ]) {
    const { code, stdout, stderr } = await run(...name.split(' '), '--help')
    expect([code, stderr], name).toEqual([0, ''])
    expect(stdout).toContain(`bihuan ${name}`)
  }
})
