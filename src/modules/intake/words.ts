import type { FailureDetail } from '../../kernel/failure.ts'
import { shown, type Language, type Phrase, type Words } from '../../kernel/words.ts'
import type { Note, NoteCode } from './notes.ts'
import type { SheetNote, SheetNoteCode } from './read-ledger.ts'

const CHECK_DIGIT: Phrase = {
  zh: ({ position, expected }) => `第 ${shown(position)} 位校验码应为 ${shown(expected)}`,
  en: ({ position, expected }) => `check character ${shown(position)} should be ${shown(expected)}`,
}

/** Why a row is refused or what was assumed in it: the bare reason, without the place. */
const REASONS: Readonly<Record<NoteCode, Phrase>> = {
  serial_missing: {
    zh: () => '没有序号，无法认出是哪一件',
    en: () => 'no serial number, so the row cannot be identified',
  },
  number_missing: {
    zh: () =>
      '没有编号，无法认出是哪一件；这一列若不是每行都有，用 --map {"columns":{"number":null}} 改为按行的次序编号',
    en: () =>
      'no number, so the row cannot be identified; if not every row has one, number the rows in their order with --map {"columns":{"number":null}}',
  },
  serial_duplicate: {
    zh: ({ first, sheet }) => `序号重复，与“${shown(sheet)}”第 ${shown(first)} 行相同`,
    en: ({ first, sheet }) => `the serial number is already that of row ${shown(first)} in "${shown(sheet)}"`,
  },
  serial_too_long: { zh: () => '序号超过 40 个字', en: () => 'a serial number of more than 40 characters' },
  enterprise_missing: { zh: () => '没有企业名称', en: () => 'no name of an enterprise' },
  text_missing: { zh: () => '没有写问题', en: () => 'no text of the matter' },
  collected_missing: {
    zh: () => '没有收集日期，也没有交办日期',
    en: () => 'no date of collection and none of dispatch',
  },
  department_missing: {
    zh: () => '已经交办或办理，却没有责任部门',
    en: () => 'dispatched or worked on, but no department is in charge',
  },
  unknown_department: {
    zh: ({ department }) => `园区没有“${shown(department)}”这个部门`,
    en: ({ department }) => `the park has no department "${shown(department)}"`,
  },
  no_such_date: { zh: () => '没有这一天', en: () => 'there is no such day' },
  unreadable_date: { zh: () => '看不出是哪一天', en: () => 'not readable as a date' },
  date_without_day: { zh: () => '只有年月，没有日', en: () => 'year and month without a day' },
  date_out_of_range: { zh: () => '不在 2000 年至 2049 年之间', en: () => 'not between 2000 and 2049' },
  ambiguous_date: {
    zh: () => '是数字，末尾的 0 可能丢了，分不清是哪一天',
    en: () => 'a number that may have lost its last zero',
  },
  year_missing: { zh: () => '没有年份，标题里也没有', en: () => 'no year here, and none in the title' },
  in_the_future: {
    zh: ({ today }) => `比今天（${shown(today)}）还晚`,
    en: ({ today }) => `later than today (${shown(today)})`,
  },
  unreadable_deadline: {
    zh: () => '看不出到哪一天为止；没有时限就留空',
    en: () => 'not readable as a deadline; leave it empty when there is none',
  },
  calendar_unpublished: {
    zh: ({ year }) => `国务院还没有公布 ${shown(year)} 年的放假安排，工作日算不出来`,
    en: ({ year }) =>
      `the official days off of ${shown(year)} are not published, so working days cannot be counted`,
  },
  due_before_dispatch: {
    zh: ({ date, other }) => `时限 ${shown(date)} 早于交办日期 ${shown(other)}`,
    en: ({ date, other }) => `due ${shown(date)}, before the dispatch on ${shown(other)}`,
  },
  reply_before_collected: {
    zh: ({ date, other }) => `答复日期 ${shown(date)} 早于收集日期 ${shown(other)}`,
    en: ({ date, other }) => `replied ${shown(date)}, before it was collected on ${shown(other)}`,
  },
  strike_off_before_reply: {
    zh: ({ date, other }) => `销号日期 ${shown(date)} 早于答复日期 ${shown(other)}`,
    en: ({ date, other }) => `struck off ${shown(date)}, before the reply on ${shown(other)}`,
  },
  struck_off_without_dates: {
    zh: () => '写着已销号，却既没有答复日期也没有销号日期',
    en: () => 'struck off, but neither a date of reply nor one of striking off',
  },
  strike_off_contradicts: {
    zh: ({ date }) => `写着未销号或未办结，销号日期却是 ${shown(date)}`,
    en: ({ date }) => `not struck off or not done, yet struck off on ${shown(date)}`,
  },
  unknown_mark: { zh: () => '看不出是否已销号', en: () => 'not readable as struck off or not' },
  unknown_rating: { zh: () => '不是满意度的写法', en: () => 'not a rating' },
  credit_code_invalid: {
    zh: (detail) => `信用代码有误：${creditCodeFault(detail, 'zh')}，已照原样导入`,
    en: (detail) => `wrong credit code: ${creditCodeFault(detail, 'en')}; imported as it is`,
  },
  registered_under: {
    zh: ({ enterprise, code }) =>
      `信用代码 ${shown(code)} 属于“${shown(enterprise)}”，已记在其名下；如不是同一家，请更正代码`,
    en: ({ enterprise, code }) =>
      `credit code ${shown(code)} is that of "${shown(enterprise)}", under whose name the row now stands; if it is another, correct the code`,
  },
  year_rolled: {
    zh: ({ date }) => `没有写年份，按先后次序定为 ${shown(date)}`,
    en: ({ date }) => `no year; after the step before it is ${shown(date)}`,
  },
  year_differs: {
    zh: ({ date, year }) => `${shown(date)} 不在台账的 ${shown(year)} 年`,
    en: ({ date, year }) => `${shown(date)} is not in ${shown(year)}, the year of the ledger`,
  },
  assumed_calendar_days: {
    zh: ({ date }) => `没有写“工作日”，按自然日算到 ${shown(date)}`,
    en: ({ date }) => `counted in calendar days, to ${shown(date)}`,
  },
  collected_assumed: {
    zh: ({ date }) => `没有收集日期，按交办日期 ${shown(date)}`,
    en: ({ date }) => `no date of collection; that of dispatch is taken, ${shown(date)}`,
  },
  dispatch_assumed: {
    zh: ({ date }) => `没有交办日期，按收集日期 ${shown(date)}`,
    en: ({ date }) => `no date of dispatch; that of collection is taken, ${shown(date)}`,
  },
  reply_assumed: {
    zh: ({ date }) => `没有答复日期，按 ${shown(date)}`,
    en: ({ date }) => `no date of reply; ${shown(date)} is taken`,
  },
  strike_off_assumed: {
    zh: ({ date }) => `没有销号日期，按答复日期 ${shown(date)}`,
    en: ({ date }) => `no date of striking off; that of the reply is taken, ${shown(date)}`,
  },
  dispatched_before_collected: {
    zh: ({ date, other }) => `交办日期 ${shown(date)} 早于收集日期 ${shown(other)}`,
    en: ({ date, other }) => `dispatched ${shown(date)}, before it was collected on ${shown(other)}`,
  },
  reply_before_dispatch: {
    zh: ({ date, other }) => `答复日期 ${shown(date)} 早于交办日期 ${shown(other)}`,
    en: ({ date, other }) => `replied ${shown(date)}, before the dispatch on ${shown(other)}`,
  },
  several_departments: {
    zh: ({ lead }) => `有几个部门，以“${shown(lead)}”为责任部门，其余配合`,
    en: ({ lead }) => `several departments; "${shown(lead)}" leads, the others assist`,
  },
  done_not_struck_off: {
    zh: () => '办结不等于销号，没有销号日期，按未销号',
    en: () => 'done is not struck off; without its date taken as not struck off',
  },
  done_without_reply: {
    zh: () => '写着已办结，却没有答复日期，按办理中',
    en: () => 'done, but without a date of reply; taken as being worked on',
  },
  rating_without_reply: {
    zh: () => '还没有答复，满意度不计',
    en: () => 'no reply yet, so the rating is left out',
  },
  state_contradicts: {
    zh: ({ state }) => `与日期不符，按日期定为“${shown(state)}”`,
    en: ({ state }) => `does not fit the dates; taken as ${shown(state)}`,
  },
  unknown_rung: { zh: () => '不是层级的写法，没有导入', en: () => 'not a rung, left out' },
  unknown_count: { zh: () => '不是次数，没有导入', en: () => 'not a count, left out' },
}

