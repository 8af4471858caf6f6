import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { randomInt } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { backUp, readBackup } from '../../src/backup/index.ts'
import { clearBrokenOff, isHalfRestored } from '../../src/backup/swap.ts'
import { ROOT } from '../../src/kernel/settings.ts'
import { aDispatchedCase, aStruckOffCase } from '../../src/modules/cases/fixtures.ts'
import { openProduct } from '../../src/product.ts'
import { bihuan } from '../support/cli.ts'
import { places, settingsOf, stateOf, until } from '../support/installation.ts'
import { foundPark } from '../support/park.ts'
import { canMount, isRoot, kill, NOBODY, processesIn } from '../support/processes.ts'

const LARGE = 400 * 1024 * 1024
const later = () => '2026-12-01T00:00:00.000Z'
const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
const made = places()
const settings = settingsOf(made.folder())
let parkId: string
let small: string
let asOf: string
let sourceState: Awaited<ReturnType<typeof stateOf>>

beforeAll(async () => {
  process.stdout.write(`faults of backups: SEED=${seed}\n`)
  let now = '2026-10-09T02:24:00.000Z'
  const clock = () => (now = `${now.slice(0, 20)}${String(Number(now.slice(20, 23)) + 1).padStart(3, '0')}Z`)
  const product = await openProduct({ settings, clock })
  const park = await foundPark({ product })
  await aDispatchedCase(park)
  await aStruckOffCase(park)
  parkId = park.id
  await product.close()
  small = `${made.folder()}.bihuan`
  asOf = (await backUp(small, { settings, clock: later })).head.as_of
  sourceState = await stateOf(settings, parkId, asOf, later)
  // Takes a second or two to copy, and no room here.
  const large = join(settings.data, 'files', 'aa', 'large')
  mkdirSync(dirname(large), { recursive: true })
  const fd = openSync(large, 'w')
  ftruncateSync(fd, LARGE)
  closeSync(fd)
})
afterAll(() => made.clear())

/** mulberry32: the same numbers for the same seed. */
let chanceState = seed
function chance(): number {
  chanceState = (chanceState + 0x6d2b79f5) | 0
  let mixed = Math.imul(chanceState ^ (chanceState >>> 15), 1 | chanceState)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

/** The command line in a process that can be told to end. */
function started(args: readonly string[], data: string) {
  const child: ChildProcess = spawn(process.execPath, [join(ROOT, 'src/main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, BIHUAN_DATA: data, BIHUAN_LOG_LEVEL: 'silent' },
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (said += chunk.toString()))
  const ended = new Promise<{ code: number | null; signal: string | null }>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal })),
  )
  return { pid: child.pid ?? 0, ended, said: () => said }
}

/** How much of a backup is written under its other name. */
const partOf = (folder: string): number => {
  const name = existsSync(folder) ? readdirSync(folder).find((each) => each.endsWith('.part')) : undefined
  return name === undefined ? 0 : (statSync(join(folder, name), { throwIfNoEntry: false })?.size ?? 0)
}

test('killed in the middle, a backup leaves no file of its name, and what it leaves is refused', async () => {
  const folder = dirname(made.folder())
  const out = join(folder, 'out.bihuan')
  const { pid, ended } = started(['backup', out], settings.data)
  await until(() => partOf(folder) > LARGE / 10)
  kill(pid)
  expect(await ended, 'the fault happened').toMatchObject({ signal: 'SIGKILL' })
  expect(existsSync(out)).toBe(false)
  const [left = ''] = readdirSync(folder)
  await expect(readBackup({ file: join(folder, left) })).rejects.toMatchObject({ code: 'backup.cut_off' })
})

test.each(['SIGINT', 'SIGTERM'] as const)('%s breaks a backup off and leaves nothing', async (signal) => {
  const folder = dirname(made.folder())
  const { pid, ended, said } = started(['backup', join(folder, 'out.bihuan')], settings.data)
  await until(() => partOf(folder) > LARGE / 10)
  process.kill(pid, signal)
  expect(await ended).toEqual({ code: 1, signal: null })
  expect(said()).toContain('已中断，没有留下半份文件')
  expect(readdirSync(folder)).toEqual([])
})

