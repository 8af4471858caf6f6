import { z } from 'zod'
import { Instant } from '../../kernel/contract.ts'
import { RuleUnit } from '../parks/contract.ts'

export const CaseState = z.enum([
  'registered',
  'dispatched',
  'accepted',
  'returned',
  'replied',
  'confirmed',
  'struck_off',
  'suspended',
  'closed_refused',
  'closed_withdrawn',
  'closed_merged',
  'closed_handed_over',
])
export type CaseState = z.infer<typeof CaseState>

/** All that is not over, in the order of the loop; what is not named here is over. */
export const OPEN_STATES = CaseState.extract([
  'registered',
  'dispatched',
  'accepted',
  'returned',
  'suspended',
  'replied',
  'confirmed',
]).options

/** Over, by strike-off or otherwise. */
export const ENDED_STATES = CaseState.exclude(OPEN_STATES).options

/** Over without a strike-off. */
export const CLOSED_STATES = CaseState.exclude([...OPEN_STATES, 'struck_off']).options

const OPEN: ReadonlySet<CaseState> = new Set(OPEN_STATES)

/** Whether the case has not ended. */
export const isOpen = (state: CaseState): boolean => OPEN.has(state)

export const CaseKind = z.enum(['request', 'obstacle', 'hazard', 'finding', 'commitment', 'instruction'])
export type CaseKind = z.infer<typeof CaseKind>

export const Rung = z.enum(['on_spot', 'department', 'weekly', 'roundtable', 'consultation'])
export type Rung = z.infer<typeof Rung>

export const Urgency = z.enum(['normal', 'urgent', 'critical'])
export type Urgency = z.infer<typeof Urgency>

export const AskerKind = z.enum(['enterprise', 'resident', 'project', 'department', 'inspector'])
export type AskerKind = z.infer<typeof AskerKind>

/** Partly solved makes a child case of kind commitment, with its date, for what is left. */
export const Outcome = z.enum(['solved', 'explained', 'partly_solved'])
export type Outcome = z.infer<typeof Outcome>

export const LampColour = z.enum(['green', 'yellow', 'red', 'grey'])
export type LampColour = z.infer<typeof LampColour>

/** The acts people take, by their code names; the URL has hyphens. Those of the system alone are not among them. */
export const CaseAct = z.enum([
  'refuse',
  'object',
  'answer_on_spot',
  'dispatch',
  'accept',
  'return',
  'redispatch',
  'set_co_organisers',
  'co_accept',
  'co_return',
  'co_reply',
  'propose_reply',
  'send_back',
  'reply',
  'confirm',
  'confirm_for_asker',
  'reject',
  'decide_dispute',
  'countersign',
  'strike_off',
  'reopen',
  'withdraw',
  'merge',
  'hand_over',
  'request_extension',
  'decide_extension',
  'request_suspension',
  'decide_suspension',
  'resume',
  'escalate',
  'amend',
  'urge',
  'supervise',
  'note',
  'reassign_handler',
  'mark_key',
  'attach',
])
export type CaseAct = z.infer<typeof CaseAct>

/** Who asks or is concerned besides the first asker; the names of those who are no enterprise are words, kept apart. */
export const Party = z.object({
  /** The id of the merged case he came by, or o1, o2 … of an opposite party. */
  key: z.string(),
  role: z.enum(['asker', 'opposite']),
  kind: AskerKind,
  enterprise_id: z.uuid().nullable(),
  /** The merged case he asked by, and its number, which he keeps. */
  case_id: z.uuid().nullable(),
  number: z.string().nullable(),
  registered_by: z.uuid().nullable(),
  /** Whoever registered it asks himself, or speaks for the asker. */
  registrar_asks: z.boolean(),
  left_on: z.iso.date().nullable(),
  confirmed_at: Instant.nullable(),
  confirmed_on: z.iso.date().nullable(),
  confirmed_by: z.uuid().nullable(),
  rating: z.number().int().nullable(),
  by_default: z.boolean(),
  for_asker: z.boolean(),
})
export type Party = z.infer<typeof Party>

