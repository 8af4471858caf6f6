import { z } from 'zod'
import { DeadlineRuleView } from './rules-contract.ts'

export { RuleUnit } from './rules-contract.ts'

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

export const DepartmentView = z.object({ id: z.uuid(), name: z.string(), kind: DepartmentKind })
export type DepartmentView = z.infer<typeof DepartmentView>

export const AddDayOff = z.strictObject({ day: z.iso.date(), name: Name })
export type AddDayOff = z.infer<typeof AddDayOff>

export const DayOffView = z.object({ day: z.iso.date(), name: z.string() })
export type DayOffView = z.infer<typeof DayOffView>

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
