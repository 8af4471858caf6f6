import type { ColumnPlan, SheetPlan, WritableCell } from '../../kernel/spreadsheet/write.ts'
import { fieldTitle, type Field } from './fields.ts'
import {
  outcomeWord,
  OUTCOME_WORDS,
  ratingWord,
  RATING_WORDS,
  rungWord,
  RUNG_WORDS,
  stateWord,
  STRIKE_OFF_WORDS,
} from './judgements.ts'
import type { LedgerContent } from './ledger-row.ts'

/** The columns of the paper ledger, in its order. */
export const PAPER_FIELDS = [
  'serial',
  'collected',
  'source',
  'enterprise',
  'credit_code',
  'contact',
  'phone',
  'category',
  'text',
  'lead_leader',
  'department',
  'co_departments',
  'dispatched',
  'deadline',
  'demand',
  'progress',
  'replied',
  'struck_off_mark',
  'struck_off',
  'rating',
  'remark',
] as const satisfies readonly Field[]

/** What the paper does not have, to the right of it and not printed. */
export const EXTRA_FIELDS = [
  'number',
  'state',
  'outcome',
  'rung',
  'returned',
  'reopened',
] as const satisfies readonly Field[]

/** A column of an exported ledger. */
export type ExportedField = (typeof PAPER_FIELDS)[number] | (typeof EXTRA_FIELDS)[number]

/** What the head of an exported ledger says. */
export interface LedgerHead {
  /** 示例产业园. */
  readonly park: string
  /** 填报单位. */
  readonly office: string
  /** 填报日期, `YYYY-MM-DD`. */
  readonly date: string
  /** The departments offered in the drop-down lists. */
  readonly departments: readonly string[]
}

/** The rows of one year, asked for as they are written. */
export interface LedgerYear {
  readonly year: number
  readonly rows: Iterable<LedgerContent> | AsyncIterable<LedgerContent>
}

/**
 * A ledger laid out as on paper, a sheet for each year, with a sheet of notes at the end. Our own importer reads it
 * back to the same rows: every date is a true date, and every word one that it knows.
 */
export function ledgerSheets(head: LedgerHead, years: readonly LedgerYear[]): SheetPlan[] {
  return [...years.map((year) => yearSheet(head, year)), notesSheet()]
}

/** The cells of one row, in the order of `PAPER_FIELDS` and `EXTRA_FIELDS`. */
export function ledgerCells(row: LedgerContent): WritableCell[] {
  const cells = cellsByField(row)
  return [...PAPER_FIELDS, ...EXTRA_FIELDS].map((field) => cells[field])
}

function yearSheet(head: LedgerHead, { year, rows }: LedgerYear): SheetPlan {
  return {
    name: `${year}年`,
    titles: [
      `${head.park}企业诉求问题清单、责任清单、销号台账（${year}年）`,
      `填报单位：${head.office}　　填报日期：${chineseDate(head.date)}`,
    ],
    columns: [...PAPER_FIELDS, ...EXTRA_FIELDS].map((field) => columnPlan(field, head)),
    rows: mapped(rows),
    printedColumns: PAPER_FIELDS.length,
  }
}

async function* mapped(rows: LedgerYear['rows']): AsyncGenerator<WritableCell[]> {
  for await (const row of rows) yield ledgerCells(row)
}

const WIDTHS: Readonly<Partial<Record<Field, number>>> = {
  serial: 6,
  enterprise: 26,
  credit_code: 21,
  text: 40,
  demand: 18,
  progress: 30,
  remark: 18,
  number: 18,
}

function columnPlan(field: ExportedField, { departments }: LedgerHead): ColumnPlan {
  const choices: Readonly<Partial<Record<Field, readonly string[]>>> = {
    department: departments,
    struck_off_mark: STRIKE_OFF_WORDS,
    rating: RATING_WORDS,
    outcome: OUTCOME_WORDS,
    rung: RUNG_WORDS,
  }
  return { title: fieldTitle(field), width: WIDTHS[field] ?? 12, choices: choices[field] ?? [] }
}

function cellsByField(row: LedgerContent): Readonly<Record<ExportedField, WritableCell>> {
  const isInteger = /^[1-9]\d{0,8}$/.test(row.serial)
  return {
    serial: isInteger ? Number(row.serial) : row.serial,
    collected: { date: row.collected },
    source: row.source,
    enterprise: row.enterprise,
    credit_code: row.creditCode,
    contact: row.contact,
    phone: row.phone,
    category: row.category,
    text: row.text,
    lead_leader: row.leadLeader,
    department: row.department,
    co_departments: row.coDepartments.length === 0 ? null : row.coDepartments.join('、'),
    dispatched: dateCell(row.dispatched),
    deadline: deadlineCell(row),
    demand: row.demand,
    progress: row.progress,
    replied: dateCell(row.replied),
    struck_off_mark: row.state === 'struck_off' ? '已销号' : '未销号',
    struck_off: dateCell(row.struckOff),
    rating: row.rating === null ? null : ratingWord(row.rating),
    remark: row.remark,
    number: row.number,
    state: stateWord(row.state),
    outcome: row.outcome === null ? null : outcomeWord(row.outcome),
    rung: row.rung === null ? null : rungWord(row.rung),
    returned: row.returned,
    reopened: row.reopened,
  }
}

const dateCell = (date: string | null) => (date === null ? null : { date })

/** The deadline as it was given (5个工作日, 月底前) while it holds; once moved, the day it was moved to. */
function deadlineCell({ deadline, due }: LedgerContent): WritableCell {
  if (due === null) return null
  return deadline === null || deadline.kind === 'date' || deadline.due !== due
    ? { date: due }
    : deadline.given
}

function chineseDate(date: string): string {
  return `${Number(date.slice(0, 4))}年${Number(date.slice(5, 7))}月${Number(date.slice(8))}日`
}

const NOTES: readonly (readonly [string, string])[] = [
  ['序号', '每年从 1 起，一件一号；再次导入时按年份和序号认出同一件，不可重复。'],
  ['日期', '写成 2026-04-27、2026年4月27日、2026/4/27、2026.4.27，或不写年份的 4月27日（年份取自标题）。'],
  [
    '办理时限',
    '写日期，或 5个工作日、7个自然日、一个月内、月底前、9月底前、年底前。工作日按国务院公布的放假安排，从交办次日算起。',
  ],
  ['责任部门', '须是园区的部门；配合部门有几个时用顿号隔开。'],
  ['销号情况', '已销号或未销号；已销号须有答复日期或销号日期。办结不等于销号。'],
  ['满意度', `${RATING_WORDS.join('、')}；没有评价就留空。`],
  ['统一社会信用代码', '18 位；校验码不符的照样导入，并给出提示。'],
  ['编号等右侧各列', '由系统写出，导入时可以没有；不打印。'],
]

/** The sheet that tells how to fill in a ledger. */
export function notesSheet(): SheetPlan {
  return {
    name: '说明',
    columns: [
      { title: '项目', width: 20 },
      { title: '怎么填', width: 110 },
    ],
    rows: NOTES,
  }
}