/** A department that helps the lead, with its own clock. */
export const CoOrganiser = z.object({
  department_id: z.uuid(),
  state: z.enum(['asked', 'accepted', 'returned', 'replied', 'dropped']),
  asked_at: Instant,
  asked_on: z.iso.date(),
  respond_by: Instant,
  due_at: Instant,
  due_on: z.iso.date(),
  accepted_at: Instant.nullable(),
  accepted_by: z.uuid().nullable(),
  replied_at: Instant.nullable(),
  replied_on: z.iso.date().nullable(),
  replied_by: z.uuid().nullable(),
})
export type CoOrganiser = z.infer<typeof CoOrganiser>

/** What a head has asked for and the dispatch centre has still to decide. */
export const Pending = z.object({
  what: z.enum(['extension', 'suspension']),
  by: z.uuid(),
  at: Instant,
  /** The new due date, or the latest end of the suspension. */
  until: z.iso.date(),
  /** When it lapses undecided: the due moment then in force. */
  decide_by: Instant,
})
export type Pending = z.infer<typeof Pending>

/** An answer that the head has still to sign. */
export const Proposal = z.object({
  by: z.uuid(),
  at: Instant,
  outcome: Outcome,
  review_on: z.iso.date().nullable(),
  commitment_due: z.iso.date().nullable(),
})
export type Proposal = z.infer<typeof Proposal>

/** A suspension that has ended; the reply clock got its working days back. */
export const Pause = z.object({ from: z.iso.date(), to: z.iso.date(), working_days: z.number().int() })
export type Pause = z.infer<typeof Pause>

export const ClockStep = z.enum([
  'dispatch',
  'accept',
  'reply',
  'confirm',
  'strike_off',
  'co_accept',
  'co_reply',
])
export type ClockStep = z.infer<typeof ClockStep>

/** A clock that runs, or stands still. */
export const Clock = z.object({
  step: ClockStep,
  /** Of which co-organiser; null for the case itself. */
  department_id: z.uuid().nullable(),
  /** The number of the entry that set it: each of its effects happens once for each version. */
  version: z.number().int(),
  started_at: Instant,
  due_at: Instant,
  yellow_at: Instant.nullable(),
  /** Since when it stands still: an answer is with the asker, the case is suspended, a child or a dispute is open. */
  stands_since: Instant.nullable(),
  /** By which rule it was counted; null where the deadline's own runs say so (the reply), or a date was given. */
  counted: z
    .object({
      unit: RuleUnit,
      amount: z.number().int(),
      rule: z.object({ code: z.string(), name: z.string(), valid_from: z.iso.date() }),
      /** The park's own days off among those left out. */
      days_off: z.array(z.object({ date: z.iso.date(), name: z.string() })),
    })
    .nullable(),
  /** What the clock got back after it had stood still. */
  pauses: z.array(Pause),
  /** The due moment may move when next year's official days are published. */
  provisional: z.boolean(),
})
export type Clock = z.infer<typeof Clock>

/** The park's other part of a case that was handed over: which park, and which case of it. */
export const OtherPark = z.object({
  park_id: z.uuid(),
  park: z.string(),
  case_id: z.uuid(),
  /** Null until the other park has registered it. */
  number: z.string().nullable(),
  /** When it was handed over there, or registered here. */
  at: Instant,
})
export type OtherPark = z.infer<typeof OtherPark>

const Words = z.string().trim().min(1).max(5000)
const Label = z.string().trim().min(1).max(60)
/** Id or exact name. */
const Department = z.string().trim().min(1).max(100)
/** The number of the last entry that the writer has seen; a stale one is refused. */
const Version = z.number().int().min(1)
const onCase = { id: z.uuid(), version: Version } as const

const Named = z.strictObject({
  kind: AskerKind,
  id: z.uuid().optional(),
  code: z.string().trim().min(1).max(40).optional(),
  name: z.string().trim().min(1).max(200).optional(),
})

export const RegisterCase = z.strictObject({
  kind: CaseKind,
  text: Words,
  asker: Named,
  category: Label.optional(),
  urgency: Urgency.default('normal'),
  source: Label.optional(),
  confidential: z.boolean().default(false),
  happened_at: Instant.optional(),
  /** What the matter is about, in the park's own division: infrastructure, projects, enterprises … */
  subject: Label.optional(),
  /** The id of a project. */
  project: z.uuid().optional(),
  /** The case this one is a part of. */
  parent: z.uuid().optional(),
  /** A complaint about a person of this department, which will never see it. */
  about_department: Department.optional(),
  /** Who is concerned on the other side: each confirms as well. */
  opposite: z.array(Named).max(20).optional(),
})
export type RegisterCase = z.infer<typeof RegisterCase>

