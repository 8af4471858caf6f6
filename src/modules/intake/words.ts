import type { FailureDetail } from '../../kernel/failure.ts'
import { shown, type Language, type Phrase, type Words } from '../../kernel/words.ts'
import type { Note } from './notes.ts'
import type { SheetNote, SheetNoteCode } from './ledger-notes.ts'
import { REASONS } from './reasons.ts'

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
  years_several: {
    zh: ({ years }) =>
      `标题里有几个年份（${shown(years)}），按每行的收集日期定年份；没写年份的日期不能导入，请用 --year 指定`,
    en: ({ years }) =>
      `its title names several years (${shown(years)}); each row lies in the year of its collection, and dates without a year are refused: say it with --year`,
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
  column_kept: {
    zh: ({ field, taken, left }) =>
      `有两列像“${shown(field)}”：用了 ${shown(taken)}，${shown(left)} 的内容写在备注里`,
    en: ({ field, taken, left }) =>
      `two columns look like ${shown(field)}: ${shown(taken)} was taken, ${shown(left)} is kept in the remark`,
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
