import { shown, type Language, type Phrase, type Words } from '../../kernel/words.ts'

/** Why a row of a register is refused. */
export type RegisterRefusal =
  | 'name_missing'
  | 'too_long'
  | 'too_many_tags'
  | 'unknown_size'
  | 'small_or_micro'
  | 'unknown_industry'
  | 'unknown_kind'
  | 'unknown_above_size'
  | 'twice_in_file'
  | 'unknown_officer'
  | 'officer_ahead'
  | 'same_enterprise'
  | 'name_or_code_taken'

/** What is told of a row that is taken. */
export type RegisterWarning = 'code_wrong' | 'industry_differs'
export type RegisterNoteCode = RegisterRefusal | RegisterWarning

const REASONS: Readonly<Record<RegisterNoteCode, Phrase>> = {
  name_missing: { zh: () => '没有企业名称', en: () => 'no name of an enterprise' },
  too_long: {
    zh: ({ most }) => `超过 ${shown(most)} 个字`,
    en: ({ most }) => `more than ${shown(most)} characters`,
  },
  too_many_tags: {
    zh: ({ most }) => `标签超过 ${shown(most)} 个`,
    en: ({ most }) => `more than ${shown(most)} tags`,
  },
  unknown_size: {
    zh: () => '不是大型、中型、小型、微型中的一种',
    en: () => 'is none of large, medium, small and micro',
  },
  small_or_micro: {
    zh: () => '“小微”分不清是小型还是微型',
    en: () => 'small or micro: it must say which',
  },
  unknown_industry: {
    zh: () => '不是国民经济行业分类（GB/T 4754-2017）里的代码，也不是门类、大类的名称',
    en: () => 'is neither a code of GB/T 4754-2017 nor the name of a section or division',
  },
  unknown_kind: { zh: () => '看不出是哪类主体', en: () => 'is no kind of body that we know' },
  unknown_above_size: { zh: () => '看不出是规上还是规下', en: () => 'says neither yes nor no' },
  twice_in_file: {
    zh: ({ row, sheet }) => `与“${shown(sheet)}”第 ${shown(row)} 行是同一家，只取先出现的一行`,
    en: ({ row, sheet }) =>
      `is the enterprise of row ${shown(row)} in "${shown(sheet)}"; the first row counts`,
  },
  unknown_officer: {
    zh: () => '园区没有这位服务专员；先添加用户并给他服务专员岗位',
    en: () => 'the park has no such officer; first add the person with that post',
  },
  officer_ahead: {
    zh: ({ accepted }) => `已经排好以后的专员（从 ${shown(accepted)} 起），请在系统里调整`,
    en: ({ accepted }) => `another officer is written from ${shown(accepted)} on; change that here first`,
  },
  same_enterprise: {
    zh: ({ accepted }) => `名录里它和前面一行是同一家：“${shown(accepted)}”`,
    en: ({ accepted }) => `the register knows it as the enterprise of a row before: "${shown(accepted)}"`,
  },
  name_or_code_taken: {
    zh: () => '改成的名称或信用代码已经是另一家的；如果是同一家，请先合并',
    en: () => 'the new name or code is that of another enterprise; if both are one, merge them first',
  },
  code_wrong: {
    zh: () => '信用代码校验不符（GB 32100），照样导入；请核对',
    en: () => 'the credit code fails its check (GB 32100); imported as it is, please check it',
  },
  industry_differs: {
    zh: ({ code, name }) => `行业代码 ${shown(code)} 是“${shown(name)}”，与行业一列不同，按代码`,
    en: ({ code, name }) =>
      `code ${shown(code)} is "${shown(name)}", not what the industry says; the code holds`,
  },
}

/** The bare reason of a note. */
export const registerReason = (
  { code, accepted, detail }: Pick<RegisterNote, 'code' | 'accepted' | 'detail'>,
  language: Language,
): string => REASONS[code][language]({ accepted, ...detail })

/** Something to tell about a row of a register. */
export interface RegisterNote {
  readonly row: number
  readonly column: string
  readonly cell: string
  readonly value: string
  readonly code: RegisterNoteCode
  readonly accepted: readonly string[]
  readonly detail: Readonly<Record<string, string | number>>
}

/** A note as a sentence: place, value, reason, what would be accepted. */
export function sayRegisterNote(note: RegisterNote, language: Language): string {
  const { cell, column, value, accepted } = note
  const reason = registerReason(note, language)
  const head = column.replaceAll('\n', '')
  if (language === 'zh')
    return `${cell}「${head}」${value === '' ? '' : `“${value}”`}：${reason}。${accepted.length === 0 ? '' : `可以写：${accepted.join('、')}。`}`
  return `${cell} (${head})${value === '' ? '' : ` "${value}"`}: ${reason}.${accepted.length === 0 ? '' : ` Accepted: ${accepted.join(', ')}.`}`
}

/** What is told about a sheet. */
export type RegisterSheetNote =
  | { readonly sheet: string; readonly code: 'left_out' | 'hidden' }
  | { readonly sheet: string; readonly code: 'column_unknown'; readonly column: string }
  | { readonly sheet: string; readonly code: 'line_left_out'; readonly row: number; readonly text: string }

/** A note on a sheet as a sentence. */
export function sayRegisterSheetNote(note: RegisterSheetNote, language: Language): string {
  const zh = language === 'zh'
  switch (note.code) {
    case 'left_out':
      return zh ? `“${note.sheet}”不是企业名单，没有导入` : `"${note.sheet}" is no register and was left out`
    case 'hidden':
      return zh
        ? `“${note.sheet}”是隐藏的工作表，没有导入；要导入就取消隐藏`
        : `"${note.sheet}" is hidden and was left out; unhide it to import it`
    case 'column_unknown':
      return zh
        ? `“${note.sheet}”有一列不认识，没有导入：${note.column}`
        : `"${note.sheet}" has a column that means nothing to us: ${note.column}`
    case 'line_left_out':
      return zh
        ? `“${note.sheet}”第 ${note.row} 行不是企业，没有导入：${note.text}`
        : `"${note.sheet}", row ${note.row} is no enterprise, left out: ${note.text}`
  }
}

export const registerWords: Words = {
  'intake.no_register_sheet': {
    zh: ({ file, found }) =>
      `“${shown(file)}”里没有企业名单：找不到有“企业名称”和至少一列别的内容的表头。各工作表最像表头的一行：${shown(found)}。`,
    en: ({ file, found }) =>
      `"${shown(file)}" holds no register: no header with a name of the enterprise and one column more. The rows most like one: ${shown(found)}.`,
  },
}
