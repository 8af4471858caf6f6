import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../src/kernel/postgres/embedded.ts'
import { bihuan } from '../support/cli.ts'
import { LARGE_DEPARTMENTS, watched, writeLargeLedger } from '../support/large-ledger.ts'

const ROWS = Number(process.env['SOAK_ROWS'] ?? 100_000)
const MOST_MEMORY = 400 * 1024 * 1024

const data = mkdtempSync(join(tmpdir(), 'bihuan-large-'))
const file = join(data, 'large.xlsx')
let hold: EmbeddedPostgres

beforeAll(async () => {
  hold = await openEmbeddedPostgres({ dataDir: data })
  expect(
    (
      await bihuan(
        ['park', 'add', 'big', '--name', '示例大区', '--departments', LARGE_DEPARTMENTS.join(',')],
        {
          data,
        },
      )
    ).code,
  ).toBe(0)
  await writeLargeLedger(file, ROWS)
}, 300_000)
afterAll(async () => {
  await hold.close()
  rmSync(data, { recursive: true, force: true })
})

const startImport = () => watched(['import', 'ledger', file, '--park', 'big', '--json'], data)

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
    const verification = watched(['verify', '--json'], data)
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
