import canonicalize from 'canonicalize'
import { z } from 'zod'
import { holds } from '../../kernel/actor.ts'
import { defineCommand, type Context } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import { resolveEnterprises } from '../enterprises/index.ts'
import { appendChains } from '../ledger/index.ts'
import { findDepartments, getParkTime } from '../parks/index.ts'
import { act, asFacts, spokenColumns, type Setting } from './act.ts'
import { BLANK, SPOKEN, type CaseRow } from './columns.ts'
import { ImportCases, ImportedResult, type ImportedCase } from './contract.ts'
import { historyOf, type HistoryStep, type Places } from './history.ts'
import { bigrams } from './search.ts'
import {
  insertCases,
  lockImported,
  numberOf,
  raiseNumber,
  rowJson,
  selectNumbers,
  type LoadedCase,
} from './store.ts'

/**
 * Takes in rows of a ledger that was kept elsewhere, as entries of the act `history`: what happened is a claim of the
 * ledger, that it was recorded now is ours. A row that is here already is left alone; one with other content is
 * reported, and corrected only when asked. All rows of one call stand or fall together.
 */
export const importCases = defineCommand({
  name: 'cases.import',
  input: ImportCases,
  answer: z.array(ImportedResult),
  async load({ tx, parkId }, { rows }) {
    const [departments, time, present] = await Promise.all([
      findDepartments(tx, parkId),
      getParkTime(tx, parkId),
      tx.all(lockImported, { parkId, keys: rows.map(identityOf) }),
    ])
    return { departments, time, present: new Map(present.map((row) => [row.imported_from, row])) }
  },
  allow: (actor) => (actor.console || holds(actor, 'dispatcher') ? 'import' : 'forbidden'),
  async handle(ctx, { rows, update }, { departments, time, present }) {
    const places: Places = {
      time,
      departments: new Map(departments.map(({ id, name }) => [name, id])),
      by: ctx.actor.userId,
    }
    const changed = rows.filter((row) => present.get(identityOf(row))?.import_hash !== row.hash)
    const enterprises = await enterprisesOf(ctx, changed)
    const added = changed.filter((row) => !present.has(identityOf(row)))
    const numbers = await numbersFor(ctx, added)
    const fresh = added.map((row, i) => ({
      row,
      id: newId(ctx.now),
      number: numbers[i] ?? '',
      enterprise: enterprises.get(row),
    }))
    addCases(ctx, fresh, places)
    const numberOfNew = new Map(fresh.map(({ row, number }) => [row, number]))
    return rows.map((row): ImportedResult => {
      const { year, serial } = row
      const here = present.get(identityOf(row))
      if (!here) return { year, serial, result: 'imported', number: numberOfNew.get(row) ?? '', changes: [] }
      if (here.import_hash === row.hash)
        return { year, serial, result: 'unchanged', number: here.number, changes: [] }
      return {
        year,
        serial,
        number: here.number,
        ...correct(ctx, { row, here, places, update, enterprise: enterprises.get(row) }),
      }
    })
  },
  audit: (input, results) => ({
    summary: {
      rows: input.rows.length,
      imported: results.filter(({ result }) => result === 'imported').length,
    },
  }),
})

const identityOf = ({ year, serial }: ImportedCase): string => `${year}/${serial}`

async function enterprisesOf(ctx: Context, rows: readonly ImportedCase[]) {
  if (rows.length === 0) return new Map<ImportedCase, { id: string; name: string }>()
  const found = await resolveEnterprises(ctx.tx, {
    parkId: ctx.parkId,
    now: ctx.now,
    namings: rows.map(({ asker }) => ({
      name: asker.name,
      code: asker.code ?? undefined,
      contactName: asker.contact_name ?? undefined,
      contactPhone: asker.contact_phone ?? undefined,
    })),
  })
  return new Map(rows.flatMap((row, i) => (found[i] ? [[row, found[i]] as const] : [])))
}

/**
 * The numbers of new rows: the one on paper where it is a number that is still free, else the next of its year. The
 * year's counter is raised first, which keeps others from taking numbers of that year until we are done.
 */
async function numbersFor(ctx: Context, rows: readonly ImportedCase[]): Promise<string[]> {
  const { tx, parkId } = ctx
  const paper = (row: ImportedCase) => (/^\d{1,9}$/.test(row.serial) ? Number(row.serial) : undefined)
  const next = new Map<number, number>()
  for (const year of new Set(rows.map((row) => row.year))) {
    const highest = Math.max(0, ...rows.map((row) => (row.year === year ? (paper(row) ?? 0) : 0)))
    next.set(year, (await tx.first(raiseNumber, { parkId, year, least: highest }))?.last ?? highest)
  }
  const wanted = rows.map((row) => numberOf(row.year, paper(row) ?? row.serial))
  const taken = new Set(
    (await tx.all(selectNumbers, { parkId, numbers: wanted })).map(({ number }) => number),
  )
  const given = rows.map((row, i) => {
    const number = wanted[i] ?? ''
    if (paper(row) !== undefined && !taken.has(number)) {
      taken.add(number)
      return number
    }
    const last = (next.get(row.year) ?? 0) + 1
    next.set(row.year, last)
    return numberOf(row.year, last)
  })
  for (const [year, least] of next) tx.send(raiseNumber, { parkId, year, least })
  return given
}

