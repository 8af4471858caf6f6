import { readFileSync, writeFileSync } from 'node:fs'

/** Who asks: a post, or what is none. */
export const COLUMNS = [
  'dispatcher',
  'handler',
  'head',
  'liaison',
  'officer',
  'hotline',
  'return_visitor',
  'leader',
  'supervisor',
  'enterprise',
  'admin',
  'auditor',
  'city',
  'no post',
  'nobody',
  'narrow',
] as const
export type Column = (typeof COLUMNS)[number]

/** Whose the thing is that a route names; `-`: it names none. */
export const RELATIONS = ['-', 'own', 'other enterprise', 'other department', 'other park'] as const
export type Relation = (typeof RELATIONS)[number]

/**
 * A line of the table. In its cells: Y permitted, done or refused by what comes after permission (409); F 403; M 404; U
 * 401; N 422, since what the body names is not there, in the words of what is nowhere; a dash: this post has no such
 * thing.
 */
export interface Line {
  readonly route: string
  readonly relation: string
  readonly cells: ReadonlyMap<Column, string>
}

const FILE = new URL('./matrix.tsv', import.meta.url)

/** The table as it is written. Cells are padded, so that it can be read as it stands. */
export function readTable(): readonly Line[] {
  const [head = [], ...rows] = readFileSync(FILE, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t').map((cell) => cell.trim()))
  if (head.join() !== ['route', 'relation', ...COLUMNS].join()) throw new Error('the columns of matrix.tsv')
  return rows.map(([route = '', relation = '', ...cells]) => ({
    route,
    relation,
    cells: new Map(COLUMNS.map((column, i) => [column, cells[i] ?? ''])),
  }))
}

export function writeTable(lines: readonly Line[]): void {
  const rows = [
    ['route', 'relation', ...COLUMNS],
    ...lines.map(({ route, relation, cells }) => [
      route,
      relation,
      ...COLUMNS.map((c) => cells.get(c) ?? ''),
    ]),
  ]
  const widths = rows[0]?.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0))) ?? []
  const text = rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('\t')
      .trimEnd(),
  )
  writeFileSync(FILE, `${text.join('\n')}\n`)
}