test('Ctrl-C breaks a restore off and leaves nothing', async () => {
  const data = made.folder()
  const { pid, ended, said } = started(['restore', small], data)
  await until(() => existsSync(data) && readdirSync(data).some((name) => name.startsWith('restoring-')))
  process.kill(pid, 'SIGINT')
  const { code } = await ended
  expect(code, said()).toBe(1)
  expect(said()).toContain('已中断')
  expect(readdirSync(data)).toEqual(['restore.lock'])
})

test('killed at any time, a restore leaves what the next one clears away', { timeout: 120_000 }, async () => {
  const data = made.folder()
  let kills = 0
  for (let round = 0; round < 6; round++) {
    const { pid, ended } = started(['restore', small], data)
    await until(() => existsSync(data) && readdirSync(data).some((name) => name.startsWith('restoring-')))
    await pause(chance() * 1500)
    kill(pid)
    const { signal } = await ended
    if (signal === 'SIGKILL') kills += 1
    // It was quicker than the kill.
    else rmSync(data, { recursive: true })
  }
  expect(kills, 'the fault happened').toBeGreaterThan(0)
  const { code, stderr } = await bihuan(['restore', small, '--force'], { data })
  expect(code, stderr).toBe(0)
  expect(await stateOf(settingsOf(data), parkId, asOf, later)).toEqual(sourceState)
  expect(readdirSync(data).filter((name) => name.startsWith('restoring-'))).toEqual([])
  await until(() => processesIn(data).length === 0)
})

const SWAP = pathToFileURL(join(ROOT, 'src/backup/swap.ts')).href
/** Puts things in place and kills itself before the rename of the given number. */
const SWAPPER = `
  import fs from 'node:fs'
  import { syncBuiltinESMExports } from 'node:module'
  const [data, staged, last] = process.argv.slice(1)
  let left = Number(last)
  const { renameSync } = fs
  fs.renameSync = (...args) => {
    if (left-- === 0) process.kill(process.pid, 'SIGKILL')
    return renameSync(...args)
  }
  syncBuiltinESMExports()
  const { putInPlace } = await import(${JSON.stringify(SWAP)})
  await putInPlace(data, { staged, aside: 'before', parts: ['postgres', 'secrets', 'files'], settle: async () => undefined })
`

test('killed before any of the renames that put it in place, all is as it was before', () => {
  const outcomes: string[] = []
  for (let last = 0; last < 10; last++) {
    const data = mkdtempSync(join(tmpdir(), 'bihuan-test-'))
    const staged = join(data, 'restoring-0123abcd')
    for (const [folder, text] of [
      [data, 'old'],
      [staged, 'new'],
    ] as const)
      for (const part of ['postgres', 'secrets', 'files']) {
        mkdirSync(join(folder, part), { recursive: true })
        writeFileSync(join(folder, part, 'which'), text)
      }
    const { signal, status, stderr } = spawnSync(
      process.execPath,
      ['--input-type=module', '-e', SWAPPER, data, staged, String(last)],
      { encoding: 'utf8' },
    )
    expect(signal === 'SIGKILL' || status === 0, stderr).toBe(true)
    const halfway = isHalfRestored(data)
    clearBrokenOff(data)
    const now = ['postgres', 'secrets', 'files'].map((part) =>
      readFileSync(join(data, part, 'which'), 'utf8'),
    )
    expect(new Set(now).size, `before rename ${last}: ${now.join()}`).toBe(1)
    expect(isHalfRestored(data)).toBe(false)
    expect(existsSync(staged)).toBe(false)
    outcomes.push(
      `${signal === 'SIGKILL' ? 'killed' : 'done'} ${halfway ? 'halfway' : 'clear'} ${now[0] ?? ''}`,
    )
    rmSync(data, { recursive: true })
  }
  // The first rename is that of the journal; three put the old aside, three put the new in place.
  expect(outcomes).toEqual([
    'killed clear old',
    ...Array.from({ length: 6 }, () => 'killed halfway old'),
    ...Array.from({ length: 3 }, () => 'done clear new'),
  ])
})