/** What somebody plans ahead: as far as a ledger of ours can be taken in again. */
const ComingDay = z.iso.date().refine((day) => day <= '2049-12-31', { error: 'cases.day_too_far' })

/** A rule of the park, a number of working days, or a date; the rule that fits the case when nothing is given. */
const Deadline = z.union([
  z.strictObject({ rule: z.string().min(1).max(40) }),
  z.strictObject({ working_days: z.number().int().min(1).max(1000) }),
  z.strictObject({ date: ComingDay }),
])
const CoOrganisers = z
  .array(z.strictObject({ department: Department, deadline: Deadline.optional() }))
  .max(20)

export const DispatchCase = z.strictObject({
  ...onCase,
  /** Where none is given, the department that the park's routing names for the category and subject. */
  department: Department.optional(),
  deadline: Deadline.optional(),
  demand: Words.optional(),
  lead_leader: Label.optional(),
  co_organisers: CoOrganisers.optional(),
})
export type DispatchCase = z.infer<typeof DispatchCase>

export const AcceptCase = z.strictObject(onCase)
export const ReturnCase = z.strictObject({ ...onCase, reason: Words })

/** What is left of a partly solved case: it becomes a case of its own, with its date. */
const Commitment = z.strictObject({ text: Words, due: ComingDay })

/** An answer, given or proposed. */
const answered = {
  answer: Words,
  outcome: Outcome,
  /** When to look again at what cannot be solved now; needed for "explained". */
  review_on: ComingDay.optional(),
  /** What is left and by when; needed for "partly solved". */
  commitment: Commitment.optional(),
  /** Why the answer does not wait for the co-organisers who have not replied. */
  without_co_organisers: Words.optional(),
} as const

export const ReplyCase = z.strictObject({ ...onCase, ...answered, happened_at: Instant.optional() })
export type ReplyCase = z.infer<typeof ReplyCase>

/** Why a request is not taken up. */
export const RefusalReason = z.enum([
  'not_of_the_park',
  'not_for_administration',
  'before_a_court',
  'settled_before',
  'too_vague',
  'no_such_asker',
])
export type RefusalReason = z.infer<typeof RefusalReason>
export const RefuseCase = z.strictObject({ ...onCase, reason: RefusalReason, text: Words })
export const ObjectToRefusal = z.strictObject({ ...onCase, reason: Words })
export const AnswerOnSpot = z.strictObject({
  ...onCase,
  answer: Words,
  outcome: z.enum(['solved', 'explained']),
  review_on: ComingDay.optional(),
  happened_at: Instant.optional(),
})
export const RedispatchCase = z.strictObject({
  ...onCase,
  department: Department,
  /** Needed where less than a working day is left of the old one. */
  deadline: Deadline.optional(),
  reason: Words,
  demand: Words.optional(),
})

/** The co-organisers as they should be: who is missing is dropped, who is new is asked. */
export const SetCoOrganisers = z.strictObject({ ...onCase, co_organisers: CoOrganisers, reason: Words })
/** `department` is needed by somebody who works for several of the co-organisers. */
export const CoAccept = z.strictObject({ ...onCase, department: Department.optional() })
export const CoReturn = z.strictObject({ ...onCase, department: Department.optional(), reason: Words })
export const CoReply = z.strictObject({ ...onCase, department: Department.optional(), answer: Words })
export const ProposeReply = z.strictObject({ ...onCase, ...answered })
export const SendBack = z.strictObject({ ...onCase, reason: Words })
export const WithdrawCase = z.strictObject({
  ...onCase,
  reason: Words,
  /** How the asker said so, where somebody withdraws for him. */
  evidence: Words.optional(),
  /** Which of several askers leaves, where it is not the caller himself. */
  party: z.string().max(40).optional(),
})
export const MergeCase = z.strictObject({
  ...onCase,
  /** The case that goes on, and the version of it that the dispatcher has seen. */
  master: z.uuid(),
  master_version: Version,
  reason: Words,
})
export const HandOverCase = z.strictObject({
  ...onCase,
  /** Code of the other park. */
  park: z.string().min(1).max(40),
  reason: Words,
})
export const RequestExtension = z.strictObject({
  ...onCase,
  until: ComingDay,
  progress: Words,
  reason: Words,
})
export const DecideRequest = z.strictObject({ ...onCase, grant: z.boolean(), reason: Words.optional() })
export const RequestSuspension = z.strictObject({ ...onCase, until: ComingDay, reason: Words })
export const ResumeCase = z.strictObject({ ...onCase, reason: Words })
export const EscalateCase = z.strictObject({
  ...onCase,
  rung: Rung.exclude(['on_spot', 'department']),
  reason: Words,
})

