import { insertOf, type Column, type Given, type Undoing } from './rows.ts'

/** Something the database must refuse, or must not show. */
export interface Probe {
  readonly name: string
  readonly holds: () => Promise<boolean>
}

/** A guard of the database: what takes it away, and what then must turn red. */
export interface Guard {
  readonly name: string
  readonly without: readonly string[]
  readonly probes: readonly Probe[]
}

export const ROLES = ['bihuan_app', 'bihuan_worker', 'bihuan_auditor'] as const
export type Role = (typeof ROLES)[number]
export const PRIVILEGES = ['select', 'insert', 'update', 'delete', 'truncate'] as const
export type Privilege = (typeof PRIVILEGES)[number]

export const OURS = '00000000-0000-4000-8000-00000000000a'
export const OTHERS = '00000000-0000-4000-8000-00000000000b'

/** Everything that forbids something about the rows of a table, and is no policy and no grant. */
export interface Rule {
  readonly name: string
  readonly kind: 'check' | 'foreign key' | 'key'
  /** What takes it away, with all that hangs on it. */
  readonly without: string
  /** The key that a foreign key points at: where both are of one table, it stands with it. */
  readonly on?: string
}

/** The checks, foreign keys and keys of a table, unique indexes with them. */
export async function rulesOf(db: Undoing, table: string): Promise<readonly Rule[]> {
  const KINDS = { c: 'check', f: 'foreign key', p: 'key', u: 'key' } as const
  const constraints = await db.sql(
    `select conname as name, contype as kind, case contype when 'f' then conindid::regclass::text end as on from pg_constraint
     where conrelid = $1::regclass and contype in ('c', 'f', 'p', 'u') order by contype, conname`,
    [table],
  )
  const indexes = await db.sql(
    `select i.indexrelid::regclass::text as name from pg_index i
     where i.indrelid = $1::regclass and i.indisunique
       and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u')) order by 1`,
    [table],
  )
  return [
    ...constraints.map(({ name, kind, on }) => ({
      name: String(name),
      kind: KINDS[kind as keyof typeof KINDS], // marked cast: the query gives no other
      without: `alter table ${table} drop constraint if exists ${String(name)} cascade`,
      ...(typeof on === 'string' && { on }),
    })),
    ...indexes.map(({ name }) => ({
      name: String(name),
      kind: 'key' as const,
      without: `drop index if exists ${String(name)}`,
    })),
  ]
}

/** Takes away every rule of a table but one, so that what is refused is refused by this one. */
export async function leaveAlone(db: Undoing, rules: readonly Rule[], rule?: Rule): Promise<void> {
  for (const { name, without } of rules) if (name !== rule?.name && name !== rule?.on) await db.sql(without)
}

/** A row that a rule must refuse: with what is given; beside another that is `alike` in some columns. */
export interface Forbidden {
  readonly given?: Given
  readonly alike?: readonly string[]
}

const STATES = { check: '23514', 'foreign key': '23503', key: '23505' } as const

/** Whether a rule, all others away, refuses a row. */
export async function refuses(
  db: Undoing,
  { table, columns, rule }: { table: string; columns: readonly Column[]; rule: Rule },
  { given = {}, alike = [] }: Forbidden,
): Promise<boolean> {
  return db.undone(async () => {
    const [text, first] = insertOf(table, columns, { seed: 1, given })
    const own = columns.filter(({ isGenerated }) => !isGenerated)
    const same = (name: string) => first[own.findIndex((column) => column.name === name)] ?? null
    if (rule.kind === 'key') await db.sql(text, first)
    const again = Object.fromEntries(alike.map((name) => [name, same(name)]))
    const [, values] = insertOf(table, columns, { seed: 2, given: { ...given, ...again } })
    const refusal = await db.refusal('none', text, rule.kind === 'key' ? values : first)
    return refusal?.code === STATES[rule.kind] && refusal.constraint === rule.name
  })
}

