import { EMPTY, type Cell, type Merge, type Row } from '../../kernel/spreadsheet/cell.ts'
import { normalForm, readText, shownCell, withArabicYear } from './cells.ts'
import { repeatsHeader, type Mapping } from './columns.ts'

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

const TOTALS = /^(?:合计|总计|小计|共计|累计|总数|汇总)/
const FOOTER =
  /^(?:填报人|填表人|制表|审核|审批|负责人|联系人|注\d?[:：]|备注[:：]|说明[:：]|附注|单位[（(]|填报单位)/

/** Tells what a line below the header is. When in doubt it is a row: a row may be refused, but must not be lost. */
export function kindOfLine(row: Row, mapping: Mapping): Line {
  const filled = [...row.cells.entries()].filter(([, cell]) => readText(cell) !== '')
  const [first] = filled
  if (first === undefined) return { kind: 'blank' }
  const text = shownCell(first[1]).slice(0, LONGEST_QUOTE)
  const form = normalForm(text)
  const says = (field: 'enterprise' | 'text') => {
    const column = mapping.columns.get(field)?.column
    return filled.some(([place]) => place === column && place !== first[0])
  }
  const isCase = says('enterprise') && says('text')
  if (!isCase && TOTALS.test(form)) return { kind: 'totals', text }
  if (!isCase && FOOTER.test(form)) return { kind: 'remark', text }
  if (repeatsHeader(row, mapping)) return { kind: 'header' }
  const numbering = [mapping.columns.get('serial')?.column, mapping.columns.get('number')?.column]
  const telling = filled.filter(([column, cell]) => cell.formula !== true && !numbering.includes(column))
  if (telling.length === 0 && /^[\d\s.、号第-]*$/.test(form)) return { kind: 'blank' }
  const place = mapping.columns.get('text')?.column
  const isAlone =
    filled.length === 1 && first[0] !== place && first[0] !== mapping.columns.get('enterprise')?.column
  return isAlone && first[1].kind === 'text' ? { kind: 'remark', text } : { kind: 'row' }
}

const LONGEST_QUOTE = 200

/**
 * The year of a ledger as its title says it, （2022年）, 2022年度 or 二〇二二年, else as the sheet is called. A day such as
 * 填报日期：2022年12月9日 is when it was written, not what it is about.
 */
export function findYear(titles: readonly Row[], sheetName: string): number | undefined {
  const texts = titles.flatMap(({ cells }) => cells.map(readText)).filter((text) => text !== '')
  for (const text of [...texts, sheetName]) {
    const form = withArabicYear(normalForm(text).slice(0, LONGEST_QUOTE))
    const year = /(?<!\d)(20[0-4]\d)(?:年(?!\d{1,2}月)|(?=\)|度))/.exec(form)?.[1]
    if (year !== undefined) return Number(year)
  }
  const bare = /^\D*(20[0-4]\d)(?!\d)(?![-./年]?\d{1,2}[-./月]\d)/.exec(sheetName.normalize('NFKC'))?.[1]
  return bare === undefined ? undefined : Number(bare)
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
