/** A large installation backed up and restored: how long it takes, and that memory does not grow with it. */
import { closeSync, ftruncateSync, mkdirSync, mkdtempSync, openSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openEmbeddedPostgres, type EmbeddedPostgres } from '../../src/kernel/postgres/embedded.ts'
import { LARGE_DEPARTMENTS, watched, writeLargeLedger } from '../support/large-ledger.ts'

const ROWS = Number(process.env['SOAK_ROWS'] ?? 100_000)
const FILES = 1024 * 1024 * 1024
const MOST_MEMORY = 400 * 1024 * 1024

const folder = mkdtempSync(join(tmpdir(), 'bihuan-large-'))
const data = join(folder, 'data')
let hold: EmbeddedPostgres

beforeAll(async () => {
  hold = await openEmbeddedPostgres({ dataDir: data })
  const ledger = join(folder, 'large.xlsx')
  await writeLargeLedger(ledger, ROWS)
  const departments = LARGE_DEPARTMENTS.join(',')
  for (const args of [
    ['park', 'add', 'big', '--name', '示例大区', '--departments', departments],
    ['import', 'ledger', ledger, '--park', 'big'],
  ]) {
    const { ended, seen } = watched(args, data)
    expect(await ended, seen.stderr).toBe(0)
  }
  mkdirSync(join(data, 'files', 'aa'), { recursive: true })
  const fd = openSync(join(data, 'files', 'aa', 'large'), 'w')
  ftruncateSync(fd, FILES)
  closeSync(fd)
}, 900_000)
afterAll(async () => {
  await hold.close()
  rmSync(folder, { recursive: true, force: true })
})

test(
  `${ROWS} cases and a gigabyte of files: backed up and restored below 400 MB`,
  { timeout: 1_800_000 },
  async () => {
    const out = join(folder, 'large.bihuan')
    for (const [name, args, place] of [
      ['backup', ['backup', out, '--json'], data],
      ['restore', ['restore', out, '--json'], join(folder, 'restored')],
    ] as const) {
      const began = performance.now()
      const { ended, seen } = watched(args, place)
      expect(await ended, seen.stderr).toBe(0)
      const seconds = ((performance.now() - began) / 1000).toFixed(1)
      process.stdout.write(
        `${name}: ${(statSync(out).size / 1048576).toFixed(0)} MB in ${seconds} s; peak memory ${(seen.peak / 1048576).toFixed(0)} MB\n`,
      )
      expect(seen.peak).toBeGreaterThan(0)
      expect(seen.peak).toBeLessThan(MOST_MEMORY)
      if (name === 'restore')
        expect(JSON.parse(seen.stdout)).toMatchObject({
          files: 1,
          parks: [{ park: 'big', sound: true, cases: ROWS - Math.floor(ROWS / 1000) }],
        })
    }
  },
)
