import { existsSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { foundPark, openTestProduct, type TestPark, type TestProduct } from '../../../test/support/park.ts'
import { aPath, gathered } from '../../kernel/spreadsheet/fixtures.ts'
import { readWorkbook } from '../../kernel/spreadsheet/read.ts'
import {
  aConfirmedCase,
  aDispatchedCase,
  anAcceptedCase,
  aRegisteredCase,
  aRepliedCase,
  aStruckOffCase,
  reopened,
} from '../cases/fixtures.ts'
import { ledgerLines, ledgerYears } from '../cases/index.ts'
import { figureRows } from '../figures/index.ts'
import { exportLedger, exportNoted } from './export-ledger.ts'
import { importLedger } from './import-ledger.ts'

const FORMULA = '=HYPERLINK("http://example.invalid","点我")'

let bench: TestProduct
let park: TestPark
beforeAll(async () => {
  bench = await openTestProduct()
  park = await foundPark(bench)
  await aRegisteredCase(park, { text: FORMULA })
  await aDispatchedCase(park)
  await anAcceptedCase(park)
  await aRepliedCase(park)
  await aConfirmedCase(park, 2)
  await reopened(park, await aStruckOffCase(park))
  await aStruckOffCase(park)
})
afterAll(() => bench.close())

const exported = async (who: Parameters<TestPark['principal']>[0], file = aPath()) => {
  const request = { principal: park.principal(who), requestId: 'test' }
  const rows = await exportLedger(bench.product.runtime, request, { file, progress: () => undefined })
  return { file, rows }
}

test('who may not see the park takes no ledger out, and no file is begun', async () => {
  const file = aPath()
  for (const who of ['handler', 'officer', 'asker', 'admin'] as const)
    await expect(exported(who, file)).rejects.toMatchObject({ kind: 'forbidden' })
  expect(existsSync(file)).toBe(false)
})

test('nor a part of it: not its years, not its lines, and no word in the audit that he took it', async () => {
  for (const who of ['handler', 'officer', 'asker', 'admin'] as const) {
    const parts = [
      park.act(who, exportNoted, {}),
      park.ask(who, ledgerYears, {}),
      park.ask(who, ledgerLines, { year: 2026, after: '', limit: 1 }),
    ]
    for (const part of await Promise.allSettled(parts))
      expect(part, who).toMatchObject({ status: 'rejected', reason: { kind: 'forbidden' } })
  }
})

test('taking the ledger out is noted, by whom and how many rows', async () => {
  const { rows } = await exported('dispatcher')
  const [last] = await bench.sql(
    'select action, user_id, summary from audit where park_id = $1 order by at desc limit 1',
    [park.id],
  )
  expect(rows).toBeGreaterThan(3)
  expect(last).toEqual({ action: 'intake.export', user_id: park.people.dispatcher, summary: { rows } })
})

test('what looks like a formula is text in the file', async () => {
  const { file } = await exported('dispatcher')
  const cells = (await gathered(readWorkbook(file))).flatMap((item) =>
    item.kind === 'row' ? item.row.cells.filter((cell) => String(cell.value).includes('HYPERLINK')) : [],
  )
  expect(cells).toEqual([{ kind: 'text', value: `'${FORMULA}` }])
})

test('cases that were worked here go into another park with the same state, days and lateness', async () => {
  const { file, rows } = await exported('dispatcher')
  expect(rows).toBe(7)
  const other = await foundPark(bench)
  const request = { principal: other.principal('console'), requestId: 'test' }
  const result = await importLedger(bench.product.runtime, request, {
    file,
    update: false,
    dryRun: false,
    language: 'zh',
    progress: () => undefined,
  })
  expect(result).toMatchObject({ rows: 7, imported: 7, refused: [] })
  for (const name of ['requests.registered', 'requests.open', 'requests.struck_off']) {
    const [ours, theirs] = await Promise.all(
      [park, other].map(async (one) => {
        const { items } = await one.ask('supervisor', figureRows, { name, limit: 100 })
        return items
          .map(({ on, hit, measure, row }) =>
            JSON.stringify([on, hit, measure, row['state'], row['department']]),
          )
          .toSorted()
      }),
    )
    expect(theirs, name).toEqual(ours)
  }
})

test('our own ledger comes back to its own park as what is there already, and teaches it nothing', async () => {
  await aRegisteredCase(park, { asker: { kind: 'resident', name: '示例居民' } })
  const { file } = await exported('dispatcher')
  const count = `select (select count(*)::int from cases where park_id = $1) as cases,
    (select count(*)::int from enterprises where park_id = $1) as enterprises`
  const before = await bench.sql(count, [park.id])
  const request = { principal: park.principal('console'), requestId: 'test' }
  const result = await importLedger(bench.product.runtime, request, {
    file,
    update: true,
    dryRun: false,
    language: 'zh',
    progress: () => undefined,
  })
  expect(result).toMatchObject({ rows: 8, imported: 0, unchanged: 8, refused: [], changed: [] })
  expect(await bench.sql(count, [park.id])).toEqual(before)
})

test('who asked in confidence is named to those who may know, and to no other who takes the ledger out', async () => {
  await aRegisteredCase(park, { text: '排放举报', confidential: true }, 'asker')
  const namesOf = async (who: 'dispatcher' | 'auditor') => {
    const { file } = await exported(who)
    const rows = (await gathered(readWorkbook(file))).flatMap((item) =>
      item.kind === 'row' ? [item.row.cells.map((cell) => String(cell.value))] : [],
    )
    const row = rows.find((cells) => cells.includes('排放举报'))
    return ['示例电气装备有限公司', '91430300MA4DEM010W', '保密'].filter((name) => row?.includes(name))
  }
  expect(await namesOf('dispatcher')).toEqual(['示例电气装备有限公司', '91430300MA4DEM010W'])
  expect(await namesOf('auditor')).toEqual(['保密'])
})

test('contacts are masked for those who take the ledger out to check it and have nobody to call', async () => {
  const { id } = await aRegisteredCase(park, { text: '看看联系人' })
  await bench.sql(
    "update cases set contact_name = '示例联系人', contact_phone = '13800001234' where id = $1",
    [id],
  )
  const cellsFor = async (who: 'dispatcher' | 'auditor') =>
    JSON.stringify(await gathered(readWorkbook((await exported(who)).file)))
  expect(await cellsFor('dispatcher')).toContain('13800001234')
  const forAuditor = await cellsFor('auditor')
  expect(forAuditor).toContain('138****1234')
  expect(forAuditor).not.toMatch(/13800001234|示例联系人/)
})
