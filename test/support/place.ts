/** The migrated database of which test files copy theirs. */
export const TEMPLATE = 'bihuan_test_template'

/** Where the tests of this run find their PostgreSQL: a superuser's URL without a database, and the data folder. */
export interface TestPlace {
  readonly server: string
  readonly dir: string
}

declare module 'vitest' {
  export interface ProvidedContext {
    place: TestPlace
  }
}
