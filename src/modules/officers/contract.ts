import { z } from 'zod'

/** Whose officer it is: an enterprise or a project of the register, by id. */
export const Subject = z.strictObject({ kind: z.enum(['enterprise', 'project']), id: z.uuid() })
export type Subject = z.infer<typeof Subject>

const Reason = z.string().trim().min(1).max(1000)
/** A person by id or by the name he signs in with. */
const Named = z.string().trim().min(1).max(100)

export const AssignOfficer = z.strictObject({
  subject: Subject,
  /** Null: nobody from that day on. */
  user: Named.nullable(),
  /** The first day; today unless said. */
  from: z.iso.date().optional(),
  reason: Reason.optional(),
})
export type AssignOfficer = z.infer<typeof AssignOfficer>

const Person = z.object({ id: z.uuid(), name: z.string() })

/** One period; `until` is the first day on which it no longer holds, null for the one that is open. */
export const AssignmentView = z.object({
  officer: Person,
  from: z.iso.date(),
  until: z.iso.date().nullable(),
  reason: z.string().nullable(),
})
export type AssignmentView = z.infer<typeof AssignmentView>

export const AssignedView = z.object({
  subject: z.object({ kind: z.enum(['enterprise', 'project']), id: z.uuid(), name: z.string() }),
  officers: z.array(AssignmentView),
})
export type AssignedView = z.infer<typeof AssignedView>

export const HandOver = z.strictObject({
  from_user: Named,
  to_user: Named,
  /** The first day of the successor; today unless said. */
  day: z.iso.date().optional(),
  reason: Reason,
})
export type HandOver = z.infer<typeof HandOver>

export const AcceptHandOver = z.strictObject({ id: z.uuid() })

export const HandOverView = z.object({
  id: z.uuid(),
  from: Person,
  to: Person,
  day: z.iso.date(),
  reason: z.string(),
  /** How many enterprises and projects changed hands. */
  subjects: z.number().int(),
  made_at: z.iso.datetime(),
  accepted_at: z.iso.datetime().nullable(),
  /** What was open when it was handed over, but for confidential cases; null for who may not read cases. */
  cases: z
    .array(
      z.object({
        id: z.uuid(),
        number: z.string(),
        text: z.string(),
        state: z.string(),
        due_on: z.iso.date().nullable(),
      }),
    )
    .nullable(),
})
export type HandOverView = z.infer<typeof HandOverView>

export const OfficerList = z.object({
  items: z.array(
    z.object({
      officer: Person,
      enterprises: z.number().int(),
      projects: z.number().int(),
      /** Hand-overs to him that he has not accepted yet. */
      to_accept: z.array(z.uuid()),
    }),
  ),
  next: z.null(),
})
export type OfficerList = z.infer<typeof OfficerList>
