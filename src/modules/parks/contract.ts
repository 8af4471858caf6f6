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

/** The clocks of the loop, and `redispatch`: the time of a department that takes over. */
export const RuleStep = z.enum([
  'dispatch',
  'accept',
  'reply',
  'confirm',
  'strike_off',
  'co_accept',
  'co_reply',
  'redispatch',
])
export type RuleStep = z.infer<typeof RuleStep>

/** `working_days_before`: so many working days before the lead department's due date. */
export const RuleUnit = z.enum(['working_days', 'working_minutes', 'working_days_before'])
export type RuleUnit = z.infer<typeof RuleUnit>

const Kind = z.enum(['request', 'obstacle', 'hazard', 'finding', 'commitment', 'instruction'])
const Urgency = z.enum(['normal', 'urgent', 'critical'])
const Label = z.string().trim().min(1).max(60)
const Code = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,39}$/, { error: 'parks.rule_code_form' })
/** More than any promise: two years of office minutes. */
const MOST = 100_000

export const DeadlineRuleView = z.object({
  code: z.string(),
  name: z.string(),
  step: RuleStep,
  /** The cases it is for; null is all. */
  kind: Kind.nullable(),
  category: z.string().nullable(),
  urgency: Urgency.nullable(),
  unit: RuleUnit,
  amount: z.number().int(),
  /** The amount where the unit is working days, else null. */
  working_days: z.number().int().nullable(),
  /** Holds for every case that fits; else only where it is named. */
  automatic: z.boolean(),
  /** From this day on the rule of this code holds no more. */
  withdrawn: z.boolean(),
  valid_from: z.iso.date(),
  source: z.string(),
})
export type DeadlineRuleView = z.infer<typeof DeadlineRuleView>

export const AddDeadlineRule = z.strictObject({
  code: Code,
  name: Label,
  step: RuleStep.default('reply'),
  kind: Kind.optional(),
  category: Label.optional(),
  urgency: Urgency.optional(),
  unit: RuleUnit.default('working_days'),
  amount: z.number().int().min(1, { error: 'parks.rule_amount' }).max(MOST, { error: 'parks.rule_amount' }),
  automatic: z.boolean().default(true),
  withdrawn: z.boolean().default(false),
  /** Today when not given; never a day that has passed, for promises were made on it. */
  valid_from: z.iso.date().optional(),
  /** Where it comes from: the document, the meeting. */
  source: z.string().trim().min(1).max(200),
})
export type AddDeadlineRule = z.infer<typeof AddDeadlineRule>

export const RulesOn = z.strictObject({
  /** The rules as they hold on this day; all, with those that are past and those to come, when not given. */
  on: z.iso.date().optional(),
})

export const DeadlineRuleList = z.object({ items: z.array(DeadlineRuleView) })

/** A rung that is reached by climbing. */
export const LadderRung = z.enum(['weekly', 'roundtable', 'consultation'])
/** Who can be told of a case that is late: those of the department in charge, or of the park. */
export const ToldPost = z.enum([
  'head',
  'liaison',
  'handler',
  'leader',
  'supervisor',
  'dispatcher',
  'return_visitor',
])
export type ToldPost = z.infer<typeof ToldPost>

export const EscalationLevel = z.object({
  level: z.number().int(),
  after_working_days: z.number().int(),
  /** Null: nobody else takes the case over, somebody is told. */
  rung: LadderRung.nullable(),
  posts: z.array(ToldPost),
})
export type EscalationLevel = z.infer<typeof EscalationLevel>

export const SetLadder = z.strictObject({
  levels: z
    .array(
      z.strictObject({
        after_working_days: z.number().int().min(0).max(1000),
        rung: LadderRung.optional(),
        posts: z.array(ToldPost).min(1).max(7),
      }),
    )
    .min(1)
    .max(20),
  valid_from: z.iso.date().optional(),
  source: z.string().trim().min(1).max(200),
})
export type SetLadder = z.infer<typeof SetLadder>

export const LadderView = z.object({
  valid_from: z.iso.date(),
  source: z.string(),
  levels: z.array(EscalationLevel),
})
export type LadderView = z.infer<typeof LadderView>

export const AddRoute = z.strictObject({
  category: Label.optional(),
  subject: Label.optional(),
  kind: Kind.optional(),
  /** Id or exact name. */
  department: z.string().trim().min(1).max(100),
  lead_leader: Label.optional(),
  valid_from: z.iso.date().optional(),
  until: z.iso.date().optional(),
})
export type AddRoute = z.infer<typeof AddRoute>

export const EndRoute = z.strictObject({
  id: z.uuid(),
  /** The last day on which it holds; yesterday when not given. */
  until: z.iso.date().optional(),
})

export const RouteView = z.object({
  id: z.uuid(),
  category: z.string().nullable(),
  subject: z.string().nullable(),
  kind: Kind.nullable(),
  department: z.object({ id: z.uuid(), name: z.string() }),
  lead_leader: z.string().nullable(),
  valid_from: z.iso.date(),
  until: z.iso.date().nullable(),
})
export type RouteView = z.infer<typeof RouteView>

export const RouteList = z.object({ items: z.array(RouteView) })

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
})
export type ParkChoices = z.infer<typeof ParkChoices>

export const DEFAULT_CHOICES: ParkChoices = { sign_off: ['explained'] }

export const Choose = ParkChoices.partial()
export type Choose = z.infer<typeof Choose>
