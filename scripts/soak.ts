/**
 * The long runs: tests of `npm test` with far more of everything and random seeds that are printed, and those of
 * test/soak, which are too long for it.
 * `npm run soak -- walks` runs one of them.
 */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { runVitest } from './vitest.ts'

interface Run {
  readonly files: string[]
  readonly with: Record<string, string>
  /** What is run besides, and says by its end whether all is well. */
  readonly script?: string
}

const RUNS: Readonly<Record<string, Run>> = {
  walks: { files: ['test/loop/random-walks'], with: { SOAK_WALKS: '10000' } },
  kills: { files: ['test/faults/kill'], with: { SOAK_SERVER_KILLS: '200', SOAK_DATABASE_KILLS: '100' } },
  clocks: { files: ['test/loop/clock-year'], with: { SOAK_SWEEP_KILLS: '200', SOAK_SWEEP_CASES: '450' } },
  rules: { files: ['test/permissions/rules'], with: { SOAK_RULES: '100000' } },
  import: { files: ['test/intake/large'], with: { SOAK_ROWS: '190000' } },
  backup: { files: ['test/soak/backup'], with: { SOAK: 'yes' } },
  fresh: { files: ['test/soak/fresh-clone'], with: { SOAK: 'yes' } },
  guards: { files: ['test/guards', 'test/catalogue'], with: {}, script: 'guards.ts' },
}

const asked = process.argv.slice(2)
const unknown = asked.filter((name) => !(name in RUNS))
if (unknown.length > 0) {
  console.error(`no run called ${unknown.join(', ')}; there are: ${Object.keys(RUNS).join(', ')}`)
  process.exit(2)
}
const total = { passed: 0, failed: 0, skipped: 0 }
for (const [name, run] of Object.entries(RUNS)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`soak: ${name}`)
  const counts = runVitest(run.files, run.with)
  total.passed += counts.passed
  total.failed += counts.failed
  total.skipped += counts.skipped
  if (run.script === undefined) continue
  const { status } = spawnSync(process.execPath, [join(import.meta.dirname, run.script)], {
    stdio: 'inherit',
  })
  total[status === 0 ? 'passed' : 'failed'] += 1
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exitCode = total.failed === 0 ? 0 : 1
