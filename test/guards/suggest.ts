import { refuses, type Forbidden, type Rule } from './database-guards.ts'
import { type Column, type Given, type Undoing } from './rows.ts'

const PERSON = '00000000-0000-4000-8000-0000000000aa'

/** Values worth trying in a column, to find one that a check refuses. */
function candidates({ type }: Column): readonly (string | null)[] {
  switch (type) {
    case 'uuid':
      return [PERSON, null]
    case 'uuid[]':
      return [`{${PERSON}}`, '{}']
    case 'integer':
      return ['-1', '0', '7', '100000', null]
    case 'boolean':
      return ['true', 'false']
    case 'text':
      return ['x', '', null]
    case 'date':
      return ['2026-01-01', '2026-12-31', null]
    case 'timestamp with time zone':
      return ['2026-01-01T00:00:00Z', '2026-12-31T00:00:00Z', null]
    default:
      return [null]
  }
}

/** Something a rule refuses, for whoever writes down what it forbids; undefined where that takes more thought. */
export async function suggest(
  db: Undoing,
  of: { table: string; columns: readonly Column[]; rule: Rule },
): Promise<Forbidden | undefined> {
  const { table, columns, rule } = of
  if (rule.kind === 'foreign key') return (await refuses(db, of, {})) ? {} : undefined
  if (rule.kind === 'key') {
    const [row] = await db.sql(
      `select array(select a.attname::text from unnest(i.indkey) with ordinality k(attnum, n)
         join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum order by n) as alike
       from pg_index i where i.indexrelid = $1::regclass and i.indrelid = $2::regclass`,
      [rule.name, table],
    )
    const alike = row?.['alike'] as string[] // marked cast: an array of names
    if (await refuses(db, of, { alike })) return { alike }
    for (const column of columns)
      for (const value of candidates(column)) {
        const given = { [column.name]: value }
        // Many of them make no row at all.
        const isIt = await refuses(db, of, { alike, given }).catch(() => false)
        if (isIt) return { alike, given }
      }
    return undefined
  }
  const [row] = await db.sql(
    `select array(select a.attname::text from unnest(k.conkey) as n join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n) as names
     from pg_constraint k where conname = $1 and conrelid = $2::regclass`,
    [rule.name, table],
  )
  const named = columns.filter(({ name }) => (row?.['names'] as string[]).includes(name)) // marked cast: an array of names
  let tried: Given[] = [{}]
  for (const column of named)
    tried = tried.flatMap((given) => candidates(column).map((value) => ({ ...given, [column.name]: value })))
  for (const given of tried) if (await refuses(db, of, { given })) return { given }
  return undefined
}