/** What may be put right; never what others said. The text is the asker's own, while nobody has worked on it. */
export const AmendCase = z.strictObject({
  ...onCase,
  reason: Words,
  set: z
    .strictObject({
      text: Words,
      kind: CaseKind,
      category: Label.nullable(),
      subject: Label.nullable(),
      urgency: Urgency,
      source: Label.nullable(),
      confidential: z.boolean(),
      demand: Words.nullable(),
      lead_leader: Label.nullable(),
      contact_name: z.string().trim().min(1).max(60).nullable(),
      contact_phone: z.string().trim().min(3).max(30).nullable(),
      project: z.uuid().nullable(),
      officer: z.uuid().nullable(),
      return_visitor: z.uuid().nullable(),
      about_department: Department.nullable(),
    })
    .partial(),
})
export const UrgeCase = z.strictObject({ ...onCase, text: Words })
export const SuperviseCase = z.strictObject({ ...onCase, text: Words })
export const ReassignHandler = z.strictObject({ ...onCase, handler: z.uuid(), reason: Words.optional() })
export const MarkKey = z.strictObject({ ...onCase, key_list: z.boolean(), reason: Words })

const Rating = z.number().int().min(1).max(5)
export const ConfirmCase = z.strictObject({
  ...onCase,
  rating: Rating,
  text: Words.optional(),
  /** For which of those whom the caller speaks for; all of them who have still to confirm when none is named. */
  party: z.string().max(40).optional(),
})

export const ConfirmForAsker = z.strictObject({
  ...onCase,
  /** For which of several askers and parties; the first asker when none is named. */
  party: z.string().max(40).optional(),
  by: z.discriminatedUnion('way', [
    /** The asker said so. */
    z.strictObject({
      way: z.literal('told'),
      how: z.enum(['telephone', 'paper', 'meeting']),
      rating: Rating,
      evidence: Words,
      text: Words.optional(),
    }),
    /** The asker stayed silent for five working days after two attempts on different days. */
    z.strictObject({
      way: z.literal('silence'),
      attempts: z
        .array(z.strictObject({ on: z.iso.date(), how: Label }))
        .min(2)
        .max(20),
    }),
  ]),
})
export type ConfirmForAsker = z.infer<typeof ConfirmForAsker>

export const RejectCase = z.strictObject({ ...onCase, reason: Words })
export const DecideDispute = z.strictObject({
  ...onCase,
  decision: z.enum(['allow_strike_off', 'work_again']),
  reason: Words,
})
export const CountersignCase = z.strictObject({ ...onCase, text: Words.optional() })
/** What shows that a hazard is gone: pictures that hang on the case, and somebody else who went and looked. */
const Reinspection = z.strictObject({ by: z.uuid(), on: z.iso.date(), text: Words })
export const StrikeOffCase = z.strictObject({
  ...onCase,
  evidence: Words.optional(),
  /** Ids of files of the case: as it was, and as it is. Needed for a hazard. */
  before: z.array(z.uuid()).min(1).max(20).optional(),
  after: z.array(z.uuid()).min(1).max(20).optional(),
  /** Needed for a hazard; by none of those who worked on it. */
  reinspection: Reinspection.optional(),
})
export type StrikeOffCase = z.infer<typeof StrikeOffCase>
export const ReopenCase = z.strictObject({ ...onCase, reason: Words })
export const NoteCase = z.strictObject({
  id: z.uuid(),
  version: Version.optional(),
  text: Words,
  /** A public note is shown to the asker. */
  public: z.boolean().default(false),
})

export const AttachFile = z.strictObject({
  id: z.uuid(),
  version: Version.optional(),
  /** Ids of files that the caller has sent to `/files` and not attached yet. */
  files: z.array(z.uuid()).min(1).max(20),
  text: Words.optional(),
  /** A public file is shown to the asker. */
  public: z.boolean().default(false),
})

