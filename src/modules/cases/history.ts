import { ifPublished } from '../../kernel/calendar.ts'
import { Failure } from '../../kernel/failure.ts'
import { toInstant } from '../../kernel/zone.ts'
import { sameName } from '../enterprises/index.ts'
import type { ParkTime } from '../parks/index.ts'
import { definedOnly, spokenColumns, type Setting } from './act.ts'
import { BLANK, type CaseRow } from './columns.ts'
import type { CaseState, ImportedCase } from './contract.ts'
import { dueOn } from './deadlines.ts'

/** One thing that happened elsewhere, as a ledger tells it. */
export interface HistoryStep {
  readonly activity: 'register' | 'dispatch' | 'accept' | 'reply' | 'confirm' | 'strike_off' | 'move'
  readonly from: CaseState | 'none'
  readonly to: CaseState
  readonly happenedAt: string
  readonly set: Setting
  readonly said: Readonly<Record<string, string>>
}

export interface Places {
  readonly time: ParkTime
  /** Name → id. */
  readonly departments: ReadonlyMap<string, string>
  /** Who imports. */
  readonly by: string
}

/** What the row itself does not know: its number here, and whose it is. */
export interface Standing {
  readonly number: string
  readonly enterprise: { readonly id: string; readonly name: string } | undefined
}

/** A row as the steps it tells of, in their order. */
export function historyOf(
  row: ImportedCase,
  { time, departments, by, number, enterprise }: Places & Standing,
): HistoryStep[] {
  const steps: HistoryStep[] = []
  const at = (day: string) => startOf(day, time.zone)
  const step = (
    activity: HistoryStep['activity'],
    {
      to,
      day,
      set,
      said = {},
    }: { to: CaseState; day: string; set: Setting; said?: Record<string, string | null> },
  ) => {
    const words = definedOnly(
      Object.fromEntries(Object.entries(said).map(([name, word]) => [name, word ?? undefined])),
    )
    steps.push({ activity, from: steps.at(-1)?.to ?? 'none', to, happenedAt: at(day), set, said: words })
  }
  const department = row.department === null ? null : (departments.get(row.department) ?? null)
  if (row.department !== null && department === null) {
    throw new Failure('invalid', 'parks.department_unknown', {
      name: row.department,
      known: [...departments.keys()],
    })
  }

  const isConfirmed = row.state === 'confirmed' || row.state === 'struck_off'
  const dispatchedOn = row.dispatched_on ?? row.registered_on
  const due = dueOf(row, time, dispatchedOn)
  const charge = { demand: row.demand, lead_leader: row.lead_leader }

  step('register', {
    to: 'registered',
    day: row.registered_on,
    set: {
      number,
      year: row.year,
      serial: row.serial,
      kind: 'request',
      category: row.category,
      source: row.source,
      asker_kind: 'enterprise',
      enterprise_id: enterprise?.id ?? null,
      registered_by: by,
      rung: row.rung,
      key_list: row.key_list,
      co_departments: row.co_departments,
      registered_at: at(row.registered_on),
      registered_on: row.registered_on,
      return_count: row.returned,
      reopen_count: row.reopened,
      imported_from: `${row.year}/${row.serial}`,
      import_hash: row.hash,
      // Nobody was put in charge, yet the ledger says by when.
      ...(department === null && due),
    },
    said: {
      text: row.text,
      // As written, where the code has led to an enterprise of another name.
      asker_name:
        enterprise === undefined || sameName(enterprise.name, row.asker.name) ? null : row.asker.name,
      contact_name: row.asker.contact_name,
      contact_phone: row.asker.contact_phone,
      progress: row.progress,
      remark: row.remark,
      ...(department === null && charge),
    },
  })

  if (department !== null) {
    step('dispatch', {
      to: 'dispatched',
      day: dispatchedOn,
      set: {
        lead_department_id: department,
        departments: [department],
        dispatched_at: row.dispatched_on === null ? null : at(row.dispatched_on),
        dispatched_on: row.dispatched_on,
        ...due,
      },
      said: charge,
    })
  }
  if (row.state === 'accepted') {
    step('accept', { to: 'accepted', day: dispatchedOn, set: {}, said: { who: row.department } })
  }
  if (row.replied_on !== null) {
    step('reply', {
      to: 'replied',
      day: row.replied_on,
      set: {
        replied_at: at(row.replied_on),
        replied_on: row.replied_on,
        responded_at: at(row.replied_on),
        responded_on: row.replied_on,
        outcome: row.outcome,
        // A rating on paper without a strike-off: kept with the reply, for the loop still waits for the asker.
        ...(!isConfirmed && { rating: row.rating }),
        first_replied_on: row.replied_on,
        first_reply_due_on: row.deadline?.due_on ?? null,
        reply_working_days:
          row.dispatched_on === null ? null : workingDays(time, row.dispatched_on, row.replied_on),
      },
      said: { answer: row.answer, who: row.department },
    })
  }
  const ended = row.struck_off_on ?? row.replied_on ?? row.registered_on
  if (isConfirmed && (row.rating !== null || row.by_default)) {
    step('confirm', {
      to: 'confirmed',
      day: ended,
      set: {
        confirmed_at: at(ended),
        confirmed_on: ended,
        ...(row.by_default ? { by_default: true, for_asker: true } : { rating: row.rating }),
        // Not yet struck off and not satisfied: here, too, the supervisor decides.
        ...(row.state === 'confirmed' && row.rating !== null && row.rating <= 2 && { dispute: 'open' }),
      },
    })
  }
  if (row.state === 'struck_off') {
    step('strike_off', {
      to: 'struck_off',
      day: ended,
      set: { struck_off_at: at(ended), struck_off_on: ended },
    })
  }
  // What no date on paper tells: returned, suspended, or one of the ends that are no strike-off.
  if (steps.at(-1)?.to !== row.state) {
    // Since when it stands still is not on paper either: what was left on that day is left when it goes on.
    const set = row.state === 'suspended' ? { suspended_at: at(ended), suspended_on: ended } : {}
    step('move', { to: row.state, day: ended, set })
  }
  return steps
}

export type Folded = Omit<CaseRow, 'park_id' | 'id' | 'version' | 'state' | 'recorded_at' | 'entry_hash'>

/** What the steps leave behind, one after the other. */
export function fold(steps: readonly HistoryStep[]): Folded {
  const folded = { ...BLANK }
  for (const { set, said } of steps) Object.assign(folded, set, spokenColumns(said))
  return folded as unknown as Folded // marked cast: the first step says the text
}

function dueOf({ deadline }: ImportedCase, time: ParkTime, from: string): Setting {
  if (deadline === null) return {}
  const due = dueOn(
    time,
    deadline.due_on,
    { why: 'imported', from, rule: null, given: deadline.given },
    deadline.working_days,
  )
  return { ...due, first_due_on: due.due_on }
}

/** Null where the official calendar does not reach: a ledger may be older than it. */
const workingDays = (time: ParkTime, from: string, to: string): number | null =>
  ifPublished(() => time.calendar.workingDaysBetween(from, to)) ?? null

/** The first instant of a day. Ledgers name few days many times, so they are remembered. */
function startOf(day: string, zone: string): string {
  const key = `${day} ${zone}`
  const known = starts.get(key)
  if (known !== undefined) return known
  const instant = toInstant(`${day}T00:00`, zone)
  if (starts.size > 20_000) starts.clear()
  starts.set(key, instant)
  return instant
}

const starts = new Map<string, string>()
