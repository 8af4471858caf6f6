import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, makeCalendar } from '../../kernel/calendar.ts'
import { aPath, gathered } from '../../kernel/spreadsheet/fixtures.ts'
import { readWorkbook } from '../../kernel/spreadsheet/read.ts'
import { writeWorkbookFile } from '../../kernel/spreadsheet/write.ts'
import { aLedger, aRow, DEPARTMENTS, HEADER, inShort, read } from './fixtures.ts'
import { completed, type LedgerContent, type LedgerRow } from './ledger-row.ts'
import { ledgerSheets, type LedgerYear } from './ledger-sheet.ts'

const HEAD = { park: '示例产业园', office: '企业服务中心', date: '2026-11-20', departments: DEPARTMENTS }
const calendar = makeCalendar()

async function exported(years: readonly LedgerYear[]): Promise<string> {
  const path = aPath()
  await writeWorkbookFile(path, ledgerSheets(HEAD, years))
  return path
}

/** The rows of a file; nothing may be refused. */
async function rowsOf(path: string): Promise<LedgerRow[]> {
  const items = await read(path)
  expect(inShort(items.filter(({ kind }) => kind === 'refused'))).toEqual([])
  return items.flatMap((item) => (item.kind === 'row' ? [item.row] : []))
}

/** Text as a ledger may hold it once it has been read. */
const words = fc
  .string({
    unit: fc.constantFrom(...Array.from('公交末班车太早=+-@＝\'"<&，。\nA1')),
    minLength: 1,
    maxLength: 20,
  })
  .map((text) => `问${text.trim()}题`)
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null })
const day = (date: string, most: number) => fc.nat(most).map((days) => addDays(date, days))

/** A case as it may stand in the database, in any state. */
const content: fc.Arbitrary<LedgerContent> = fc
  .record({
    collected: day('2021-01-04', 700),
    state: fc.constantFrom(
      ...([
        'registered',
        'dispatched',
        'accepted',
        'returned',
        'suspended',
        'replied',
        'confirmed',
        'struck_off',
        'closed_refused',
        'closed_withdrawn',
      ] as const),
    ),
    gaps: fc.tuple(fc.nat(5), fc.nat(40), fc.nat(20)),
    texts: fc.record({
      source: maybe(words),
      contact: maybe(words),
      category: maybe(words),
      leadLeader: maybe(words),
      demand: maybe(words),
      remark: maybe(words),
    }),
    text: words,
    enterprise: words,
    creditCode: maybe(fc.constantFrom('91430300MA4DEM010W', '91430304MA4DEM010N')),
    phone: maybe(fc.constant('10001533375')),
    department: fc.constantFrom(...DEPARTMENTS),
    coDepartments: fc.uniqueArray(fc.constantFrom('其他'), { maxLength: 0 }),
    workingDays: maybe(fc.integer({ min: 1, max: 30 })),
    isMoved: fc.boolean(),
    rating: maybe(fc.constantFrom(5, 4, 3, 2, 1)),
    outcome: maybe(fc.constantFrom('solved', 'explained', 'partly_solved')),
    rung: maybe(fc.constantFrom('department', 'weekly', 'roundtable', 'consultation')),
    number: maybe(fc.constant('SL-2026-000017')),
    returned: maybe(fc.nat(2)),
    reopened: maybe(fc.nat(3)),
  })
  .map(({ collected, state, gaps, texts, workingDays, isMoved, ...rest }): LedgerContent => {
    const isBegun = !['registered', 'closed_refused'].includes(state)
    const isReplied = ['replied', 'confirmed', 'struck_off'].includes(state)
    const dispatched = isBegun ? addDays(collected, gaps[0]) : null
    const counted =
      dispatched === null || workingDays === null
        ? null
        : calendar.addWorkingDays(dispatched, workingDays).due
    const deadline =
      counted === null
        ? null
        : {
            given: `${workingDays}个工作日`,
            kind: 'working_days' as const,
            days: workingDays ?? 0,
            due: counted,
          }
    const replied = isReplied ? addDays(dispatched ?? collected, gaps[1]) : null
    return {
      ...texts,
      ...rest,
      year: Number(collected.slice(0, 4)),
      serial: '1',
      collected,
      department: isBegun ? rest.department : null,
      coDepartments: isBegun
        ? DEPARTMENTS.filter((name) => name !== rest.department).slice(0, gaps[0] % 3)
        : [],
      dispatched,
      deadline,
      due: counted === null ? null : isMoved ? addDays(counted, 7) : counted,
      progress: isBegun ? '正在协调' : null,
      replied,
      struckOff: state === 'struck_off' && replied !== null ? addDays(replied, gaps[2]) : null,
      rating: isReplied ? rest.rating : null,
      outcome: isReplied ? rest.outcome : null,
      state,
    }
  })