interface Fresh {
  readonly row: ImportedCase
  readonly id: string
  readonly number: string
  readonly enterprise: { readonly id: string; readonly name: string } | undefined
}

function addCases(ctx: Context, fresh: readonly Fresh[], places: Places): void {
  if (fresh.length === 0) return
  const made = fresh.map(({ row, id, number, enterprise }) => {
    const steps = historyOf(row, { ...places, number, enterpriseId: enterprise?.id ?? null })
    return { id, steps, folded: fold(steps), enterprise: enterprise?.name ?? '' }
  })
  const heads = appendChains(
    ctx,
    made.map(({ id, steps }) => ({
      caseId: id,
      entries: steps.map((step) => ({
        action: 'history',
        from: step.from,
        to: step.to,
        post: ctx.as,
        userId: ctx.actor.userId,
        happenedAt: step.happenedAt,
        set: asFacts({ ...step.set, activity: step.activity }),
        said: step.said,
      })),
    })),
  )
  const rows = made.map(({ id, steps, folded, enterprise }, i) => {
    const last = steps.at(-1)
    const hash = heads[i]
    if (!last || !hash) throw new Error('a history has at least one step')
    const row: CaseRow = {
      ...folded,
      park_id: ctx.parkId,
      id,
      version: steps.length,
      state: last.to,
      recorded_at: ctx.now,
      entry_hash: hash,
    }
    return { ...rowJson(row), bigrams: bigrams([row.text, row.number, enterprise].join(' ')) }
  })
  ctx.tx.send(insertCases, { parkId: ctx.parkId, rows: JSON.stringify(rows) })
}

type Folded = Omit<CaseRow, 'park_id' | 'id' | 'version' | 'state' | 'recorded_at' | 'entry_hash'>

/** What the steps leave behind, one after the other. */
function fold(steps: readonly HistoryStep[]): Folded {
  const folded = { ...BLANK }
  for (const { set, said } of steps) Object.assign(folded, set, spokenColumns(said))
  return folded as unknown as Folded // marked cast: the first step says the text
}

/** What paper says otherwise than before, and the correcting entry when one is asked for. */
function correct(
  ctx: Context,
  {
    row,
    here,
    places,
    update,
    enterprise,
  }: {
    row: ImportedCase
    here: LoadedCase
    places: Places
    update: boolean
    enterprise: { readonly id: string; readonly name: string } | undefined
  },
): Pick<ImportedResult, 'result' | 'changes'> {
  const steps = historyOf(row, { ...places, number: here.number, enterpriseId: enterprise?.id ?? null })
  const wanted = fold(steps)
  const names = Object.keys(wanted) as (keyof Folded)[] // marked cast: keys of the type
  // Who took the row in first stays; the hash differs by definition.
  const different = names.filter(
    (name) => name !== 'registered_by' && name !== 'import_hash' && text(wanted[name]) !== text(here[name]),
  )
  const changes = different.map((field) => ({ field, was: text(here[field]), now: text(wanted[field]) }))
  const workedOn = [
    here.dispatched_by,
    here.accepted_by,
    here.replied_by,
    here.confirmed_by,
    here.struck_off_by,
  ].some((who) => who !== null)
  if (workedOn || here.reopen_count > 0) return { result: 'worked_on', changes }
  if (!update) return { result: 'changed', changes }
  const spoken = new Set<string>(SPOKEN)
  const set = Object.fromEntries(
    different
      .filter((name) => !spoken.has(name) || wanted[name] === null)
      .map((name) => [name, wanted[name]]),
  ) as Setting // marked cast: columns of a case and their values
  const said = Object.fromEntries(
    different.flatMap((name) =>
      spoken.has(name) && wanted[name] !== null ? [[name, text(wanted[name]) ?? '']] : [],
    ),
  )
  act(ctx, here, {
    action: 'history',
    to: steps.at(-1)?.to ?? here.state,
    set: { ...set, import_hash: row.hash },
    said,
  })
  return { result: 'updated', changes }
}

/** A column's value as text; the database orders the names in JSON as it likes, so they are put in order. */
const text = (value: unknown): string | null =>
  value === null || value === undefined
    ? null
    : typeof value === 'string'
      ? value
      : (canonicalize(value) ?? null)
