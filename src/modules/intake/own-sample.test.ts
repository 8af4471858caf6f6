import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { sampleSheets } from '../../../scripts/make-sample.ts'
import { SAMPLE_PARK } from '../../cli/sample-park.ts'
import { aPath, gathered } from '../../kernel/spreadsheet/fixtures.ts'
import { readWorkbook } from '../../kernel/spreadsheet/read.ts'
import { writeWorkbookFile } from '../../kernel/spreadsheet/write.ts'
import { checkCreditCode } from '../enterprises/index.ts'
import { inShort, read } from './fixtures.ts'

const SAMPLE = fileURLToPath(new URL('../../../samples/ledger.xlsx', import.meta.url))

describe('the sample ledger', () => {
  it('is what its script makes', async () => {
    const path = aPath()
    await writeWorkbookFile(path, sampleSheets())
    expect(await gathered(readWorkbook(path))).toEqual(await gathered(readWorkbook(SAMPLE)))
  })

  it('holds matters in every state, seven mistakes, totals and a sheet of notes', async () => {
    const items = await read(SAMPLE, { departments: SAMPLE_PARK.departments, today: '2026-10-21' })
    const refused = inShort(items.filter(({ kind }) => kind === 'refused'))
    expect(refused.map((text) => text.split(' ').slice(1, 3).join(' '))).toEqual([
      'B10 no_such_date',
      'T16 unknown_rating',
      'N24 due_before_dispatch',
      'K32 unknown_department',
      'I39 text_missing',
      'D46 enterprise_missing',
      'N54 unreadable_deadline',
    ])
    const rows = items.flatMap((item) => (item.kind === 'row' ? [item.row] : []))
    expect(rows).toHaveLength(53)
    const counts = [...Map.groupBy(rows, ({ state }) => state)].map(
      ([state, { length }]) => [state, length] as const,
    )
    expect(Object.fromEntries(counts)).toEqual({
      struck_off: 38,
      replied: 6,
      accepted: 4,
      dispatched: 3,
      registered: 2,
    })
    expect(rows.filter(({ late }) => late === true)).toHaveLength(9)
    expect(rows.filter(({ rung }) => rung === 'on_spot')).toHaveLength(2)
    expect(inShort(items.filter(({ kind }) => kind === 'note'))).toEqual([
      '68: totals_skipped',
      ': sheet_skipped',
    ])
  })

  it('names nobody real', async () => {
    const items = await read(SAMPLE, { departments: SAMPLE_PARK.departments })
    for (const item of items) {
      if (item.kind !== 'row') continue
      expect(item.row.enterprise).toMatch(/^示例/)
      expect(item.row.phone).toMatch(/^1000\d{7}$/)
      expect(item.row.creditCode).toMatch(/^9199/)
      expect(checkCreditCode(item.row.creditCode ?? '')).toMatchObject({ valid: true })
    }
  })
})