test('an installation that is half put in place cannot be started', async () => {
  const data = made.folder()
  mkdirSync(data, { recursive: true })
  writeFileSync(
    join(data, 'restore.json'),
    JSON.stringify({
      staged: join(data, 'restoring-0123abcd'),
      aside: join(data, 'before'),
      old: [],
      new: [],
    }),
  )
  const { code, stderr } = await bihuan(['verify'], { data })
  expect([code, stderr]).toEqual([2, expect.stringMatching(/没有做完就中断了.*再执行一次 bihuan restore/)])
})

test.runIf(canMount)('a full disk is said in words and leaves no half file', { timeout: 120_000 }, () => {
  const place = dirname(made.folder())
  const script =
    'mount -t tmpfs -o size=2m tmpfs "$0" || exit 99; "$@"; code=$?; ls -A "$0"; [ ! -d "$0/data" ] || echo "data: $(ls -A "$0/data")"; exit $code'
  const onSmallDisk = (...args: string[]) =>
    spawnSync(
      'unshare',
      ['--mount', 'sh', '-c', script, place, process.execPath, join(ROOT, 'src/main.ts'), ...args],
      {
        encoding: 'utf8',
        env: { ...process.env, BIHUAN_DATA: settings.data, BIHUAN_LOG_LEVEL: 'silent' },
      },
    )
  const { status, stdout, stderr } = onSmallDisk('backup', join(place, 'out.bihuan'))
  expect([status, stdout]).toEqual([1, ''])
  expect(stderr).toMatch(/写不了.*磁盘满了/)
  // It ends while PostgreSQL makes its files; what was staged is gone.
  const restored = onSmallDisk('restore', small, '--data', join(place, 'data'))
  expect(restored.status).not.toBe(0)
  expect(restored.stderr).toMatch(/磁盘(已)?满/)
  expect(restored.stderr).not.toMatch(/\n\s+at /)
  expect(restored.stdout.trim().split('\n')).toEqual(['data', 'data: restore.lock'])
})

const canEnter =
  isRoot &&
  spawnSync('test', ['-r', join(ROOT, 'src/main.ts')], { uid: NOBODY.uid, gid: NOBODY.gid }).status === 0

test.runIf(canEnter)(
  'an ordinary user without HOME, below a 0700 folder: backed up and restored',
  { timeout: 180_000 },
  () => {
    const parent = dirname(made.folder())
    chmodSync(parent, 0o700)
    chownSync(parent, NOBODY.uid, NOBODY.gid)
    const copy = join(parent, 'copy.bihuan')
    writeFileSync(copy, readFileSync(small), { mode: 0o600 })
    chownSync(copy, NOBODY.uid, NOBODY.gid)
    const asNobody = (...args: string[]) => {
      const { HOME: _, ...env } = process.env
      const { status, stderr } = spawnSync(process.execPath, [join(ROOT, 'src/main.ts'), ...args], {
        encoding: 'utf8',
        cwd: '/',
        env: { ...env, HOME: '/nonexistent', BIHUAN_DATA: join(parent, 'data'), BIHUAN_LOG_LEVEL: 'silent' },
        ...NOBODY,
      })
      return [status, status === 0 ? '' : stderr]
    }
    expect(asNobody('restore', copy)).toEqual([0, ''])
    expect(asNobody('backup', join(parent, 'again.bihuan'))).toEqual([0, ''])
    expect(statSync(join(parent, 'again.bihuan')).uid).toBe(NOBODY.uid)
    expect(asNobody('restore', join(parent, 'again.bihuan'), '--force')).toEqual([0, ''])
    expect(asNobody('verify')).toEqual([0, ''])
  },
)
