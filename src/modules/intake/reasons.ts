import type { FailureDetail } from '../../kernel/failure.ts'
import { shown, type Language, type Phrase, type Words } from '../../kernel/words.ts'
import type { NoteCode } from './notes.ts'

const CHECK_DIGIT: Phrase = {
  zh: ({ position, expected }) => `第 ${shown(position)} 位校验码应为 ${shown(expected)}`,
  en: ({ position, expected }) => `check character ${shown(position)} should be ${shown(expected)}`,
}

/** Why a row is refused or what was assumed in it: the bare reason, without the place. */
export const REASONS: Readonly<Record<NoteCode, Phrase>> = {
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
    zh: ({ first, sheet, here }) =>
      `序号重复，与“${shown(sheet)}”第 ${shown(first)} 行相同${here === undefined ? '' : `；几张表若是同一批事项，用 --map {"sheet":"${shown(sheet)}"} 只导入其中一张；若各表各自编号，请改成全年连续的序号`}`,
    en: ({ first, sheet, here }) =>
      `the serial number is already that of row ${shown(first)} in "${shown(sheet)}"${here === undefined ? '' : `; if the sheets hold the same matters, import one of them with --map {"sheet":"${shown(sheet)}"}; if each counts from 1, number them through the year`}`,
  },
  serial_merged: {
    zh: () => '序号的单元格合并了几行，只有第一行算有序号；请拆开，一行一个序号',
    en: () =>
      'the serial number is merged over several rows and is that of the first; split the cell and give each row its own',
  },
  serial_too_long: { zh: () => '序号超过 40 个字', en: () => 'a serial number of more than 40 characters' },
  enterprise_missing: { zh: () => '没有企业名称', en: () => 'no name of an enterprise' },
  enterprise_too_long: {
    zh: () => '企业名称超过 200 个字',
    en: () => 'a name of more than 200 characters',
  },
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
  year_missing: {
    zh: () => '没有年份，标题里也没有；可用 --year 指定',
    en: () => 'no year here, and none in the title; say it with --year',
  },
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
  deadline_disagrees: {
    zh: ({ date }) => `天数与日期对不上，按日期 ${shown(date)}`,
    en: ({ date }) => `the days and the date do not agree; the date holds, ${shown(date)}`,
  },
  deadline_open: {
    zh: () => '没有定到哪一天，按没有时限',
    en: () => 'sets no day; taken as no deadline',
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
