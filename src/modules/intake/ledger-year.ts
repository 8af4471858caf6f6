import type { Row } from '../../kernel/spreadsheet/cell.ts'
import { normalForm, readText, withArabicYear } from './cells.ts'

/**
 * The year of a ledger as its title says it, （2022年）, 2022年度, 2022年1月 or 二〇二二年, or as the period from one day to
 * another, else as the sheet is called. Several when it names several, none when it names none: a day such as
 * 填报日期：2022年12月9日 is when it was written, not what it is about.
 */
export function findYears(titles: readonly Row[], sheetName: string): readonly number[] {
  const named = titles
    .flatMap(({ cells }) => cells.map(readText))
    .map(yearsIn)
    .find((years) => years.length > 0)
  if (named?.length === 1) return named
  const ofSheet = yearsIn(sheetName)
  const bare = BARE.exec(sheetName.normalize('NFKC'))?.[1]
  const sheet = ofSheet.length > 0 || bare === undefined ? ofSheet : [Number(bare)]
  return sheet.length === 1 ? sheet : (named ?? sheet)
}

const LONGEST_TITLE = 200

/** Other papers: 根据《2021年工作要点》. */
const QUOTED = /《[^》]*》|[〔[]20\d\d[〕\]]/g
/** When a sheet was filled in or up to when it counts. */
const WRITTEN =
  /(?:填报|填表|制表|报送|上报|打印|导出|更新|编制|印发|统计|截[至止])(?:日期|时间|日|至|到|于)?[:,]?20\d\d(?:[-./年]\d{1,2}(?:[-./月](?:\d{1,2}日?)?)?(?![-./月年日\d至到~—–])|年(?!\d))/g
const PERIOD =
  /(20[0-4]\d)[-./年]\d{1,2}(?:[-./月](?:\d{1,2}日?)?)?[-–—~至到](?:(20[0-4]\d)[-./年])?\d{1,2}[-./月](?:\d{1,2}日?)?/g
const DAY = /20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?/g
const YEARS = /(?<!\d)(20[0-4]\d)年?[-–—~至到、和及](20[0-4]\d)(?!\d)/g
const YEAR = /(?<!\d)(20[0-4]\d)(?:年|(?=\)|度))/g
const BARE = /^\D*(20[0-4]\d)(?!\d)(?![-./年]?\d{1,2}[-./月]\d)/

function yearsIn(title: string): number[] {
  const form = withArabicYear(normalForm(title).slice(0, LONGEST_TITLE))
    .replaceAll(QUOTED, '')
    .replaceAll(WRITTEN, '')
  const withoutDays = form.replaceAll(PERIOD, '').replaceAll(DAY, '')
  const found = [...form.matchAll(PERIOD), ...withoutDays.matchAll(YEARS), ...withoutDays.matchAll(YEAR)]
  const years = found.flatMap(([, first, second]) => [first, second].flatMap((year) => year ?? []))
  return [...new Set(years.map(Number))].toSorted()
}
