import canonicalize from 'canonicalize'
import type { Context } from '../../kernel/command.ts'
import { sameName, type Found } from '../enterprises/index.ts'
import { act, type Setting } from './act.ts'
import { SPOKEN } from './columns.ts'
import type { ImportedCase, ImportedResult } from './contract.ts'
import { fold, historyOf, type Folded, type Places } from './history.ts'
import type { LedgerCase } from './store.ts'

/** What stands in a ledger for people to read; the other columns follow from these. */
const TOLD = [
  'text',
  'category',
  'source',
  'rung',
  'enterprise_id',
  'contact_name',
  'contact_phone',
  'lead_leader',
  'lead_department_id',
  'co_departments',
  'demand',
  'progress',
  'remark',
  'registered_on',
  'dispatched_on',
  'due_on',
  'replied_on',
  'outcome',
  'rating',
  'struck_off_on',
  'return_count',
  'reopen_count',
] as const satisfies readonly (keyof Folded)[]

/** What paper says otherwise than before, and the correcting entry when one is asked for. */
export function correct(
  ctx: Context,
  {
    row,
    here,
    places,
    update,
    enterprise,
  }: {
    row: ImportedCase
    here: LedgerCase
    places: Places
    update: boolean
    enterprise: Found | undefined
  },
): Pick<ImportedResult, 'result' | 'changes'> {
  const steps = historyOf(row, { ...places, number: here.number, enterprise })
  const to = steps.at(-1)?.to ?? here.state
  const wanted = fold(steps)
  const changes = changesOf(row, { here, wanted, to, enterprise })
  // What is exported after work here and comes back unchanged is no news.
  if (here.worked_on) return { result: changes.length === 0 ? 'unchanged' : 'worked_on', changes }
  if (!update) return { result: 'changed', changes }
  act(ctx, { ...here, clockwork: null }, { action: 'history', to, ...corrections(here, wanted) })
  return { result: 'updated', changes }
}

function changesOf(
  row: ImportedCase,
  {
    here,
    wanted,
    to,
    enterprise,
  }: { here: LedgerCase; wanted: Folded; to: string; enterprise: Found | undefined },
): ImportedResult['changes'] {
  const was = {
    ...here,
    enterprise_id: here.asker_name ?? here.enterprise_name,
    lead_department_id: here.department_name,
    // A ledger prints the answer where nobody wrote of progress.
    progress: here.progress ?? here.answer,
  }
  const now = { ...wanted, enterprise_id: row.asker.name, lead_department_id: row.department }
  const isOther = (name: (typeof TOLD)[number]) =>
    name === 'enterprise_id'
      ? !sameName(was.enterprise_id ?? '', now.enterprise_id) || isAnother(enterprise, here)
      : text(was[name]) !== text(now[name])
  const changes = TOLD.filter(isOther).map((field) => ({
    field,
    was: text(was[field]),
    now: text(now[field]),
  }))
  const others = [
    { field: 'state', was: here.state, now: to },
    { field: 'credit_code', was: here.enterprise_code, now: row.asker.code ?? here.enterprise_code },
  ]
  return [...changes, ...others.filter((other) => other.was !== other.now)]
}

/** Another enterprise, also of the same name; a resident's request has none. */
const isAnother = (enterprise: Found | undefined, { enterprise_id }: LedgerCase): boolean =>
  enterprise !== undefined && enterprise_id !== null && enterprise.id !== enterprise_id

function corrections(here: LedgerCase, wanted: Folded): { set: Setting; said: Record<string, string> } {
  const names = Object.keys(wanted) as (keyof Folded)[] // marked cast: keys of the type
  // Who took the row in first stays.
  const different = names.filter(
    (name) => name !== 'registered_by' && text(wanted[name]) !== text(here[name]),
  )
  const spoken = new Set<string>(SPOKEN)
  const isSaid = (name: keyof Folded) => spoken.has(name) && wanted[name] !== null
  return {
    set: Object.fromEntries(different.filter((name) => !isSaid(name)).map((name) => [name, wanted[name]])),
    said: Object.fromEntries(different.filter(isSaid).map((name) => [name, text(wanted[name]) ?? ''])),
  }
}

/** A column's value as text; the database orders the names in JSON as it likes, so they are put in order. */
const text = (value: unknown): string | null =>
  value === null || value === undefined
    ? null
    : typeof value === 'string'
      ? value
      : (canonicalize(value) ?? null)
