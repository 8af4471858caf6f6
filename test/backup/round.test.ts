import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { backUp } from '../../src/backup/index.ts'
import { openSecrets } from '../../src/kernel/secrets.ts'
import {
  aConfirmedCase,
  aDispatchedCase,
  aRegisteredCase,
  aStruckOffCase,
} from '../../src/modules/cases/fixtures.ts'
import { registerCase } from '../../src/modules/cases/register-case.ts'
import { addToken } from '../../src/modules/people/index.ts'
import { openProduct } from '../../src/product.ts'
import { inDatabase, places, restore, settingsOf, stateOf } from '../support/installation.ts'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../support/park.ts'

const made = places()
const later = () => '2026-12-01T00:00:00.000Z'
let bench: TestProduct
let parks: TestPark[]
let token: string
let file: string
let asOf: string

const FILE = '0198c0de-0000-7000-8000-000000000001/ab/abcdef'
const large = Buffer.alloc(3_000_000, 'photo ')

beforeAll(async () => {
  bench = await openTestProduct()
  parks = [await foundPark(bench), await foundPark(bench)]
  for (const park of parks) {
    await aRegisteredCase(park, { text: '反斜杠 \\ 制表\t换行\n引号 "\' \\N 都要原样' })
    await aDispatchedCase(park)
    await aConfirmedCase(park, 2)
    await aStruckOffCase(park)
  }
  const [park] = parks
  if (!park) throw new Error('no park')
  token = (await park.act('console', addToken, { user: 'dispatcher' })).token
  await park.act(
    'dispatcher',
    registerCase,
    { kind: 'request', text: '带键', asker: { kind: 'enterprise', name: '示例食品有限公司' } },
    'key-1',
  )
  await bench.sql(
    `insert into sessions (token_hash, park_id, user_id, created_at, seen_at, expires_at)
     select 'x'::bytea, park_id, user_id, now(), now(), now() + interval '1 day' from accounts limit 1`,
  )
  const { data } = bench.settings
  mkdirSync(join(data, 'files', dirname(FILE)), { recursive: true })
  writeFileSync(join(data, 'files', FILE), large)
  writeFileSync(join(data, 'files', dirname(FILE), 'empty'), '')
  file = `${made.folder()}.bihuan`
  const written = await backUp(file, { settings: bench.settings, clock: later })
  asOf = written.head.as_of
})
afterAll(async () => {
  await bench.close()
  await made.clear()
})

