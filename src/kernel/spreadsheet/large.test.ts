import { stat } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { aPath } from './fixtures.ts'
import { readWorkbook } from './read.ts'
import { writeWorkbookFile, type WritableCell } from './write.ts'

const ROWS = 100_000
const COLUMNS = 21

function* rows(): Generator<WritableCell[]> {
  for (let row = 1; row <= ROWS; row++) {
    yield Array.from({ length: COLUMNS }, (_, column) => {
      if (column === 0) return row
      if (column === 1 || column === 12) return { date: '2026-03-02' }
      return column === 8
        ? `第${row}件：员工上下班公交不便，希望延长${(row * 7919) % 10_007}路公交线路，厂门前道路驾考车辆多，存在隐患`
        : `文字${(row * 31 + column * 17) % 997}`
    })
  }
}

/** Runs a step and tells how much the resident memory of this process grew at its most, in MB, and how long it took. */
async function measured<T>(step: () => Promise<T>): Promise<{ result: T; growth: number; seconds: number }> {
  const begin = performance.now()
  const before = process.memoryUsage.rss()
  let peak = before
  const watch = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), 20)
  const result = await step()
  clearInterval(watch)
  return { result, growth: (peak - before) / 1e6, seconds: (performance.now() - begin) / 1000 }
}

describe('a ledger of 100,000 rows', () => {
  it('is written and read row by row, in memory that does not grow with it', async () => {
    const path = aPath()
    const columns = Array.from({ length: COLUMNS }, (_, column) => ({ title: `列${column}` }))
    const writing = await measured(() =>
      writeWorkbookFile(path, [{ name: '2026年', titles: ['台账'], columns, rows: rows() }]),
    )
    let childMegabytes = 0
    const reading = await measured(async () => {
      let cells = 0
      for await (const item of readWorkbook(path, {
        onUsage: ({ peakBytes }) => (childMegabytes = peakBytes / 1e6),
      })) {
        if (item.kind === 'row') cells += item.row.cells.length
      }
      return cells
    })
    const { size } = await stat(path)
    console.log(
      `100,000 rows, ${(size / 1e6).toFixed(1)} MB: written in ${writing.seconds.toFixed(1)} s (+${writing.growth.toFixed(0)} MB), ` +
        `read in ${reading.seconds.toFixed(1)} s (+${reading.growth.toFixed(0)} MB here, ${childMegabytes.toFixed(0)} MB in the reading process)`,
    )
    expect(reading.result).toBe(ROWS * COLUMNS + COLUMNS + 1)
    expect(writing.growth).toBeLessThan(150)
    expect(reading.growth).toBeLessThan(150)
    expect(childMegabytes).toBeLessThan(250)
  })
})
