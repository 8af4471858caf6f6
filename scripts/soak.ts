/**
 * The long runs: the same tests as in `npm test`, far more of them, with random seeds that are printed.
 * `npm run soak -- walks` runs one of them.
 */
import { runVitest } from './vitest.ts'

const RUNS: Readonly<Record<string, { readonly files: string[]; readonly with: Record<string, string> }>> = {
  walks: { files: ['test/loop/random-walks'], with: { SOAK_WALKS: '10000' } },
  kills: { files: ['test/faults/kill'], with: { SOAK_SERVER_KILLS: '200', SOAK_DATABASE_KILLS: '100' } },
  import: { files: ['test/intake/large'], with: { SOAK_ROWS: '300000' } },
}

const asked = process.argv.slice(2)
const total = { passed: 0, failed: 0, skipped: 0 }
for (const [name, run] of Object.entries(RUNS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`soak: ${name}`)
  const counts = await runVitest(run.files, run.with)
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
