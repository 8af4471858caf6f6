import { z } from 'zod'

export const FigureDimension = z.enum([
  'department',
  'category',
  'source',
  'enterprise',
  'officer',
  'rung',
  'outcome',
  'satisfaction',
  'state',
  'month',
])
export type FigureDimension = z.infer<typeof FigureDimension>

/** A moment that has come, or a day: then its last instant in the park's time zone, of today the present one. */
const AsOf = z.union([z.iso.date(), z.iso.datetime({ offset: true })])

const selection = {
  name: z.string().min(1).max(100),
  /** First and last day, both included, by the day on which a thing happened. */
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  /** As the ledger stood then: by the moment a thing was recorded. */
  as_of: AsOf.optional(),
} as const

export const AskFigure = z.strictObject({
  ...selection,
  by: FigureDimension.optional(),
  language: z.enum(['zh', 'en']).optional(),
})
export type AskFigure = z.infer<typeof AskFigure>

export const AskFigureRows = z.strictObject({
  ...selection,
  by: FigureDimension.optional(),
  /** With `by`: only the rows of this group; the empty text is the group of those without. */
  key: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
})
export type AskFigureRows = z.infer<typeof AskFigureRows>

const both = z.object({ zh: z.string(), en: z.string() })
export const FigureAbout = z.object({
  name: z.string(),
  title: both,
  definition: both,
  unit: z.string(),
  by: z.array(FigureDimension),
})
export type FigureAbout = z.infer<typeof FigureAbout>

/** Of a rate, in percent with four decimals; null over nothing, which is shown as a dash. */
const Value = z.number().nullable()

export const NumberView = z.object({
  name: z.string(),
  title: both,
  value: Value,
  unit: z.string(),
  /** Of a rate: how many hit, of how many. Of others: null and the number of rows. */
  numerator: z.number().int().nullable(),
  denominator: z.number().int(),
  from: z.iso.date().nullable(),
  to: z.iso.date().nullable(),
  as_of: z.iso.datetime(),
  groups: z
    .array(
      z.object({
        key: z.string().nullable(),
        label: z.string(),
        value: Value,
        denominator: z.number().int(),
      }),
    )
    .optional(),
})
export type NumberView = z.infer<typeof NumberView>

export const FigureView = NumberView.extend({
  /** How many entries the ledger had at that moment. */
  ledger_size: z.number().int(),
})
export type FigureView = z.infer<typeof FigureView>

export const FigureRows = z.object({
  items: z.array(
    z.object({
      /** The day that puts the row into a period. */
      on: z.iso.date(),
      hit: z.boolean().nullable(),
      measure: z.number().nullable(),
      row: z.record(z.string(), z.unknown()),
    }),
  ),
  next: z.string().nullable(),
})
export type FigureRows = z.infer<typeof FigureRows>
