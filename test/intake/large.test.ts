import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { addDays } from '../../src/kernel/calendar.ts'
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../src/kernel/postgres/embedded.ts'
import { ROOT } from '../../src/kernel/settings.ts'
import { writeWorkbookFile, type WritableCell } from '../../src/kernel/spreadsheet/write.ts'
import { bihuan } from '../support/cli.ts'

const ROWS = Number(process.env['SOAK_ROWS'] ?? 100_000)
const MOST_MEMORY = 400 * 1024 * 1024

const data = mkdtempSync(join(tmpdir(), 'bihuan-large-'))
const file = join(data, 'large.xlsx')
const departments = ['建设交通局', '生态环境分局', '经济发展局']
let hold: EmbeddedPostgres

beforeAll(async () => {
  hold = await openEmbeddedPostgres({ dataDir: data })
  expect(
    (
      await bihuan(['park', 'add', 'big', '--name', '示例大区', '--departments', departments.join(',')], {
        data,
      })
    ).code,
  ).toBe(0)
  const header = [
    '序号',
    '收集日期',
    '来源',
    '企业名称',
    '联系人',
    '联系电话',
    '问题类别',
    '问题描述',
    '责任部门',
    '交办日期',
    '办理时限',
    '办理进展',
    '答复日期',
    '销号情况',
    '销号日期',
    '满意度',
  ]
  await writeWorkbookFile(file, [
    {
      name: '台账',
      titles: ['示例大区企业诉求销号台账（2022年）'],
      columns: header.map((title) => ({ title })),
      rows: madeUp(),
    },
  ])
}, 300_000)
afterAll(async () => {
  await hold.close()
  rmSync(data, { recursive: true, force: true })
})

/** Rows of a year; every thousandth is wrong. */
function* madeUp(): Generator<WritableCell[]> {
  for (let i = 1; i <= ROWS; i++) {
    const collected = addDays('2022-01-04', i % 330)
    const done = i % 10 !== 0
    yield [
      i,
      { date: collected },
      ['走访', '热线', '问卷'][i % 3] ?? '',
      `示例第${i % 3000}有限公司`,
      '陈经理',
      '10001533375',
      ['交通', '水电', '用工', '融资'][i % 4] ?? '',
      `第 ${i} 件：厂门前道路夜间照明不足，职工上下班不安全`,
      i % 1000 === 0 ? '不存在的局' : (departments[i % 3] ?? ''),
      { date: addDays(collected, 1) },
      '5个工作日',
      done ? '已办结' : '正在协调',
      done ? { date: addDays(collected, 6) } : null,
      done ? '是' : '否',
      done ? { date: addDays(collected, 9) } : null,
      done ? '满意' : null,
    ]
  }
}

const startImport = () => watched(['import', 'ledger', file, '--park', 'big', '--json'])

/** Runs the command line and watches its memory. */
function watched(args: readonly string[]) {
  const child = spawn(join(ROOT, 'bihuan'), args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BIHUAN_DATA: data, BIHUAN_LOG_LEVEL: 'silent' },
  })
  const seen = { peak: 0, stdout: '', stderr: '' }
  child.stdout.on('data', (chunk: Buffer) => (seen.stdout += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (seen.stderr += chunk.toString()))
  const watch = setInterval(() => {
    seen.peak = Math.max(seen.peak, memoryOf(child.pid ?? 0))
  }, 100)
  const ended = new Promise<number | null>((resolve) =>
    child.on('close', (code) => {
      clearInterval(watch)
      resolve(code)
    }),
  )
  return { child, seen, ended }
}

function memoryOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

async function count(sql: string): Promise<number> {
  const client = new pg.Client({ ...hold.superuser, database: 'bihuan', options: '-c search_path=bihuan' })
  await client.connect()
  const { rows } = await client.query<{ n: number }>(sql)
  await client.end()
  return rows[0]?.n ?? -1
}

test(
  `a ledger of ${ROWS} rows: killed in the middle, run again, each row is there once; memory stays under 400 MB`,
  { timeout: 300_000 + ROWS * 10 },
  async () => {
    const cases = () => count('select count(*)::int as n from cases')
    const first = startImport()
    while ((await cases()) < ROWS * 0.2) await pause(100)
    process.kill(first.child.pid ?? 0, 'SIGKILL')
    await first.ended
    const before = await cases()
    expect(before, 'the fault happened in the middle').toBeGreaterThan(0)
    expect(before).toBeLessThan(ROWS * 0.99)

    const started = performance.now()
    const second = startImport()
    expect(await second.ended, second.seen.stderr).toBe(0)
    const seconds = (performance.now() - started) / 1000
    const result = JSON.parse(second.seen.stdout) as {
      rows: number
      imported: number
      unchanged: number
      refused: unknown[]
    }
    const wrong = Math.floor(ROWS / 1000)
    expect(result).toMatchObject({ rows: ROWS, unchanged: before, imported: ROWS - wrong - before })
    expect(result.refused).toHaveLength(wrong)
    expect(second.seen.stderr, 'progress is shown').toMatch(/已读 \d+ 行，导入 \d+/)

    expect(await cases()).toBe(ROWS - wrong)
    expect(await count('select count(distinct imported_from)::int as n from cases')).toBe(ROWS - wrong)
    expect(
      await count(
        'select count(*)::int as n from cases c where version <> (select max(seq) from entries e where e.park_id = c.park_id and e.case_id = c.id)',
      ),
    ).toBe(0)
    const peak = Math.max(first.seen.peak, second.seen.peak)
    process.stdout.write(
      `killed at ${before}; the rest in ${seconds.toFixed(0)} s (${((ROWS - before) / seconds).toFixed(0)} rows/s); peak memory ${(peak / 1048576).toFixed(0)} MB\n`,
    )
    expect(peak).toBeGreaterThan(0)
    expect(peak).toBeLessThan(MOST_MEMORY)
  },
)

test(
  'the ledger of it is sound, and checking it takes no more memory',
  { timeout: 120_000 + ROWS * 5 },
  async () => {
    const started = performance.now()
    const verification = watched(['verify', '--json'])
    expect(await verification.ended, verification.seen.stderr).toBe(0)
    const seconds = (performance.now() - started) / 1000
    const { parks } = JSON.parse(verification.seen.stdout) as { parks: { entries: number }[] }
    const megabytes = verification.seen.peak / 1048576
    process.stdout.write(
      `verified ${parks[0]?.entries} entries in ${seconds.toFixed(1)} s; peak memory ${megabytes.toFixed(0)} MB\n`,
    )
    expect(verification.seen.peak).toBeGreaterThan(0)
    expect(verification.seen.peak).toBeLessThan(MOST_MEMORY)
  },
)