/** By the faults of `credit-code.ts`. */
const CREDIT_CODE_FAULTS: Words = {
  length: { zh: () => '应为 18 位', en: () => 'it must have 18 characters' },
  symbol: {
    zh: ({ position }) => `第 ${shown(position)} 位不能是这个字符`,
    en: ({ position }) => `character ${shown(position)} cannot stand there`,
  },
  check_digit: CHECK_DIGIT,
  organisation_check_digit: CHECK_DIGIT,
}

function creditCodeFault(detail: FailureDetail, language: Language): string {
  return CREDIT_CODE_FAULTS[shown(detail['fault'])]?.[language](detail) ?? ''
}

/** What is told about a sheet. */
const SHEET_NOTES: Readonly<Record<SheetNoteCode, Phrase>> = {
  sheet_skipped: { zh: () => '不是台账，没有导入', en: () => 'is no ledger and was left out' },
  sheet_hidden: {
    zh: () => '是隐藏的工作表，没有导入；要导入就取消隐藏',
    en: () => 'is hidden and was left out; unhide it to import it',
  },
  year_overridden: {
    zh: ({ year, title }) => `标题写的是 ${shown(title)} 年，按指定的 ${shown(year)} 年导入`,
    en: ({ year, title }) => `its title says ${shown(title)}; imported as ${shown(year)} as told`,
  },
  year_absent: {
    zh: () => '标题里没有年份，按每行的收集日期定年份',
    en: () => 'its title has no year; each row lies in the year of its collection',
  },
  serial_absent: {
    zh: () => '没有序号一列，按行的次序编号',
    en: () => 'has no serial numbers; rows are numbered in their order',
  },
  column_ambiguous: {
    zh: ({ field, taken, left }) => `有两列像“${shown(field)}”：用了 ${shown(taken)}，没有用 ${shown(left)}`,
    en: ({ field, taken, left }) =>
      `two columns look like ${shown(field)}: ${shown(taken)} was taken, ${shown(left)} left`,
  },
  column_unknown: {
    zh: ({ column }) => `不认识的一列没有导入：${shown(column)}`,
    en: ({ column }) => `a column that means nothing to us was left out: ${shown(column)}`,
  },
  totals_skipped: {
    zh: ({ text }) => `是合计行，没有导入：${shown(text)}`,
    en: ({ text }) => `totals were left out: ${shown(text)}`,
  },
  line_skipped: {
    zh: ({ text }) => `不是事项，没有导入：${shown(text)}`,
    en: ({ text }) => `no case, left out: ${shown(text)}`,
  },
  blank_rows_skipped: {
    zh: ({ rows }) => `有 ${shown(rows)} 行只有序号，没有导入`,
    en: ({ rows }) => `${shown(rows)} rows with nothing but a number were left out`,
  },
}

