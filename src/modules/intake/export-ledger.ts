import { z } from 'zod'
import { holds } from '../../kernel/actor.ts'
import { defineCommand, run, type Principal, type Request } from '../../kernel/command.ts'
import { answer } from '../../kernel/query.ts'
import type { Runtime } from '../../kernel/runtime.ts'
import { writeWorkbookFile } from '../../kernel/spreadsheet/write.ts'
import { localDate } from '../../kernel/zone.ts'
import { countLedgerLines, EXPORTERS, ledgerLines, ledgerYears } from '../cases/index.ts'
import type { DeadlineRun, LedgerLine } from '../cases/contract.ts'
import { currentPark } from '../parks/index.ts'
import type { Deadline } from './deadlines.ts'
import type { LedgerContent } from './ledger-row.ts'
import { ledgerSheets } from './ledger-sheet.ts'

/** Notes in the audit that somebody takes the ledger out, with everybody's names in it, and how many rows; changes nothing else. */
export const exportNoted = defineCommand({
  name: 'intake.export',
  input: z.strictObject({}),
  answer: z.object({ rows: z.number().int() }),
  load: () => Promise.resolve(undefined),
  allow: (actor) =>
    actor.console ? 'console' : (EXPORTERS.find((post) => holds(actor, post)) ?? 'forbidden'),
  handle: async ({ tx, parkId }) => ({ rows: await countLedgerLines(tx, parkId) }),
  audit: (_, { rows }) => ({ summary: { rows } }),
})

const PAGE = 1000

/**
 * Writes the park's requests as the ledger that offices keep, a sheet for each year, streaming. Our own importer reads
 * it back to the same cases. The file appears only when it is complete.
 * @returns how many rows were written
 */
export async function exportLedger(
  runtime: Runtime,
  request: Request,
  { file, progress }: { file: string; progress: (rows: number) => void },
): Promise<number> {
  const { principal } = request
  await run(runtime, exportNoted, {}, request)
  const park = await answer(runtime, currentPark, {}, principal)
  const years = await answer(runtime, ledgerYears, {}, principal)
  const date = localDate(runtime.clock(), park.time_zone)
  let rows = 0
  async function* contents(year: number): AsyncGenerator<LedgerContent> {
    for await (const line of linesOf(runtime, principal, year)) {
      rows += 1
      if (rows % PAGE === 0) progress(rows)
      yield contentOf(line, year)
    }
  }
  const head = {
    park: park.name,
    office: park.name,
    date,
    departments: park.departments.map(({ name }) => name),
  }
  // A park without requests still gets the form to fill in.
  const sheets = years.length === 0 ? [Number(date.slice(0, 4))] : years
  await writeWorkbookFile(
    file,
    ledgerSheets(
      head,
      sheets.map((year) => ({ year, rows: contents(year) })),
    ),
  )
  return rows
}

async function* linesOf(runtime: Runtime, principal: Principal, year: number): AsyncGenerator<LedgerLine> {
  let after = ''
  for (;;) {
    const lines = await answer(runtime, ledgerLines, { year, after, limit: PAGE }, principal)
    yield* lines
    const last = lines.at(-1)
    if (!last || lines.length < PAGE) return
    after = last.number
  }
}

function contentOf(line: LedgerLine, year: number): LedgerContent {
  return {
    year,
    serial: line.serial,
    collected: line.registered_on,
    source: line.source,
    enterprise: line.asker_name ?? '',
    creditCode: line.credit_code,
    contact: line.contact_name,
    phone: line.contact_phone,
    category: line.category,
    text: line.text,
    leadLeader: line.lead_leader,
    department: line.department,
    coDepartments: line.co_departments === null ? [] : line.co_departments.split('、'),
    dispatched: line.dispatched_on,
    deadline: deadlineOf(line),
    due: line.due_on,
    demand: line.demand,
    progress: line.progress ?? line.answer,
    replied: line.replied_on,
    struckOff: line.struck_off_on,
    rating: line.rating as LedgerContent['rating'], // marked cast: a CHECK allows no other
    remark: line.remark,
    state: line.state,
    outcome: line.outcome as LedgerContent['outcome'], // marked cast: a CHECK allows no other
    rung: line.rung,
    number: line.number,
    returned: line.return_count,
    reopened: line.reopen_count,
  }
}

function deadlineOf({ deadline, due_on }: LedgerLine): Deadline | null {
  const run: DeadlineRun | undefined = deadline.at(-1)
  if (!run || due_on === null) return null
  const given = run.given ?? due_on
  // Words such as 5个工作日 and 月底前 are printed again while they hold.
  const isDate = /^[\d年月日./\s-]+$/.test(given.normalize('NFKC'))
  if (run.working_days !== null)
    return { given, kind: 'working_days', days: run.working_days, due: run.due_on }
  return { given, kind: isDate ? 'date' : 'month_end', due: run.due_on }
}
