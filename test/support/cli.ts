import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '../../src/kernel/settings.ts'

export interface Ran {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the command line in a process of its own, as people do. */
export function bihuan(
  args: readonly string[],
  { data, input = '', env = {} }: { data: string; input?: string; env?: Readonly<Record<string, string>> },
): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(join(ROOT, 'bihuan'), [...args], {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, BIHUAN_DATA: data, BIHUAN_LOG_LEVEL: 'silent', ...env },
    })
    let stdout = ''
    let stderr = ''
    child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()))
    child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
    child.on('close', (code) => resolve({ code, stdout, stderr }))
    child.stdin.end(input)
  })
}
