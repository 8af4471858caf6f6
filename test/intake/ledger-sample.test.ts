import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { openEmbeddedPostgres } from '../../src/kernel/postgres/embedded.ts'
import { FigureDimension } from '../../src/modules/figures/contract.ts'
import { casesModule } from '../../src/modules/cases/module.ts'
import { readWorkbook } from '../../src/kernel/spreadsheet/read.ts'
import { writeWorkbookFile } from '../../src/kernel/spreadsheet/write.ts'
import { consoleActor } from '../../src/kernel/actor.ts'
import { answer } from '../../src/kernel/query.ts'
import { readSettings } from '../../src/kernel/settings.ts'
import { askFigure } from '../../src/modules/figures/index.ts'
import { getParkByCode } from '../../src/modules/parks/index.ts'
import { openProduct } from '../../src/product.ts'
import { bihuan } from '../support/cli.ts'
import { isSampleHere, SAMPLE_FILE, sampleTruth } from '../support/ledger-sample.ts'
import pg from 'pg'

const Imported = z.object({
  rows: z.number(),
  imported: z.number(),
  unchanged: z.number(),
  updated: z.number(),
  refused: z.array(
    z.object({
      row: z.number(),
      column: z.string(),
      value: z.string(),
      code: z.string(),
      reason: z.string(),
    }),
  ),
  changed: z.array(
    z.object({
      row: z.number(),
      result: z.string(),
      changes: z.array(
        z.object({ column: z.string(), was: z.string().nullable(), now: z.string().nullable() }),
      ),
    }),
  ),
  warnings: z.array(z.string()),
  mapping: z.record(z.string(), z.record(z.string(), z.object({ column: z.string(), header: z.string() }))),
})
const Figure = z.object({
  value: z.number().nullable(),
  unit: z.string(),
  ledger_size: z.number(),
  groups: z.array(z.object({ label: z.string(), value: z.number().nullable() })).optional(),
  rows: z.array(z.unknown()).optional(),
})

