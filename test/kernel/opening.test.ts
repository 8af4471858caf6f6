import { appendFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openEmbeddedPostgres } from '../../src/kernel/postgres/embedded.ts'
import { readSettings } from '../../src/kernel/settings.ts'
import { openProduct } from '../../src/product.ts'

const { server, dir } = inject('place')
const made: string[] = []
let admin: pg.Client

beforeAll(async () => {
  admin = new pg.Client({ connectionString: `${server}/postgres` })
  await admin.connect()
})
afterAll(async () => {
  for (const name of made) await admin.query(`drop database if exists ${name} with (force)`)
  await admin.end()
})

const aName = () => `bihuan_test_${randomUUID().replaceAll('-', '').slice(0, 16)}`

async function aDatabase(how: string): Promise<string> {
  const name = aName()
  await admin.query(`create database ${name} template template0 ${how}`)
  made.push(name)
  return `${server}/${name}`
}

const open = (url: string, data = dir) =>
  openProduct({ settings: readSettings({}, { data, database_url: url, log_level: 'silent' }) })

async function letsIn(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url })
  return client.connect().then(
    () => client.end().then(() => true),
    () => false,
  )
}

describe("a database of one's own", () => {
  test('that is not there yet is made', async () => {
    const name = aName()
    made.push(name)
    const product = await open(`${server}/${name}`)
    await product.close()
  })

  test.each([
    ["encoding 'LATIN1' locale_provider libc lc_collate 'C' lc_ctype 'C'", 'encoding', 'LATIN1'],
    ["encoding 'UTF8' locale_provider libc lc_collate 'C' lc_ctype 'C'", 'ctype', 'C'],
  ])('with %s is refused before anything is made in it', async (how, what, found) => {
    const url = await aDatabase(how)
    await expect(open(url)).rejects.toMatchObject({ code: 'kernel.database_unfit', detail: { what, found } })
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    const { rows } = await client.query("select 1 from pg_namespace where nspname = 'bihuan'")
    await client.end()
    expect(rows).toEqual([])
  })

  test('whose account may not make roles, or a database, or sign in, is refused with what to ask for', async ({
    skip,
  }) => {
    const url = await aDatabase("encoding 'UTF8'")
    const name = new URL(url).pathname.slice(1)
    const user = aName()
    await admin.query(`create role ${user} login password 'right'`)
    try {
      const as = (password: string, database: string) => {
        const other = new URL(url)
        Object.assign(other, { username: user, password, pathname: `/${database}` })
        return other.toString()
      }
      await expect(open(as('right', name))).rejects.toMatchObject({
        code: 'kernel.may_not_make_roles',
        detail: { user },
      })
      const missing = aName()
      await expect(open(as('right', missing))).rejects.toMatchObject({
        code: 'kernel.may_not_make_database',
        detail: { user, database: missing },
      })
      skip(await letsIn(as('wrong', name)), 'this PostgreSQL asks nobody for a password')
      await expect(open(as('wrong', name))).rejects.toMatchObject({
        code: 'kernel.database_refuses',
        detail: { user },
      })
    } finally {
      await admin.query(`drop role ${user}`)
    }
  })
})

describe('a start is refused when parks would not be kept apart', () => {
  // A data folder of its own has logins of its own: those of the other tests keep their rights.
  const data = mkdtempSync(join(tmpdir(), 'bihuan-opening-'))
  const name = aName()
  const again = () => open(`${server}/${name}`, data)
  let login: string
  beforeAll(async () => {
    made.push(name)
    const product = await again()
    const { rows } = await product.runtime.database.app.query<{ login: string }>(
      'select current_user as login',
    )
    login = rows[0]?.login ?? ''
    await product.close()
  })
  afterAll(() => rmSync(data, { recursive: true, force: true }))

  test.each([
    ['superuser', 'superuser', 'nosuperuser'],
    ['bypassrls', 'bypassrls', 'nobypassrls'],
  ])('because the application is %s', async (what, attribute, back) => {
    await admin.query(`alter role ${login} ${attribute}`)
    try {
      await expect(again()).rejects.toMatchObject({
        code: 'kernel.database_unsafe',
        detail: { what },
      })
    } finally {
      await admin.query(`alter role ${login} ${back}`)
    }
  })

  test('because the application owns the tables', async () => {
    await admin.query(`grant bihuan_owner to ${login}`)
    try {
      await expect(again()).rejects.toMatchObject({
        code: 'kernel.database_unsafe',
        detail: { what: 'owner' },
      })
    } finally {
      await admin.query(`revoke bihuan_owner from ${login}`)
    }
  })

  test('the control: as it was made it opens', async () => {
    await (await again()).close()
  })
})

describe('a start is refused when the secrets are not those of the database', () => {
  const data = mkdtempSync(join(tmpdir(), 'bihuan-opening-'))
  const ledgerKey = join(data, 'secrets', 'ledger-0001.key')
  const name = aName()
  const again = () => open(`${server}/${name}`, data)
  beforeAll(async () => {
    made.push(name)
    await (await again()).close()
  })
  afterAll(() => rmSync(data, { recursive: true, force: true }))

  test('because a key that entries were made with is gone, and no new one takes its place unseen', async () => {
    renameSync(ledgerKey, `${ledgerKey}.away`)
    try {
      await expect(again()).rejects.toMatchObject({
        code: 'ledger.key_absent',
        detail: { keys: [expect.any(String)], dir: join(data, 'secrets') },
      })
    } finally {
      renameSync(`${ledgerKey}.away`, ledgerKey)
    }
  })

  test('because a secret is cut off or is none', async () => {
    const file = join(data, 'secrets', 'database-app')
    const right = readFileSync(file, 'utf8')
    try {
      for (const wrong of ['', right.slice(1), `${right.slice(1)}g`]) {
        writeFileSync(file, wrong)
        await expect(again(), wrong).rejects.toMatchObject({ code: 'kernel.secret_bad', detail: { file } })
      }
    } finally {
      writeFileSync(file, right)
    }
  })

  test('the control: with what belongs to it, it opens', async () => {
    await (await again()).close()
  })
})

test.each(['fsync', 'full_page_writes'])(
  'a start is refused when a power cut would lose data: %s is off',
  { timeout: 60_000 },
  async (setting) => {
    const data = mkdtempSync(join(tmpdir(), 'bihuan-opening-'))
    const settings = readSettings({}, { data, log_level: 'silent' })
    const hold = await openEmbeddedPostgres({ dataDir: data })
    try {
      await (await openProduct({ settings })).close()
      const client = new pg.Client({ ...hold.superuser, database: 'postgres' })
      await client.connect()
      const shown = async (name: string) => {
        const { rows } = await client.query<Record<string, string>>(`show ${name}`)
        return rows[0]?.[name] ?? ''
      }
      // Our own settings are written anew on every start; somebody edits them behind our back.
      appendFileSync(await shown('config_file'), `\n${setting} = off\n`)
      await client.query('select pg_reload_conf()')
      while ((await shown(setting)) !== 'off') await pause(20)
      await client.end()
      await expect(openProduct({ settings })).rejects.toMatchObject({
        code: 'kernel.database_unsafe',
        detail: { what: setting },
      })
    } finally {
      await hold.close()
      rmSync(data, { recursive: true, force: true })
    }
  },
)
