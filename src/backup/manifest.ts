import { z } from 'zod'

/** Raised when a program of today could not restore what a later one writes. */
export const FORMAT = 1

/** The first member of a backup: what it is, so that it can be refused before anything is read. */
export const Head = z.object({
  product: z.literal('bihuan'),
  format: z.number().int(),
  /** Of the program that made it. */
  version: z.string(),
  /** When it was begun; figures are those of this moment. */
  as_of: z.iso.datetime(),
  postgres: z.string(),
  /** What had been done to the schema. */
  migrations: z.array(z.object({ number: z.number().int(), name: z.string(), hash: z.string() })),
  tables: z.array(z.object({ name: z.string(), columns: z.array(z.string()) })),
})
export type Head = z.infer<typeof Head>

const Figures = z.record(
  z.string(),
  z.object({
    value: z.number().nullable(),
    numerator: z.number().nullable(),
    denominator: z.number(),
  }),
)

/** By what a park is known again after a restore. */
export const ParkSummary = z.object({
  id: z.uuid(),
  code: z.string(),
  cases: z.number().int(),
  entries: z.number().int(),
  /** SHA-256 over the last entry of each case, in the order of cases. */
  heads: z.string(),
  /** Every figure as of the backup; null where the program could not ask the older schema. */
  figures: Figures.nullable(),
})
export type ParkSummary = z.infer<typeof ParkSummary>

const Content = z.object({ bytes: z.number().int(), sha256: z.string() })

/** The last member but one: what there must be when all of it was read. */
export const Manifest = z.object({
  tables: z.array(Content.extend({ name: z.string(), rows: z.number().int() })),
  secrets: z.array(Content.extend({ name: z.string() })),
  /** All files together: the SHA-256 is over a line for each, its name, size and SHA-256. */
  files: Content.extend({ count: z.number().int() }),
  parks: z.array(ParkSummary),
})
export type Manifest = z.infer<typeof Manifest>

/** Where in the archive what lies. */
export const MANIFEST = 'manifest.json'
export const TABLES = 'database/'
export const SECRETS = 'secrets/'
export const FILES = 'files/'

/** Secrets that belong to a place and not to the ledger: names and passwords are made anew where it is restored. */
export const isOfThePlace = (secret: string): boolean =>
  secret === 'installation' || secret.startsWith('database-')

/** Tables whose rows stay behind: nobody stays signed in, and migrations are noted by running them. */
export const LEFT_BEHIND = ['migrations', 'sessions']