/** The whole of it runs over the command line, in a data folder of its own, as an office would. */
describe.skipIf(!isSampleHere)('the real sample (skipped where ../shared/data is absent)', () => {
  let data: string
  const truth = sampleTruth()
  const run = (...args: string[]) => bihuan(args, { data })
  const json = async <S extends z.ZodType>(shape: S, ...args: string[]): Promise<z.output<S>> => {
    const { code, stdout, stderr } = await run(...args, '--json')
    expect(code, stderr).toBe(0)
    return shape.parse(JSON.parse(stdout))
  }
  const figure = (name: string, ...args: string[]) => json(Figure, 'figure', name, '--park', 'a', ...args)
  const groups = async (name: string, by: string) =>
    Object.fromEntries(
      ((await figure(name, '--by', by)).groups ?? []).map(({ label, value }) => [label, value]),
    )
  let hold: Awaited<ReturnType<typeof openEmbeddedPostgres>>

  beforeAll(async () => {
    data = mkdtempSync(join(tmpdir(), 'bihuan-sample-'))
    // Holding the database lets each command join it, as with a server running.
    hold = await openEmbeddedPostgres({ dataDir: data })
    const departments = Object.keys(truth?.by_department ?? {}).join(',')
    for (const park of ['a', 'b', 'c']) {
      expect(
        (await run('park', 'add', park, '--name', `示例园区 ${park}`, '--departments', departments)).code,
      ).toBe(0)
    }
  })
  afterAll(async () => {
    await hold.close()
    rmSync(data, { recursive: true, force: true })
  })

  test('103 of 110 rows go in; those refused are the seven of the truth, with its column and a reason', async () => {
    const rehearsed = await json(Imported, 'import', 'ledger', SAMPLE_FILE, '--park', 'a', '--dry-run')
    expect((await figure('requests.registered')).value).toBe(0)
    const result = await json(
      Imported,
      'import',
      'ledger',
      SAMPLE_FILE,
      '--park',
      'a',
      '--report',
      join(data, 'report.xlsx'),
    )
    expect(rehearsed).toEqual(result)
    expect(result).toMatchObject({ rows: 110, imported: 103, unchanged: 0 })
    expect(result.refused.map(({ row, column, code }) => ({ row, col: column, why: code }))).toEqual(
      truth?.errors,
    )
    expect(result.refused.every(({ reason }) => /[\u4e00-\u9fff]/.test(reason))).toBe(true)
    expect(result.mapping['台账']?.['department']).toEqual({ column: 'K', header: '责任部门' })
  })

  test('103 registered, 97 struck off, 6 open and accepted; by department, category and satisfaction as in the truth', async () => {
    expect((await figure('requests.registered')).value).toBe(103)
    expect((await figure('requests.struck_off')).value).toBe(97)
    expect((await figure('requests.open')).value).toBe(6)
    expect(await groups('requests.registered', 'state')).toEqual({ 已销号: 97, 办理中: 6 })
    expect(await groups('requests.registered', 'department')).toEqual(truth?.by_department)
    expect(await groups('requests.registered', 'category')).toEqual(truth?.by_category)
    expect(await groups('requests.struck_off', 'satisfaction')).toEqual(truth?.satisfaction)
    const late = truth?.cases.filter((one) => one.late === true).length ?? 0
    expect(await figure('requests.on_time_rate')).toMatchObject({
      value: Math.round(((97 - late) / 103) * 1e6) / 1e4,
      unit: '%',
    })
    // An imported history counts in the years in which it happened, and with all its rows.
    const of2022 = await figure('requests.registered', '--from', '2022-01-01', '--to', '2022-12-31', '--rows')
    expect(of2022.value).toBe(103)
    expect(of2022.rows).toHaveLength(103)
    expect((await figure('requests.registered', '--as-of', '2022-12-31')).value).toBe(0)
  })

  test('the dates and the lateness of every case are those of the truth', async () => {
    const client = new pg.Client({
      ...hold.superuser,
      database: 'bihuan',
      options: '-c search_path=bihuan -c timezone=UTC',
    })
    await client.connect()
    const { rows } = await client.query(
      `select c.serial, e.name as enterprise, d.name as department, c.category, c.registered_on::text as collected,
         c.dispatched_on::text as dispatched, c.due_on::text as due, c.first_replied_on::text as replied,
         c.struck_off_on::text as closed, c.rating, c.first_replied_on > c.first_reply_due_on as late
       from cases c join parks p on p.id = c.park_id join enterprises e on e.park_id = c.park_id and e.id = c.enterprise_id
       join departments d on d.park_id = c.park_id and d.id = c.lead_department_id where p.code = 'a'`,
    )
    await client.end()
    const byRow = new Map<number, Record<string, unknown>>()
    const serials = new Map<string, number>()
    for await (const item of readWorkbook(SAMPLE_FILE)) {
      const [first] = item.kind === 'row' ? item.row.cells : []
      if (item.kind === 'row' && first?.kind === 'number') serials.set(String(first.value), item.row.number)
    }
    for (const row of rows as Record<string, unknown>[])
      byRow.set(serials.get(String(row['serial'])) ?? 0, row)
    expect(truth?.cases).toHaveLength(103)
    const words: Readonly<Record<string, number>> = { 满意: 5, 基本满意: 3, 不满意: 1 }
    for (const { row, satisfaction, ...wanted } of truth?.cases ?? []) {
      expect({ row, ...byRow.get(row) }).toMatchObject({
        row,
        ...wanted,
        rating: satisfaction === null ? null : words[satisfaction],
      })
    }
  })

  test('a second import changes nothing', async () => {
    const before = await figure('requests.registered')
    const result = await json(Imported, 'import', 'ledger', SAMPLE_FILE, '--park', 'a')
    expect(result).toMatchObject({ rows: 110, imported: 0, unchanged: 103, updated: 0, changed: [] })
    expect((await figure('requests.registered')).ledger_size).toBe(before.ledger_size)
  })

  test('one changed cell is reported as changed, and corrected with --update only', async () => {
    const changed = join(data, 'changed.xlsx')
    await withOneCellChanged(SAMPLE_FILE, changed)
    const told = await json(Imported, 'import', 'ledger', changed, '--park', 'a')
    expect(told).toMatchObject({
      imported: 0,
      unchanged: 102,
      changed: [{ row: 5, result: 'changed', changes: [{ column: '满意度', was: '满意', now: '不满意' }] }],
    })
    expect(told.warnings.join()).toContain('--update')
    expect(await groups('requests.struck_off', 'satisfaction')).toEqual(truth?.satisfaction)
    const updated = await json(Imported, 'import', 'ledger', changed, '--park', 'a', '--update')
    expect(updated).toMatchObject({ unchanged: 102, updated: 1 })
    expect(await groups('requests.struck_off', 'satisfaction')).toEqual({
      ...truth?.satisfaction,
      满意: 59,
      不满意: 21,
    })
    const back = await json(Imported, 'import', 'ledger', SAMPLE_FILE, '--park', 'a', '--update')
    expect(back).toMatchObject({ unchanged: 102, updated: 1 })
    expect(await groups('requests.struck_off', 'satisfaction')).toEqual(truth?.satisfaction)
  })

  test('the report can be mended and imported; its rows are those refused', async () => {
    const result = await json(
      Imported,
      'import',
      'ledger',
      join(data, 'report.xlsx'),
      '--park',
      'a',
      '--dry-run',
    )
    expect(result).toMatchObject({ rows: 7, imported: 0 })
    expect(result.refused.map(({ code }) => code)).toEqual(truth?.errors.map(({ why }) => why))
  })

  test('the exported ledger goes into a second park and gives the same figures, by every dimension', async () => {
    const out = join(data, 'out.xlsx')
    expect((await run('export', 'ledger', '--park', 'a', out)).code).toBe(0)
    expect(await json(Imported, 'import', 'ledger', out, '--park', 'b')).toMatchObject({
      rows: 103,
      imported: 103,
      refused: [],
    })
    expect(await json(Imported, 'import', 'ledger', out, '--park', 'a')).toMatchObject({
      imported: 0,
      unchanged: 103,
    })
    const product = await openProduct({ settings: readSettings({}, { data, log_level: 'silent' }) })
    try {
      const parks = await Promise.all(
        ['a', 'b'].map((code) => getParkByCode(product.runtime.database.app, code)),
      )
      for (const { name } of casesModule.figures) {
        for (const by of FigureDimension.options) {
          const [a, b] = await Promise.all(
            parks.map(async ({ id }) => {
              const { value, groups = [] } = await answer(
                product.runtime,
                askFigure,
                { name, by },
                consoleActor(id),
              )
              return { value, groups: groups.map(({ label, value: n }) => `${label} ${n}`).toSorted() }
            }),
          )
          expect(b, `${name} by ${by}`).toEqual(a)
        }
      }
    } finally {
      await product.close()
    }
  })

  test('the ledger of all this is sound', async () => {
    const { code, stdout } = await run('verify')
    expect(stdout).not.toContain('对不上')
    expect(code).toBe(0)
  })
})

/** The sample with the rating of its second row changed, everything else as it stands. */
async function withOneCellChanged(from: string, to: string): Promise<void> {
  const rows: (string | number | null)[][] = []
  let titles: string[] = []
  for await (const item of readWorkbook(from)) {
    if (item.kind === 'sheet') {
      if (item.sheet.name !== '台账') break
      continue
    }
    const cells = item.row.cells.map((cell) =>
      cell.kind === 'number' ? cell.value : cell.kind === 'text' || cell.kind === 'date' ? cell.value : null,
    )
    if (item.row.number <= 2) titles = [...titles, String(cells[0])]
    else {
      while (rows.length + 3 < item.row.number) rows.push([])
      if (item.row.number === 5) cells[19] = '不满意'
      rows.push(cells)
    }
  }
  const [header = [], ...body] = rows
  await writeWorkbookFile(to, [
    { name: '台账', titles, columns: header.map((title) => ({ title: String(title) })), rows: body },
  ])
}
