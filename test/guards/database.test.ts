import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestProduct, type TestProduct } from '../support/park.ts'
import {
  grantGuards,
  leaveAlone,
  OURS,
  parkGuards,
  PRIVILEGES,
  readGrant,
  refuses,
  ROLES,
  rulesOf,
  type Guard,
  type Probe,
  type Role,
} from './database-guards.ts'
import { FORBIDDEN } from './forbidden.ts'
import { GRANTS } from './grants.ts'
import { columnsOf, insertOf, openUndoing, type Column, type Undoing } from './rows.ts'
import { suggest } from './suggest.ts'

/**
 * Each guard of the database is taken away in turn, and something must notice. What is forbidden stands written in
 * forbidden.ts and not in the catalogue, so that a guard that a migration loses is missed here.
 */
let bench: TestProduct
let db: Undoing
let columns: ReadonlyMap<string, readonly Column[]>

beforeAll(async () => {
  bench = await openTestProduct()
  db = await openUndoing(String(bench.settings.database_url))
  columns = await columnsOf(db)
})
afterAll(async () => {
  await db.close()
  await bench.close()
})

const columnsIn = (table: string): readonly Column[] => columns.get(table) ?? []
const tablesWith = (column: string) =>
  [...columns].filter(([, has]) => has.some(({ name }) => name === column)).map(([table]) => table)

/** The first probe that turns red. */
async function firstRed(probes: readonly Probe[]): Promise<string | undefined> {
  for (const { name, holds } of probes) if (!(await holds())) return name
  return undefined
}

/** @returns the guards that nothing missed; first all probes must be green, and afterwards again. */
async function survivors(guards: readonly Guard[]): Promise<string[]> {
  const survived: string[] = []
  const control = async (when: string) => {
    for (const { name, probes } of guards) expect(await firstRed(probes), `${name} ${when}`).toBeUndefined()
  }
  await control('while every guard stands')
  for (const { name, without, probes } of guards) {
    const red = await db.undone(async () => {
      for (const statement of without) await db.sql(statement)
      return firstRed(probes)
    })
    if (red === undefined) survived.push(name)
  }
  await control('when every guard stands again')
  return survived
}

/** Tables that are read before the park is known, or are the same for all. */
const WITHOUT_POLICY = ['accounts', 'sessions', 'tokens']

test('without a policy, or its switch, one park reads or writes the rows of another', async () => {
  const tables = tablesWith('park_id').filter((table) => !WITHOUT_POLICY.includes(table))
  const survived: string[] = []
  for (const table of tables) {
    const role = ROLES.find((one) => readGrant(GRANTS[table]?.[one] ?? '').insert === 'all')
    expect(role, `grants.ts says of no role that it writes ${table}`).toBeDefined()
    if (role === undefined) continue
    await db.undone(async () => {
      await leaveAlone(db, await rulesOf(db, table))
      await db.sql(...insertOf(table, columnsIn(table), { seed: 1, given: { park_id: OURS } }))
      survived.push(...(await survivors(parkGuards(db, { table, columns: columnsIn(table), role }))))
    })
  }
  expect(tables.length).toBeGreaterThan(30)
  expect(survived).toEqual([])
})

test('without a check, a foreign key or a key, the database takes a row that it must refuse', async () => {
  const unwritten: string[] = []
  const survived: string[] = []
  const found = new Set<string>()
  for (const [table, of] of columns) {
    const rules = await rulesOf(db, table)
    for (const rule of rules) {
      found.add(rule.name)
      const forbidden = FORBIDDEN[rule.name]
      await db.undone(async () => {
        await leaveAlone(db, rules, rule)
        if (forbidden === undefined) {
          const line = JSON.stringify(await suggest(db, { table, columns: of, rule }))
          unwritten.push(`${rule.name}: ${line},`)
          return
        }
        const probes = forbidden.map((row) => ({
          name: `${table} takes no ${JSON.stringify(row)}`,
          holds: () => refuses(db, { table, columns: of, rule }, row),
        }))
        survived.push(...(await survivors([{ name: rule.name, without: [rule.without], probes }])))
      })
    }
  }
  expect(unwritten, 'say in forbidden.ts what each of these refuses').toEqual([])
  expect(
    Object.keys(FORBIDDEN).filter((name) => !found.has(name)),
    'no longer in the database',
  ).toEqual([])
  expect(survived).toEqual([])
}, 120_000)

/** What a role may do now, in the words of grants.ts. */
async function grantNow(table: string, role: Role): Promise<string> {
  const words: string[] = []
  for (const privilege of PRIVILEGES) {
    const [row] = await db.sql(`select has_table_privilege($1, $2, $3) as may`, [role, table, privilege])
    if (row?.['may'] === true) words.push(privilege)
    else if (privilege !== 'delete' && privilege !== 'truncate') {
      const rows = await db.sql(
        `select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped
           and has_column_privilege($2, attrelid, attname, $3) order by attnum`,
        [table, role, privilege],
      )
      if (rows.length > 0)
        words.push(`${privilege} (${rows.map((one) => String(one['attname'])).join(', ')})`)
    }
  }
  return words.join(', ')
}

test('with one grant more, a role reads or changes what it must not', async () => {
  const unwritten: string[] = []
  const survived: string[] = []
  for (const [table, of] of columns) {
    const written = GRANTS[table]
    if (written === undefined) {
      const now: [Role, string][] = []
      for (const role of ROLES) now.push([role, await grantNow(table, role)])
      unwritten.push(`${table}: ${JSON.stringify(Object.fromEntries(now.filter(([, may]) => may !== '')))},`)
      continue
    }
    for (const role of ROLES) {
      const may = readGrant(written[role] ?? '')
      const { guards, allowed } = grantGuards(db, { table, columns: of, role, may })
      expect(await firstRed(allowed), `${table} as ${role}: grants.ts says so`).toBeUndefined()
      survived.push(...(await db.undone(() => survivors(guards))))
    }
  }
  expect(unwritten, 'say in grants.ts what each role may do to these').toEqual([])
  expect(survived).toEqual([])
}, 120_000)