const Person = z.object({ id: z.uuid(), name: z.string() })

/** One of those who ask or are concerned besides the first asker, as far as the reader may know of him. */
export const PartyView = Party.pick({
  key: true,
  role: true,
  kind: true,
  number: true,
  case_id: true,
  left_on: true,
  confirmed_on: true,
  rating: true,
  by_default: true,
  for_asker: true,
}).extend({
  id: z.uuid().nullable(),
  name: z.string().nullable(),
  /** The reader speaks for him. */
  mine: z.boolean(),
})
export type PartyView = z.infer<typeof PartyView>

const Elsewhere = z.object({ park: z.string(), number: z.string().nullable() })
const DayOfClock = z.object({
  date: z.iso.date(),
  /** Why the day is worked or not: workday, weekend, holiday, make_up (a Saturday or Sunday worked for a holiday), park_day_off. */
  kind: z.string(),
  name: z.string().optional(),
})

/** One stretch of a deadline: how it was counted, day by day. A rejection or reopening begins another. */
export const DeadlineRun = z.object({
  why: z.enum([
    'dispatched',
    'rejected',
    'reopened',
    'imported',
    'extended',
    'resumed',
    'redispatched',
    'answered',
    'recounted',
  ]),
  from: z.iso.date(),
  /** Null when the due date was given as a date. */
  working_days: z.number().int().nullable(),
  rule: z.object({ code: z.string(), name: z.string(), valid_from: z.iso.date() }).nullable(),
  /** As it was written, when a person or a spreadsheet gave it. */
  given: z.string().nullable(),
  due_on: z.iso.date(),
  /** The park's own days off that were left out when it was counted: one that is added later changes no promise. */
  days_off: z.array(z.object({ date: z.iso.date(), name: z.string() })),
})
export type DeadlineRun = z.infer<typeof DeadlineRun>

export const ExplainedRun = DeadlineRun.extend({
  counted: z.array(DayOfClock),
  skipped: z.array(DayOfClock),
  sentence: z.object({ zh: z.string(), en: z.string() }),
})
export type ExplainedRun = z.infer<typeof ExplainedRun>

export const ClockView = z.object({
  step: ClockStep,
  /** Of which co-organiser; null for the case itself. */
  department: Person.nullable(),
  started_at: Instant,
  due_at: Instant,
  lamp: LampColour,
  /** It stands still: no lamp, no reminder, no escalation. */
  stands: z.boolean(),
  provisional: z.boolean(),
  sentence: z.object({ zh: z.string(), en: z.string() }),
})
export type ClockView = z.infer<typeof ClockView>

