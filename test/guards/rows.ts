import { createHash } from 'node:crypto'
import pg from 'pg'

/** A column as the catalogue has it. */
export interface Column {
  readonly name: string
  readonly type: string
  readonly isGenerated: boolean
}

/** What a test writes into a row instead of what stands there for want of something better. */
export type Given = Readonly<Record<string, string | null>>

/**
 * A superuser's connection on which everything is undone: each step runs in a transaction that is rolled back, so that a
 * guard that was taken away is back whatever happened meanwhile.
 */
export interface Undoing {
  /** Runs and undoes. */
  undone<T>(work: () => Promise<T>): Promise<T>
  sql(text: string, values?: readonly unknown[]): Promise<Record<string, unknown>[]>
  /** What PostgreSQL says against it (code and constraint), undefined when it lets it pass; undone in any case. */
  refusal(
    role: string,
    text: string,
    values?: readonly unknown[],
  ): Promise<{ readonly code: string; readonly constraint: string | undefined } | undefined>
  close(): Promise<void>
}

export async function openUndoing(url: string): Promise<Undoing> {
  const client = new pg.Client({
    connectionString: url,
    options: '-c search_path=bihuan -c timezone=UTC -c client_min_messages=warning',
  })
  await client.connect()
  let depth = 0
  const query = async (text: string, values: readonly unknown[] = []) =>
    (await client.query<Record<string, unknown>>(text, [...values])).rows
  const undone = async <T>(work: () => Promise<T>): Promise<T> => {
    const level = depth++
    await query(level === 0 ? 'begin' : `savepoint at_${level}`)
    try {
      return await work()
    } finally {
      depth = level
      await query(level === 0 ? 'rollback' : `rollback to savepoint at_${level}`)
    }
  }
  return {
    undone,
    sql: query,
    refusal: (role, text, values) =>
      undone(async () => {
        await query(`set local role ${role}`)
        try {
          await query(text, values)
          return undefined
        } catch (error) {
          if (error instanceof pg.DatabaseError && error.code !== undefined)
            return { code: error.code, constraint: error.constraint }
          throw error
        }
      }),
    close: () => client.end(),
  }
}

/** All columns of the tables of the product, by table. */
export async function columnsOf(db: Undoing): Promise<ReadonlyMap<string, readonly Column[]>> {
  const rows = await db.sql(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, null) as type, a.attgenerated <> '' as generated
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'bihuan'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
     order by c.relname, a.attnum`,
  )
  const columns = new Map<string, Column[]>()
  for (const { table, name, type, generated } of rows)
    columns.set(String(table), [
      ...(columns.get(String(table)) ?? []),
      { name: String(name), type: String(type), isGenerated: generated === true },
    ])
  return columns
}

/** A row with something of the right type in each column, other things for another `seed`, and what is given. */
export function insertOf(
  table: string,
  columns: readonly Column[],
  { seed, given }: { readonly seed: number; readonly given: Given },
): readonly [text: string, values: readonly (string | null)[]] {
  const own = columns.filter(({ isGenerated }) => !isGenerated)
  const unknown = Object.keys(given).filter((name) => !own.some((column) => column.name === name))
  if (unknown.length > 0) throw new Error(`${table} has no ${unknown.join(', ')}`)
  const names = own.map(({ name }) => `"${name}"`).join(', ')
  const places = own.map(({ type }, i) => `$${i + 1}::${type}`).join(', ')
  return [
    `insert into ${table} (${names}) values (${places})`,
    own.map((column) => {
      const value = given[column.name]
      return value === undefined ? something(column, seed) : value
    }),
  ]
}

function something({ name, type }: Column, seed: number): string {
  if (type.endsWith('[]')) return '{}'
  const hex = createHash('sha256').update(`${name} ${seed}`).digest('hex')
  switch (type) {
    case 'uuid':
      return hex.slice(0, 32)
    case 'text':
      return `${name} ${seed}`
    case 'integer':
    case 'smallint':
    case 'bigint':
    case 'numeric':
      return String(7000 + seed)
    case 'boolean':
      return 'false'
    case 'date':
      return `2026-10-${String(1 + (seed % 28)).padStart(2, '0')}`
    case 'timestamp with time zone':
      return `2026-10-09T02:24:${String(seed % 60).padStart(2, '0')}Z`
    case 'jsonb':
      return `[${seed}]`
    case 'bytea':
      return `\\x${hex}`
    case 'tsvector':
      return `x${seed}`
    default:
      throw new Error(`no value of type ${type} is known for ${name}`)
  }
}