describe.each(['embedded', 'outside'] as const)('restored into a new place, %s', (kind) => {
  let settings: ReturnType<typeof settingsOf>
  beforeAll(async () => {
    settings = settingsOf(made.folder(), kind === 'outside' ? made.database() : undefined)
    const { parks: restored } = await restore(file, settings, { clock: later })
    expect(restored.map(({ verification }) => verification?.findings)).toEqual([[], []])
  })

  test('each park has its figures, its entries and a sound ledger', async () => {
    for (const { id } of parks)
      expect(await stateOf(settings, id, asOf, later)).toEqual(await stateOf(bench.settings, id, asOf, later))
  })

  test('every row of every table is the same, but nobody is signed in', async () => {
    const product = await openProduct({ settings, clock: later })
    try {
      const rows = async (ask: (sql: string) => Promise<Record<string, unknown>[]>) => {
        const found: Record<string, unknown> = {}
        for (const table of [
          'cases',
          'entries',
          'entry_texts',
          'case_past',
          'audit',
          'outbox',
          'idempotency_keys',
        ])
          for (const { id } of parks)
            found[`${table} ${id}`] = await ask(
              `select md5(string_agg(t::text, '|' order by t::text)) as digest from ${table} t where park_id = '${id}'`,
            )
        for (const table of ['accounts', 'tokens', 'parks', 'transitions', 'ledger_keys'])
          found[table] = await ask(
            `select md5(string_agg(t::text, '|' order by t::text)) as digest from ${table} t`,
          )
        return found
      }
      if (settings.database_url !== undefined) {
        const restored = await inDatabase(settings.database_url, (admin) => {
          return rows(async (sql) => (await admin.query<Record<string, unknown>>(sql)).rows)
        })
        expect(restored).toEqual(await rows((sql) => bench.sql(sql)))
      }
      const { rows: sessions } = await product.runtime.database.app.query('select 1 from sessions')
      expect(sessions).toEqual([])
      const { rows: tokens } = await product.runtime.database.app.query('select 1 from tokens')
      expect(tokens).toHaveLength(1)
      expect(token).not.toBe('')
    } finally {
      await product.close()
    }
  })

  test('files come back byte by byte, keys come along, and what names the place is made anew', () => {
    const path = join(settings.data, 'files', FILE)
    expect(readFileSync(path).equals(large)).toBe(true)
    expect(readFileSync(join(dirname(path), 'empty'), 'utf8')).toBe('')
    const [here, there] = [openSecrets(settings.data), openSecrets(bench.settings.data)]
    expect([...here.ledgerKeys.keys()]).toEqual([...there.ledgerKeys.keys()])
    expect(here.ledgerKey.id).toBe(there.ledgerKey.id)
    expect(here.installation).not.toBe(there.installation)
    expect(here.databasePasswords.app).not.toBe(there.databasePasswords.app)
    expect(readdirSync(settings.data).filter((name) => name.startsWith('restor'))).toEqual(['restore.lock'])
    expect(statSync(join(settings.data, 'secrets')).mode & 0o777).toBe(0o700)
  })

  test('the schema is the one that migrations make: every rule between tables is back', async () => {
    const rules = `select conrelid::regclass::text as t, conname, pg_get_constraintdef(oid) as d from pg_constraint
      where connamespace = 'bihuan'::regnamespace order by 1, 2`
    if (settings.database_url === undefined) return
    const restored = await inDatabase(
      settings.database_url,
      async (admin) => (await admin.query<Record<string, unknown>>(rules)).rows,
    )
    expect(restored).toEqual(await bench.sql(rules))
  })

  test(
    'what is there is not overwritten; with force it is put aside, whole',
    { timeout: 120_000 },
    async () => {
      await expect(restore(file, settings)).rejects.toMatchObject({ code: 'backup.place_taken' })
      if (kind === 'outside')
        await expect(restore(file, settingsOf(made.folder(), settings.database_url))).rejects.toMatchObject({
          code: 'backup.database_taken',
        })
      const before = readFileSync(join(settings.data, 'secrets/installation'), 'utf8')
      const { aside } = await restore(file, settings, { force: true, clock: later })
      expect(readFileSync(join(aside.folder ?? '', 'secrets/installation'), 'utf8')).toBe(before)
      expect(existsSync(join(aside.folder ?? '', 'files', FILE))).toBe(true)
      if (kind === 'embedded') expect(existsSync(join(aside.folder ?? '', 'postgres/PG_VERSION'))).toBe(true)
      else {
        const kept = await inDatabase(
          settings.database_url ?? '',
          async (admin) =>
            (
              await admin.query<Record<string, unknown>>(
                `select count(*)::int as n from ${aside.schema}.cases`,
              )
            ).rows,
        )
        expect(kept).toEqual([{ n: 9 }])
      }
      for (const { id } of parks) expect((await stateOf(settings, id, asOf, later)).findings).toEqual([])
    },
  )

  test('an installation that is in use is left alone', async () => {
    const product = await openProduct({ settings, clock: later })
    try {
      // A pool connects when it is first asked.
      await product.runtime.database.app.query('select 1')
      await expect(restore(file, settings, { force: true })).rejects.toMatchObject({
        code: kind === 'embedded' ? 'backup.place_in_use' : 'backup.database_in_use',
      })
      await product.runtime.database.app.query('select 1 from parks')
    } finally {
      await product.close()
    }
  })
})

test('a backup is for its owner alone, names what made it, and overwrites nothing', async () => {
  expect(statSync(file).mode & 0o777).toBe(0o600)
  await expect(backUp(file, { settings: bench.settings })).rejects.toMatchObject({
    code: 'backup.there_already',
  })
  const text = readFileSync(file).toString('latin1')
  for (const secret of ['installation', 'database-app', 'database-worker'])
    expect(text).not.toContain(`secrets/${secret}`)
  expect(text).toContain('0004_cases_and_ledger.sql')
  expect(readdirSync(dirname(file))).toEqual([`data.bihuan`])
})

