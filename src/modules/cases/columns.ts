import type { Selectable } from 'kysely'
import type { DB } from '../../kernel/tables.gen.ts'
import type { CaseState, Clock, CoOrganiser, OtherPark, Party, Pause, Pending, Proposal } from './contract.ts'

/** Columns whose shape the database does not know: a state out of a list, and what is kept as JSON. */
interface Shaped {
  readonly state: CaseState
  readonly parties: readonly Party[]
  readonly co_organisers: readonly CoOrganiser[]
  readonly proposal: Proposal | null
  readonly pending: Pending | null
  readonly pauses: readonly Pause[]
  readonly clocks: readonly Clock[]
  readonly handed_from: OtherPark | null
  readonly handed_to: OtherPark | null
}

/** A case as it stands in the database, but for the column that only serves the search. */
export type CaseRow = Omit<Selectable<DB['cases']>, 'search' | keyof Shaped> & Shaped

/** Columns that say which case and which entry; everything else comes from what entries set and say. */
const IDENTITY = ['park_id', 'id', 'version', 'state', 'recorded_at', 'entry_hash'] as const
type Identity = (typeof IDENTITY)[number]

/** What entries set: facts without words. */
export type Settable = Omit<CaseRow, Identity | Spoken>

/** Columns that hold words or personal data: entries say them and hold their salted hashes. */
export const SPOKEN = [
  'text',
  'asker_name',
  'contact_name',
  'contact_phone',
  'lead_leader',
  'demand',
  'progress',
  'remark',
  'answer',
  'comment',
  'opposite_names',
  'proposed_answer',
  'pending_reason',
] as const
export type Spoken = (typeof SPOKEN)[number]

/** What stays unsaid until a case comes to it again: a reopened or rejected case forgets the former answer. */
export const FORGET_REPLY = {
  replied_at: null,
  replied_on: null,
  replied_by: null,
  answer: null,
  outcome: null,
  review_on: null,
} as const

export const FORGET_CONFIRMATION = {
  confirmed_at: null,
  confirmed_on: null,
  confirmed_by: null,
  for_asker: false,
  by_default: false,
  rating: null,
  comment: null,
  dispute: null,
  countersigned_by: null,
  asker_confirmed_on: null,
} as const

/** An answer that waits for the head's signature, and a request that waits for a decision, end with the state they were made in. */
export const FORGET_PROPOSAL = { proposal: null, proposed_answer: null } as const
export const FORGET_PENDING = { pending: null, pending_reason: null } as const

/** A case before its first entry. What an entry does not set stays as here. */
export const BLANK: Settable & Record<Spoken, null> = {
  number: '',
  year: 0,
  serial: '',
  kind: 'request',
  text: null,
  category: null,
  source: null,
  urgency: 'normal',
  confidential: false,
  asker_kind: 'enterprise',
  enterprise_id: null,
  project_id: null,
  asker_name: null,
  contact_name: null,
  contact_phone: null,
  registered_by: '',
  registrar_asks: false,
  officer_id: null,
  rung: 'department',
  lead_department_id: null,
  departments: [],
  lead_leader: null,
  co_departments: null,
  demand: null,
  progress: null,
  remark: null,
  deadline: null,
  due_at: null,
  due_on: null,
  first_due_on: null,
  yellow_at: null,
  provisional: false,
  registered_at: '',
  registered_on: '',
  dispatched_at: null,
  dispatched_on: null,
  dispatched_by: null,
  respond_by: null,
  responded_at: null,
  responded_on: null,
  accepted_at: null,
  accepted_by: null,
  worked_by: [],
  return_count: 0,
  ...FORGET_REPLY,
  first_replied_on: null,
  first_reply_due_on: null,
  reply_working_days: null,
  reject_count: 0,
  ...FORGET_CONFIRMATION,
  struck_off_at: null,
  struck_off_on: null,
  struck_off_by: null,
  reopen_count: 0,
  key_list: false,
  imported_from: null,
  import_hash: null,
  subject: null,
  parent_id: null,
  about_department_id: null,
  return_visitor_id: null,
  handler_id: null,
  parties: [],
  party_enterprises: [],
  party_people: [],
  opposite_names: null,
  asker_left_on: null,
  merged_into: null,
  handed_from: null,
  handed_to: null,
  refusal: null,
  refused_on: null,
  refused_by: null,
  object_by: null,
  objected: false,
  co_organisers: [],
  ...FORGET_PROPOSAL,
  ...FORGET_PENDING,
  extension_count: 0,
  suspended_at: null,
  suspended_on: null,
  suspended_until: null,
  pauses: [],
  urge_count: 0,
  urged_at: null,
  supervised_at: null,
  supervised_by: null,
  clocks: [],
  lamp_yellow_at: null,
  lamp_red_at: null,
}

/** All columns of a case but the search column, in one fixed order. */
export const CASE_COLUMNS = [...IDENTITY, ...Object.keys(BLANK)] as const

/** The columns that entries decide; the fold and the database are compared on these. */
export const FOLDED_COLUMNS = Object.keys(BLANK) as (keyof typeof BLANK)[] // marked cast: keys of a literal
