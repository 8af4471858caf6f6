import { z } from 'zod'

export const Name = z.string().trim().min(1).max(100)
export const ParkCode = z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, { error: 'parks.code_form' })

export const AddPark = z.strictObject({
  id: z.uuid(),
  code: ParkCode,
  name: Name,
  departments: z.array(Name).max(500).default([]),
})
export type AddPark = z.infer<typeof AddPark>

export const DepartmentKind = z.enum(['own', 'external'])
export type DepartmentKind = z.infer<typeof DepartmentKind>

export const AddDepartment = z.strictObject({ name: Name, kind: DepartmentKind.default('own') })
export type AddDepartment = z.infer<typeof AddDepartment>

/** Many at once, as an office writes them down: names that are here already are left as they are. */
export const AddDepartments = z.strictObject({
  own: z.array(Name).max(500).default([]),
  external: z.array(Name).max(500).default([]),
})
export type AddDepartments = z.infer<typeof AddDepartments>

export const DepartmentView = z.object({ id: z.uuid(), name: z.string(), kind: DepartmentKind })
export type DepartmentView = z.infer<typeof DepartmentView>

export const DepartmentsAdded = z.object({
  added: z.array(DepartmentView),
  /** Here already. */
  unchanged: z.array(DepartmentView),
})
export type DepartmentsAdded = z.infer<typeof DepartmentsAdded>

export const AddDayOff = z.strictObject({ day: z.iso.date(), name: Name })
export type AddDayOff = z.infer<typeof AddDayOff>

export const DayOffView = z.object({ day: z.iso.date(), name: z.string() })
export type DayOffView = z.infer<typeof DayOffView>

export const DeadlineRuleView = z.object({
  code: z.string(),
  name: z.string(),
  working_days: z.number().int(),
  valid_from: z.iso.date(),
  source: z.string(),
})
export type DeadlineRuleView = z.infer<typeof DeadlineRuleView>

export const ParkView = z.object({
  id: z.uuid(),
  code: z.string(),
  name: z.string(),
  time_zone: z.string(),
  departments: z.array(DepartmentView),
  deadline_rules: z.array(DeadlineRuleView),
  days_off: z.array(DayOffView),
})
export type ParkView = z.infer<typeof ParkView>

/** What a park decides for itself where the loop leaves it open. */
export const ParkChoices = z.strictObject({
  /** Outcomes with which only the head answers; what a handler writes is proposed to him. */
  sign_off: z.array(z.enum(['solved', 'explained', 'partly_solved'])),
  /** Whether a department that takes a case over gets the full time, and not what is left. */
  restart_on_redispatch: z.boolean(),
})
export type ParkChoices = z.infer<typeof ParkChoices>

export const DEFAULT_CHOICES: ParkChoices = { sign_off: ['explained'], restart_on_redispatch: false }

export const Choose = ParkChoices.partial()
export type Choose = z.infer<typeof Choose>