export const CaseView = z.object({
  id: z.uuid(),
  number: z.string(),
  version: z.number().int(),
  state: CaseState,
  kind: CaseKind,
  text: z.string(),
  category: z.string().nullable(),
  source: z.string().nullable(),
  urgency: Urgency,
  confidential: z.boolean(),
  /** Null where the case is confidential and the reader is not one of those who may know. */
  asker: z.object({ kind: AskerKind, id: z.uuid().nullable(), name: z.string().nullable() }).nullable(),
  contact: z.object({ name: z.string().nullable(), phone: z.string().nullable() }).nullable(),
  registered_at: Instant,
  registered_on: z.iso.date(),
  /** Null also where the asker is hidden and the registrar is the asker or speaks for him. */
  registered_by: Person.nullable(),
  officer: Person.nullable(),
  rung: Rung,
  lead: z.object({ department: Person.nullable(), leader: z.string().nullable() }),
  co_departments: z.string().nullable(),
  demand: z.string().nullable(),
  progress: z.string().nullable(),
  remark: z.string().nullable(),
  deadline: z
    .object({
      due_on: z.iso.date(),
      due_at: Instant,
      first_due_on: z.iso.date(),
      provisional: z.boolean(),
      runs: z.array(ExplainedRun),
    })
    .nullable(),
  /** The worst of the clocks that run. */
  lamp: LampColour,
  /** The clocks that run or stand still, each with how it was counted; the asker is shown those of answer and confirmation. */
  clocks: z.array(ClockView),
  /** Where the park's routing would send the case: for dispatchers who read a case that waits to be dispatched. */
  suggested: z
    .object({
      department: Person,
      lead_leader: z.string().nullable(),
      rule: z.object({
        id: z.uuid(),
        category: z.string().nullable(),
        subject: z.string().nullable(),
        kind: z.string().nullable(),
      }),
    })
    .nullable(),
  dispatched_on: z.iso.date().nullable(),
  accepted_at: Instant.nullable(),
  replied_on: z.iso.date().nullable(),
  answer: z.string().nullable(),
  outcome: z.string().nullable(),
  review_on: z.iso.date().nullable(),
  first_replied_on: z.iso.date().nullable(),
  /** First reply after the due date in force at that moment, by date; null before the first reply. */
  late: z.boolean().nullable(),
  confirmed_on: z.iso.date().nullable(),
  for_asker: z.boolean(),
  by_default: z.boolean(),
  rating: z.number().int().nullable(),
  comment: z.string().nullable(),
  dispute: z.enum(['open', 'allowed']).nullable(),
  countersigned: z.boolean(),
  struck_off_on: z.iso.date().nullable(),
  return_count: z.number().int(),
  reject_count: z.number().int(),
  reopen_count: z.number().int(),
  key_list: z.boolean(),
  imported: z.boolean(),
  /** What it is about, in the park's own division. */
  subject: z.string().nullable(),
  /** The case it is a part of, and how many parts of its own are still open. */
  parent: z.object({ id: z.uuid(), number: z.string() }).nullable(),
  open_children: z.number().int(),
  handler: Person.nullable(),
  refusal: z
    .object({
      reason: RefusalReason,
      on: z.iso.date(),
      /** Until when the asker may object; null when he has objected before. */
      object_by: Instant.nullable(),
    })
    .nullable(),
  co_organisers: z.array(
    z.object({
      department: z.object({ id: z.uuid(), name: z.string() }),
      state: CoOrganiser.shape.state,
      due_on: z.iso.date(),
      replied_on: z.iso.date().nullable(),
    }),
  ),
  /** An answer that waits for the head; not shown to askers. */
  proposal: z
    .object({ outcome: Outcome, review_on: z.iso.date().nullable(), answer: z.string().nullable() })
    .nullable(),
  /** A request that waits for the dispatch centre; not shown to askers. */
  pending: z
    .object({
      what: Pending.shape.what,
      until: z.iso.date(),
      reason: z.string().nullable(),
      decide_by: Instant,
    })
    .nullable(),
  extension_count: z.number().int(),
  suspended_until: z.iso.date().nullable(),
  pauses: z.array(Pause),
  urge_count: z.number().int(),
  supervised: z.boolean(),
  /** Who else asks or is concerned. An asker sees himself alone, and the opposite parties that he named. */
  parties: z.array(PartyView),
  /** Who has still to confirm: `asker` for the first, else keys of parties; of those the reader may know of. */
  unconfirmed: z.array(z.string()),
  /** When the first asker withdrew and the case went on for the others. */
  asker_left_on: z.iso.date().nullable(),
  merged_into: z.object({ id: z.uuid(), number: z.string() }).nullable(),
  handed_from: Elsewhere.nullable(),
  handed_to: Elsewhere.nullable(),
  /** What this reader may do now. The server decides, buttons obey. */
  can: z.record(CaseAct, z.boolean()),
})
export type CaseView = z.infer<typeof CaseView>

export const CaseLine = z.object({
  id: z.uuid(),
  number: z.string(),
  version: z.number().int(),
  state: CaseState,
  kind: CaseKind,
  text: z.string(),
  category: z.string().nullable(),
  source: z.string().nullable(),
  urgency: Urgency,
  confidential: z.boolean(),
  asker: z.object({ kind: AskerKind, id: z.uuid().nullable(), name: z.string().nullable() }).nullable(),
  department: z.object({ id: z.uuid(), name: z.string() }).nullable(),
  lead_leader: z.string().nullable(),
  rung: Rung,
  lamp: LampColour,
  registered_on: z.iso.date(),
  dispatched_on: z.iso.date().nullable(),
  due_on: z.iso.date().nullable(),
  due_at: Instant.nullable(),
  replied_on: z.iso.date().nullable(),
  outcome: z.string().nullable(),
  rating: z.number().int().nullable(),
  struck_off_on: z.iso.date().nullable(),
  key_list: z.boolean(),
})
export type CaseLine = z.infer<typeof CaseLine>