/** The bare reason of a note on a row, for a column beside place and value. */
export function reasonOf({ code, detail }: Note, language: Language): string {
  return REASONS[code][language](detail)
}

/** A note on a sheet as a sentence. */
export function saySheetNote({ sheet, row, code, detail }: SheetNote, language: Language): string {
  const said = SHEET_NOTES[code][language](detail)
  if (row === undefined) return language === 'zh' ? `“${sheet}”${said}` : `"${sheet}" ${said}`
  return language === 'zh' ? `“${sheet}”第 ${row} 行：${said}` : `"${sheet}", row ${row}: ${said}`
}

/** A note on a row as a sentence: place, value, reason, what would be accepted. */
export function sayNote({ code, detail, ...place }: Note, language: Language): string {
  return sentence(REASONS[code])[language]({ ...detail, ...place })
}

function sentence(reason: Phrase): Phrase {
  return {
    zh: (detail) => {
      const { cell, column, value, accepted } = placeOf(detail)
      const quoted = value === '' ? '' : `“${value}”`
      return `${cell}「${column}」${quoted}：${reason.zh(detail)}。${accepted === '' ? '' : `可以写：${accepted}。`}`
    },
    en: (detail) => {
      const { cell, column, value, accepted } = placeOf(detail)
      const quoted = value === '' ? '' : ` "${value}"`
      return `${cell} (${column})${quoted}: ${reason.en(detail)}.${accepted === '' ? '' : ` Accepted: ${accepted}.`}`
    },
  }
}

