import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { inShort, read } from './fixtures.ts'
import { ratingWord } from './judgements.ts'
import type { LedgerRow } from './ledger-row.ts'

const FOLDER = new URL('../../../../shared/data/intake/', import.meta.url)
const FILE = fileURLToPath(new URL('ledger-sample.xlsx', FOLDER))
const isThere = existsSync(FILE)

const Truth = z.object({
  by_department: z.record(z.string(), z.number()),
  cases: z.array(
    z.object({
      row: z.number(),
      enterprise: z.string(),
      department: z.string(),
      category: z.string(),
      collected: z.string(),
      dispatched: z.string(),
      due: z.string(),
      replied: z.string().nullable(),
      closed: z.string().nullable(),
      satisfaction: z.string().nullable(),
      late: z.boolean().nullable(),
    }),
  ),
  errors: z.array(z.object({ row: z.number(), col: z.string(), why: z.string() })),
})

describe.skipIf(!isThere)(
  'the messy ledger of an office (../shared/data/intake, SKIPPED where it is absent)',
  () => {
    const truth = isThere
      ? Truth.parse(JSON.parse(readFileSync(new URL('ledger-sample.truth.json', FOLDER), 'utf8')))
      : undefined

    it('is understood row by row as the truth about it says', async () => {
      const items = await read(FILE, { departments: Object.keys(truth?.by_department ?? {}) })
      const cases = items.flatMap((item) =>
        item.kind === 'row' ? [asTruth(item.original.number, item.row)] : [],
      )
      expect(cases).toEqual(truth?.cases)
      const refused = items.flatMap((item) => (item.kind === 'refused' ? item.refusals : []))
      expect(refused.map(({ row, column, code }) => ({ row, col: column, why: code }))).toEqual(truth?.errors)
      expect(inShort(items.filter(({ kind }) => kind === 'note'))).toEqual([
        '116: totals_skipped',
        ': sheet_skipped',
      ])
    })

    it('offers the name of the enterprise that one row lacks', async () => {
      const items = await read(FILE, { departments: Object.keys(truth?.by_department ?? {}) })
      const refused = items.flatMap((item) =>
        item.kind === 'refused' && item.original.number === 94 ? item.refusals : [],
      )
      expect(refused).toMatchObject([{ cell: 'D94', accepted: ['示例湘启元电子科技有限责任公司'] }])
    })
  },
)

function asTruth(
  row: number,
  {
    enterprise,
    department,
    category,
    collected,
    dispatched,
    due,
    replied,
    struckOff,
    rating,
    late,
  }: LedgerRow,
) {
  const satisfaction = rating === null ? null : ratingWord(rating)
  return {
    row,
    enterprise,
    department,
    category,
    collected,
    dispatched,
    due,
    replied,
    closed: struckOff,
    satisfaction,
    late,
  }
}