export const CaseSort = z.enum(['-registered', 'registered', 'due', '-due', 'number', '-number'])
export type CaseSort = z.infer<typeof CaseSort>

/** `state=accepted,replied` or the name given several times. */
const oneOrMore = <T extends string>(one: z.ZodType<T, string>) =>
  z
    .union([z.string().transform((text) => text.split(',')), z.array(z.string())])
    .pipe(z.array(one).min(1).max(20))

export const ListCases = z.strictObject({
  state: oneOrMore(CaseState).optional(),
  kind: oneOrMore(CaseKind).optional(),
  /** Id or exact name. */
  department: z.string().min(1).max(100).optional(),
  /** Id, code or exact name. */
  enterprise: z.string().min(1).max(200).optional(),
  officer: z.uuid().optional(),
  lamp: LampColour.optional(),
  rung: Rung.optional(),
  source: z.string().min(1).max(60).optional(),
  category: z.string().min(1).max(60).optional(),
  q: z.string().trim().min(1).max(100).optional(),
  due_before: z.iso.date().optional(),
  /** Those that nobody has answered by their due date: what the figure requests.overdue counts. */
  overdue: z.literal('true').optional(),
  created_from: z.iso.date().optional(),
  created_to: z.iso.date().optional(),
  sort: CaseSort.default('-registered'),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(400).optional(),
})
export type ListCases = z.infer<typeof ListCases>

export const CaseList = z.object({ items: z.array(CaseLine), next: z.string().nullable() })
export type CaseList = z.infer<typeof CaseList>

/** What somebody is about to register. */
export const SimilarCases = z.strictObject({
  text: Words,
  /** Id or exact name. */
  enterprise: z.string().min(1).max(200).optional(),
  category: Label.optional(),
  /** A case that is not compared with itself. */
  except: z.uuid().optional(),
})

export const SimilarList = z.object({
  items: z.array(
    z.object({
      id: z.uuid(),
      number: z.string(),
      state: CaseState,
      text: z.string(),
      registered_on: z.iso.date(),
      /** 0 to 100, to sort by. */
      score: z.number().int(),
      why: z.object({
        /** How much of the pairs of characters both texts share, in percent. */
        text: z.number().int(),
        same_enterprise: z.boolean(),
        same_category: z.boolean(),
        /** Pairs of characters that stand in both. */
        shared: z.array(z.string()),
      }),
    }),
  ),
})
export type SimilarList = z.infer<typeof SimilarList>

export const EntryView = z.object({
  seq: z.number().int(),
  id: z.uuid(),
  action: z.string(),
  from: z.string(),
  to: z.string(),
  /** Null where the asker is hidden from the reader and the entry was made by him or for him. */
  actor: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  post: z.string(),
  recorded_at: Instant,
  happened_at: Instant,
  /** What was said, by name: text, answer, reason … */
  said: z.record(z.string(), z.string()),
  /** What the entry set, without words. */
  set: z.record(z.string(), z.unknown()),
  hash: z.string(),
})
export type EntryView = z.infer<typeof EntryView>

export const EntryList = z.object({ items: z.array(EntryView), next: z.string().nullable() })
export type EntryList = z.infer<typeof EntryList>

/** A file of a case; its bytes are had at `/files/{id}`. */
export const CaseFileView = z.object({
  id: z.uuid(),
  /** The number of the entry that it came with. */
  entry: z.number().int(),
  name: z.string(),
  type: z.string(),
  size: z.number().int(),
  sha256: z.string(),
  /** Whether a photograph still tells where it was taken, because its sender wanted that. */
  kept_place: z.boolean(),
  public: z.boolean(),
  attached_at: Instant,
  /** Null where the asker is hidden from the reader and brought it, or somebody for him. */
  attached_by: z.object({ id: z.uuid(), name: z.string().nullable() }).nullable(),
  post: z.string(),
})
export type CaseFileView = z.infer<typeof CaseFileView>

export const CaseFileList = z.object({ items: z.array(CaseFileView) })

