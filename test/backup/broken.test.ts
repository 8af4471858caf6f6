import { createHash, randomInt } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { backUp, readBackup } from '../../src/backup/index.ts'
import { Failure } from '../../src/kernel/failure.ts'
import { MODULES } from '../../src/modules.ts'
import { aDispatchedCase, aStruckOffCase } from '../../src/modules/cases/fixtures.ts'
import { dictionaryOf } from '../../src/product.ts'
import { bihuan } from '../support/cli.ts'
import { places, restore, settingsOf } from '../support/installation.ts'
import { foundPark, openTestProduct, type TestProduct } from '../support/park.ts'

const PASSPHRASE = '示例口令-correct horse'
const later = () => '2026-12-01T00:00:00.000Z'
const seed = Number(process.env['SEED'] ?? randomInt(2 ** 31))
const made = places()
let bench: TestProduct
let open: string
let locked: string

beforeAll(async () => {
  process.stdout.write(`broken backups: SEED=${seed}\n`)
  bench = await openTestProduct()
  const park = await foundPark(bench)
  await aDispatchedCase(park)
  await aStruckOffCase(park)
  const files = join(bench.settings.data, 'files', park.id, 'aa')
  mkdirSync(files, { recursive: true })
  writeFileSync(join(files, 'photo'), Buffer.alloc(200_000, 'photo'))
  open = `${made.folder()}.bihuan`
  locked = `${made.folder()}.bihuan`
  await backUp(open, { settings: bench.settings, clock: later })
  await backUp(locked, { settings: bench.settings, clock: later, passphrase: PASSPHRASE })
})
afterAll(async () => {
  await bench.close()
  await made.clear()
})

/** mulberry32: the same numbers for the same seed. */
function chance(): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

/** How reading a file of these bytes is refused; undefined when it is not. */
async function refusal(bytes: Buffer, passphrase?: string): Promise<string | undefined> {
  const file = join(dirname(open), 'broken')
  writeFileSync(file, bytes)
  try {
    await readBackup({ file, passphrase })
    return undefined
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const said = dictionaryOf(MODULES).explain(error, 'zh')
    expect(said).toContain('什么都没有改动')
    expect(said).not.toMatch(/undefined|null/)
    return error.code
  }
}

/** Where members begin and end in a tar archive. */
function boundaries(bytes: Buffer): number[] {
  const found: number[] = []
  for (let at = 0; bytes[at] !== 0 && at < bytes.length;) {
    const size = parseInt(bytes.toString('latin1', at + 124, at + 135), 8)
    found.push(at, at + 512, at + 512 + size)
    at += 512 + Math.ceil(size / 512) * 512
    found.push(at)
  }
  return found
}

test('the control: whole backups are read', async () => {
  expect(await refusal(readFileSync(open))).toBeUndefined()
  expect(await refusal(readFileSync(locked), PASSPHRASE)).toBeUndefined()
})

test('cut off anywhere, at every boundary and fifty places by chance, it is refused and says so', async () => {
  const whole = readFileSync(open)
  const random = chance()
  const places = boundaries(whole).filter((at) => at < whole.length)
  expect(places.length).toBeGreaterThan(50)
  for (let i = 0; i < 50; i++) places.push(Math.floor(random() * whole.length))
  for (const at of new Set([...places, whole.length - 1, whole.length - 512, whole.length - 1024]))
    expect(await refusal(whole.subarray(0, at)), `cut at ${at}`).toBe('backup.cut_off')
})

test('one altered byte anywhere is refused and said', async () => {
  const whole = readFileSync(open)
  const random = chance()
  const places = boundaries(whole).filter((at) => at < whole.length)
  for (let i = 0; i < 100; i++) places.push(Math.floor(random() * whole.length))
  for (const at of new Set([...places, whole.length - 1])) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8))
    expect(await refusal(bytes), `altered at ${at}`).toBe(at < 512 ? 'backup.not_ours' : 'backup.altered')
  }
})

test('bytes after the end are refused', async () => {
  expect(await refusal(Buffer.concat([readFileSync(open), Buffer.from([0])]))).toBe('backup.altered')
})

test('locked with a passphrase: cut off or altered, it is refused; nothing of it can be read without', async () => {
  const whole = readFileSync(locked)
  const random = chance()
  expect(whole.includes('示例电气装备有限公司')).toBe(false)
  expect(readFileSync(open).includes('示例电气装备有限公司')).toBe(true)
  const sealed = 64 * 1024 + 16
  const head = 63 + 16 + 32 + 32
  const cuts = [head, head + 1, head + sealed, head + 2 * sealed, whole.length - 1]
  for (let i = 0; i < 4; i++) cuts.push(head + Math.floor(random() * (whole.length - head)))
  for (const at of cuts)
    expect(await refusal(whole.subarray(0, at), PASSPHRASE), `cut at ${at}`).toBe('backup.cut_off')
  for (const at of [0, 30]) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 4
    expect(await refusal(bytes, PASSPHRASE), `altered at ${at}`).toBe('backup.not_ours')
  }
  for (const at of [head - 1, head - 40, head - 70, head, head + sealed - 1, head + sealed + 5]) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 4
    expect(await refusal(bytes, PASSPHRASE), `altered at ${at}`).toBe('backup.altered')
  }
  // Whole blocks in another order.
  const swapped = Buffer.concat([
    whole.subarray(0, head),
    whole.subarray(head + sealed, head + 2 * sealed),
    whole.subarray(head, head + sealed),
    whole.subarray(head + 2 * sealed),
  ])
  expect(await refusal(swapped, PASSPHRASE)).toBe('backup.altered')
})

