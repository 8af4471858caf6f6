import { CaseState, ImportedCase } from '../cases/contract.ts'
import type { Field } from './fields.ts'
import { outcomeWord, ratingWord, rungWord, stateWord } from './judgements.ts'
import type { LedgerRow } from './ledger-row.ts'

/** A row of a ledger as the cases module takes it in. */
export function importedCase(row: LedgerRow): ImportedCase {
  return {
    year: row.year,
    serial: row.serial,
    number: row.number,
    hash: row.hash,
    state: row.state,
    text: row.text,
    category: row.category,
    source: row.source,
    rung: row.rung ?? 'department',
    key_list: false,
    asker: {
      name: row.enterprise,
      code: row.creditCode,
      contact_name: row.contact,
      contact_phone: row.phone,
    },
    lead_leader: row.leadLeader,
    department: row.department,
    co_departments: row.coDepartments.length === 0 ? null : row.coDepartments.join('、'),
    demand: row.demand,
    progress: row.progress,
    remark: row.remark,
    registered_on: row.collected,
    dispatched_on: row.dispatched,
    deadline: row.deadline && {
      given: row.deadline.given,
      working_days: row.deadline.kind === 'working_days' && row.deadline.days ? row.deadline.days : null,
      due_on: row.deadline.due,
    },
    replied_on: row.replied,
    answer: null,
    outcome: row.outcome,
    rating: row.rating,
    by_default: false,
    struck_off_on: row.struckOff,
    // A third return goes to the supervisor, so none counts more.
    returned: Math.min(row.returned ?? 0, 2),
    reopened: row.reopened ?? 0,
  }
}

/** The column of a ledger behind a column of a case, for telling people what changed; others follow from these. */
export const FIELD_OF: Readonly<Record<string, Field>> = {
  text: 'text',
  category: 'category',
  source: 'source',
  rung: 'rung',
  enterprise_id: 'enterprise',
  contact_name: 'contact',
  contact_phone: 'phone',
  lead_leader: 'lead_leader',
  lead_department_id: 'department',
  co_departments: 'co_departments',
  demand: 'demand',
  progress: 'progress',
  remark: 'remark',
  registered_on: 'collected',
  dispatched_on: 'dispatched',
  due_on: 'deadline',
  replied_on: 'replied',
  outcome: 'outcome',
  rating: 'rating',
  struck_off_on: 'struck_off',
  return_count: 'returned',
  reopen_count: 'reopened',
  state: 'state',
  credit_code: 'credit_code',
}

/** A value of a case as a ledger writes it. */
export function wordIn(field: string, value: string | null): string | null {
  if (value === null) return null
  const { outcome, rung } = ImportedCase.shape
  if (field === 'rating') return ratingWord(Number(value))
  if (field === 'state') return stateWord(CaseState.parse(value))
  if (field === 'outcome') return outcomeWord(outcome.unwrap().parse(value))
  return field === 'rung' ? rungWord(rung.parse(value)) : value
}
