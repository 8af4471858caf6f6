import { z } from 'zod'
import { DepartmentKind } from '../parks/contract.ts'
import { ImportedOutcome, ImportedPerson, PostName } from '../people/contract.ts'

/** Where something stands in the spreadsheet. */
const Place = z.object({ sheet: z.string(), row: z.number().int() })

/** A row that is not taken: where, what stands there, why, and what would be. The words belong to the code. */
export const RefusedRow = Place.extend({
  column: z.string(),
  cell: z.string(),
  value: z.string(),
  code: z.string(),
  detail: z.record(z.string(), z.string()),
  /** What would be accepted there; empty where everything could be. */
  accepted: z.array(z.string()),
  /** The row as it stands, for the report. */
  cells: z.array(z.string()),
})
export type RefusedRow = z.infer<typeof RefusedRow>

/** A row that was understood. */
export const RosterPerson = Place.extend({
  person: ImportedPerson,
  /** The cell of the name and the row as it stands, should the park refuse the person. */
  cell: z.string(),
  cells: z.array(z.string()),
})
export type RosterPerson = z.infer<typeof RosterPerson>

export const RosterDepartment = Place.extend({ name: z.string(), kind: DepartmentKind })
export type RosterDepartment = z.infer<typeof RosterDepartment>

/** How a sheet was understood: by field the column taken for it. */
export const RosterSheet = z.object({
  name: z.string(),
  of: z.enum(['people', 'departments']),
  columns: z.array(z.object({ field: z.string(), letters: z.string(), header: z.string() })),
  /** Headers that mean nothing to us. */
  unused: z.array(z.string()),
})
export type RosterSheet = z.infer<typeof RosterSheet>

/** A roster as it was read: each row with content is in one of the lists, or an example of the template. */
export const Roster = z.object({
  sheets: z.array(RosterSheet),
  /** Sheets that are no roster. */
  otherSheets: z.array(z.string()),
  departments: z.array(RosterDepartment),
  people: z.array(RosterPerson),
  refused: z.array(RefusedRow),
  /** Rows of the template that only show how it is filled in. */
  examples: z.number().int(),
})
export type Roster = z.infer<typeof Roster>

/** What becomes, or became, of a roster. */
export const RosterOutcome = z.object({
  departments: z.array(z.object({ name: z.string(), result: z.enum(['added', 'unchanged']) })),
  people: z.array(
    z.object({
      sheet: z.string(),
      row: z.number().int(),
      person: ImportedPerson,
      result: ImportedOutcome.shape.result.exclude(['refused']),
    }),
  ),
  refused: z.array(RefusedRow),
})
export type RosterOutcome = z.infer<typeof RosterOutcome>

export const FileName = z.string().min(1).max(255)

export const DraftRoster = z.strictObject({ id: z.uuid(), file_name: FileName, content: Roster })
export type DraftRoster = z.infer<typeof DraftRoster>

export const SettleRoster = z.strictObject({ id: z.uuid(), outcome: RosterOutcome })
export type SettleRoster = z.infer<typeof SettleRoster>

export const RosterDraft = z.object({
  id: z.uuid(),
  file_name: z.string(),
  content: Roster,
  /** What it came to; null until it is confirmed. */
  outcome: RosterOutcome.nullable(),
})
export type RosterDraft = z.infer<typeof RosterDraft>

/** none: cannot sign in yet; one_time: has a slip and has not used it; own: chose a password. */
export const PasswordState = z.enum(['none', 'one_time', 'own'])
export type PasswordState = z.infer<typeof PasswordState>

export const StaffView = z.object({
  departments: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      kind: DepartmentKind,
      people: z.number().int(),
      /** Somebody who can sign for what is dispatched to it. */
      has_handler: z.boolean(),
    }),
  ),
  people: z.array(
    z.object({
      id: z.uuid(),
      name: z.string(),
      posts: z.array(z.object({ post: PostName, department: z.string().nullable() })),
      password: PasswordState,
    }),
  ),
  enterprises: z.number().int(),
  cases: z.number().int(),
  /** What the loop lacks to run. */
  lacking: z.object({
    posts: z.array(PostName),
    /** Own departments to which something can be dispatched and nobody signs for it. */
    departments: z.array(z.string()),
  }),
})
export type StaffView = z.infer<typeof StaffView>