function placeOf({ cell, column, value, accepted }: FailureDetail) {
  const list = Array.isArray(accepted) ? accepted.map(shown).join('、') : ''
  // Headers are broken over lines in narrow columns; a sentence is not.
  return {
    cell: shown(cell),
    column: shown(column).replaceAll('\n', ''),
    value: shown(value),
    accepted: list,
  }
}

/** What the fault list of a map says, key by key. */
function mapFaults(faults: unknown, language: Language): string {
  return recordsOf(faults)
    .map((fault) => [shown(fault.get('key')), shown(fault.get('allowed'))])
    .map(([key, allowed]) =>
      language === 'zh' ? `“${key}”只能是 ${allowed}` : `"${key}" must be ${allowed}`,
    )
    .join(language === 'zh' ? '；' : '; ')
}

function foundHeaders(found: unknown): string {
  return recordsOf(found)
    .map((sheet) => `${shown(sheet.get('sheet'))}（${shown(sheet.get('headers'))}）`)
    .join('、')
}

function recordsOf(list: unknown): ReadonlyMap<string, unknown>[] {
  return Array.isArray(list) ? list.map((entry: unknown) => fieldsOf(entry)) : []
}

function fieldsOf(entry: unknown): ReadonlyMap<string, unknown> {
  return new Map<string, unknown>(typeof entry === 'object' && entry !== null ? Object.entries(entry) : [])
}

/** The words of this part of the module: refused files and maps, and each note on a row under `intake.<its code>`. */
export const words: Words = {
  ...Object.fromEntries(
    Object.entries(REASONS).map(([code, reason]) => [`intake.${code}`, sentence(reason)]),
  ),
  'intake.no_ledger_sheet': {
    zh: ({ file, sought, found }) =>
      `“${shown(file)}”里没有台账：找不到含“${shown(sought)}”这些列的表头。各工作表的表头：${foundHeaders(found)}。可用 --map 指明列。`,
    en: ({ file, sought, found }) =>
      `"${shown(file)}" holds no ledger: no header with columns such as ${shown(sought)}. Headers found: ${foundHeaders(found)}. Name the columns with --map.`,
  },
  'intake.columns_missing': {
    zh: ({ sheet, missing, found }) =>
      `“${shown(sheet)}”缺少这些列：${shown(missing)}。现有的列：${shown(found)}。可用 --map 指明列。`,
    en: ({ sheet, missing, found }) =>
      `"${shown(sheet)}" lacks the columns ${shown(missing)}. It has: ${shown(found)}. Name the columns with --map.`,
  },
  'intake.map_sheet_unknown': {
    zh: ({ wanted, accepted }) => `没有名为“${shown(wanted)}”的工作表。现有：${shown(accepted)}。`,
    en: ({ wanted, accepted }) => `There is no sheet "${shown(wanted)}". There are: ${shown(accepted)}.`,
  },
  'intake.map_column_unknown': {
    zh: ({ field, wanted, accepted }) =>
      `映射文件里 columns.${shown(field)} 写的“${shown(wanted)}”不是表里的列。现有的列：${shown(accepted)}。`,
    en: ({ field, wanted, accepted }) =>
      `The map's columns.${shown(field)} says "${shown(wanted)}", which is no column of the sheet. There are: ${shown(accepted)}.`,
  },
  'intake.map_invalid': {
    zh: ({ faults }) => `映射文件有误：${mapFaults(faults, 'zh')}。`,
    en: ({ faults }) => `The map is wrong: ${mapFaults(faults, 'en')}.`,
  },
  'intake.map_unreadable': {
    zh: ({ file, reason }) => `打不开映射文件“${shown(file)}”（${shown(reason)}）。请核对路径和权限。`,
    en: ({ file, reason }) =>
      `The map ${shown(file)} cannot be read (${shown(reason)}). Check path and rights.`,
  },
  'intake.map_no_json': {
    zh: ({ file, line, column }) =>
      `映射文件“${shown(file)}”不是 JSON${line === undefined ? '' : `：第 ${shown(line)} 行第 ${shown(column)} 个字符起读不懂`}。`,
    en: ({ file, line, column }) =>
      `The map ${shown(file)} is not JSON${line === undefined ? '' : `: it cannot be understood from line ${shown(line)}, column ${shown(column)}`}.`,
  },
}
