import { describe, expect, it } from 'vitest'
import { isSampleHere, SAMPLE_FILE, sampleTruth } from '../../../test/support/ledger-sample.ts'
import { inShort, read } from './fixtures.ts'
import { ratingWord } from './judgements.ts'
import type { LedgerRow } from './ledger-row.ts'

describe.skipIf(!isSampleHere)(
  'the messy ledger of an office (../shared/data/intake, SKIPPED where it is absent)',
  () => {
    const truth = sampleTruth()

    it('is understood row by row as the truth about it says', async () => {
      const items = await read(SAMPLE_FILE, { departments: Object.keys(truth?.by_department ?? {}) })
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
      const items = await read(SAMPLE_FILE, { departments: Object.keys(truth?.by_department ?? {}) })
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
