import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { Failure } from '../../kernel/failure.ts'
import { MAX_ROWS } from '../../kernel/spreadsheet/cell.ts'
import { FIELDS } from './fields.ts'

const FIELD_CODES = FIELDS.map(({ field }) => field)

/**
 * What a person may correct in how a ledger is understood. A column is named by its header or its letters; null leaves
 * the field out even when a column looks like it. A `header_row` of 0 says that there is none.
 */
export const LedgerMap = z.strictObject({
  sheet: z.string().min(1).max(31).optional(),
  year: z.int().min(2000).max(2049).optional(),
  header_row: z.int().min(0).max(MAX_ROWS).optional(),
  columns: z.partialRecord(z.enum(FIELD_CODES), z.string().min(1).max(200).nullable()).optional(),
})
export type LedgerMap = z.infer<typeof LedgerMap>

/** What each key of the map may hold, in words for the refusal. */
const ALLOWED: Readonly<Record<string, string>> = {
  sheet: '"台账"',
  year: '2000-2049',
  header_row: `0-${MAX_ROWS}`,
  columns: '{ "text": "问题描述", "department": "K", "remark": null }',
}

/**
 * Checks a map.
 * @throws Failure `intake.map_invalid`, `faults`: for each wrong place its `key` (`columns.txt`) and what is `allowed`.
 */
export function parseLedgerMap(raw: unknown): LedgerMap {
  const parsed = LedgerMap.safeParse(raw)
  if (parsed.success) return parsed.data
  throw new Failure('invalid', 'intake.map_invalid', { faults: parsed.error.issues.flatMap(faultsOf) })
}

/**
 * Reads a map file (JSON).
 * @throws Failure `intake.map_unreadable` (`file`, `reason`), `intake.map_no_json` (`file`, `line`, `column`), `intake.map_invalid`.
 */
export async function readLedgerMap(path: string): Promise<LedgerMap> {
  let raw: unknown
  try {
    raw = JSON.parse((await readFile(path, 'utf8')).replace(/^\ufeff/, ''))
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException // marked cast: of reading a file or of JSON.parse
    const [, line, column] = /line (\d+) column (\d+)/.exec(message) ?? []
    throw code === undefined
      ? new Failure('invalid', 'intake.map_no_json', { file: path, line, column })
      : new Failure('invalid', 'intake.map_unreadable', { file: path, reason: code })
  }
  return parseLedgerMap(raw)
}

function faultsOf(issue: z.core.$ZodIssue): { key: string; allowed: readonly string[] }[] {
  const [first = ''] = issue.path.map(String)
  if (issue.code === 'unrecognized_keys' || issue.code === 'invalid_key') {
    const keys =
      issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path]
    const allowed: readonly string[] = first === 'columns' ? FIELD_CODES : Object.keys(ALLOWED)
    return keys.map((key) => ({ key: key.map(String).join('.'), allowed }))
  }
  const key = issue.path.map(String).join('.')
  return [
    {
      key,
      allowed:
        issue.path.length > 1 ? ['"问题描述"', '"K"', 'null'] : [ALLOWED[first] ?? JSON.stringify(ALLOWED)],
    },
  ]
}