/** The policy of a table and what switches it on, each taken away or weakened; only ours stands in the table. */
export function parkGuards(
  db: Undoing,
  { table, columns, role }: { table: string; columns: readonly Column[]; role: Role },
): readonly Guard[] {
  const policy = `${table}_park`
  const inPark = `park_id = nullif(current_setting('app.park_id', true), '')::uuid`
  const alter = (using: string, check: string) => [
    `drop policy if exists ${policy} on ${table}`,
    `create policy ${policy} on ${table} using (${using}) with check (${check})`,
  ]
  const seen = async (park: string | undefined) => {
    const rows = await db.undone(async () => {
      await db.sql(`set local role ${role}`)
      if (park !== undefined) await db.sql(`set local app.park_id = '${park}'`)
      return db.sql(`select 1 from ${table}`)
    })
    return rows.length
  }
  const written = (park: string) => async () => {
    const [text, values] = insertOf(table, columns, { seed: 3, given: { park_id: park } })
    return db.undone(async () => {
      await db.sql(`set local app.park_id = '${OURS}'`)
      return (await db.refusal(role, text, values))?.code
    })
  }
  const probes: readonly Probe[] = [
    { name: 'another park reads no row of ours', holds: async () => (await seen(OTHERS)) === 0 },
    { name: 'whoever says no park reads no row', holds: async () => (await seen(undefined)) === 0 },
    {
      name: 'a park writes no row of another',
      holds: async () => (await written(OTHERS)()) === '42501',
    },
    // What nobody can read is kept apart from nobody: our own rows are there for us.
    {
      name: 'we read and write our own',
      holds: async () => (await seen(OURS)) === 1 && (await written(OURS)()) === undefined,
    },
  ]
  return [
    {
      name: `${table}: row-level security`,
      without: [`alter table ${table} disable row level security`],
      probes,
    },
    { name: `${table}: the policy`, without: [`drop policy if exists ${policy} on ${table}`], probes },
    { name: `${table}: the policy for reading`, without: alter('true', inPark), probes },
    { name: `${table}: the policy for writing`, without: alter(inPark, 'true'), probes },
    {
      name: `${table}: the policy for whoever says no park`,
      without: alter(`${inPark} or coalesce(current_setting('app.park_id', true), '') = ''`, inPark),
      probes,
    },
  ]
}

/** What a role may do to a table: to all of it, or to some columns. */
export type May = Partial<Record<Privilege, 'all' | readonly string[]>>

/** Reads 'select, update (read_at)'. */
export function readGrant(text: string): May {
  const may: May = {}
  for (const [, privilege, columns] of text.matchAll(/([a-z]+)(?: \(([^)]*)\))?/g))
    may[privilege as Privilege] = columns === undefined ? 'all' : columns.split(', ') // marked cast: a wrong word is no privilege and changes nothing
  return may
}

const DENIED = '42501'

/** What tells whether a role may: a statement that touches no row. */
const attempts = {
  select: (table: string, column: string) => `select "${column}" from ${table} where false`,
  insert: (table: string, column: string) => `insert into ${table} ("${column}") select null where false`,
  update: (table: string, column: string) => `update ${table} set "${column}" = default where false`,
  delete: (table: string) => `delete from ${table} where false`,
  truncate: (table: string) => `truncate ${table}`,
} as const satisfies Record<Privilege, (table: string, column: string) => string>

/** Of one role and one table: each privilege that it does not have, given to it. */
export function grantGuards(
  db: Undoing,
  { table, columns, role, may }: { table: string; columns: readonly Column[]; role: Role; may: May },
): { readonly guards: readonly Guard[]; readonly allowed: readonly Probe[] } {
  const own = columns.filter(({ isGenerated }) => !isGenerated).map(({ name }) => name)
  const isAllowed = (privilege: Privilege, column: string) => {
    const granted = may[privilege]
    return granted === 'all' || (granted?.includes(column) ?? false)
  }
  const isDenied = (privilege: Privilege, column: string): Probe => ({
    name: `${role} may not ${privilege} ${table}.${column}`,
    holds: async () => (await db.refusal(role, attempts[privilege](table, column)))?.code === DENIED,
  })
  const guards: Guard[] = []
  const allowed: Probe[] = []
  for (const privilege of PRIVILEGES) {
    const byColumn = privilege !== 'delete' && privilege !== 'truncate'
    const all = privilege === 'select' ? columns.map(({ name }) => name) : own
    const asked = byColumn ? all : all.slice(0, 1)
    const denied = asked.filter((column) => !isAllowed(privilege, column))
    for (const column of asked.filter((one) => isAllowed(privilege, one)))
      allowed.push({
        name: `${role} may ${privilege} ${table}.${column}`,
        holds: async () => (await db.refusal(role, attempts[privilege](table, column)))?.code !== DENIED,
      })
    if (denied.length === 0) continue
    const probes = denied.map((column) => isDenied(privilege, column))
    guards.push({
      name: `${table}: no ${privilege} for ${role}`,
      without: [`grant ${privilege} on ${table} to ${role}`],
      probes,
    })
    // Where some columns are open, each of the others is a guard of its own; elsewhere the table is.
    if (!byColumn || denied.length === asked.length) continue
    for (const column of denied)
      guards.push({
        name: `${table}: no ${privilege} of ${column} for ${role}`,
        without: [`grant ${privilege} ("${column}") on ${table} to ${role}`],
        probes: [isDenied(privilege, column)],
      })
  }
  return { guards, allowed }
}
