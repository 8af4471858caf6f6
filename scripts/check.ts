/** Types, lint, format, boundaries and unused code: everything that can be said without running the product. */
import { spawn } from 'node:child_process'
import { pathToFileURL } from 'node:url'

const CHECKS: readonly (readonly [name: string, command: string, ...args: string[]])[] = [
  ['types', 'tsc', '-p', 'tsconfig.json'],
  ['lint', 'eslint', '--max-warnings=0', '.'],
  ['format', 'prettier', '--check', '--log-level=warn', '.'],
  ['boundaries', 'depcruise', '--config', '.dependency-cruiser.cjs', 'src', 'scripts', 'test'],
  ['unused code', 'knip'],
]

/** Runs all checks, two at a time, and says of each whether it holds. @returns how many do and do not. */
export async function runChecks(): Promise<{ passed: number; failed: number }> {
  const waiting = [...CHECKS]
  const result = { passed: 0, failed: 0 }
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const [name, command, ...args] = check
      const started = performance.now()
      const { code, output } = await run(command, args)
      const seconds = ((performance.now() - started) / 1000).toFixed(1)
      console.log(`${code === 0 ? 'ok  ' : 'FAIL'} ${name} (${seconds} s)`)
      if (code !== 0) console.log(output.trimEnd())
      result[code === 0 ? 'passed' : 'failed'] += 1
    }
  }
  await Promise.all([worker(), worker()])
  return result
}

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    child.on('error', (error) => resolve({ code: 1, output: String(error) }))
    child.on('close', (code) => resolve({ code: code ?? 1, output }))
  })
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { failed } = await runChecks()
  process.exitCode = failed === 0 ? 0 : 1
}
