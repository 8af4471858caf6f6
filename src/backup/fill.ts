import { once } from 'node:events'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Failure } from '../kernel/failure.ts'
import { LEFT_BEHIND, type Head } from './manifest.ts'

/** Fills the tables of a schema with the rows of a backup, in one transaction. */
export interface Filling {
  /** Rows of a table in PostgreSQL's text form; those of one table come without another's between them. */
  readonly add: (table: string, piece: Buffer) => Promise<void>
  /** Puts the rules between tables back, which every row must now obey, and commits. */
  readonly finish: () => Promise<void>
}

interface Rule {
  readonly relation: string
  readonly name: string
  readonly definition: string
}

/**
 * Rules between tables are taken away for as long as it takes: tables come in the order of their names, and each rule is
 * checked once for all rows instead of row by row.
 * @throws Failure `backup.unknown_table` when the backup has a table or column that the migrations did not make
 */
export async function startFilling(client: pg.Client, tables: Head['tables']): Promise<Filling> {
  await client.query('begin')
  await client.query('set local role bihuan_owner')
  await refuseUnknown(client, tables)
  const { rows: rules } = await client.query<Rule>(
    `select k.conrelid::regclass::text as relation, k.conname::text as name, pg_get_constraintdef(k.oid) as definition
     from pg_constraint k join pg_class c on c.oid = k.conrelid
     where k.contype = 'f' and c.relnamespace = 'bihuan'::regnamespace`,
  )
  for (const { relation, name } of rules)
    await client.query(`alter table ${relation} drop constraint ${pg.escapeIdentifier(name)}`)
  // Rows that migrations wrote come with the backup too.
  const names = tables.map(({ name }) => pg.escapeIdentifier(name))
  if (names.length > 0) await client.query(`truncate ${names.join(', ')}`)
  let open: { readonly table: string; readonly put: Put } | undefined
  return {
    async add(table, piece) {
      if (open?.table !== table) {
        await open?.put.end()
        open = { table, put: putInto(client, columnsOf(tables, table)) }
      }
      await open.put.write(piece)
    },
    async finish() {
      await open?.put.end()
      for (const { relation, name, definition } of rules)
        await client.query(
          `alter table ${relation} add constraint ${pg.escapeIdentifier(name)} ${definition}`,
        )
      await client.query('commit')
      // The planner knows nothing yet of what came in at once.
      if (names.length > 0) await client.query(`analyze ${names.join(', ')}`)
    },
  }
}

async function refuseUnknown(client: pg.Client, tables: Head['tables']): Promise<void> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `select table_name::text as name, array_agg(column_name::text) as columns
     from information_schema.columns where table_schema = 'bihuan' and is_generated = 'NEVER' group by 1`,
  )
  const known = new Map(rows.map(({ name, columns }) => [name, new Set(columns)]))
  for (const { name, columns } of tables) {
    const column = columns.find((each) => !known.get(name)?.has(each))
    if (LEFT_BEHIND.includes(name) || columns.length === 0 || column !== undefined)
      throw new Failure('conflict', 'backup.unknown_table', {
        table: known.has(name) && column !== undefined ? `${name}.${column}` : name,
      })
  }
}

function columnsOf(tables: Head['tables'], name: string): Head['tables'][number] {
  const found = tables.find((table) => table.name === name)
  if (!found) throw new Failure('conflict', 'backup.unknown_table', { table: name })
  return found
}

interface Put {
  write(piece: Buffer): Promise<void>
  end(): Promise<void>
}

function putInto(client: pg.Client, { name, columns }: Head['tables'][number]): Put {
  const list = columns.map((column) => pg.escapeIdentifier(column)).join(', ')
  const stream = client.query(copyFrom(`copy ${pg.escapeIdentifier(name)} (${list}) from stdin`))
  const failed = new Promise<never>((_, reject) => stream.once('error', reject))
  failed.catch(() => undefined)
  return {
    async write(piece) {
      if (!stream.write(piece)) await Promise.race([once(stream, 'drain'), failed])
    },
    async end() {
      const finished = once(stream, 'finish')
      finished.catch(() => undefined)
      stream.end()
      await Promise.race([finished, failed])
    },
  }
}
