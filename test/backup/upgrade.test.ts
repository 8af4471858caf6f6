import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { listCopies } from '../../src/backup/index.ts'
import { shiftInstant } from '../../src/kernel/clock.ts'
import { readMigrations, type Migration } from '../../src/kernel/migrate.ts'
import {
  aConfirmedCase,
  aDispatchedCase,
  aRegisteredCase,
  aStruckOffCase,
} from '../../src/modules/cases/fixtures.ts'
import { openProduct, VERSION } from '../../src/product.ts'
import { bihuan } from '../support/cli.ts'
import { inDatabase, places, restore, settingsOf, stateOf } from '../support/installation.ts'
import { foundPark, NOW, type TestPark } from '../support/park.ts'

const made = places()
let settings: ReturnType<typeof settingsOf>
let park: TestPark
let now = NOW
const clock = () => (now = shiftInstant(now, 1))

afterAll(() => made.clear())

/** An installation of today's program with data in it, made by commands; a database of the server of all tests. */
async function anInstallation(given = settingsOf(made.folder(), made.database())): Promise<void> {
  now = NOW
  settings = given
  const product = await openProduct({ settings, clock })
  try {
    park = await foundPark({ product })
    await aRegisteredCase(park)
    await aDispatchedCase(park)
    await aConfirmedCase(park, 2)
    await aStruckOffCase(park)
  } finally {
    await product.close()
  }
}

const state = (asOf: string) => stateOf(settings, park.id, asOf, clock)

/** The migrations of the checkout, and one of a later version. */
function withLater(sql: string, name = '9001_later.sql'): readonly Migration[] {
  const dir = mkdtempSync(join(tmpdir(), 'bihuan-migrations-'))
  writeFileSync(join(dir, name), sql)
  const all = [...readMigrations(), ...readMigrations(dir)]
  rmSync(dir, { recursive: true, force: true })
  return all
}

/** Starts the later program and stops it; what it said on its way. */
async function upgradeTo(migrations: readonly Migration[]): Promise<string[]> {
  const steps: string[] = []
  const product = await openProduct({ settings, clock, migrations, step: (step) => steps.push(step) })
  await product.close()
  return steps
}

const tables = () =>
  inDatabase(settings.database_url ?? '', async (admin) => {
    const { rows } = await admin.query<{ name: string }>(
      `select relname::text as name from pg_class where relnamespace = 'bihuan'::regnamespace and relkind = 'r' order by 1`,
    )
    return rows.map(({ name }) => name)
  })

const LATER = [
  `create table toys (id int not null, constraint toys_pk primary key (id));`,
  `alter table cases add column toy int not null default 0;`,
  `alter table case_past add column toy int not null default 0;`,
  `insert into toys values (1);`,
]

