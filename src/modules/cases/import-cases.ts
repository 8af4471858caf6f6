import { z } from 'zod'
import { holds } from '../../kernel/actor.ts'
import { defineCommand, type Context } from '../../kernel/command.ts'
import { newId } from '../../kernel/ids.ts'
import {
  findEnterprises,
  resolveEnterprises,
  sameName,
  type Found,
  type Naming,
} from '../enterprises/index.ts'
import { appendChains } from '../ledger/index.ts'
import { findDepartments, getParkTime } from '../parks/index.ts'
import { asFacts } from './act.ts'
import type { CaseRow } from './columns.ts'
import { ImportCases, ImportedResult, type ImportedCase } from './contract.ts'
import { correct } from './correct-imported.ts'
import { fold, historyOf, type Places } from './history.ts'
import { bandsOf } from './likeness.ts'
import { bigrams } from './search.ts'
import {
  insertCases,
  lockLedgerCases,
  numberOf,
  raiseNumber,
  rowJson,
  selectNumbers,
  type LedgerCase,
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
    const numbers = rows.flatMap(({ number }) => number ?? [])
    const [departments, time, present] = await Promise.all([
      findDepartments(tx, parkId),
      getParkTime(tx, parkId),
      tx.all(lockLedgerCases, { parkId, keys: rows.map(identityOf), numbers }),
    ])
    return { departments, time, findPresent: finderOf(present) }
  },
  allow: (actor) => (actor.console || holds(actor, 'dispatcher') ? 'import' : 'forbidden'),
  async handle(ctx, { rows, update }, { departments, time, findPresent }) {
    const places: Places = {
      time,
      departments: new Map(departments.map(({ id, name }) => [name, id])),
      by: ctx.actor.userId,
    }
    const matched = rows.map((row) => ({ row, here: findPresent(row) }))
    const changed = matched.filter(({ row, here }) => here?.import_hash !== row.hash)
    // A row that is only looked at must not teach the register anything.
    const isWritten = ({ here }: (typeof changed)[number]) => !here || (update && !here.worked_on)
    const written = changed.filter(isWritten).map(({ row }) => row)
    const looked = changed.filter((one) => !isWritten(one)).map(({ row }) => row)
    const enterprises = new Map([
      ...(await pairs(written, (namings) => resolveEnterprises(ctx.tx, { ...ctx, namings }))),
      ...(await pairs(looked, (namings) => findEnterprises(ctx.tx, ctx.parkId, namings))),
    ])
    const added = changed.filter(({ here }) => !here).map(({ row }) => row)
    const numbers = await numbersFor(ctx, added)
    const fresh = added.map((row, i) => ({
      row,
      id: newId(ctx.now),
      number: numbers[i] ?? '',
      enterprise: enterprises.get(row),
    }))
    addCases(ctx, fresh, places)
    const numberOfNew = new Map(fresh.map(({ row, number }) => [row, number]))
    return matched.map(({ row, here }): ImportedResult => {
      const { year, serial } = row
      const found = enterprises.get(row)
      const enterprise = found && !sameName(found.name, row.asker.name) ? found.name : null
      const told = {
        year,
        serial,
        number: here?.number ?? numberOfNew.get(row) ?? '',
        enterprise,
        changes: [],
      }
      if (!here) return { ...told, result: 'imported' }
      if (here.import_hash === row.hash) return { ...told, result: 'unchanged' }
      return { ...told, ...correct(ctx, { row, here, places, update, enterprise: keptBy(here, found) }) }
    })
  },
  audit: (input, results) => ({
    summary: {
      rows: input.rows.length,
      imported: results.filter(({ result }) => result === 'imported').length,
    },
  }),
})

/** A case of a duplicate that was merged meanwhile keeps the enterprise it came with: it counts as the same one. */
const keptBy = (here: LedgerCase, found: Found | undefined): Found | undefined =>
  found && here.enterprise_id !== null && here.enterprise_master === found.id
    ? { ...found, id: here.enterprise_id }
    : found

const identityOf = ({ year, serial }: ImportedCase): string => `${year}/${serial}`

/**
 * Finds the case that a row is: the one that was imported from this row before, else, in a ledger that we wrote
 * ourselves, the one registered here under the row's number. Another park's ledger has the same numbers for other
 * cases, so day and asker have to be the same too.
 */
function finderOf(present: readonly LedgerCase[]) {
  const byIdentity = new Map(present.map((one) => [one.imported_from, one]))
  const byNumber = new Map(present.map((one) => [one.number, one]))
  return (row: ImportedCase): LedgerCase | undefined => {
    const imported = byIdentity.get(identityOf(row))
    if (imported || row.number === null) return imported
    const one = byNumber.get(row.number)
    const isSame =
      one?.imported_from === null &&
      one.registered_on === row.registered_on &&
      sameName(one.asker_name ?? one.enterprise_name ?? '', row.asker.name)
    return isSame ? one : undefined
  }
}

/** Rows with the enterprises that are meant. */
async function pairs(
  rows: readonly ImportedCase[],
  find: (namings: Naming[]) => Promise<readonly (Found | undefined)[]>,
): Promise<[ImportedCase, Found | undefined][]> {
  if (rows.length === 0) return []
  const found = await find(
    rows.map(({ asker }) => ({
      name: asker.name,
      code: asker.code ?? undefined,
      contactName: asker.contact_name ?? undefined,
      contactPhone: asker.contact_phone ?? undefined,
    })),
  )
  return rows.map((row, i) => [row, found[i]])
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
  readonly enterprise: Found | undefined
}

function addCases(ctx: Context, fresh: readonly Fresh[], places: Places): void {
  if (fresh.length === 0) return
  const made = fresh.map(({ row, id, number, enterprise }) => {
    const steps = historyOf(row, { ...places, number, enterprise })
    return { id, steps, folded: fold(steps), names: `${enterprise?.name ?? ''} ${row.asker.name}` }
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
  const rows = made.map(({ id, steps, folded, names }, i) => {
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
    const words = bigrams([row.text, row.number, names].join(' '))
    return { ...rowJson(row), bigrams: words, bands: bandsOf(row.text) }
  })
  ctx.tx.send(insertCases, { parkId: ctx.parkId, rows: JSON.stringify(rows) })
}
