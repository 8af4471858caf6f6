/** Writes src/kernel/tables.gen.ts from a migrated database: `node scripts/db-types.ts <database url> [--verify]`. */
import { spawnSync } from 'node:child_process'

const [url, ...rest] = process.argv.slice(2)
if (!url) throw new Error('which database? node scripts/db-types.ts postgres://…')

// Instants and days stay text, as PostgreSQL writes them: parsing them costs time and loses the day's zone.
const asText = {
  timestamptz: 'string',
  date: 'string',
  jsonb: 'unknown',
  tsvector: 'string',
  bytea: 'Buffer',
}

const result = spawnSync(
  'kysely-codegen',
  [
    '--dialect=postgres',
    `--url=${url}`,
    '--default-schema=bihuan',
    '--include-pattern=bihuan.*',
    '--exclude-pattern=bihuan.migrations',
    `--type-mapping=${JSON.stringify(asText)}`,
    '--out-file=src/kernel/tables.gen.ts',
    ...rest,
  ],
  { stdio: 'inherit' },
)
process.exitCode = result.status ?? 1