test('a wrong passphrase, none, and one too many are each said as what they are', async () => {
  await expect(readBackup({ file: locked, passphrase: 'another passphrase' })).rejects.toMatchObject({
    code: 'backup.passphrase_wrong',
  })
  await expect(readBackup({ file: locked })).rejects.toMatchObject({ code: 'backup.passphrase_missing' })
  await expect(readBackup({ file: open, passphrase: PASSPHRASE })).rejects.toMatchObject({
    code: 'backup.not_locked',
  })
})

/** The same backup with another head, or as long a text elsewhere, sealed as a program would seal it. */
function forged(
  change: (head: Record<string, unknown>, text: string) => string,
  elsewhere: (rest: string) => string = (rest) => rest,
): Buffer {
  const whole = readFileSync(open)
  const size = parseInt(whole.toString('latin1', 124, 135), 8)
  const text = whole.toString('utf8', 512, 512 + size)
  const bytes = Buffer.from(change(JSON.parse(text) as Record<string, unknown>, text))
  const header = Buffer.from(whole.subarray(0, 512))
  header.write(bytes.length.toString(8).padStart(11, '0'), 124)
  header.write('        ', 148)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  const behind = whole.toString('latin1', 512 + Math.ceil(size / 512) * 512, whole.length - 2048)
  const rest = Buffer.from(elsewhere(behind), 'latin1')
  expect(rest).toHaveLength(behind.length)
  const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512)
  const all = Buffer.concat([header, bytes, padding, rest])
  const end = Buffer.from(whole.subarray(whole.length - 2048))
  end.write(createHash('sha256').update(all).digest('hex'), 512)
  return Buffer.concat([all, end])
}

describe('made by another program', () => {
  const refused = async (bytes: Buffer) => {
    const file = `${made.folder()}.bihuan`
    writeFileSync(file, bytes)
    const settings = settingsOf(made.folder(), made.database())
    const failure = await restore(file, settings).then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure === undefined) return undefined
    // Nothing is left in the folder but the lock, if it came that far.
    const left = (() => {
      try {
        return readdirSync(settings.data).filter((name) => name !== 'restore.lock')
      } catch {
        return []
      }
    })()
    expect(left).toEqual([])
    return failure
  }
  test('the control: a forged backup that changes nothing is restored', async () => {
    expect(await refused(forged((_, text) => text))).toBeUndefined()
  })
  test('with a migration that this program lacks it is refused by name', async () => {
    const bytes = forged((head) => {
      const migrations = [
        ...(head['migrations'] as object[]),
        { number: 9001, name: '9001_later.sql', hash: 'x' },
      ]
      return JSON.stringify({ ...head, version: '9.9.9', migrations })
    })
    expect(await refused(bytes)).toMatchObject({
      code: 'backup.newer',
      detail: { version: '9.9.9', migration: '9001_later.sql' },
    })
  })
  test('with a migration of another content it is refused by name', async () => {
    const bytes = forged((head, text) =>
      text.replace((head['migrations'] as { hash: string }[])[1]?.hash ?? '', 'f'.repeat(64)),
    )
    expect(await refused(bytes)).toMatchObject({ code: 'backup.other_history' })
  })
  test('with an unknown table, or an unknown column, it is refused by name', async () => {
    const other = await openTestProduct()
    try {
      await foundPark(other)
      await other.sql('create table spells (id int)')
      await other.sql('alter table spells owner to bihuan_owner')
      const file = `${made.folder()}.bihuan`
      await backUp(file, { settings: other.settings, clock: later })
      expect(await refused(readFileSync(file))).toMatchObject({
        code: 'backup.unknown_table',
        detail: { table: 'spells' },
      })
    } finally {
      await other.close()
    }
    const column = forged((_, text) => text.replaceAll('"asker_name"', '"asker_nick"'))
    expect(await refused(column)).toMatchObject({
      code: 'backup.unknown_table',
      detail: { table: 'case_past.asker_nick' },
    })
  })
  test('with another ledger than came out of it, it is not put in place', async () => {
    const ofAnother = forged(
      (_, text) => text,
      (rest) => rest.replace(/("heads": ")[0-9a-f]{4}/, '$10000'),
    )
    expect(await refused(ofAnother)).toMatchObject({
      code: 'backup.differs',
      detail: { differences: [expect.stringContaining('heads')] },
    })
  })
  test('of a newer form it is refused as such', async () => {
    expect(await refused(forged((head) => JSON.stringify({ ...head, format: 2 })))).toMatchObject({
      code: 'backup.newer_form',
    })
  })
})

test('at the terminal each is refused with its reason, and nothing is made', async () => {
  const data = made.folder()
  const cut = `${made.folder()}.bihuan`
  writeFileSync(cut, readFileSync(open).subarray(0, 100_000))
  const wrong = join(dirname(cut), 'passphrase')
  writeFileSync(wrong, 'not the passphrase\n')
  for (const [args, zh, en] of [
    [[cut], /不完整：在第 100000 字节处断了/, /breaks off at byte 100000/],
    [[locked], /加了口令的备份.*--passphrase-file/, /locked with a passphrase.*--passphrase-file/],
    [[locked, '--passphrase-file', wrong], /口令不对/, /passphrase is wrong/],
    [['nowhere.bihuan'], /读不了.*nowhere\.bihuan/, /nowhere\.bihuan" cannot be read/],
    [[wrong], /不是闭环的备份/, /no backup of Bihuan/],
  ] as const) {
    const chinese = await bihuan(['restore', ...args], { data })
    expect([chinese.code, chinese.stdout]).toEqual([1, ''])
    expect(chinese.stderr).toMatch(zh)
    expect((await bihuan(['restore', ...args, '--lang', 'en'], { data })).stderr).toMatch(en)
    expect(chinese.stderr).not.toMatch(/\n\s+at /)
  }
  expect(() => readdirSync(data)).toThrow(/ENOENT/)
})
