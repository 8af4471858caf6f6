import {
  DummyDriver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  sql,
  type Compilable,
  type RawBuilder,
} from 'kysely'
import { createHash } from 'node:crypto'
import type { DB } from './tables.gen.ts'

/**
 * A query written typed, compiled once and sent as a named prepared statement: PostgreSQL plans it once for each
 * connection, and no time is spent building SQL on a busy road.
 */
export interface Statement<P, R> {
  readonly name: string
  readonly text: string
  /** The values in the order of the placeholders. */
  readonly bind: (params: P) => unknown[]
  /** Under which roles it is run; a test asks the database whether each of them may. */
  readonly roles: readonly Role[]
  /** Carries the row's type; never present at run time. */
  readonly row?: R
}

/** The application answers requests, the worker runs jobs; each has grants of its own. */
export type Role = 'app' | 'worker'
export const BY_WORKER = ['worker'] as const
export const BY_BOTH = ['app', 'worker'] as const

/** Every statement of the product, for the tests that prepare each one and read its SQL. */
const known = new Map<string, Statement<never, unknown>>()
export const allStatements = (): readonly Statement<never, unknown>[] => [...known.values()]

const compiler = new Kysely<DB>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

/** What a builder may give: a query of the typed builder, or plain SQL where the builder has no words for it. */
type Built<R> = Compilable<R> | RawBuilder<R>

/**
 * Values of the code itself, written into the text of a statement so that the planner sees them: never what somebody
 * typed.
 */
export const literals = (values: readonly string[]): RawBuilder<unknown> =>
  sql.join(values.map((value) => sql.lit(value)))

class Placeholder {
  readonly key: string
  constructor(key: string) {
    this.key = key
  }
}

/**
 * Builds a statement with placeholders for the parameters `P`.
 * `build` gets the query builder, narrowed to the given tables, and an object whose properties stand for parameters.
 */
function compile<T extends keyof DB, P, R>(
  name: string,
  build: (db: Kysely<Pick<DB, T>>, params: P) => Built<R>,
  roles: readonly Role[],
): Statement<P, R> {
  const params = new Proxy({}, { get: (_, key) => new Placeholder(String(key)) }) as P // marked cast: stands for P while compiling
  const db = compiler as unknown as Kysely<Pick<DB, T>> // marked cast: fewer tables are allowed than there are
  const { sql, parameters } = build(db, params).compile(db)
  const statement: Statement<P, R> = {
    name,
    text: sql,
    roles,
    bind: (values) =>
      parameters.map((p) =>
        p instanceof Placeholder ? ((values as Record<string, unknown>)[p.key] ?? null) : p,
      ),
  }
  known.set(name, statement)
  return statement
}

/**
 * The tables a module may name: those it owns, and those it only reads. Reaching for another table does not compile.
 * `house.test.ts` checks that only the owner writes.
 */
export function tables<T extends keyof DB>(..._names: T[]) {
  return {
    /** A statement of fixed text. `name` is `module.what`, unique in the product; `roles` who runs it. */
    prepared:
      <P>() =>
      <R>(
        name: string,
        build: (db: Kysely<Pick<DB, T>>, params: P) => Built<R>,
        roles: readonly Role[] = ['app'],
      ): Statement<P, R> => {
        if (known.has(name)) throw new Error(`two statements are called ${name}`)
        return compile(name, build, roles)
      },
    /**
     * A statement whose text depends on `shape` (which filters are set, which way it sorts): compiled once for each
     * shape that is asked for. Shapes must come from a closed set, never from what a user typed.
     */
    shaped: <S, P>() => {
      const byShape = new Map<string, Statement<P, unknown>>()
      return <R>(name: string, build: (db: Kysely<Pick<DB, T>>, shape: S, params: P) => Built<R>) =>
        (shape: S): Statement<P, R> => {
          const key = JSON.stringify(shape)
          let statement = byShape.get(key) as Statement<P, R> | undefined // marked cast: one map holds one R
          if (!statement) {
            const suffix = createHash('sha256').update(key).digest('hex').slice(0, 12)
            statement = compile<T, P, R>(`${name}:${suffix}`, (db, params) => build(db, shape, params), [
              'app',
            ])
            byShape.set(key, statement)
          }
          return statement
        }
    },
  }
}