describe('an exported ledger', () => {
  it('is laid out as on paper, a sheet for each year, with what the paper lacks to the right', async () => {
    const [row] = await rowsOf(await aLedger([aRow({ 问题描述: '=HYPERLINK("x")' })]))
    if (row === undefined) throw new Error('no row')
    const path = await exported([
      { year: 2021, rows: [] },
      { year: 2022, rows: [row] },
    ])
    const items = await gathered(readWorkbook(path))
    expect(items.flatMap((item) => (item.kind === 'sheet' ? [item.sheet.name] : []))).toEqual([
      '2021年',
      '2022年',
      '说明',
      '选项',
    ])
    const rows = items.flatMap((item) =>
      item.kind === 'row' ? [item.row.cells.map(({ value }) => value)] : [],
    )
    expect(rows[3]).toEqual(['示例产业园企业诉求问题清单、责任清单、销号台账（2022年）'])
    expect(rows[4]).toEqual(['填报单位：企业服务中心　　填报日期：2026年11月20日'])
    expect(rows[5]).toEqual([...HEADER, '编号', '状态', '办理结果', '层级', '退回次数', '重办次数'])
    expect(rows[6]).toEqual([
      ...[
        1,
        '2022-08-22',
        '走访',
        '示例甲有限公司',
        '91430300MA4DEM010W',
        '陈经理',
        '10001533375',
        '交通',
        '\'=HYPERLINK("x")',
        '甲主任',
      ],
      ...[
        '建设管理局',
        null,
        '2022-08-25',
        '5个工作日',
        '限期答复',
        '已办结',
        '2022-08-31',
        '已销号',
        '2022-09-05',
        '满意',
        null,
      ],
      ...[null, '已销号', '已解决'],
    ])
  })

  it('of an imported one imports to the same rows', async () => {
    const first = await rowsOf(
      await aLedger([
        aRow({}),
        aRow({
          序号: 2,
          办理时限: '月底前',
          配合部门: '人社分局、财政金融局',
          满意度: '基本满意',
          备注: "'=1",
        }),
        aRow({ 序号: 3, 答复日期: null, 销号情况: '否', 销号日期: null, 满意度: null, 办理进展: '正在协调' }),
        aRow({ 序号: 'A-4', 统一社会信用代码: null, 办理时限: null }),
        aRow({
          序号: 5,
          来源: '走访当场答复',
          责任部门: null,
          交办日期: null,
          办理时限: null,
          答复日期: '2022-8-22',
        }),
        aRow({
          序号: 6,
          收集日期: '12月30日',
          交办日期: '12月30日',
          办理时限: '1月10日',
          答复日期: '1月5日',
          销号日期: '1月6日',
        }),
      ]),
    )
    expect(first).toHaveLength(6)
    const second = await rowsOf(await exported([{ year: 2022, rows: first }]))
    expect(second.map(({ hash }) => hash)).toEqual(first.map(({ hash }) => hash))
    const plain = ({ deadline, rung, ...row }: LedgerRow) => ({
      ...row,
      given: deadline?.kind === 'date' ? deadline.due : deadline?.given,
      rung,
    })
    expect(second.map(plain)).toEqual(first.map(plain))
  })

  it('gives back any case in any state', async () => {
    const many = fc.array(content, { minLength: 60, maxLength: 60 })
    await fc.assert(
      fc.asyncProperty(many, async (contents) => {
        const numbered = contents.map((row, index) => ({ ...row, serial: String(index + 1) }))
        const years = [...Map.groupBy(numbered, ({ year }) => year)].map(([year, rows]) => ({ year, rows }))
        const sent = years.flatMap(({ rows }) => rows)
        const back = await rowsOf(await exported(years))
        const withoutForm = ({ deadline, ...row }: LedgerRow) => ({ ...row, hasDeadline: deadline !== null })
        expect(back.map(withoutForm)).toEqual(sent.map((row) => withoutForm(completed(row))))
      }),
      { numRuns: 5 },
    )
  })
})
