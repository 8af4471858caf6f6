import { EMPTY, type Cell, type Merge, type Row } from '../../kernel/spreadsheet/cell.ts'
import { normalForm, readText, shownCell } from './cells.ts'
import { cellOf, repeatsHeader, type Mapping } from './columns.ts'
import type { Field } from './fields.ts'

/** What a line of a ledger sheet is. */
export type Line =
  | { readonly kind: 'row' }
  /** Nothing but a number or computed cells. */
  | { readonly kind: 'blank' }
  /** The header once more, as on each printed page. */
  | { readonly kind: 'header' }
  /** 合计, 小计 and the like. */
  | { readonly kind: 'totals'; readonly text: string }
  /** A note, a heading between rows, a line for signatures. */
  | { readonly kind: 'remark'; readonly text: string }

/** Tells what a line below the header is. When in doubt it is a row: a row may be refused, but must not be lost. */
export function kindOfLine(row: Row, mapping: Mapping): Line {
  const filled = [...row.cells.entries()].filter(([, cell]) => readText(cell) !== '')
  const [first] = filled
  if (first === undefined) return { kind: 'blank' }
  const text = shownCell(first[1]).slice(0, LONGEST_QUOTE)
  const form = normalForm(text)
  if (isHeadedBy(TOTALS, text) && !isCase(row, mapping, first[0])) return { kind: 'totals', text }
  if (isHeadedBy(FOOTER, text) && !isCase(row, mapping, first[0])) return { kind: 'remark', text }
  if (repeatsHeader(row, mapping)) return { kind: 'header' }
  const numbering = [mapping.columns.get('serial')?.column, mapping.columns.get('number')?.column]
  const telling = filled.filter(([column, cell]) => cell.formula !== true && !numbering.includes(column))
  if (telling.length === 0 && /^[\d\s.、号第-]*$/.test(form)) return { kind: 'blank' }
  const place = mapping.columns.get('text')?.column
  const isAlone =
    filled.length === 1 && first[0] !== place && first[0] !== mapping.columns.get('enterprise')?.column
  return isAlone && first[1].kind === 'text' ? { kind: 'remark', text } : { kind: 'row' }
}

/** So much of a line is quoted. */
export const LONGEST_QUOTE = 200

const PERIOD =
  '(?:[本当全上下]?(?:月|季度?|年度?|半年|页|周|日|期|表|区|园区)|第?[一二三四1-4]季度|(?:\\d{4}年)?(?:\\d{1,2}月份?)?|截[至止].{0,12})'
const TOTALS = new RegExp(`^${PERIOD}(?:合计|总计|小计|共计|累计|总数|汇总)(?:件?数|数量)?`)
const FOOTER =
  /^(?:(?:填报|填表|制表|报送|上报|审核|审批|审定|复核|经办|校对|汇总|统计)(?:人员?|单位|部门|科室|领导|负责人|日期|时间)?|(?:单位|部门|科室|分管|主要|企业)?(?:负责人|领导)(?:签[字名章])?|联系(?:人|电话|方式)|单位|注\d?|备注|说明|附注|附件?|日期|签[字名章]|盖章)/

/**
 * Whether the text begins with such a word and the word ends there: nothing follows it, or a stop, a bracket, a number,
 * or after a blank something else. 汇总达物流公司 is an enterprise.
 */
function isHeadedBy(words: RegExp, text: string): boolean {
  const form = normalForm(text)
  const word = words.exec(form)?.[0]
  if (word === undefined) return false
  const rest = form.slice(word.length)
  if (rest === '' || /^(?:[:\d(=,;、。]|共\d)/.test(rest)) return true
  const plain = text.normalize('NFKC').trim()
  return plain.startsWith(word) && /^\s/.test(plain.slice(word.length))
}

/** Whether a line tells of a matter beside its first cell: a text, and who asks or when. Counts such as 5件 do not. */
function isCase(row: Row, { columns }: Mapping, first: number): boolean {
  const says = (field: Field) => {
    const place = columns.get(field)
    const text = readText(cellOf(row, place))
    return place?.column !== first && text !== '' && !COUNT.test(text) && !isSigning(text)
  }
  return says('text') && (says('enterprise') || DATES.some(says))
}

const COUNT = /^共?[\d.%\s]+[家个件条项次户宗]?$/
const isSigning = (text: string) => /[:：]/.test(text) && isHeadedBy(FOOTER, text)

const DATES = ['collected', 'dispatched', 'replied', 'completed', 'struck_off'] as const

/** Whether a line only numbers the columns, as forms do below their header: 1, 2, 3 or 甲, 乙, 1, 2. */
export function isNumbering(row: Row): boolean {
  const signs = row.cells.map((cell) => normalForm(readText(cell))).filter((sign) => sign !== '')
  const isSign = (sign: string) =>
    /^(?:[(\[]?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[)\]]?|[甲乙丙丁戊己庚辛壬癸]|[a-z]|栏[次号]|\d{1,2}=[-+*/\d]{1,12})$/.test(
      sign,
    )
  return signs.length >= FEWEST_SIGNS && new Set(signs).size === signs.length && signs.every(isSign)
}

const FEWEST_SIGNS = 4

/** The rows above the data of a sheet without a header: those with a single text. */
export function titlesAbove(rows: readonly Row[]): Row[] {
  const isTitle = ({ cells }: Row) => cells.filter((cell) => readText(cell) !== '').length <= 1
  const end = rows.findIndex((row) => !isTitle(row))
  return rows.slice(0, end < 0 ? rows.length : end)
}

/**
 * Gives the rows under cells merged downwards the value they share: one enterprise over three matters is meant for all
 * three. Merges that begin in the header or above are not of the rows.
 */
export function makeFiller(merges: readonly Merge[], headerRow: number): (row: Row) => Row {
  const downward = merges
    .filter(({ top, bottom }) => bottom > top && top > headerRow)
    .toSorted((a, b) => a.top - b.top)
  let next = 0
  // By column: merges cannot overlap, and a file that says otherwise must not cost more.
  const open = new Map<number, { readonly bottom: number; readonly cell: Cell }>()
  return (row) => {
    const cells = [...row.cells]
    for (const [column, { bottom, cell }] of open) {
      if (bottom < row.number) open.delete(column)
      else {
        while (cells.length <= column) cells.push(EMPTY)
        if (cells[column]?.kind === 'empty') cells[column] = cell
      }
    }
    for (
      let merge = downward[next];
      merge !== undefined && merge.top <= row.number;
      merge = downward[++next]
    ) {
      const cell = row.cells[merge.left]
      // A merge whose first row holds nothing has no value to share.
      if (merge.top === row.number && cell !== undefined) open.set(merge.left, { bottom: merge.bottom, cell })
    }
    return { number: row.number, cells }
  }
}
