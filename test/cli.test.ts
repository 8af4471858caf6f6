import { createServer, type AddressInfo } from 'node:net'
import { spawn } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { repeated, anArchive } from '../src/kernel/spreadsheet/fixtures.ts'
import { ROOT } from '../src/kernel/settings.ts'
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../src/kernel/postgres/embedded.ts'
import { bihuan, type Ran } from './support/cli.ts'

const data = mkdtempSync(join(tmpdir(), 'bihuan-cli-'))
const sample = join(import.meta.dirname, '../samples/ledger.xlsx')
const wrote = (name: string, content: string): string => {
  const path = join(data, name)
  writeFileSync(path, content)
  return path
}
let hold: EmbeddedPostgres
let taken: number
const holder = createServer()

beforeAll(async () => {
  hold = await openEmbeddedPostgres({ dataDir: data })
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve))
  taken = (holder.address() as AddressInfo).port // marked cast: it listens on TCP
  expect((await run('park', 'add', 'p', '--name', '示例园', '--departments', '经济发展局')).code).toBe(0)
  for (const [name, post] of [
    ['审计员', 'auditor'],
    ['专员', 'officer'],
  ] as const)
    expect((await run('user', 'add', '--park', 'p', '--name', name, '--post', post)).code).toBe(0)
}, 120_000)
afterAll(async () => {
  holder.close()
  await hold.close()
  rmSync(data, { recursive: true, force: true })
})

const run = (...args: string[]): Promise<Ran> => bihuan(args, { data })

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
  'a scope that is none': {
    args: ['token', 'create', '--park', 'p', '--user', '专员', '--scope', 'cases:all'],
    code: 1,
    zh: /没有这样的权限范围：cases:all.*cases:read/,
    en: /no scope cases:all.*cases:read/,
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
  'a user of a park that is not there yet': {
    args: ['park', 'add', 'q', '--name', '新园', '--as', '审计员'],
    code: 2,
    zh: /不能加 --as/,
    en: /--as cannot be given/,
  },
  'a check as a user of no park': {
    args: ['verify', '--as', '审计员'],
    code: 2,
    zh: /缺少 --park/,
    en: /--park is missing/,
  },
  'a check by somebody who is not there': {
    args: ['verify', '--park', 'p', '--as', 'nobody'],
    code: 2,
    zh: /没有“nobody”这位用户/,
    en: /nobody/,
  },
  'a check by somebody who reads no ledger': {
    args: ['verify', '--park', 'p', '--as', '专员'],
    code: 2,
    zh: /这个岗位不能办/,
    en: /Not for this post/,
  },
  'a group of commands alone': { args: ['park'], code: 2, zh: /bihuan park add/, en: /bihuan park add/ },
  'an unknown command of a group': {
    args: ['park', 'ad'],
    code: 2,
    zh: /没有“park ad”.*bihuan park add/s,
    en: /no command "park ad".*bihuan park add/s,
  },
  'a moment that is none': {
    args: ['figure', 'requests.open', '--park', 'p', '--as-of', 'bogus'],
    code: 1,
    zh: /as_of：应写成日期.*或时刻/,
    en: /as_of: must be a date .* or a moment/,
  },
  'a report in a folder that is not there': {
    args: ['import', 'ledger', sample, '--park', 'p', '--report', '/nowhere/报告.xlsx'],
    code: 1,
    zh: /“\/nowhere\/报告\.xlsx”.*没有这个文件夹/,
    en: /"\/nowhere\/报告\.xlsx" cannot be written: there is no such folder/,
  },
  'a report that is a folder': {
    args: ['import', 'ledger', sample, '--park', 'p', '--report', data],
    code: 1,
    zh: /这是文件夹/,
    en: /it is a folder/,
  },
  'a report that is no file': {
    args: ['import', 'ledger', sample, '--park', 'p', '--report', '/dev/null'],
    code: 1,
    zh: /不是普通文件/,
    en: /no ordinary file/,
  },
  'a report of people in a folder that is not there': {
    args: ['import', 'people', sample, '--park', 'p', '--report', '/nowhere/报告.xlsx'],
    code: 1,
    zh: /“\/nowhere\/报告\.xlsx”.*没有这个文件夹/,
    en: /"\/nowhere\/报告\.xlsx" cannot be written: there is no such folder/,
  },
  'passwords over a file that is there, before the people are read': {
    args: ['import', 'people', 'nowhere.xlsx', '--park', 'p', '--passwords', sample],
    code: 1,
    zh: /不覆盖/,
    en: /exists/,
  },
  'a backup over a file that is there, before anything is looked for': {
    args: ['backup', sample],
    env: { BIHUAN_DATA: join(data, 'nothing') },
    code: 1,
    zh: /备份不覆盖任何文件/,
    en: /a backup overwrites nothing/,
  },
  'a backup in a folder that is not there, before anything is looked for': {
    args: ['backup', '/nowhere/备份.bihuan'],
    env: { BIHUAN_DATA: join(data, 'nothing') },
    code: 1,
    zh: /“\/nowhere\/备份\.bihuan”.*没有这个文件夹/,
    en: /cannot be written: there is no such folder/,
  },
  'an export into a folder that is not there': {
    args: ['export', 'ledger', '--park', 'p', '/nowhere/台账.xlsx'],
    // It is said before the database is asked for anything.
    env: { BIHUAN_DATABASE_URL: NOWHERE },
    code: 1,
    zh: /“\/nowhere\/台账\.xlsx”.*没有这个文件夹/,
    en: /cannot be written: there is no such folder/,
  },
  'a map that is the ledger itself': {
    args: ['import', 'ledger', sample, '--park', 'p', '--map', sample],
    code: 1,
    zh: /--map 和 FILE\.xlsx 是同一个文件/,
    en: /--map and FILE\.xlsx are one and the same file/,
  },
  'a map with an unknown key': {
    args: ['import', 'ledger', sample, '--park', 'p', '--map', wrote('odd.json', '{"colums":{}}')],
    code: 1,
    zh: /^(?!.*undefined).*colums/s,
    en: /^(?!.*undefined).*colums/s,
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

test('a report that would overwrite what is read is refused before anything is read, also in a rehearsal', async () => {
  const ledger = join(data, '台账.xlsx')
  copyFileSync(sample, ledger)
  const link = join(data, 'link.xlsx')
  symlinkSync(ledger, link)
  const map = wrote('map.json', '{}')
  for (const [from, report, named] of [
    [ledger, ledger, 'FILE.xlsx'],
    [ledger, join(data, '.', 'secrets', '..', '台账.xlsx'), 'FILE.xlsx'],
    [link, ledger, 'FILE.xlsx'],
    [ledger, link, 'FILE.xlsx'],
    [ledger, map, '--map'],
  ] as const) {
    const args = ['import', 'ledger', from, '--park', 'p', '--map', map, '--report', report]
    for (const more of [[], ['--dry-run']]) {
      const { code, stderr } = await run(...args, ...more)
      expect([code, stderr]).toEqual([1, expect.stringContaining(`--report 和 ${named} 是同一个文件`)])
    }
  }
  expect(readFileSync(ledger).equals(readFileSync(sample))).toBe(true)
  expect(readFileSync(map, 'utf8')).toBe('{}')
})

test('where nothing may be written, nothing is imported', async () => {
  const folder = join(data, 'closed')
  mkdirSync(folder, { mode: 0o500 })
  const report = join(folder, 'report.xlsx')
  // Root may write everywhere; a file in the place of the folder stops it too.
  const isRoot = process.geteuid?.() === 0
  const place = isRoot ? join(wrote('a-file', ''), 'report.xlsx') : report
  const { code, stderr } = await run('import', 'ledger', sample, '--park', 'p', '--report', place)
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(isRoot ? /不是文件夹|没有这个文件夹/ : /没有写入的权限/),
  ])
  const { stdout } = await run('figure', 'requests.registered', '--park', 'p', '--json')
  expect(JSON.parse(stdout)).toMatchObject({ value: 0 })
})

