import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const Report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  success: z.boolean(),
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(z.object({ status: z.string(), fullName: z.string() })),
    }),
  ),
})

export interface Counts {
  readonly passed: number
  readonly failed: number
  readonly skipped: number
}

/**
 * Runs test files and counts. What was skipped is named: a skip that nobody sees is a test that nobody runs.
 * A file that could not be loaded counts as a failure, although no test of it ran.
 */
export function runVitest(
  patterns: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Counts {
  const dir = mkdtempSync(join(tmpdir(), 'bihuan-report-'))
  const file = join(dir, 'report.json')
  try {
    const { status } = spawnSync(
      'vitest',
      ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`, ...patterns],
      { stdio: 'inherit', env: { ...process.env, ...environment } },
    )
    const report = Report.parse(JSON.parse(readFileSync(file, 'utf8')))
    for (const { name, assertionResults } of report.testResults) {
      for (const { status: outcome, fullName } of assertionResults) {
        if (outcome !== 'passed' && outcome !== 'failed') console.log(`SKIPPED ${fullName} (${name})`)
      }
    }
    const failed = report.numFailedTests > 0 ? report.numFailedTests : status === 0 && report.success ? 0 : 1
    return { passed: report.numPassedTests, failed, skipped: report.numPendingTests + report.numTodoTests }
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
}
