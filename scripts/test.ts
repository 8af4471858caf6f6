/**
 * Everything that must hold before a change is taken: the checks, then the tests. `npm test -- PATTERN` runs only the
 * tests whose file matches. The last line counts.
 */
import { runChecks } from './check.ts'
import { runVitest } from './vitest.ts'

const patterns = process.argv.slice(2)
const checks = patterns.length === 0 ? await runChecks() : { passed: 0, failed: 0 }
const tests = runVitest(patterns)
const failed = checks.failed + tests.failed
console.log(`${checks.passed + tests.passed} passed, ${failed} failed, ${tests.skipped} skipped`)
process.exitCode = failed === 0 ? 0 : 1
