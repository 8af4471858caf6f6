/**
 * What a newcomer does: a copy of the checkout without anything installed, `npm start`, Ctrl-C, and again. In each
 * of the circumstances that this machine can make; it downloads the dependencies each time.
 */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer, type AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, describe, expect, test } from 'vitest'
import { ROOT } from '../../src/kernel/settings.ts'
import { canMount, isRoot, kill, NOBODY, processesIn } from '../support/processes.ts'

const hasPostgres = readFileSync('/etc/passwd', 'utf8').includes('\npostgres:')

interface Circumstances {
  readonly when?: boolean
  readonly as?: { readonly uid: number; readonly gid: number }
  readonly home?: 'missing'
  readonly parentMode?: number
  /** A command that runs the rest of its words in a world of its own. */
  readonly within?: (folder: string) => readonly string[]
}

const CIRCUMSTANCES: Readonly<Record<string, Circumstances>> = {
  'as whoever runs the tests': {},
  'HOME is a folder that does not exist': { home: 'missing' },
  'below a 0700 folder': { parentMode: 0o700 },
  'as an ordinary user, below a 0700 folder, without HOME': {
    when: isRoot,
    as: NOBODY,
    home: 'missing',
    parentMode: 0o700,
  },
  'as root where there is a postgres account': { when: isRoot && hasPostgres, parentMode: 0o755 },
  'as root where there is no postgres account': {
    when: canMount,
    within: (folder) => {
      const accounts = join(folder, 'passwd')
      const lines = readFileSync('/etc/passwd', 'utf8').split('\n')
      writeFileSync(accounts, lines.filter((line) => !line.startsWith('postgres:')).join('\n'))
      const script = 'mount --bind "$0" /etc/passwd && exec "$@"'
      return ['unshare', '--mount', 'sh', '-c', script, accounts]
    },
  },
}

const folders: string[] = []
const started: ChildProcess[] = []
afterAll(() => {
  for (const child of started) kill(-(child.pid ?? 0))
  for (const folder of folders) {
    for (const { pid } of processesIn(folder)) kill(pid)
    rmSync(folder, { recursive: true, force: true })
  }
})

/** What git has or would take, and nothing that was installed or made by a run. */
function copyCheckout(to: string): void {
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: ROOT,
    encoding: 'utf8',
  })
  const files = listed.stdout.split('\0').filter((file) => file !== '' && existsSync(join(ROOT, file)))
  expect(files.length).toBeGreaterThan(100)
  for (const file of files) {
    mkdirSync(dirname(join(to, file)), { recursive: true })
    cpSync(join(ROOT, file), join(to, file))
  }
}

interface Started {
  readonly output: () => string
  readonly address: string
  readonly milliseconds: number
  /** As a terminal sends it at Ctrl-C: to the whole process group. */
  interrupt(): Promise<number | null>
  crash(): Promise<void>
}

/** Nothing of the npm and the Node that run us: neither their settings nor, in front of the path, their programs. */
function newcomersEnvironment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(npm_|VITEST|NODE_|BIHUAN_)/.test(name))
  const path = (process.env['PATH'] ?? '').split(':').filter((folder) => !folder.includes('node_modules'))
  return { ...Object.fromEntries(inherited), PATH: path.join(':') }
}

async function npmStart(folder: string, port: number, { as, home, within }: Circumstances): Promise<Started> {
  const ownHome = join(folder, 'home')
  const env = newcomersEnvironment()
  const command = [...(within?.(folder) ?? []), 'npm', 'start']
  const began = performance.now()
  const child = spawn(command[0] ?? '', command.slice(1), {
    cwd: join(folder, 'bihuan'),
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...env,
      HOME: home === 'missing' ? '/nonexistent/home' : ownHome,
      BIHUAN_PORT: String(port),
      LANG: 'C.UTF-8',
    },
    ...as,
  })
  started.push(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (part: Buffer) => (output += part.toString()))
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve))
  const address = `http://127.0.0.1:${port}`
  while (!output.includes(address)) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}:\n${output}`)
    await sleep(20)
  }
  const milliseconds = performance.now() - began
  return {
    output: () => output,
    address,
    milliseconds,
    async interrupt() {
      process.kill(-(child.pid ?? 0), 'SIGINT')
      return ended
    },
    async crash() {
      kill(-(child.pid ?? 0))
      await ended
    },
  }
}

async function nothingIsLeftBelow(folder: string): Promise<void> {
  for (let round = 0; round < 100 && processesIn(folder).length > 0; round++) await sleep(100)
  expect(processesIn(folder)).toEqual([])
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo // marked cast: it listens on TCP
  await new Promise((resolve) => server.close(resolve))
  return port
}

describe('npm start on a fresh copy', () => {
  for (const [name, circumstances] of Object.entries(CIRCUMSTANCES)) {
    test.runIf(circumstances.when ?? true)(
      name,
      async () => {
        const folder = mkdtempSync(join(tmpdir(), 'bihuan-fresh-'))
        folders.push(folder)
        copyCheckout(join(folder, 'bihuan'))
        mkdirSync(join(folder, 'home'))
        chmodSync(folder, circumstances.parentMode ?? 0o755)
        if (circumstances.as)
          spawnSync('chown', ['-R', `${circumstances.as.uid}:${circumstances.as.gid}`, folder])
        const port = await freePort()

        const first = await npmStart(folder, port, circumstances)
        expect(first.output()).toMatch(/已销号\s+38 件/)
        expect(first.output()).toMatch(/用户名 示例交办员，密码 \S{12,}/)
        expect((await fetch(`${first.address}/healthz`)).status).toBe(200)
        await first.interrupt()
        await nothingIsLeftBelow(folder)

        const second = await npmStart(folder, port, circumstances)
        expect(second.output()).not.toContain('samples/ledger.xlsx')
        await second.crash()

        const third = await npmStart(folder, port, circumstances)
        expect((await fetch(`${third.address}/healthz`)).status).toBe(200)
        await third.interrupt()
        await nothingIsLeftBelow(folder)
        const seconds = [first, second, third].map(({ milliseconds }) => (milliseconds / 1000).toFixed(1))
        console.log(
          `${name}: first start with installation ${seconds[0]} s, second ${seconds[1]} s, after kill -9 ${seconds[2]} s`,
        )
        rmSync(folder, { recursive: true, force: true })
      },
      600_000,
    )
  }
})