test('a file that is there is left alone from the first to the last moment', async () => {
  const out = `${made.folder()}.bihuan`
  const progress: string[] = []
  const backing = {
    settings: bench.settings,
    progress: (_: number, part: string) => void progress.push(part),
  }
  writeFileSync(out, 'theirs')
  await expect(backUp(out, backing)).rejects.toMatchObject({ code: 'backup.there_already' })
  expect(progress).toEqual([])
  rmSync(out)
  await expect(
    backUp(out, { ...backing, progress: () => writeFileSync(out, 'theirs') }),
  ).rejects.toMatchObject({ code: 'backup.there_already' })
  expect(readFileSync(out, 'utf8')).toBe('theirs')
  expect(readdirSync(dirname(out)).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('where a restore was broken off nothing is backed up', async () => {
  const out = `${made.folder()}.bihuan`
  const half = made.folder()
  mkdirSync(half, { recursive: true })
  writeFileSync(join(half, 'restore.json'), '{}')
  await expect(
    backUp(out, { settings: settingsOf(half, bench.settings.database_url) }),
  ).rejects.toMatchObject({ code: 'backup.restore_unfinished' })
  const mark = (said: string) => bench.sql(`comment on schema bihuan is ${said}`)
  await mark(`'bihuan restore at work; before: '`)
  try {
    await expect(backUp(out, { settings: bench.settings })).rejects.toMatchObject({
      code: 'backup.restore_unfinished_database',
    })
  } finally {
    await mark('null')
  }
})

test('a ledger that was unsound when it was backed up is not put in place unless that is asked for', async () => {
  const other = await openTestProduct()
  try {
    const park = await foundPark(other)
    const { id } = await aStruckOffCase(park)
    await other.sql(`update entries set post = 'head' where case_id = $1 and seq = 3`, [id], true)
    const unsound = `${made.folder()}.bihuan`
    await backUp(unsound, { settings: other.settings, clock: later })
    const settings = settingsOf(made.folder(), made.database())
    await expect(restore(unsound, settings, { clock: later })).rejects.toMatchObject({
      code: 'backup.unsound',
      detail: { parks: [`${park.code}: 1`] },
    })
    expect(readdirSync(settings.data)).toEqual(['restore.lock'])
    const { parks: accepted } = await restore(unsound, settings, { clock: later, acceptUnsound: true })
    expect(accepted[0]?.verification?.findings).toMatchObject([{ fault: 'changed', seq: 3 }])
  } finally {
    await other.close()
  }
})

test('an account of a database of its own that is no superuser can do all of it', async () => {
  const { server } = inject('place')
  const user = `bihuan_test_${randomUUID().slice(0, 8)}`
  const url = new URL(made.database())
  const database = url.pathname.slice(1)
  const asAdmin = (sql: string) => inDatabase(`${server}/postgres`, (admin) => admin.query(sql))
  await asAdmin(`create role ${user} login createrole nosuperuser password 'word'`)
  try {
    await asAdmin(
      `grant bihuan_owner, bihuan_app, bihuan_worker, bihuan_auditor to ${user} with admin option`,
    )
    await asAdmin(`create database ${database} owner ${user}`)
    Object.assign(url, { username: user, password: 'word' })
    const settings = settingsOf(made.folder(), url.toString())
    await restore(file, settings, { clock: later })
    const again = `${made.folder()}.bihuan`
    await backUp(again, { settings, clock: later })
    const { parks: twice, aside } = await restore(again, settings, { clock: later, force: true })
    expect(twice.map(({ verification }) => verification?.findings)).toEqual([[], []])
    expect(aside.schema).toMatch(/^before_restore_/)
    for (const { id } of parks)
      expect(await stateOf(settings, id, asOf, later)).toEqual(await stateOf(bench.settings, id, asOf, later))
  } finally {
    await asAdmin(`drop database if exists ${database} with (force)`)
    await asAdmin(`revoke bihuan_owner, bihuan_app, bihuan_worker, bihuan_auditor from ${user} cascade`)
    await asAdmin(`drop owned by ${user}`)
    await asAdmin(`drop role ${user}`)
  }
})

test('where there is nothing, nothing is backed up and no database is made', async () => {
  const out = `${made.folder()}.bihuan`
  for (const settings of [settingsOf(made.folder()), settingsOf(bench.settings.data, made.database())]) {
    await expect(backUp(out, { settings })).rejects.toMatchObject({ code: 'backup.nothing' })
    expect(existsSync(out)).toBe(false)
  }
})
