import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import type { LedgerSheet } from './read-ledger.ts'
import { keepRefusedRows } from './refused-rows.ts'

const folder = mkdtempSync(join(tmpdir(), 'bihuan-refused-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const sheet = (name: string) => ({ name }) as LedgerSheet // marked cast: nothing but its name is looked at
const row = (number: number, text = 'x') => ({
  original: { number, cells: [{ kind: 'text', value: text } as const] },
  position: number,
  refusals: [],
})

test('refused rows come back by their sheet and in their order, and leave no file', async () => {
  const path = join(folder, 'report.xlsx.rows')
  const kept = keepRefusedRows(path)
  for (let i = 0; i < 3000; i++) await kept.add(sheet(i % 2 === 0 ? '甲' : '乙'), row(i))
  const numbers: number[] = []
  for await (const { original } of kept.of(sheet('乙'))) numbers.push(original.number)
  expect(numbers).toEqual(Array.from({ length: 1500 }, (_, i) => 2 * i + 1))
  expect(existsSync(path)).toBe(true)
  await kept.remove()
  expect(existsSync(path)).toBe(false)
})

test('a place that cannot be written is told at once', () => {
  expect(() => keepRefusedRows(join(folder, 'nowhere', 'report.xlsx.rows'))).toThrow(
    expect.objectContaining({ code: 'kernel.file_unwritable' }),
  )
})

test('a disk that is full is told, and what is left is cleared away without waiting for it', async () => {
  // A link, because it is removed in the end.
  const path = join(folder, 'full.rows')
  symlinkSync('/dev/full', path)
  const kept = keepRefusedRows(path)
  const full = { code: 'kernel.file_unwritable', detail: { file: path, reason: 'ENOSPC' } }
  await expect(kept.add(sheet('甲'), row(1, 'x'.repeat(100_000)))).rejects.toMatchObject(full)
  await expect(kept.of(sheet('甲'))[Symbol.asyncIterator]().next()).rejects.toMatchObject(full)
  await kept.remove()
  expect(existsSync(path)).toBe(false)
})