describe('an installation with data and a program with a new migration', () => {
  beforeEach(() => anInstallation())

  test('is copied first, then migrated; figures and ledger are what they were, and going back has them too', async () => {
    const asOf = clock()
    const before = await state(asOf)
    expect(await upgradeTo(withLater(LATER.join('\n\n')))).toEqual([
      'backup.upgrade_copying',
      'backup.upgrade_migrating',
    ])
    const [copy = '', ...others] = listCopies(settings.data)
    expect(others).toEqual([])
    expect(basename(copy)).toMatch(new RegExp(`^before-${VERSION}-20261009T\\d{9}Z\\.bihuan$`))
    expect(await tables()).toContain('toys')
    // The second start finds nothing to do.
    expect(await upgradeTo(withLater(LATER.join('\n\n')))).toEqual([])
    expect(listCopies(settings.data)).toEqual([copy])

    // The older program refuses and says the way.
    await expect(openProduct({ settings, clock })).rejects.toMatchObject({ code: 'kernel.database_newer' })
    const { code, stderr } = await bihuan(['verify'], {
      data: settings.data,
      env: { BIHUAN_DATABASE_URL: settings.database_url ?? '' },
    })
    expect([code, stderr]).toEqual([
      2,
      expect.stringMatching(/9001_later\.sql.*新版本的程序.*bihuan rollback.*bihuan restore/s),
    ])

    const later = await restore(copy, settings, { force: true, keepOld: true, clock })
    expect(later.parks[0]?.verification?.findings).toEqual([])
    expect(await tables()).not.toContain('toys')
    expect(await state(asOf)).toEqual(before)
    expect(existsSync(copy)).toBe(true)
  })

  test.each(LATER.map((_, i) => i + 1))(
    'when statement %i fails nothing of the file stands, it says which, why and the way back; mended, it runs',
    async (number) => {
      const asOf = clock()
      const before = await state(asOf)
      const was = await tables()
      const broken = LATER.map((statement, i) =>
        i + 1 === number ? 'insert into nothing values (1);' : statement,
      )
      const failure = await upgradeTo(withLater(broken.join('\n\n'))).then(
        () => undefined,
        (error: unknown) => error,
      )
      const [copy] = listCopies(settings.data)
      expect(failure).toMatchObject({
        code: 'backup.upgrade_failed',
        detail: { migration: '9001_later.sql', statement: number, copy },
      })
      expect((failure as { detail: { said: string } }).detail.said).toContain('nothing')
      expect(await tables()).toEqual(was)
      expect(await state(asOf)).toEqual(before)
      if (number % 2 === 0) {
        await restore(copy ?? '', settings, { force: true, keepOld: true, clock })
        expect(await state(asOf)).toEqual(before)
      }
      await upgradeTo(withLater(LATER.join('\n\n')))
      expect(await tables()).toContain('toys')
    },
  )

  test('a migration that changes what was counted or written is found out, and the start is refused', async () => {
    const spoiling = withLater(
      `update cases set rating = 5 where rating = 2;\n\nupdate case_past set rating = 5 where rating = 2;\n`,
    )
    await expect(upgradeTo(spoiling)).rejects.toMatchObject({
      code: 'backup.upgrade_changed',
      detail: {
        changed: [`${park.code}: requests.satisfaction_rate`],
        copy: expect.stringContaining('before-') as string,
      },
    })
    // Nothing is left to migrate, and still nobody starts.
    await expect(upgradeTo(spoiling)).rejects.toMatchObject({ code: 'backup.upgrade_changed' })
    const asOf = clock()
    await restore(listCopies(settings.data)[0] ?? '', settings, { force: true, keepOld: true, clock })
    expect((await state(asOf)).findings).toEqual([])
    const deleting = withLater(
      `delete from entry_texts;\n\nupdate entries set hash = '\\x00'::bytea;\n`,
      '9002_spoil.sql',
    )
    await anInstallation()
    await expect(upgradeTo(deleting)).rejects.toMatchObject({
      code: 'backup.upgrade_changed',
      detail: { changed: [`${park.code}: heads`], copy: expect.stringContaining('before-') as string },
    })
  })

  test('of many upgrades the copies of the last three are kept', async () => {
    const migrations = [...readMigrations()]
    for (let i = 1; i <= 5; i++) {
      migrations.push(...withLater(`create table toys_${i} (id int);\n`, `900${i}_toys.sql`).slice(-1))
      await upgradeTo(migrations)
    }
    const copies = listCopies(settings.data)
    expect(copies).toHaveLength(3)
    expect(copies).toEqual(copies.toSorted().toReversed())
    expect(readdirSync(join(settings.data, 'backups'))).toHaveLength(3)
  })

  test('two starts at once: one upgrades, the other waits and finds nothing left to do', async () => {
    const migrations = withLater(LATER.join('\n\n'))
    const steps = await Promise.all([upgradeTo(migrations), upgradeTo(migrations)])
    expect(steps.flat()).toEqual(['backup.upgrade_copying', 'backup.upgrade_migrating'])
    expect(listCopies(settings.data)).toHaveLength(1)
  })
})

test('what holds no park is not copied', async () => {
  settings = settingsOf(made.folder(), made.database())
  await (await openProduct({ settings, clock })).close()
  expect(await upgradeTo(withLater(LATER.join('\n\n')))).toEqual([])
  expect(listCopies(settings.data)).toEqual([])
})

describe('at the terminal, with the embedded database', () => {
  beforeAll(async () => {
    await anInstallation(settingsOf(made.folder()))
    await upgradeTo(withLater(LATER.join('\n\n')))
  })
  test('rollback says what it would do, does it when it is confirmed, and keeps what was there', async () => {
    const folder = settings.data
    const asked = await bihuan(['rollback'], { data: folder })
    expect([asked.code, asked.stdout]).toEqual([1, ''])
    expect(asked.stderr).toMatch(/before-.*此后办的事都不在其中.*--yes/s)
    const done = await bihuan(['rollback', '--yes'], { data: folder })
    expect([done.code, done.stdout], done.stderr).toEqual([
      0,
      expect.stringMatching(/账相符.*已恢复到.*原有的数据保留在.*before-restore-/s),
    ])
    const verified = await bihuan(['verify', '--json'], { data: folder })
    expect(JSON.parse(verified.stdout)).toMatchObject({ sound: true, parks: [{ cases: 4 }] })
  })

  test('without a copy there is nothing to go back to', async () => {
    const { code, stderr } = await bihuan(['rollback', '--yes'], { data: made.folder() })
    expect([code, stderr]).toEqual([1, expect.stringContaining('没有升级前的备份')])
  })
})
