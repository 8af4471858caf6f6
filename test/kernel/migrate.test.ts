import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { migrate, readMigrations } from '../../src/kernel/migrate.ts'
import { MODULES } from '../../src/modules.ts'
import { openTestProduct, type TestProduct } from '../support/park.ts'

const reference = MODULES.flatMap((module) => module.reference ?? [])
let bench: TestProduct
/** Two who migrate. */
let first: pg.Client
let second: pg.Client

beforeAll(async () => {
  bench = await openTestProduct()
  first = new pg.Client({ connectionString: bench.settings.database_url })
  second = new pg.Client({ connectionString: bench.settings.database_url })
  await Promise.all([first.connect(), second.connect()])
})
beforeEach(async () => {
  await bench.sql('drop table if exists toys')
  await bench.sql('delete from migrations where number >= 9000')
})
afterAll(async () => {
  await Promise.all([first.end(), second.end()])
  await bench.close()
})

/** The product's migrations and those given. */
function withThese(files: Readonly<Record<string, string>>) {
  const dir = mkdtempSync(join(tmpdir(), 'bihuan-migrations-'))
  for (const [name, sql] of Object.entries(files)) writeFileSync(join(dir, name), sql)
  const all = [...readMigrations(), ...readMigrations(dir)]
  rmSync(dir, { recursive: true, force: true })
  return all
}

const bring = (files: Readonly<Record<string, string>>) => migrate(first, reference, withThese(files))

const numbers = async () =>
  (await bench.sql('select number from migrations where number >= 9000 order by 1')).map(
    ({ number }) => number,
  )

const TOYS = { '9001_toys.sql': 'create table toys (id int not null);\n\ninsert into toys values (1);\n' }

test('each runs once, in order; the second time there is nothing to do', async () => {
  await bring({ ...TOYS, '9002_more.sql': 'insert into toys values (2);\n' })
  await bring({ ...TOYS, '9002_more.sql': 'insert into toys values (2);\n' })
  expect(await numbers()).toEqual([9001, 9002])
  expect(await bench.sql('select id from toys order by 1')).toEqual([{ id: 1 }, { id: 2 }])
})

test('one that was changed after it ran stops the start and is named', async () => {
  await bring(TOYS)
  await expect(bring({ '9001_toys.sql': 'create table toys (id bigint not null);\n' })).rejects.toMatchObject(
    {
      code: 'kernel.migration_changed',
      detail: { migration: '9001_toys.sql' },
    },
  )
})

test('a database that is newer than the program is left alone', async () => {
  await bring(TOYS)
  await expect(bring({})).rejects.toMatchObject({
    code: 'kernel.database_newer',
    detail: { migration: '9001_toys.sql' },
  })
})

test('one that fails leaves nothing of itself; mended, it runs', async () => {
  const broken = { '9001_toys.sql': `${TOYS['9001_toys.sql']}\ninsert into nothing values (1);\n` }
  await expect(bring(broken)).rejects.toMatchObject({
    code: 'kernel.migration_failed',
    detail: { migration: '9001_toys.sql', statement: 3, said: expect.stringContaining('42P01') as string },
  })
  expect(await numbers()).toEqual([])
  expect(await bench.sql("select to_regclass('bihuan.toys') as toys")).toEqual([{ toys: null }])
  await bring(TOYS)
  expect(await numbers()).toEqual([9001])
})

test('two at once: one migrates, the other waits and finds nothing left to do', async () => {
  const slow = { '9001_toys.sql': `${TOYS['9001_toys.sql']}\nselect pg_sleep(0.3);\n` }
  const files = withThese(slow)
  await Promise.all([migrate(first, reference, files), migrate(second, reference, files)])
  expect(await numbers()).toEqual([9001])
  expect(await bench.sql('select id from toys')).toEqual([{ id: 1 }])
})