/** A row of a ledger kept elsewhere, read and found sound. Days are all that paper knows of time. */
export const ImportedCase = z.strictObject({
  /** Year and serial number on paper: with the park the identity of the row. */
  year: z.number().int().min(1000).max(9999),
  serial: z.string().min(1).max(40),
  /** Our own number of the case, where the ledger was exported by us. */
  number: z.string().max(40).nullable(),
  /** Hash of the content: tells a row that was changed from one that was only written differently. */
  hash: z.string().min(1).max(100),
  state: CaseState,
  text: z.string().min(1),
  category: z.string().nullable(),
  source: z.string().nullable(),
  rung: Rung,
  key_list: z.boolean(),
  asker: z.strictObject({
    name: z.string().min(1),
    code: z.string().nullable(),
    contact_name: z.string().nullable(),
    contact_phone: z.string().nullable(),
  }),
  lead_leader: z.string().nullable(),
  /** Exact name. */
  department: z.string().nullable(),
  co_departments: z.string().nullable(),
  demand: z.string().nullable(),
  progress: z.string().nullable(),
  remark: z.string().nullable(),
  registered_on: z.iso.date(),
  dispatched_on: z.iso.date().nullable(),
  deadline: z
    .strictObject({ given: z.string(), working_days: z.number().int().nullable(), due_on: z.iso.date() })
    .nullable(),
  replied_on: z.iso.date().nullable(),
  answer: z.string().nullable(),
  outcome: z.enum(['solved', 'explained', 'partly_solved']).nullable(),
  rating: Rating.nullable(),
  by_default: z.boolean(),
  struck_off_on: z.iso.date().nullable(),
  /** How often it was returned by a department, and reopened. */
  returned: z.number().int().min(0).max(2),
  reopened: z.number().int().min(0).max(1000),
})
export type ImportedCase = z.infer<typeof ImportedCase>

export const ImportCases = z.strictObject({
  rows: z.array(ImportedCase).min(1).max(1000),
  update: z.boolean().default(false),
})
export type ImportCases = z.infer<typeof ImportCases>

export const ImportedResult = z.object({
  year: z.number().int(),
  serial: z.string(),
  /**
   * `changed`: the same number with other content, left as it was; `updated`: the same, and corrected as asked;
   * `worked_on`: changed on paper although the case has been worked on here, so it is never corrected from paper.
   */
  result: z.enum(['imported', 'unchanged', 'changed', 'updated', 'worked_on']),
  number: z.string(),
  /** The enterprise under whose name the case stands, when its code brought it there and the row names another. */
  enterprise: z.string().nullable(),
  /** Column of the case (or `credit_code`), what it was, what the row says now; names instead of ids. */
  changes: z.array(z.object({ field: z.string(), was: z.string().nullable(), now: z.string().nullable() })),
})
export type ImportedResult = z.infer<typeof ImportedResult>

/** Everything of a case that a printed ledger shows: unmasked but for who asked in confidence, to those who may not know. */
export const LedgerLine = z.object({
  number: z.string(),
  serial: z.string(),
  state: CaseState,
  registered_on: z.iso.date(),
  source: z.string().nullable(),
  asker_name: z.string().nullable(),
  credit_code: z.string().nullable(),
  contact_name: z.string().nullable(),
  contact_phone: z.string().nullable(),
  category: z.string().nullable(),
  text: z.string(),
  lead_leader: z.string().nullable(),
  department: z.string().nullable(),
  co_departments: z.string().nullable(),
  dispatched_on: z.iso.date().nullable(),
  deadline: z.array(DeadlineRun),
  due_on: z.iso.date().nullable(),
  demand: z.string().nullable(),
  progress: z.string().nullable(),
  answer: z.string().nullable(),
  replied_on: z.iso.date().nullable(),
  struck_off_on: z.iso.date().nullable(),
  rating: z.number().int().nullable(),
  remark: z.string().nullable(),
  outcome: z.string().nullable(),
  rung: Rung,
  return_count: z.number().int(),
  reopen_count: z.number().int(),
})
export type LedgerLine = z.infer<typeof LedgerLine>

/** Why somebody needs to know whom to call; it stands in the audit, so it names no person. */
export const ShowContact = z.strictObject({ id: z.uuid(), reason: z.string().trim().min(2).max(200) })
export type ShowContact = z.infer<typeof ShowContact>

export const ContactView = z.object({ name: z.string().nullable(), phone: z.string().nullable() })
export type ContactView = z.infer<typeof ContactView>
