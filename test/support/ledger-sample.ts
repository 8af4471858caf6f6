import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { ROOT } from '../../src/kernel/settings.ts'

/** An office's ledger with all its mess, and the truth about it: real inputs that may be absent where tests run. */
const INTAKE = join(ROOT, '../shared/data/intake')
export const SAMPLE_FILE = join(INTAKE, 'ledger-sample.xlsx')
export const isSampleHere = existsSync(SAMPLE_FILE)

const Truth = z.object({
  by_department: z.record(z.string(), z.number()),
  by_category: z.record(z.string(), z.number()),
  satisfaction: z.record(z.string(), z.number()),
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

/** What must come of the sample, row by row; undefined where it is absent. */
export const sampleTruth = (): z.output<typeof Truth> | undefined =>
  isSampleHere
    ? Truth.parse(JSON.parse(readFileSync(join(INTAKE, 'ledger-sample.truth.json'), 'utf8')))
    : undefined
