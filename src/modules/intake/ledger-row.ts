import { createHash } from 'node:crypto'
import type { CaseState, Rung } from '../cases/contract.ts'
import { normalForm } from './cells.ts'
import type { Deadline } from './deadlines.ts'
import type { LedgerOutcome } from './judgements.ts'

/** One matter as a paper ledger tells it, every cell understood. Dates are `YYYY-MM-DD`; nothing written is null. */
export interface LedgerContent {
  /** The year of the ledger; with the serial the identity of the row in its park. */
  readonly year: number
  /** 序号 in its plain form: digits without leading zeros, else as written. */
  readonly serial: string
  readonly collected: string
  readonly source: string | null
  readonly enterprise: string
  /** Half-width, upper case, without blanks; not necessarily valid. */
  readonly creditCode: string | null
  readonly contact: string | null
  readonly phone: string | null
  readonly category: string | null
  readonly text: string
  readonly leadLeader: string | null
  /** The lead department in its own spelling; null when nobody was put in charge. */
  readonly department: string | null
  readonly coDepartments: readonly string[]
  readonly dispatched: string | null
  /** How the deadline was given; `due` is what holds. */
  readonly deadline: Deadline | null
  readonly due: string | null
  readonly demand: string | null
  readonly progress: string | null
  readonly replied: string | null
  readonly struckOff: string | null
  /** 5 or 4 满意, 3 基本满意, 2 or 1 不满意. */
  readonly rating: 5 | 4 | 3 | 2 | 1 | null
  readonly remark: string | null
  readonly state: CaseState
  /** Null when not known. */
  readonly outcome: LedgerOutcome | null
  /** Null when not said. */
  readonly rung: Rung | null
  /** Our own number of the case, when the ledger was exported by us. */
  readonly number: string | null
  readonly returned: number | null
  readonly reopened: number | null
}

/** A row that can be imported. */
export interface LedgerRow extends LedgerContent {
  /** Replied after the due day, by date; null without a reply or a due day. */
  readonly late: boolean | null
  /** `contentHash` of the row. */
  readonly hash: string
}

/**
 * What a row says, as 64 hexadecimal digits: the same content in another spelling (blanks, widths, the form of dates,
 * 5个工作日 or the day it falls on) gives the same. Our number is left out, because the paper does not have it. No rung
 * is the usual one.
 */
export function contentHash(row: LedgerContent): string {
  const text = (value: string | null) => (value === null ? null : normalForm(value))
  const content = [
    row.year,
    text(row.serial),
    row.collected,
    text(row.source),
    text(row.enterprise),
    row.creditCode,
    text(row.contact),
    text(row.phone),
    text(row.category),
    text(row.text),
    text(row.leadLeader),
    text(row.department),
    row.coDepartments.map(normalForm).toSorted(),
    row.dispatched,
    row.due,
    text(row.demand),
    text(row.progress),
    row.replied,
    row.struckOff,
    row.rating,
    text(row.remark),
    row.outcome,
    row.rung ?? 'department',
    row.state,
    row.returned ?? 0,
    row.reopened ?? 0,
  ]
  return createHash('sha256').update(JSON.stringify(content)).digest('hex')
}

/** The row with what follows from its content. */
export function completed(content: LedgerContent): LedgerRow {
  const { replied, due } = content
  return {
    ...content,
    late: replied === null || due === null ? null : replied > due,
    hash: contentHash(content),
  }
}