test('whoever stops reading ends the command quietly', async () => {
  const said = await new Promise<{ code: number | null; stderr: string }>((resolve) => {
    const child = spawn(
      join(ROOT, 'bihuan'),
      ['deadline', '--from', '2010-01-04', '--working-days', '1000'],
      {
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    )
    child.stdout.destroy()
    let stderr = ''
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('close', (code) => resolve({ code, stderr }))
  })
  expect(said).toEqual({ code: 0, stderr: '' })
})

test('who may read the ledger may check it, in his own park', async () => {
  const { code, stdout } = await run('verify', '--park', 'p', '--as', '审计员', '--json')
  expect(code).toBe(0)
  expect(JSON.parse(stdout)).toMatchObject({ sound: true, parks: [{ park: 'p' }] })
})

test('holidays have English names in English', async () => {
  const { stdout } = await run(
    ...['deadline', '--from', '2026-02-12', '--working-days', '5', '--lang', 'en', '--json'],
  )
  expect(JSON.parse(stdout)).toMatchObject({
    skipped: expect.arrayContaining([{ date: '2026-02-17', reason: 'Spring Festival holiday' }]) as unknown,
  })
})

test('a group of commands tells which it has', async () => {
  for (const [group, commands] of Object.entries({
    park: ['park add'],
    user: ['user add'],
    token: ['token create'],
    import: ['import ledger'],
    export: ['export ledger'],
  })) {
    for (const help of ['--help', '-h', 'help']) {
      const { code, stdout, stderr } = await run(group, help)
      expect([code, stderr], group).toEqual([0, ''])
      for (const command of commands) expect(stdout).toContain(`bihuan ${command}`)
      expect(stdout).not.toContain('bihuan serve')
    }
  }
})

test('a token is confined to the scopes that are named, and to none when none is', async () => {
  for (const [more, scopes] of [
    [['--scope', 'cases:read,figures:read', '--name', '大屏'], '{cases:read,figures:read}'],
    [[], '{all}'],
  ] as const) {
    const { code, stdout } = await run('token', 'create', '--park', 'p', '--user', '专员', '--json', ...more)
    expect(code).toBe(0)
    const { token } = JSON.parse(stdout) as { token: string }
    expect(token).toMatch(/^bht_/)
    const client = new pg.Client({ ...hold.superuser, database: 'bihuan' })
    await client.connect()
    const { rows } = await client.query(
      'select scopes::text from bihuan.tokens order by created_at desc limit 1',
    )
    await client.end()
    expect(rows).toEqual([{ scopes }])
  }
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
    'backup',
    'restore',
    'rollback',
  ]) {
    const { code, stdout, stderr } = await run(...name.split(' '), '--help')
    expect([code, stderr], name).toEqual([0, ''])
    expect(stdout).toContain(`bihuan ${name}`)
  }
})
